"""Where in a text somebody else speaks."""

from __future__ import annotations

import pytest

from ragbot.reading.quotations import AROUND, is_speech, paragraphs_around, quotations, speech


def quoted(text: str, language: str | None = None) -> list[str]:
    return [text[slice(*span)] for span in quotations(text, language)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He said “it sank” twice.", ["“it sank”"]),
        ('He said "it sank" and "it burned".', ['"it sank"', '"it burned"']),
        ("„Es sank“, sagte er.", ["„Es sank“"]),
        ("”Den sjönk”, sade han.", ["”Den sjönk”"]),
        ("He said ‘it didn’t sink’ twice.", ["‘it didn’t sink’"]),
        ("“He said ‘it sank’ and left”", ["“He said ‘it sank’ and left”"]),  # one within another
        ('It is 6" wide.', []),
        ("The captains’ crews left.", []),
        ("", []),
    ],
)
def test_a_quotation_goes_from_mark_to_mark(text: str, parts: list[str]) -> None:
    assert quoted(text) == parts


def test_a_quotation_goes_on_in_the_paragraph_that_closes_it() -> None:
    assert quoted("“It sank.\n\nIt burned” he said.") == ["“It sank.", "It burned”"]


def test_an_open_quotation_ends_with_its_paragraph() -> None:
    assert quoted("“It sank.\n\nThe police came.") == ["“It sank."]
    assert quoted('"It sank.\n\nThe police came.') == []  # a straight one may mean inches


def test_a_danish_quotation_begins_with_the_mark_that_ends_a_french_one() -> None:
    assert quoted("Han sagde »den sank« igen.", "da") == ["»den sank«"]
    assert quoted("Il dit »den sank« ici.", "fr") == []


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("“the door was open”", True),
        ("“so-called”", False),
        ("“the door”", False),
        ("“The Grey Gull of Orm”", False),  # a title
        ("“We saw Mira Holt leave Orm.”", True),
    ],
)
def test_a_word_at_a_distance_and_a_title_are_no_speech(text: str, is_so: bool) -> None:
    assert is_speech(text) == is_so
    assert bool(speech(text)) == is_so


def test_the_paragraphs_around_a_span_are_whole() -> None:
    text = "\n".join(["word " * 200] * 30)
    start, end = paragraphs_around(text, (15_000, 15_010))
    assert text[start - 1] == text[end] == "\n"
    assert (15_000 - start >= AROUND, end - 15_010 >= AROUND) == (True, True)
    assert paragraphs_around("It sank.", (0, 2)) == (0, 8)


def test_a_paragraph_without_end_is_cut() -> None:
    start, end = paragraphs_around("a" * 100_000, (50_000, 50_010))
    assert (start, end) == (50_000 - 4 * AROUND, 50_010 + 4 * AROUND)
