"""What may be quoted of an article: whole sentences, neither headings nor links, and nothing that looks like ours."""

from __future__ import annotations

import pytest

from ragbot.answering.quotable import LONGEST, is_quotable, quotable
from tests.evidence import version

TEXT = "The Grey Linnet sank\n\nHALMERE (Wire) — The ferry sank on Monday. Nine people died. See [7]."


def words(text: str, start: int = 0, end: int | None = None) -> list[str]:
    return [found for _, _, found in quotable(version(text), start, len(text) if end is None else end)]


def test_sentences_are_quoted_in_order_each_with_its_own_span() -> None:
    found = quotable(version(TEXT), 0, len(TEXT))
    assert [text for _, _, text in found][-2:] == ["The ferry sank on Monday.", "Nine people died."]
    for span, head, text in found:
        assert head is not None or TEXT[slice(*span)] == text
    assert list(found) == sorted(found, key=lambda each: each[0])


def test_only_the_piece_is_read_and_of_nothing_there_is_nothing() -> None:
    start = TEXT.index("Nine")
    assert words(TEXT, start, start + len("Nine people died.")) == ["Nine people died."]
    assert words("") == words(TEXT, 5, 5) == []


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Nine people died.", True),
        ("x" * LONGEST, True),
        ("x" * (LONGEST + 1), False),
        ("Nine people died. [7]", False),
        ("On the storm:Ferry sinks off Halmere", False),
        ("FERRY UPDATES: Nine people died.", False),
        ("On the storm: the ferry sank.", True),
    ],
    ids=lambda value: str(value)[:20],
)
def test_long_texts_links_and_numbers_like_ours_are_not_quoted(text: str, may: bool) -> None:
    assert is_quotable(text) is may
