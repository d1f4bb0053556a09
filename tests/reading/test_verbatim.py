"""Words in quotation marks, and whether a source has them."""

from __future__ import annotations

import pytest

from ragbot.reading.verbatim import has_words, is_open, plain_words, quoted_words


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “the bow door failed” twice.", ["the bow door failed"]),
        ('He said "the bow door failed" and "nobody saw it".', ["the bow door failed", "nobody saw it"]),
        ("Er sagte: „die Tür war offen“.", ["die Tür war offen"]),
        ("Il a dit « la porte était ouverte ».", [" la porte était ouverte "]),
        ("He said 'it wasn't the bow door' twice.", ["it wasn't the bow door"]),
        ("He said “the bow door failed", ["the bow door failed"]),  # left open
        ("the bow door failed,” he said.", ["the bow door failed,"]),  # begun in the paragraph before
        ("The “so-called” expert", []),  # keeps a distance
        ("Back in the ’90s and ’80s they played rock ’n’ roll", []),
        ("It didn't sink; the captain's crew didn't leave", []),
        ("D'Arcy and the three captains' crews", []),
        ("", []),
    ],
)
def test_long_words_in_marks_are_a_quotation(text: str, quoted: list[str]) -> None:
    assert quoted_words(text) == quoted


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ('He said "it', True),
        ('He said "it"', False),
        ("“it sank", True),
        ("“it sank”", False),
        ("«a» «b", True),
        ("", False),
    ],
)
def test_a_quotation_is_open_until_its_mark(text: str, is_so: bool) -> None:
    assert is_open(text) == is_so


def test_texts_that_differ_in_marks_and_case_are_the_same_words() -> None:
    assert plain_words("“The  bow-door – it’s OPEN”") == plain_words('"the bow‑door—it\'s open"')
    assert plain_words("It sank") != plain_words("It swam")


@pytest.mark.parametrize(
    ("quoted", "is_so"),
    [
        ("The bow door FAILED", True),
        ("the bow door […] at sea", True),
        ("the bow door … at sea", True),
        ("at sea … the bow windows", False),
        ("bow door fail", False),  # no whole word
        ("the door failed", False),
    ],
)
def test_a_source_has_each_part_of_a_quotation(quoted: str, is_so: bool) -> None:
    assert has_words(plain_words("Police said the bow door failed at sea."), quoted) == is_so
