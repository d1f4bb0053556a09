"""What a sentence says is read once, and the same for all that ask."""

from __future__ import annotations

import pytest

from ragbot.reading import reading as module
from ragbot.reading.reading import Reading, reading
from ragbot.reading.words import stems

SENTENCE = "Mira Holt of the Bank of England told 4,200 people on May 3 that rates stay at 36.9."


def test_names_and_numbers_are_details_in_small_letters_with_their_stems() -> None:
    names = ("Mira Holt", "Bank of England")
    assert Reading(SENTENCE).names == names
    assert [detail for detail, _ in Reading(SENTENCE).details] == ["mira holt", "bank of england", "4,200", "3", "36.9"]
    assert all(words == stems(detail) for detail, words in Reading(SENTENCE).details)
    assert Reading(SENTENCE).stems == stems(SENTENCE)


@pytest.mark.parametrize("text", ["", " ", "?!", "東京で地震。", "word " * 10_000])
def test_any_text_is_read(text: str) -> None:
    assert Reading(text).stems == stems(text)
    assert not Reading(text).names


def test_a_sentence_is_read_once_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noting(text: str) -> set[str]:
        read.append(text)
        return stems(text)

    monkeypatch.setattr(module, "stems", noting)
    reading.cache_clear()
    assert reading(SENTENCE).stems == reading(SENTENCE + "").stems == stems(SENTENCE)
    assert read == [SENTENCE]
