"""The check of events: what is cited states what the claim says has happened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.checks import event
from ragbot.checks.check import Comparison, Outcome, Piece
from ragbot.checks.event import PREDICATE
from tests.comparison import comparison

SHIP = "The ferry Grey Linnet sank off Halmere on Monday."


@pytest.mark.parametrize(
    ("claim", "cited", "outcome"),
    [
        ("The ferry sank off Halmere", SHIP, "passed"),
        ("The Grey Linnet went down off Halmere", SHIP, "passed"),
        ("The ferry Grey Linnet sank off Halmere on Monday.", SHIP, "passed"),
        ("The minister resigned", SHIP, "failed"),
        ("Oto Lind resigned", "Oto Lind has not resigned.", "denied"),
        ("Oto Lind resigned", "Oto Lind may resign on Monday.", "denied"),
    ],
)
def test_the_event_is_stated_missing_or_denied(claim: str, cited: str, outcome: Outcome) -> None:
    assert PREDICATE.judge(comparison(claim, cited)) == outcome


def test_what_is_quoted_word_for_word_is_stated_whatever_else_is_cited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event, "compared", lambda *_: "denied")
    assert PREDICATE.judge(comparison("Oto Lind may resign.", SHIP, "It rained. Oto Lind may resign.")) == "passed"
    assert PREDICATE.judge(comparison("Oto Lind may", SHIP, "It rained. Oto Lind may resign.")) == "denied"


def test_one_of_several_pieces_is_enough() -> None:
    assert PREDICATE.judge(comparison("The ferry sank off Halmere", "It rained in Sund.", SHIP)) == "passed"


def with_language(compared: Comparison, language: str | None) -> Comparison:
    def of(piece: Piece) -> Piece:
        version = replace(piece.evidence.version, language=language)
        return replace(piece, evidence=replace(piece.evidence, version=version))

    return replace(compared, pieces=[of(piece) for piece in compared.pieces])


@pytest.mark.parametrize(("language", "outcome"), [("en", "failed"), (None, "failed"), ("de", None), ("", None)])
def test_only_english_is_judged(language: str | None, outcome: Outcome | None) -> None:
    assert PREDICATE.judge(with_language(comparison("The minister resigned", SHIP), language)) == outcome
