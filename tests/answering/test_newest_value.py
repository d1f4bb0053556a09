"""What is quoted before a value that a newer article has superseded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.answering.extract import MOST_QUOTES, Quoted
from ragbot.answering.newest_value import with_newest_value
from ragbot.answering.quotable import Quote
from ragbot.models.embeddings import BUNDLED, TextEmbeddings, open_embeddings
from ragbot.types import Evidence
from tests.evidence import evidence

QUESTION = "How many people died in the Harrow bridge collapse?"
FIRST = "At least 41 people were killed when the Harrow bridge collapsed, police said on Monday."
LAST = "Forty-three dead were counted after the Harrow bridge collapse, the mayor said on Tuesday."


@pytest.fixture(scope="module")
def embeddings() -> TextEmbeddings:
    return open_embeddings(BUNDLED)


def of_day(text: str, day: str) -> Evidence:
    piece = evidence(text, f"Bridge news of {day}")
    return replace(piece, version=replace(piece.version, published=day))


def texts(found: Quoted) -> list[str]:
    return [found.evidence[quote.number - 1].version.text[slice(*quote.span)] for quote in found.quotes]


def quoting_the_first(later: str, day: str) -> Quoted:
    pieces = of_day(FIRST, "2026-01-05"), of_day(f"The search has ended.\n\n{later}", day)
    return Quoted(pieces, (Quote(1, (0, len(FIRST)), FIRST, tells=True),))


def test_the_newest_value_comes_before_one_that_it_supersedes(embeddings: TextEmbeddings) -> None:
    found = with_newest_value(QUESTION, quoting_the_first(LAST, "2026-01-07"), embeddings)
    assert texts(found) == [LAST, FIRST]
    assert [quote.text for quote in found.quotes] == [LAST, FIRST]


def test_values_of_one_day_stay_as_they_are(embeddings: TextEmbeddings) -> None:
    quoted = quoting_the_first(LAST, "2026-01-05")
    assert with_newest_value(QUESTION, quoted, embeddings) == quoted


def test_a_newest_value_that_is_quoted_is_not_quoted_twice(embeddings: TextEmbeddings) -> None:
    quoted = quoting_the_first(LAST, "2026-01-07")
    start = quoted.evidence[1].version.text.index(LAST)
    both = replace(quoted, quotes=(*quoted.quotes, Quote(2, (start, start + len(LAST)), LAST, tells=True)))
    assert with_newest_value(QUESTION, both, embeddings) == both


def test_half_a_quotation_is_not_quoted_as_the_newest_value(embeddings: TextEmbeddings) -> None:
    later = f"“We have no hope. {LAST.replace(', the mayor said on Tuesday', '')} That is all.”"
    quoted = quoting_the_first(later, "2026-01-07")
    found = with_newest_value(QUESTION, quoted, embeddings)
    assert found == quoted or texts(found)[0].count("“") == texts(found)[0].count("”")


def test_there_are_no_more_quotes_than_an_answer_has(embeddings: TextEmbeddings) -> None:
    quoted = quoting_the_first(LAST, "2026-01-07")
    full = replace(quoted, quotes=quoted.quotes * MOST_QUOTES)
    found = with_newest_value(QUESTION, full, embeddings)
    assert len(found.quotes) == MOST_QUOTES
    assert found.quotes[0].text == LAST
