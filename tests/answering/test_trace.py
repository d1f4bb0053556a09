"""A trace tells what happened on the way to an answer, and an answer without one costs nothing for it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from ragbot import __version__
from ragbot.answering.bot import Bot
from ragbot.answering.trace import Basis, code_digest, note_decision
from ragbot.archive.archive import Archive
from ragbot.errors import LLMError
from ragbot.tracing.recorder import Recorder, recorded_by, recorder
from ragbot.types import Answer, Evidence, Question, RankedPassage, StageScores, Trace, TracedSearch, Turn, Window
from tests.answering.test_bot import FERRY, ScriptedLLM, writes
from tests.conftest import STORY, add, article, stories
from tests.evidence import evidence, result_of

TRACED = replace(FERRY, trace=True)


@pytest.fixture
def told(archive: Archive) -> Archive:
    sunk = "https://daily.example/ferry"
    add(
        archive,
        article(STORY, "Ferry sinks off Port Anders", sunk, source="Daily", published="2026-01-06"),
        *stories(6),
    )
    return archive


def traced(bot: Bot, question: Question = TRACED) -> Trace:
    trace = bot.ask(question).trace
    assert trace is not None
    return trace


def test_an_answer_has_a_trace_only_where_it_is_asked_for(told: Archive) -> None:
    assert Bot(told).ask(FERRY).trace is None
    assert traced(Bot(told)).form == "ragbot-trace/1"
    assert recorder() is None


def test_the_trace_changes_nothing_of_the_answer(told: Archive) -> None:
    one, other = Bot(told).ask(FERRY), Bot(told).ask(TRACED)
    assert replace(other, id=one.id, timings=one.timings, trace=None) == one


def test_it_tells_how_the_question_was_read(told: Archive) -> None:
    trace = traced(
        Bot(told), Question("when did ppl say that the ferry Grey Gull sank last wk", asked_on="2026-01-12", trace=True)
    )
    assert trace.question.text == "when did ppl say that the ferry Grey Gull sank last wk"
    assert trace.question.asked_on == "2026-01-12"
    reading = trace.reading
    assert reading
    assert reading.searched == "when did people say that the ferry Grey Gull sank last week"
    assert (reading.kind, reading.form, reading.time_words) == ("fact", "day", ("last week",))
    assert (reading.about_days.since, reading.about_days.until) == ("2026-01-05", "2026-01-11")


def test_it_has_all_that_asking_again_takes(told: Archive) -> None:
    limits = {"window": Window("2026-01-01", "2026-02-01"), "sources": ("Daily",), "as_of": "2020-01-01T00:00:00Z"}
    trace = traced(Bot(told), replace(TRACED, **limits))  # type: ignore[arg-type]
    asked = trace.question
    assert {"window": asked.window, "sources": asked.sources, "as_of": asked.as_of} == limits
    assert (trace.articles, trace.archive_as_of) == (told.size(), told.as_of("2020-01-01T00:00:00Z")) == (7, None)


def test_a_follow_up_is_told_as_typed_as_searched_and_as_compared(told: Archive) -> None:
    history = (Turn("user", "Where did the ferry Grey Gull sink?"), Turn("assistant", "Off Port Anders. [1]"))
    reading = traced(Bot(told), Question("Is it there now?", history=history, trace=True)).reading
    assert reading
    assert (reading.corrected, reading.rewritten, reading.now) == ("Is it there now?", None, True)
    assert reading.compared != reading.searched
    assert "Grey Gull" in reading.compared


def test_the_passages_are_ranked_with_the_score_of_each_stage(told: Archive) -> None:
    bot = Bot(told)
    trace = traced(bot)
    assert trace.drawn_on is not None
    search = trace.searches[trace.drawn_on]
    found = bot.search(FERRY, 12).evidence
    places = [(p.passage.article_id, p.passage.version, p.passage.start, p.score) for p in found]
    assert [(p.article_id, p.version, p.start, p.score) for p in search.passages] == places
    best = search.passages[0]
    assert best.title == "Ferry sinks off Port Anders"
    assert (best.scores.words, best.scores.freshness) == (1.0, 1.0)
    assert best.scores.bm25 > 0
    fused = (0.62 * best.scores.similarity + 0.43 * best.scores.words + 0.25 * best.scores.freshness) / (
        0.62 + 0.43 + 0.34
    )
    assert best.scores.fused == pytest.approx(fused, abs=2e-4)
    assert "ferry" in search.terms


def test_it_tells_the_stories_the_gate_and_the_sentences(told: Archive) -> None:
    bot = Bot(told)
    answer = bot.ask(TRACED)
    trace = answer.trace
    assert trace
    (stories_,), gate = trace.stories, trace.gates[-1]
    assert stories_.stories[0].articles[0].title == "Ferry sinks off Port Anders"
    assert (gate.outcome, trace.decision) == ("answerable", "answerable")
    assert gate.odds
    assert gate.odds > 0
    assert gate.signals["passage"] > 0.9
    (ranked,) = trace.sentences
    assert ranked.sentences[0].text == "The ferry Grey Gull sank off Port Anders on Monday."
    scores = [sentence.score for sentence in ranked.sentences]
    assert scores == sorted(scores, reverse=True)
    spans = {(c.source_start, c.source_end) for c in answer.citations}
    assert {(q.start, q.end) for q in ranked.quoted} == spans


def test_of_what_is_refused_it_tells_the_signals(told: Archive) -> None:
    trace = traced(Bot(told), Question("Which zeppelin landed on the glacier in Peru?", trace=True))
    assert trace.decision != "answerable"
    assert trace.gates[-1].odds is not None
    assert trace.gates[-1].signals["article"] == 0
    assert trace.sentences == ()


def search_of(topic: str, *pieces: Evidence) -> TracedSearch:
    scores = StageScores(0.5, 1.0, 1.0, 1.0, 0.5, None)
    passages = (p.passage for p in pieces)
    ranked = tuple(RankedPassage(p.article_id, p.version, p.start, p.end, "", None, 0.5, scores) for p in passages)
    return TracedSearch(topic, topic, (), Window(), (), 12, words_only=False, candidates=1, passages=ranked, others=())


def test_an_answer_draws_on_the_last_search_for_its_topic_that_has_all_its_passages() -> None:
    one, other = evidence("It sank.", "a"), evidence("It rained.", "b")
    noted = Recorder()
    for search in (search_of("ferry"), search_of("ferry", one, other), search_of("ferry", one), search_of("sea", one)):
        noted.add(search)
    with recorded_by(noted):
        for found in (("ferry", one), ("ferry", one, other), ("sea", other)):
            note_decision(result_of(*found), "answerable")
    assert noted.all(Basis) == tuple(Basis(place, "answerable") for place in (2, 1, None))


def test_small_talk_needs_no_search(told: Archive) -> None:
    trace = traced(Bot(told), Question("hello", trace=True))
    assert (trace.searches, trace.drawn_on, trace.decision) == ((), None, None)


def test_with_a_model_it_has_the_prompt_the_reply_and_what_the_checks_made_of_each_sentence(told: Archive) -> None:
    llm = writes("It sank off Port ", "Anders [1]. Nine died in Oslo and 47 were hurt [1]. A dog swam ashore.")
    answer = Bot(told, llm).ask(TRACED)
    trace = answer.trace
    assert trace
    (call,) = trace.calls
    assert (call.purpose, call.model, call.failure) == ("answer", "fake:model", None)
    assert (call.system, call.user) == llm.asked[0]
    assert call.reply == "It sank off Port Anders [1]. Nine died in Oslo and 47 were hurt [1]. A dog swam ashore."
    claims = {claim.text: claim for claim in trace.claims}
    assert claims["It sank off Port Anders [1]."].fate == "kept"
    assert claims["It sank off Port Anders [1]."].pieces == (1,)
    dropped = claims["Nine died in Oslo and 47 were hurt [1]."]
    assert (dropped.fate, dropped.failed) == ("dropped", ("figure",))
    assert claims["A dog swam ashore."].fate == "marked"
    assert answer.dropped_sentences == sum(claim.fate == "dropped" for claim in trace.claims)
    assert len(answer.unsupported) == sum(claim.fate == "marked" for claim in trace.claims)


def test_a_model_that_fails_and_a_rewriting_are_told_too(told: Archive) -> None:
    failed = LLMError("fake:model did not answer: it is asleep.")
    llm = ScriptedLLM([["Where was it that the ferry Grey Gull sank?"], ["It sank in", failed]])
    history = (Turn("user", "Tell me of the ferry Grey Gull."), Turn("assistant", "It sank."))
    trace = traced(Bot(told, llm), Question("And where?", history=history, trace=True))
    assert [(call.purpose, call.reply, call.failure) for call in trace.calls] == [
        ("standalone_question", "Where was it that the ferry Grey Gull sank?", None),
        ("answer", "It sank in", str(failed)),
    ]
    assert trace.reading
    assert trace.reading.rewritten == "Where was it that the ferry Grey Gull sank?"
    assert trace.question.history == history


def test_a_stream_is_traced_whichever_thread_asks_for_its_next_step(told: Archive) -> None:
    def stepwise(events: Iterator[object]) -> list[object]:
        seen: list[object] = []
        with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
            while (event := (one, other)[len(seen) % 2].submit(next, events, None).result()) is not None:
                seen.append(event)
        return seen

    *_, answer = stepwise(iter(Bot(told, writes("It sank off Port Anders [1]. ", "Nine died [1].")).stream(TRACED)))
    assert isinstance(answer, Answer)
    assert answer.trace
    assert [claim.fate for claim in answer.trace.claims] == ["kept", "kept"]
    assert recorder() is None


def test_it_names_the_code_and_the_models_and_comes_back_from_json(told: Archive) -> None:
    trace = traced(Bot(told))
    assert (trace.ragbot, trace.code) == (__version__, code_digest())
    assert (trace.settings.embedding_model, trace.settings.llm) == ("words@1", "extractive")
    assert trace.archive_as_of == told.as_of()
    kind = TypeAdapter(Trace)
    assert kind.validate_json(kind.dump_json(trace)) == trace


@pytest.mark.parametrize(
    ("package", "name", "tells"),
    [
        ("ragbot", "bot.py", True),
        ("ragbot", "answering/ranker.json", True),
        ("ragbot", "models/cross_encoder.safetensors", True),
        ("ragbot", "ui/page.css", False),
        ("prompts", "answer.md", True),
    ],
)
def test_the_digest_of_the_code_tells_a_change_of_whatever_decides_on_answers(
    package: str, name: str, tells: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragbot.answering.trace.files", tmp_path.joinpath)
    for folder in ("prompts", "ragbot"):
        (tmp_path / folder).mkdir()
    file = tmp_path / package / name
    file.parent.mkdir(exist_ok=True)
    digests = set()
    for content in ("one", "other"):
        file.write_text(content)
        digests.add(code_digest.__wrapped__())
    assert len(digests) == 1 + tells
