"""Independence: who says the same on their own, and who only prints what an agency wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.checks.outlets import figures_agree, independent, origin, outlets_of
from ragbot.models.embeddings import BUNDLED, TextEmbeddings, open_embeddings
from ragbot.types import AlsoIn, Citation, Evidence, reference_to
from tests.evidence import evidence
from tests.fakes import WordEmbeddings


@pytest.fixture(scope="module")
def embeddings() -> TextEmbeddings:
    return open_embeddings(BUNDLED)


def piece(outlet: str, text: str, *authors: str) -> Evidence:
    found = evidence(text, f"article of {outlet}")
    return replace(found, version=replace(found.version, source=outlet, authors=authors))


def cited(own: Evidence, text: str = "") -> Citation:
    text = text or own.passage.text
    start, version = own.version.text.index(text), own.version
    return Citation(1, 0, 1, text, start, start + len(text), **reference_to(version))


SANK = "Nine people died when the ferry Grey Gull sank off Port Anders on Monday, the coast guard said."
TOO = "The sinking of the ferry Grey Gull off Port Anders on Monday killed nine people, according to the coast guard."
OTHERWISE = TOO.replace("nine", "twelve")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("KYIV, Ukraine (AP) — The ferry sank.", "AP"),
        ("LONDON (Reuters) - The ferry sank.", "Reuters"),
        ("(Reuters) World swimming voted.", "Reuters"),
        ("OSTREY (Halmere Wire) - Thieves broke in.", "Halmere Wire"),
        ("Disney (DIS) said that it would sell.", "Daily"),
        ("The ferry sank.\n\n(Reporting by Mira Holt in Anders; Editing by Oto Lind) Reuters", "Daily"),
        ("The ferry sank.\n\nReuters", "Reuters"),
        ("The ferry sank.\n\n— AP", "AP"),
        ("Die Fähre sank.\n\n© 2026 AFP", "AFP"),
        ("Die Fähre sank. (dpa)", "dpa"),
        ("The ferry sank. The Associated Press asked Reuters for it.", "Daily"),
        ("", "Daily"),
    ],
)
def test_the_agency_that_is_credited_is_the_origin(text: str, who: str) -> None:
    assert origin(piece("Daily", text).version) == who


def test_an_agency_may_be_the_author_or_the_outlet() -> None:
    assert origin(piece("Daily", SANK, "The Associated Press").version) == "AP"
    assert origin(piece("Daily", SANK, "Mira Holt, Reuters").version) == "Reuters"
    assert origin(piece("reuters.com", SANK).version) == "Reuters"


def test_another_outlet_that_says_the_same_is_counted(embeddings: TextEmbeddings) -> None:
    own, other = piece("A", SANK), piece("B", f"It was dark. {TOO}")
    assert outlets_of([cited(own)], [other, own], embeddings) == [("A", "B")]


def test_one_that_has_another_figure_is_not(embeddings: TextEmbeddings) -> None:
    own = piece("A", SANK)
    assert outlets_of([cited(own)], [own, piece("B", OTHERWISE)], embeddings) == [("A",)]


def test_one_that_speaks_of_something_else_is_not(embeddings: TextEmbeddings) -> None:
    own = piece("A", SANK)
    assert outlets_of(
        [cited(own)], [own, piece("B", "Nine people won a prize for a book on ferries.")], embeddings
    ) == [("A",)]


def test_two_that_print_one_agency_are_counted_once(embeddings: TextEmbeddings) -> None:
    own, other = piece("A", f"ANDERS (Reuters) - {SANK}"), piece("B", f"ANDERS (Reuters) - {TOO}")
    assert outlets_of([cited(own, SANK)], [own, other, piece("C", TOO)], embeddings) == [("A", "C")]


def test_a_copy_is_counted_once(embeddings: TextEmbeddings) -> None:
    own, copy = piece("A", SANK), piece("B", SANK)
    assert outlets_of([cited(own)], [own, copy], embeddings) == [("A",)]
    known = replace(own, also_in=(AlsoIn("x", "T", "C", None, None),))
    assert independent([known, piece("C", TOO)]) == ("A",)


def test_an_outlet_is_counted_once(embeddings: TextEmbeddings) -> None:
    own, again = piece("A", SANK), replace(piece("A", TOO), passage=evidence(TOO, "another").passage)
    assert outlets_of([cited(own)], [own, again], embeddings) == [("A",)]


def test_an_unknown_outlet_is_not_named(embeddings: TextEmbeddings) -> None:
    own = piece("", SANK)
    assert outlets_of([cited(own)], [own, piece("B", TOO)], embeddings) == [("B",)]
    assert outlets_of([cited(own)], [own], embeddings) == [()]


def test_every_citation_gets_its_own_outlets(embeddings: TextEmbeddings) -> None:
    rain = "It rained in Tarnwick for three days in a row, the weather service said."
    own, other = piece("A", f"{SANK} {rain}"), piece("B", TOO)
    assert outlets_of([cited(own, SANK), cited(own, rain)], [own, other], embeddings) == [("A", "B"), ("A",)]


def test_nothing_is_embedded_where_no_other_article_comes_near() -> None:
    words = WordEmbeddings()
    own = piece("A", SANK)
    assert outlets_of([cited(own)], [own, piece("B", "Parliament spoke of bread.")], words) == [("A",)]
    assert outlets_of([], [own], words) == []
    assert words.embedded == 0


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Nine died.", "9 people died.", True),
        ("Nine died, 12 were hurt.", "Nine people died.", True),
        ("Nine died.", "Ten died.", False),
        ("Nine died.", "People died.", False),
        ("They died.", "People died.", True),
    ],
)
def test_figures_agree_where_the_fewer_are_among_the_more(one: str, other: str, agree: bool) -> None:
    assert figures_agree(one, other) is agree
