"""No text that a stranger sends takes more time than its length is worth: each kind against each pass over a text.

`python -m tests.ingest.records.test_bounds` prints the worst kind of each pass; names after it choose passes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from ingest.records.articles import MAX_TEXT
from ingest.records.passages import CHARACTERS_A_TOKEN, PASSAGE_TOKENS, passage_spans
from ragbot.models.reply import LONGEST_ANSWER
from ragbot.reading.sentences import LONGEST, sentence_spans
from ragbot.types import Article
from tests.bounded import MOST_PASSAGE, MOST_SENTENCE, MOST_TEXT, TARGETS
from tests.fakes import WordEmbeddings
from tests.growth import Measurer, growth
from tests.hostile import HALF, KINDS, text_of

HANGS = 60.0
"""Seconds of the clock for one text, of which none takes two."""


@pytest.fixture(scope="module")
def measurer() -> Iterator[Measurer]:
    with Measurer(HANGS) as measuring:
        yield measuring


WITH_ALL = ("sentences", "note", "plain", "quantities")
"""Passes that were superlinear once: every kind is tried on them."""
SHARE = 6
"""The others are tried with every sixth kind, each pass with other ones: all takes 200 CPU s, which the table does."""


def tried(target: str) -> list[str]:
    return list(KINDS)[list(TARGETS).index(target) % SHARE :: SHARE] if target not in WITH_ALL else list(KINDS)


@pytest.mark.parametrize("target", TARGETS)
def test_no_kind_of_text_takes_more_than_its_length_is_worth(measurer: Measurer, target: str) -> None:
    found = [measurer.measure(target, kind) for kind in tried(target)]
    assert not [str(each) for each in found if each.is_superlinear]


def _square(text: str) -> None:
    sum(1 for _ in text for _ in text)


def _line(text: str) -> None:
    sum(1 for _ in text * 20)


@pytest.mark.parametrize(("read", "is_superlinear"), [(_square, True), (_line, False)])
def test_a_square_is_told_from_a_line(read: Callable[[str], object], is_superlinear: bool) -> None:
    assert growth(read, MOST_TEXT, "a").is_superlinear == is_superlinear


def test_what_does_not_end_is_killed_and_told() -> None:
    with Measurer(0.0) as impatient:
        found = impatient.measure("sentences", "opening")
        assert found.is_superlinear
        assert "inf" in str(found)


def test_the_bounds_that_are_tried_are_those_that_hold() -> None:
    assert MOST_TEXT == MAX_TEXT
    assert MOST_SENTENCE == LONGEST
    assert MOST_PASSAGE >= (PASSAGE_TOKENS + 1) * CHARACTERS_A_TOKEN
    assert TARGETS["answer"].most >= LONGEST_ANSWER


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in HALF])
def test_no_passage_and_no_sentence_is_longer_than_others_count_on(kind: str) -> None:
    text = text_of(kind, 5 * LONGEST)
    text = f"It sank. {text} Nine died.{text}"
    assert all(end - start <= LONGEST for start, end in sentence_spans(text))
    spans = passage_spans(Article("A title", text, "a", language="en"), WordEmbeddings(max_tokens=256))
    assert all(end - start <= MOST_PASSAGE for start, end in spans)


def table(targets: list[str]) -> Iterator[str]:
    """For each pass the kind whose time grows fastest, and the one that takes most for its length."""
    with Measurer(HANGS) as measuring:
        for target in targets:
            found = [measuring.measure(target, kind) for kind in KINDS]
            fastest = max(found, key=lambda each: each.exponent)
            dearest = max(found, key=lambda each: each.seconds / max(each.size, 1))
            yield f"{target:14} grows most with {fastest}; dearest {dearest}"


if __name__ == "__main__":
    for row in table(sys.argv[1:] or list(TARGETS)):
        print(row, flush=True)
