"""What stands under `ragbot`: limits of a question, exact spans, outcomes, and no name of a language model."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openai import OpenAI
from pydantic import ValidationError

from ragbot.answering.bot import Bot
from ragbot.api.openai.extension import AnswerExtension, CitationExtension, QuestionExtension, without_names
from ragbot.archive.archive import Archive
from ragbot.errors import LLMError
from ragbot.types import Unsupported
from tests.answering.test_bot import ScriptedLLM, told
from tests.api.fake_bot import ANSWER, CITATION, EVIDENCE
from tests.api.openai_calls import BODY, chat, client, client_over

__all__ = ["client", "told"]


def test_limits_are_those_of_the_body(client: OpenAI) -> None:
    within = chat(client, extra_body={"ragbot": {"since": "2026-01-22", "sources": ["Halmere Wire"]}})
    before = chat(client, extra_body={"ragbot": {"until": "2026-01-01", "asked_on": "2026-01-02"}})
    assert within.ragbot["window"] == {"since": "2026-01-22", "until": None}
    assert {each.ragbot["source"] for each in within.choices[0].message.annotations} == {"Halmere Wire"}
    assert before.ragbot["outcome"] != "answered"
    assert before.ragbot["asked_on"] == "2026-01-02"


def test_no_reply_has_the_name_of_the_model(told: Archive) -> None:
    failed = LLMError("fake:model-9 did not answer: there is no 'model-9' here.")
    with client_over(Bot(told, ScriptedLLM([[failed]], name="fake:model-9"))) as client:
        replies = [
            client.post(f"/v1/{path}", json={**BODY, "stream": stream}).text
            for path in ("chat/completions", "responses")
            for stream in (False, True)
        ]
    assert not [reply for reply in replies if "model-9" in reply]
    assert all("The language model did not answer: there is no 'the language model' here." in each for each in replies)
    assert all('"outcome":"degraded"' in each for each in replies)


def test_a_citation_has_its_exact_span_and_its_version() -> None:
    ours = CitationExtension.of(CITATION)
    assert (ours.number, ours.article_id, ours.version) == (1, "a1", 2)
    assert EVIDENCE.version.text[ours.source_start : ours.source_end] == ours.cited_text != ""


@pytest.mark.parametrize("start", [0, 57])
def test_what_no_citation_supports_is_where_the_answer_is_in_the_text(start: int) -> None:
    doubtful = (Unsupported(4, 11, ()), Unsupported(20, 31, ()))
    answer = replace(ANSWER, unsupported=doubtful, related=(EVIDENCE,))
    ours = AnswerExtension.of(answer, start)
    text = "-" * start + answer.answer
    assert [text[each.start_index : each.end_index] for each in ours.unsupported] == [
        answer.answer[each.start_index : each.end_index] for each in doubtful
    ]
    assert [each.article_id for each in ours.related] == ["a1"]
    assert (ours.sources, ours.archive_as_of) == (answer.sources, answer.archive_as_of)


@pytest.mark.parametrize(
    ("backend", "reason", "shown"),
    [
        ("fake:model-9", "fake:model-9 did not answer.", "The language model did not answer."),
        ("fake:model-9", "It failed: no model-9 here.", "It failed: no the language model here."),
        ("fake", "fake did not answer.", "The language model did not answer."),
        ("fake:", "fake: is away.", "The language model is away."),
        ("extractive", "The extractive answer is short.", "The extractive answer is short."),
        ("fake:model-9", None, None),
    ],
)
def test_a_reason_is_told_without_the_name_of_the_model(backend: str, reason: str | None, shown: str | None) -> None:
    assert without_names(replace(ANSWER, backend=backend, reason=reason)).reason == shown


def test_the_foot_is_there_unless_it_is_switched_off_and_no_other_field_is_taken() -> None:
    assert QuestionExtension().foot
    assert not QuestionExtension(foot=False).foot
    for wrong in ({"foot": "no"}, {"foot": 0}, {"feet": True}):
        with pytest.raises(ValidationError):
            QuestionExtension.model_validate(wrong)
