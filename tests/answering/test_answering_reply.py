"""A reply without parts quotes nothing, and an article is listed with what a reader needs to open it."""

from __future__ import annotations

from dataclasses import replace

from ragbot.answering.reply import Reply, listed
from ragbot.archive.openings import opening
from ragbot.types import AlsoIn
from tests.evidence import version


def test_a_reply_has_no_evidence_and_no_others_unless_it_is_given_some() -> None:
    assert Reply(()) == Reply((), (), ())
    assert Reply(("Nothing.",)) != Reply(())


def test_an_article_and_its_opening_are_listed_alike() -> None:
    article = replace(version("The ferry sank.", title="Ferry sinks"), url=None)
    shown = AlsoIn("a", "Ferry sinks", "Daily", None, "2026-01-05")
    assert listed(article) == listed(opening(article)) == shown
