"""A search as programs get it: flat passages, the time that it took, and how old the archive is."""

from __future__ import annotations

import pytest

from ragbot.answering.bot import Bot
from ragbot.api.evidence_page import evidence_page
from ragbot.archive.archive import Archive
from ragbot.errors import QuestionError
from ragbot.types import Question
from tests.conftest import add, stories


def test_the_page_has_so_many_passages_at_most_and_the_archives_age(archive: Archive) -> None:
    add(archive, *stories(4))
    page = evidence_page(Bot(archive), Question("Which council voted for the new bridge?"), 2)
    assert len(page.evidence) == 2
    assert page.archive_as_of == archive.as_of() is not None
    assert page.timings["total"] >= max(page.timings.values())
    assert {passage.source for passage in page.evidence} <= {"Paper 0", "Paper 1"}
    assert [passage.score for passage in page.evidence] == sorted((p.score for p in page.evidence), reverse=True)


def test_an_empty_archive_has_an_empty_page(archive: Archive) -> None:
    page = evidence_page(Bot(archive), Question("Why did the ferry sink?"), 2)
    assert (page.evidence, page.archive_as_of) == ((), None)


def test_what_cannot_be_asked_is_an_error(archive: Archive) -> None:
    with pytest.raises(QuestionError):
        evidence_page(Bot(archive), Question("  "), 2)
