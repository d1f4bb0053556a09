"""A check is one function and one line of the table: whatever is in the table, an answer is checked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.checks import table
from ragbot.checks.check import Check, Comparison, Outcome
from ragbot.checks.claims import Checker, Part
from ragbot.types import Answer, Question
from tests.conftest import add, article
from tests.evidence import evidence
from tests.fakes import WordEmbeddings

SHIP = "The ferry Grey Gull sank off Port Anders on Monday. Nine people died, the coast guard said."
QUIET, LOUD = "The ferry sank off Port Anders [1].", "NINE PEOPLE DIED [1]."


class Writer:
    """A model that writes one thing."""

    name = "writer"

    def __init__(self, text: str) -> None:
        self.text = text

    def stream(self, system: str, user: str, spent: float = 0.0) -> Iterator[str]:
        yield self.text


def answered(archive: Archive, text: str) -> Answer:
    add(archive, article(SHIP, title="The ferry Grey Gull", published="2026-01-12"))
    return Bot(archive, Writer(text)).ask(Question("Where did the ferry Grey Gull sink?"))


def _no_shouting(comparison: Comparison) -> Outcome | None:
    return "failed" if comparison.claim.text.isupper() else "passed"


def _not_from_a_short_passage(comparison: Comparison) -> Outcome | None:
    (piece,) = comparison.pieces
    return "passed" if len(piece.evidence.passage.text) > 60 else "failed"


def added(monkeypatch: pytest.MonkeyPatch, check: Check) -> None:
    monkeypatch.setattr(table, "CHECKS", (*table.CHECKS, check))


def test_a_check_that_is_added_to_the_table_marks_the_sentence_that_fails_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(monkeypatch, Check("shouting", _no_shouting))
    answer = answered(archive, f"{QUIET} {LOUD}")
    (marked,) = answer.unsupported
    assert answer.answer[marked.start_index : marked.end_index] == LOUD
    assert "shouting" in marked.failed
    quiet, loud = (citation.support for citation in answer.citations)
    assert quiet
    assert loud
    assert "shouting" in quiet.passed
    assert "shouting" in loud.failed


def test_without_its_line_in_the_table_nothing_is_checked_for(archive: Archive) -> None:
    answer = answered(archive, f"{QUIET} {LOUD}")
    assert "shouting" not in str(answer)


def test_a_sentence_that_a_check_says_is_denied_is_left_out(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    added(monkeypatch, Check("denied", lambda c: "denied" if "died" in c.claim.text else None))
    answer = answered(archive, f"{QUIET} Nine people died [1].")
    assert (answer.answer, answer.dropped_sentences) == (QUIET, 1)


def test_what_fails_against_all_evidence_is_left_out_where_the_check_says_so(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(monkeypatch, Check("shouting", _no_shouting, needs_some_evidence=True))
    answer = answered(archive, f"{QUIET} {LOUD}")
    assert (answer.answer, answer.dropped_sentences) == (QUIET, 1)


def test_a_check_of_each_fails_with_one_piece_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    added(monkeypatch, Check("short", _not_from_a_short_passage, is_of_each=True))
    pieces = [evidence(SHIP, "long"), evidence("The ferry sank off Port Anders.", "short")]
    verdict = Checker(pieces, "", WordEmbeddings()).verdict([Part("The ferry sank off Port Anders", (1, 2))])
    assert verdict.failed == ("short",)
    assert [support.failed for _, support in verdict.supports.values()] == [(), ("short",)]
