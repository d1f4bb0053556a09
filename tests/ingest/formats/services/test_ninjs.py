"""ninjs 1, 2 and 3: the fullest body, the main headline, who signed, and no picture for an article."""

from __future__ import annotations

import pytest

from ingest.formats.services import ninjs
from ingest.formats.services.records import raws_of
from ingest.records.record import SourceError

FIRST, SECOND = "The dam above Tolvik is to be raised.", "The work costs 96 million crowns."
ITEM = {"uri": "urn:orm:1", "headline": "Dam to be raised", "versioncreated": "2026-03-10T10:00:00Z"}


@pytest.mark.parametrize(
    ("record", "is_one"),
    [
        (ITEM, True),
        ({"headlines": [], "versionCreated": "2026"}, True),
        ({"body_xhtml": "", "pubstatus": "usable"}, True),
        ({"bodies": [], "representationtype": "complete"}, True),
        ({"headline": "Dam", "date": "2026"}, False),
        ({"title": "Dam", "versioncreated": "2026"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_an_item_has_a_headline_or_a_body_and_a_date_or_a_status(record: dict[str, object], is_one: bool) -> None:
    assert ninjs.is_one(record) is is_one


NITF = f"<body.content><block><p>{FIRST}</p><p>{SECOND}</p></block></body.content>"


@pytest.mark.parametrize(
    "bodies",
    [
        {"body_xhtml": f"<p>{FIRST}</p><p>{SECOND}</p>", "body_text": "x" * 200},
        {"body_text": f"{FIRST}\n\n{SECOND}"},
        {"body_text": f"Dam to be raised\n{FIRST}\n\n{SECOND}"},
        {"body_nitf": NITF, "body_text": FIRST},
        {"bodies": [{"contenttype": "text/html", "value": f"<p>{FIRST}</p><p>{SECOND}</p>"}]},
        {"bodies": [{"value": f" <p>{FIRST}</p><p>{SECOND}</p>"}, {"value": ""}, 7]},
        {"bodies": [{"contentType": "text/plain", "value": f"{FIRST}\n\n{SECOND}"}]},
        {"bodies": [{"contentType": "application/x-orm", "value": f"<p>{FIRST}</p><p>{SECOND}</p>"}]},
    ],
    ids=["html", "plain", "with headline", "the longer", "bodies", "no type", "plain body", "another type"],
)
def test_the_best_body_is_the_text_without_the_headline(bodies: dict[str, object]) -> None:
    assert ninjs.record({**ITEM, **bodies})["text"] == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("picture", "^is a picture without a text of its own$"),
        ("audio", "^is an audio without a text"),
        ("VIDEO", "^is a VIDEO without"),
    ],
)
def test_a_picture_or_a_film_is_no_article_unless_it_has_a_text(kind: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        ninjs.record({**ITEM, "type": kind})
    assert ninjs.record({**ITEM, "type": kind, "body_text": FIRST})["text"] == FIRST
    assert ninjs.record({**ITEM, "type": "text"})["text"] == ""


def test_in_a_list_it_says_so() -> None:
    picture = {**ITEM, "type": "picture", "description_caption": "A dam in Orm"}
    (raw,) = raws_of(picture, "here")
    assert raw.failure == "is a picture without a text of its own"


@pytest.mark.parametrize(
    ("more", "title", "teaser"),
    [
        ({"headlines": [{"role": "short", "value": "Dam"}, {"role": "main", "value": "Higher dam"}]}, "Higher dam", ""),
        ({"headlines": [{"role": "short", "value": "Dam"}]}, "Dam", ""),
        ({"headlines": [7, {"value": ""}]}, "Dam to be raised", ""),
        ({"descriptions": [{"role": "summary", "value": "It is old."}]}, "Dam to be raised", "It is old."),
        ({"description_text": "It is old."}, "Dam to be raised", "It is old."),
    ],
)
def test_of_several_headlines_the_main_one_counts(more: dict[str, object], title: str, teaser: str) -> None:
    found = ninjs.record({**ITEM, **more})
    assert (found["title"], found["teaser"]) == (title, teaser)


@pytest.mark.parametrize(
    ("more", "authors"),
    [
        ({"byline": "By Mira Holt"}, ["Mira Holt"]),
        ({"by": "Von Mira Holt, dpa"}, ["Mira Holt", "dpa"]),
        ({"bylines": [{"by": "Mira Holt"}, {"by": 7}, {}]}, ["Mira Holt"]),
        ({"authors": [{"name": "Mira Holt"}, {"name": "Joe Lind"}]}, ["Mira Holt", "Joe Lind"]),
        ({"byline": "Orm Post", "copyrightholder": "Orm Post"}, []),
        ({}, []),
    ],
)
def test_who_signed_are_its_authors_and_not_the_outlet(more: dict[str, object], authors: list[str]) -> None:
    assert ninjs.record({**ITEM, **more})["authors"] == authors


@pytest.mark.parametrize(
    ("more", "source"),
    [
        ({"copyrightholder": "Orm Post"}, "Orm Post"),
        ({"infosources": [{"name": "Orm Post"}]}, "Orm Post"),
        ({"source": "Orm Post"}, "Orm Post"),
        ({"uri": "tag:ap.org:1"}, "Associated Press"),
        ({"uri": "https://www.orm.example/1"}, "orm.example"),
        ({}, ""),
    ],
)
def test_its_outlet_is_named_or_known_by_its_address(more: dict[str, object], source: str) -> None:
    assert ninjs.record({**ITEM, **more})["source"] == source


def test_a_version_is_a_change_only_of_what_was_published() -> None:
    first = {**ITEM, "firstcreated": "2026-03-09T10:00:00Z"}
    assert (ninjs.record(first)["published"], ninjs.record(first)["modified"]) == (
        "2026-03-09T10:00:00Z",
        "2026-03-10T10:00:00Z",
    )
    assert (ninjs.record(ITEM)["published"], ninjs.record(ITEM)["modified"]) == ("2026-03-10T10:00:00Z", None)
    assert ninjs.record({**first, "firstpublished": "2026-03-08"})["published"] == "2026-03-08"
    assert ninjs.record(ITEM)["id"] == "urn:orm:1"
