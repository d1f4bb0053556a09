"""The sentences that may answer: those of the passages found, and the others of the best articles."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ragbot.answering.candidates import ARTICLES, PIECE, READ, candidates, widened
from ragbot.types import Evidence
from tests.evidence import evidence

TEXT = "The ferry sank off Orm. Nine people died.\n\nIt was old. The captain knew it.\n\nAn inquiry begins on Monday."


def spans(pieces: list[Evidence]) -> list[tuple[int, int]]:
    return [(piece.passage.start, piece.passage.end) for piece in pieces]


def test_what_stands_around_a_passage_is_added_with_its_scores() -> None:
    middle = evidence(TEXT, span=(43, 75), score=0.7)
    pieces = widened([middle])
    assert pieces[0] == middle
    assert spans(pieces[1:]) == [(0, 43), (75, len(TEXT))]
    assert {piece.score for piece in pieces} == {0.7}
    assert [piece.passage.text for piece in pieces] == [TEXT[slice(*span)] for span in spans(pieces)]


def test_a_whole_article_or_nothing_has_nothing_around_it() -> None:
    whole = evidence(TEXT)
    assert widened([whole]) == [whole]
    assert widened([]) == []


def test_passages_of_one_article_are_read_together_and_the_best_one_s_scores_count() -> None:
    first, second = evidence(TEXT, span=(0, 23), score=0.9), evidence(TEXT, span=(43, 75), score=0.2)
    added = widened([first, second])[2:]
    assert spans(added) == [(23, 43), (75, len(TEXT))]
    assert {piece.score for piece in added} == {0.9}


def test_another_version_of_an_article_is_read_by_itself() -> None:
    one, two = evidence(TEXT, span=(0, 23)), evidence(TEXT, number=2, span=(43, 75))
    added = widened([one, two])[2:]
    assert [(piece.version.number, span) for piece, span in zip(added, spans(added), strict=True)] == [
        (1, (23, len(TEXT))),
        (2, (0, 43)),
        (2, (75, len(TEXT))),
    ]


def test_a_passage_within_another_takes_nothing_more() -> None:
    assert spans(widened([evidence(TEXT, span=(0, 75)), evidence(TEXT, span=(10, 23))])[2:]) == [(75, len(TEXT))]


def test_only_the_best_articles_are_read_and_only_so_far() -> None:
    many = [evidence("It sank. " * READ, f"article {i}", span=(0, 8)) for i in range(ARTICLES + 2)]
    added = widened(many)[len(many) :]
    assert {piece.version.article_id for piece in added} == {f"article {i}" for i in range(ARTICLES)}
    assert max(end for _, end in spans(added)) == READ


def test_long_text_is_cut_at_the_end_of_paragraphs() -> None:
    text = "\n".join(["It sank. " * 20] * 40)
    added = widened([evidence(text, span=(0, 8))])[1:]
    assert all(text[end - 1] == "\n" for _, end in spans(added)[:-1])
    assert all(end - start <= PIECE for start, end in spans(added))


@given(st.lists(st.sampled_from(["It sank. ", "\n\n", "Nine died. ", "x" * 700, " "]), max_size=20).map("".join))
def test_no_text_is_lost_or_read_twice(text: str) -> None:
    pieces = widened([replace(evidence(text), passage=evidence(text).version.passage(0, min(8, len(text))))])
    covered = sorted(spans(pieces))
    assert all(a[1] <= b[0] for a, b in pairwise(covered))
    assert "".join(text[a:b] for a, b in covered).split() == text.split()


def test_each_sentence_is_a_candidate_once_with_the_one_before_it() -> None:
    found = candidates([evidence(TEXT), evidence("Nine people died. It rained.", "b")])
    assert [(one.piece, one.text, one.before) for one in found] == [
        (0, "The ferry sank off Orm.", ""),
        (0, "Nine people died.", "The ferry sank off Orm."),
        (0, "It was old.", "Nine people died."),
        (0, "The captain knew it.", "It was old."),
        (0, "An inquiry begins on Monday.", "The captain knew it."),
        (1, "It rained.", "Nine people died."),
    ]
    assert all(TEXT[slice(*one.span)] == one.text for one in found[:5])
    assert candidates([]) == []
