"""The list of sources that a language model adds is told from the sentences of its answer."""

from __future__ import annotations

import pytest

from ragbot.checks.sentence_stream import Sentence, sentences_of
from ragbot.checks.source_list import SourceList
from ragbot.models.thoughts import TAKEN_BACK


def left(text: str) -> list[str]:
    """The sentences that are no part of a list of sources."""
    sources = SourceList()
    return [sentence.text for sentence in sentences_of([text]) if not sources.has(sentence)]


@pytest.mark.parametrize(
    "listed",
    [
        "Sources:\n[1] Halmere Wire\n[2] Northern Tide",
        "**Sources used:**\n\n1. Halmere Wire\n2. Northern Tide",
        "## References\n\n[1] Halmere Wire\n\n[2] Northern Tide",
        "Quellen\n【1】 Halmere Wire",
        "fuentes:\n\nSource: [1] Halmere Wire",
        "Sources: [1], [2]",
        "Source: 1",
        "WORKS CITED\n- Halmere Wire\n- Northern Tide",
    ],
)
def test_a_list_is_found_from_its_heading_to_its_end(listed: str) -> None:
    assert left(f"The ferry sank [1].\n\n{listed}") == ["The ferry sank [1]."]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The sources: nobody knows them.",
        "Sources say that it sank.",
        "Sources in Halmere said so in 2026.",
        "The references were checked. 1. It sank.",
        "[1] It sank.",
        "Resources: 12 boats.",
    ],
)
def test_a_sentence_about_sources_is_no_list(text: str) -> None:
    assert left(text) == [sentence.text for sentence in sentences_of([text])]


def test_a_paragraph_that_is_no_list_ends_it() -> None:
    assert left("Sources:\n[1] Halmere Wire\n\nNine people died [1]. Two swam.") == [
        "Nine people died [1].",
        "Two swam.",
    ]


def test_what_is_taken_back_ends_it() -> None:
    sources = SourceList()
    assert sources.has(Sentence("", "Sources:"))
    assert not sources.has(Sentence("", TAKEN_BACK))
    assert not sources.has(Sentence("\n", "[1] Nine people died."))
