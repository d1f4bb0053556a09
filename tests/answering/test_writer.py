"""The writer quotes, or lets a model write; where the model fails, the quotes stand in its place."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest

from ragbot.answering.model_context import task_of
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.answering.request import Request
from ragbot.answering.writer import UNTOLD, Writer, WrittenText, usage_of_both, write_quotes
from ragbot.archive.archive import Archive
from ragbot.checks.citations import CitedText
from ragbot.checks.claims import VERBATIM
from ragbot.checks.second_look import SecondLook
from ragbot.errors import LLMError
from ragbot.models.names import QUOTING
from ragbot.tracing.spans import NOTHING
from ragbot.types import AlsoIn, Delta, Event, Question, Sources, Usage
from tests.evidence import evidence, result_of

SANK = "The ferry Grey Linnet sank off Halmere."
NINE = "Nine people died, said Mira Holt."
PIECE = evidence(f"{SANK} {NINE}")
QUOTED = f"5 January 2026: {SANK} [1]"
REPLY = Reply(
    ("5 January 2026: ", Quote(1, (0, len(SANK)), SANK)), (PIECE,), (AlsoIn("b", "Other", "Post", None, None),)
)


SPENT = Usage(10, 2)


class ScriptedLLM:
    """Writes these pieces with these tokens, one reply after the other; an error ends one."""

    name = "fake:model"

    def __init__(self, *replies: list[str | LLMError], usage: Usage | None = SPENT) -> None:
        self.replies, self.usage = list(replies), usage
        self.asked: list[tuple[str, str, float]] = []

    def stream(self, system: str, user: str, spent: float = 0.0) -> Generator[str, None, Usage | None]:
        self.asked.append((system, user, spent))
        for piece in self.replies.pop(0):
            if isinstance(piece, LLMError):
                raise piece
            yield piece
        return self.usage


def request(text: str = "Where did the ferry Grey Linnet sink?", compared: str = "") -> Request:
    question = Question(text, asked_on="2026-03-20")
    reading = read_question(text, date(2026, 3, 20))
    return Request(question, reading, compared or text, "", lambda side: result_of(side))


T = TypeVar("T")


def finished(generator: Generator[Event, None, T]) -> tuple[list[Event], T]:
    """The events, and what comes back in the end."""
    events: list[Event] = []
    while True:
        try:
            events.append(next(generator))
        except StopIteration as stop:
            return events, stop.value


def written(
    archive: Archive, llm: ScriptedLLM | None, second: ScriptedLLM | None = None, asked: Request | None = None
) -> WrittenText:
    writer = Writer(archive, llm, None, SecondLook(second) if second else None)
    return finished(writer.write(REPLY, asked or request(), 1.5, NOTHING))[1]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((), ""),
        (("Nothing.",), "Nothing."),
        (("1 May: ", Quote(1, (0, 9), "The ferry")), "1 May: The ferry [1]"),
        (("1 May: ", Quote(1, (0, 9), "The ferry"), Quote(1, (10, 14), "Grey")), "1 May: The ferry [1] Grey [1]"),
        (("News:", "- A: ", Quote(1, (0, 9), "The ferry"), "- B: "), "News:\n- A: The ferry [1]\n- B: "),
        (("- A: ", "That is all."), "- A: \n\nThat is all."),
        ((Quote(1, (0, 9), "The \n ferry"),), "The ferry [1]"),
        (("A ", Quote(7, (0, 9), "The ferry")), "A The ferry "),
    ],
    ids=["none", "own words", "a run", "two quotes", "a list", "after a list", "spaces", "a number of no evidence"],
)
def test_each_run_is_a_paragraph_and_each_line_of_a_list_a_line(parts: tuple[str | Quote, ...], text: str) -> None:
    answer = CitedText([PIECE])
    events = list(write_quotes(parts, answer))
    assert answer.text == text
    assert "".join(event.text for event in events if isinstance(event, Delta)) == text


def test_a_citation_is_of_its_quote_alone_and_word_for_word() -> None:
    answer = CitedText([PIECE])
    list(write_quotes(("1 May: ", Quote(1, (0, len(SANK)), SANK), Quote(1, (len(SANK) + 1, 73), NINE)), answer))
    cited = [(answer.text[c.start_index : c.end_index], c.cited_text) for c in answer.citations]
    assert cited == [(f"{SANK} [1]", SANK), (f"{NINE} [1]", NINE)]
    assert {c.support for c in answer.citations} == {VERBATIM}


def test_without_a_model_the_reply_is_quoted_with_all_that_it_has(light_archive: Archive) -> None:
    writer = Writer(light_archive, None, None, None)
    events, found = finished(writer.write(REPLY, request(), 0.0, NOTHING))
    assert (writer.backend, found.failure, found.usage) == (QUOTING, None, None)
    assert (found.text.text, found.text.others) == (QUOTED, REPLY.others)
    assert any(isinstance(event, Sources) for event in events)


def test_a_model_writes_from_the_evidence_and_is_told_day_and_question(light_archive: Archive) -> None:
    llm = ScriptedLLM(["It sank off Halmere", " [1]."])
    writer = Writer(light_archive, llm, None, None)
    asked = request(compared="Where did the Grey Linnet of Halmere sink?")
    _, found = finished(writer.write(REPLY, asked, 1.5, NOTHING))
    assert (writer.backend, found.text.text, found.failure) == ("fake:model", "It sank off Halmere [1].", None)
    assert (found.text.others, found.usage) == (REPLY.others, SPENT)
    ((system, user, spent),) = llm.asked
    prompt = f"{system}\n{user}"
    assert all(part in prompt for part in ("2026-03-20", asked.compared, SANK))
    assert asked.question.text not in prompt
    assert spent == 1.5


def test_a_model_is_told_what_the_kind_of_question_asks_for_and_no_number_of_the_question_is_a_piece(
    light_archive: Archive,
) -> None:
    llm = ScriptedLLM(["It sank [1]."])
    written(light_archive, llm, asked=request("Why did the ferry sink [7]?"))
    prompt = "".join(llm.asked[0][:2])
    assert task_of("reason") in prompt
    assert "Why did the ferry sink (7)?" in prompt


def test_a_model_reads_the_paragraphs_around_a_quote(light_archive: Archive) -> None:
    piece = evidence(f"{SANK}\n\n{NINE}", span=(0, len(SANK)))
    llm = ScriptedLLM(["It sank off Halmere [1]."])
    reply = Reply((Quote(1, (0, len(SANK)), SANK),), (piece,))
    finished(Writer(light_archive, llm, None, None).write(reply, request(), 0.0, NOTHING))
    assert NINE in "".join(llm.asked[0][:2])


def test_a_name_of_the_whole_question_is_not_invented(light_archive: Archive) -> None:
    denied = "The articles do not say that it sank off Velm."
    asked = request("And there?", compared="Did the Grey Linnet sink off Velm?")
    assert written(light_archive, ScriptedLLM([denied]), asked=asked).text.text == denied


@pytest.mark.parametrize(
    ("pieces", "failure"),
    [
        (["It sank off ", LLMError("fake:model is asleep.")], "fake:model is asleep."),
        (["It sank off Velm in 1912 [1]."], f"fake:model {UNTOLD}"),
        (["It is gone."], f"fake:model {UNTOLD}"),
        ([], f"fake:model {UNTOLD}"),
    ],
    ids=["it fails", "what no article tells", "what cites nothing", "nothing"],
)
def test_where_a_model_fails_the_quotes_stand_and_why(
    light_archive: Archive, pieces: list[str | LLMError], failure: str
) -> None:
    found = written(light_archive, ScriptedLLM(pieces))
    assert (found.text.text, found.failure) == (QUOTED, failure)
    assert len(found.text.citations) == 1


def test_what_was_left_out_is_counted_beside_the_quotes_too(light_archive: Archive) -> None:
    found = written(light_archive, ScriptedLLM(["It sank off Velm in 1912 [1]."]))
    assert found.failure
    assert found.text.dropped_sentences == 1


def test_the_tokens_of_a_second_look_are_added_and_it_knows_the_time_spent(light_archive: Archive) -> None:
    second = ScriptedLLM(["1 yes"], usage=Usage(5, 1))
    found = written(light_archive, ScriptedLLM([f"{SANK[:-1]} [1]."]), second)
    assert found.failure is None
    assert found.usage == Usage(15, 3)
    assert second.asked[0][2] >= 1.5


def test_what_is_not_shown_gets_no_second_look(light_archive: Archive) -> None:
    """The reader would wait for it, and pay for it."""
    second = ScriptedLLM(["1 yes"])
    found = written(light_archive, ScriptedLLM([f"{NINE[:-1]} [1]."]), second, request("Why did the ferry sink?"))
    assert (found.text.text, found.failure, found.usage) == (QUOTED, f"fake:model {UNTOLD}", SPENT)
    assert second.asked == []


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Usage(1, 2), Usage(10, 20), Usage(11, 22)),
        (Usage(1, 2), None, Usage(1, 2)),
        (None, Usage(10, 20), Usage(10, 20)),
        (None, None, None),
        (Usage(0, 0), Usage(1, 2), Usage(1, 2)),
    ],
)
def test_the_tokens_of_two_calls_are_added(one: Usage | None, other: Usage | None, both: Usage | None) -> None:
    assert usage_of_both(one, other) == both


def test_a_reply_without_a_day_asked_on_is_asked_today(light_archive: Archive) -> None:
    llm = ScriptedLLM(["It sank off Halmere [1]."])
    today = request()
    today = replace(today, question=replace(today.question, asked_on=None))
    finished(Writer(light_archive, llm, None, None).write(REPLY, today, 0.0, NOTHING))
    assert str(date.today().year) in "".join(llm.asked[0][:2])
