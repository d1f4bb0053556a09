"""What an annotation may look at beside the answer itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from ragbot.checks.annotate import annotated
from ragbot.checks.annotations import table
from ragbot.checks.annotations.basis import Basis
from ragbot.checks.citations import CitedText
from ragbot.types import Answer
from tests.evidence import evidence

SHIP, RAIN = evidence("The Grey Linnet sank.", "ship"), evidence("It rained in Sund.", "rain")


def with_what_it_sees(answer: Answer, basis: Basis) -> Answer:
    """An annotation that notes its basis."""
    articles = [each.article_id for each in basis.articles]
    found = [piece.version.article_id for piece in basis.evidence]
    return replace(answer, notes=(*answer.notes, f"{basis.question} {found} {articles}"))


def test_it_has_the_question_the_evidence_and_of_the_articles_those_that_are_cited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table, "ANNOTATIONS", (with_what_it_sees,))
    written = CitedText([SHIP, RAIN])
    for _ in (*written.write("It rained "), *written.cite(2, (0, 18))):
        pass
    answer = annotated(Answer("1", "wether", "", "", "answered"), "What was the weather?", written, cast(Any, None))
    assert answer.notes == ("What was the weather? ['ship', 'rain'] ['rain']",)
