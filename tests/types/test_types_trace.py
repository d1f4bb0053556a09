"""A trace is written as JSON and read again, whole; what did not happen is empty in it."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from ragbot.types import (
    TRACE_FORM,
    AskedQuestion,
    Gate,
    ModelCall,
    RankedPassage,
    RankedSentence,
    RankedSentences,
    StageScores,
    StoryArticle,
    Trace,
    TracedClaim,
    TracedReading,
    TracedSearch,
    TracedSettings,
    TracedStories,
    TracedStory,
    Turn,
    Window,
    trace,
)
from tests.frozen import assert_frozen, kinds_of

WEEK = Window("2026-03-02", "2026-03-08")
QUESTION = AskedQuestion("why?", Window(), ("Daily",), (Turn("assistant", "So.", ("ship",)),), "2026-03-10", None)
SETTINGS = TracedSettings("words@1", "extractive", None, None, False)
BARE = Trace(TRACE_FORM, "1.0", "c0de", SETTINGS, None, 0, QUESTION)

PASSAGE = RankedPassage(
    *("ship", 1, 0, 9, "Daily", "2026-03-10", 0.5), StageScores(0.6, 2.5, 1.0, 0.9, 0.5, None), "Ferry sinks", ("copy",)
)
SENTENCE = RankedSentence("ship", 1, 0, 9, "It sank.", 1.5, 0.2, True)
FULL = replace(
    BARE,
    reading=TracedReading("Why?", None, "Why?", "why", "fact", "reason", "", False, ("last week",), WEEK),
    searches=(TracedSearch("Why?", "", ("ferry",), WEEK, (), 12, False, 40, (PASSAGE,), (PASSAGE,)),),
    drawn_on=0,
    stories=(TracedStories((TracedStory((StoryArticle("ship", 1, "Ferry sinks"),), "2026-03-10", 0.5),)),),
    gates=(Gate("", {"passage": 0.9}, 1.25, "answerable"),),
    decision="answerable",
    sentences=(RankedSentences("Why?", (SENTENCE,), (SENTENCE,)),),
    calls=(ModelCall("answer", "echo:loud", "be short", "Why?", "It sank [1].", 3, 4, "It broke off."),),
    claims=(TracedClaim("It sank [1].", "marked", ("name",), (1,), True),),
)


@pytest.mark.parametrize("kind", kinds_of(trace), ids=lambda kind: kind.__name__)
def test_what_happened_is_not_changed_afterwards(kind: type) -> None:
    assert_frozen(kind)


@pytest.mark.parametrize("written", [BARE, FULL], ids=["bare", "full"])
def test_a_trace_is_read_as_it_was_written(written: Trace) -> None:
    form = TypeAdapter(Trace)
    assert form.validate_json(form.dump_json(written)) == written


def test_a_trace_without_its_question_is_none() -> None:
    told = TypeAdapter(Trace).dump_python(BARE, mode="json")
    del told["question"]
    with pytest.raises(ValidationError, match="question"):
        TypeAdapter(Trace).validate_python(told)


def test_what_did_not_happen_is_empty() -> None:
    asked = {"form", "ragbot", "code", "settings", "archive_as_of", "articles", "question"}
    assert {field.name for field in fields(Trace)} - asked == {
        field.name for field in fields(Trace) if getattr(BARE, field.name) in ((), None)
    } - {"archive_as_of"}
    assert TracedClaim("It sank.", "kept") == TracedClaim("It sank.", "kept", (), (), False)
    call = ModelCall("answer", "echo:loud", "", "", "")
    assert (call.input_tokens, call.output_tokens, call.failure) == (None, None, None)


def test_the_rules_that_read_a_question_are_english_ones() -> None:
    assert FULL.reading
    assert FULL.reading.language == "en"


def test_the_docs_tell_of_each_field_and_of_the_schema() -> None:
    page = (Path(__file__).parents[2] / "docs" / "tracing.md").read_text()
    described = {name for cell in re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE) for name in cell.split(", ")}
    assert described == {f"`{field.name}`" for field in fields(Trace)}
    assert f"`{TRACE_FORM}`" in page
