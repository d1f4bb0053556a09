"""The corrections of cited articles stand beside an answer."""

from __future__ import annotations

from typing import Any

import pytest

from ragbot.archive.archive import Archive
from ragbot.checks.annotations.basis import Basis
from ragbot.checks.annotations.corrections import with_corrections
from ragbot.types import Answer, Source
from tests.conftest import add, article

NOTE = "Correction: nine people died, not ten."


def beside(light_archive: Archive, *sources: Source) -> Answer:
    answer = Answer("1", "How many died?", "How many died?", "Nine died [1].", "answered", sources=sources)
    return with_corrections(answer, Basis("", (), sources, light_archive))


def cited(article_id: str, version: int, **more: Any) -> Source:
    return Source(article_id=article_id, version=version, title="A title", url=None, source="", published=None, **more)


@pytest.fixture
def corrected(light_archive: Archive) -> Source:
    """The number 3 of an answer, whose publisher corrected it."""
    add(light_archive, article("Ten people died.", published="2026-01-05"))
    after = article("Nine people died.", published="2026-01-05", modified="2026-01-06", state="corrected", note=NOTE)
    add(light_archive, after)
    return cited(after.id, 2, number=3, state="corrected")


def test_a_cited_article_that_was_corrected_is_told_by_its_number_with_what_changed(
    light_archive: Archive, corrected: Source
) -> None:
    answer = beside(light_archive, corrected)
    ((number, note, changed),) = [(each.number, each.note, each.changes) for each in answer.corrections]
    assert (number, note) == (3, NOTE)
    assert [(each.before, each.after) for each in changed] == [("Ten people died.", "Nine people died.")]
    assert (answer.answer, answer.sources) == ("Nine died [1].", (corrected,))


def test_an_answer_without_corrected_sources_has_none(light_archive: Archive) -> None:
    assert beside(light_archive).corrections == ()
    assert beside(light_archive, cited("a", 1, number=1)).corrections == ()
