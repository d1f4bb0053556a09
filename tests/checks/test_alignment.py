"""Sentences of two versions, side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.checks.alignment import Pair, aligned, is_note, note_spans
from ragbot.types import Version
from tests.evidence import version

FIRST = "The ferry sank off Orm on Monday. Nine people died in the cold water. The bow door failed."


def rows(before: Version, after: Version) -> list[tuple[str | None, str | None, bool]]:
    """Both sides of each pair as text, and whether they are the same."""

    def text(of: Version, pair: Pair, side: str) -> str | None:
        sentence = getattr(pair, side)
        return of.text[sentence.start : sentence.end].strip() if sentence else None

    return [(text(before, p, "before"), text(after, p, "after"), p.is_same) for p in aligned(before, after)]


def changed(one: str, other: str) -> list[tuple[str | None, str | None]]:
    return [(a, b) for a, b, is_same in rows(version(one), version(other, number=2)) if not is_same]


def test_equal_texts_are_one_run() -> None:
    (pair,) = aligned(version(FIRST), version(FIRST, number=2))
    assert pair.is_same
    assert pair.is_run
    assert pair.before
    assert (pair.before.start, pair.before.end) == (0, len(FIRST))


def test_white_space_is_no_change() -> None:
    assert changed(FIRST, FIRST.replace(". ", ".  ")) == []


def test_a_sentence_with_another_number_is_paired_with_the_old_one() -> None:
    other = FIRST.replace("Nine", "Ten")
    assert changed(FIRST, other) == [("Nine people died in the cold water.", "Ten people died in the cold water.")]


def test_an_added_sentence_has_no_other_side() -> None:
    assert changed(FIRST, f"{FIRST} An inquiry began in spring.") == [(None, "An inquiry began in spring.")]
    assert changed(f"{FIRST} An inquiry began in spring.", FIRST) == [("An inquiry began in spring.", None)]


def test_sentences_without_common_words_are_no_pair() -> None:
    other = FIRST.replace("Nine people died in the cold water.", "Trains run again since noon.")
    assert changed(FIRST, other) == [
        ("Nine people died in the cold water.", None),
        (None, "Trains run again since noon."),
    ]


@pytest.mark.parametrize(("one", "other"), [("", FIRST), (FIRST, ""), ("", "")])
def test_an_empty_text_has_only_one_side(one: str, other: str) -> None:
    assert not any(is_same and (a or b) for a, b, is_same in rows(version(one), version(other, number=2)))


def test_equal_paragraphs_around_a_change_are_runs() -> None:
    paragraphs = ["The ferry sank.", "Nine people died.", "An inquiry began."]
    other = [paragraphs[0], "Ten people died.", paragraphs[2]]
    pairs = aligned(version("\n\n".join(paragraphs)), version("\n\n".join(other), number=2))
    assert [pair.is_run for pair in pairs] == [True, False, True]


@pytest.mark.parametrize("n", [1, 60, 150])
def test_each_sentence_stands_in_one_pair_in_order(n: int) -> None:
    """More than 100 sentences on each side are not compared all with all."""
    one = " ".join(f"Ferry number {i} left the harbour." for i in range(n))
    other = " ".join(f"Ferry number {i} left the port." for i in range(n + 1))
    pairs = aligned(version(one), version(other, number=2))
    olds = [(p.before.start, p.before.end) for p in pairs if p.before]
    news = [(p.after.start, p.after.end) for p in pairs if p.after]
    assert (olds, news) == (sorted(set(olds)), sorted(set(news)))
    assert (len(olds), len(news)) == (n, n + 1)


def test_changes_are_found_between_sentences_that_many_others_surround() -> None:
    one = [f"Ferry number {i} left the harbour." for i in range(150)]
    other = [text.replace("left", "reached") if i in (0, 70, 149) else text for i, text in enumerate(one)]
    assert changed(" ".join(one), " ".join(other)) == [(one[i], other[i]) for i in (0, 70, 149)]


def test_a_note_is_not_paired_with_the_sentence_that_it_quotes() -> None:
    note = "Correction: nine people died in the cold water, we wrote."
    after = replace(version(FIRST.replace("Nine people died in the cold water.", note), number=2), note=note)
    (span,) = note_spans(after)
    assert after.text[slice(*span)] == note
    notes = [pair for pair in aligned(version(FIRST), after) if is_note(pair.after)]
    assert notes
    assert all(pair.before is None for pair in notes)


def test_a_note_that_is_not_in_the_text_has_no_span() -> None:
    assert note_spans(replace(version(FIRST), note="We were wrong.")) == []
    assert note_spans(version(FIRST)) == []
    assert not is_note(None)
