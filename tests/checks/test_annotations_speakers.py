"""Each citation tells whose words it has and which outlets say the same, unless it is about something else."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

from ragbot.archive.archive import Archive
from ragbot.checks.annotations.basis import Basis
from ragbot.checks.annotations.speakers import with_speakers
from ragbot.types import Answer, Attribution, Citation, Evidence, Support, reference_to
from tests.evidence import evidence
from tests.fakes import WordEmbeddings

SANK = "The ferry Grey Gull sank off Port Anders on Monday."
AGAIN = "Off Port Anders the ferry Grey Gull sank on Monday."
HOLT = "“We had no warning,” said Captain Mira Holt."
RAIN = "It rained in Sund."


def piece(outlet: str, text: str, number: int = 1) -> Evidence:
    found = evidence(text, f"article of {outlet}", number)
    return replace(found, version=replace(found.version, source=outlet))


def cited(own: Evidence, text: str, support: Support | None = None) -> Citation:
    start = own.version.text.index(text)
    return Citation(1, 0, 1, text, start, start + len(text), support=support, **reference_to(own.version))


def told(evidence: list[Evidence], *citations: Citation) -> tuple[Citation, ...]:
    archive = cast(Archive, SimpleNamespace(embeddings=WordEmbeddings()))
    answer = Answer("1", "Why?", "Why?", "", "answered", citations)
    return with_speakers(answer, Basis("Why?", evidence, (), archive)).citations


def test_a_citation_has_the_speaker_of_its_own_span() -> None:
    daily = piece("Daily", f"{SANK} {HOLT}")
    report, speech = told([daily], cited(daily, SANK), cited(daily, HOLT))
    assert report.attribution is None
    assert speech.attribution == Attribution("Daily", "Captain Mira Holt", quoted=True)


def test_each_citation_has_the_outlets_that_say_the_same() -> None:
    daily, tide = piece("Daily", f"{SANK} {RAIN}"), piece("Tide", f"Sailors saw it. {AGAIN}")
    both, alone = told([daily, tide], cited(daily, SANK), cited(daily, RAIN))
    assert (both.outlets, alone.outlets) == (("Daily", "Tide"), ("Daily",))


def test_who_speaks_is_read_in_the_version_that_is_cited() -> None:
    before, after = piece("Daily", SANK), piece("Daily", HOLT, 2)
    first, second = told([after, before], cited(before, SANK), cited(after, HOLT))
    assert (first.attribution, second.attribution) == (None, Attribution("Daily", "Captain Mira Holt", quoted=True))


def test_of_what_is_about_something_else_no_outlet_says_the_same() -> None:
    daily = piece("Daily", HOLT)
    other, unlike = Support(("name",), ("meaning",)), Support(("meaning",), ("name",))
    found = told([daily], cited(daily, HOLT, other), cited(daily, HOLT, unlike), cited(daily, HOLT, Support(())))
    assert [(each.attribution is None, each.outlets) for each in found] == [
        (True, ()),
        (False, ("Daily",)),
        (False, ("Daily",)),
    ]


def test_nothing_else_of_an_answer_changes() -> None:
    daily = piece("Daily", HOLT)
    given = cited(daily, HOLT, Support(("name",)))
    (found,) = told([daily], given)
    assert replace(found, attribution=None, outlets=()) == given
    assert told([daily]) == ()
