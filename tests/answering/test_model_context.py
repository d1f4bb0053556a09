"""A model is given what would be quoted, and the nearest others of the same story."""

from __future__ import annotations

from ragbot.answering.model_context import ENOUGH, ROOM, model_evidence, task_of
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.types import Evidence
from tests.evidence import evidence

PARAGRAPH = "The council of Harrow met on Monday and talked for five hours about the old bridge over the Orm. " * 3
SUNK = "The ferry Grey Gull sank off Port Anders on Monday."


def quoting(piece: Evidence, words: str, number: int = 1) -> Quote:
    start = piece.version.text.index(words)
    return Quote(number, (start, start + len(words)), words)


def test_a_quote_comes_with_the_paragraphs_around_it_and_no_more() -> None:
    far, near = PARAGRAPH.strip(), "Nine people died."
    long = evidence(f"{far}\n\n{far}\n\n{far}\n\n{near}\n\n{SUNK}\n\n{far}\n\n{far}")
    (piece, *_) = model_evidence(Reply((quoting(long, SUNK),), (long,)))
    assert SUNK in piece.passage.text
    assert near in piece.passage.text
    assert len(piece.passage.text) <= ROOM
    assert piece.passage.text == long.version.text[piece.passage.start : piece.passage.end]


def test_a_paragraph_is_given_whole_however_long() -> None:
    long = evidence(f"{PARAGRAPH * 3}{SUNK} {PARAGRAPH * 3}\n\nNine people died.")
    assert model_evidence(Reply((quoting(long, SUNK),), (long,)))[0].passage.text.startswith("The council")


def test_quotes_come_first_and_others_of_the_story_fill_up() -> None:
    pieces = [evidence(f"{PARAGRAPH}{n}", article_id=f"a{n}") for n in range(6)]
    found = model_evidence(Reply((quoting(pieces[4], "Harrow", 5),), tuple(pieces)))
    assert [piece.version.article_id for piece in found] == ["a4", "a0", "a1"]
    assert len(found) == ENOUGH


def test_every_quote_is_given_and_none_twice() -> None:
    pieces = [evidence(f"{SUNK} {n}", article_id=f"a{n}") for n in range(5)]
    parts = [quoting(piece, SUNK, n) for n, piece in enumerate(pieces, start=1)]
    found = model_evidence(Reply(("Monday:", *parts, parts[0]), tuple(pieces)))
    assert [piece.version.article_id for piece in found] == ["a0", "a1", "a2", "a3", "a4"]


def test_quotes_whose_pieces_overlap_are_all_given() -> None:
    far = PARAGRAPH.strip()
    long = evidence(f"{SUNK}\n\n{far}\n\nNine people died.\n\n{far}")
    found = model_evidence(Reply((quoting(long, SUNK), quoting(long, "Nine people died.")), (long,)))
    assert any(SUNK in piece.passage.text for piece in found)
    assert any("Nine people died." in piece.passage.text for piece in found)


def test_what_has_no_quote_is_given_as_found() -> None:
    pieces = tuple(evidence(f"{SUNK} [{n}]", article_id=f"a{n}") for n in range(2))
    assert model_evidence(Reply((), pieces)) == list(pieces)


def test_each_kind_of_question_has_its_task() -> None:
    assert "yes or no" in task_of("yes_no")
    assert "number" in task_of("fact")
