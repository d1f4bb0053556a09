"""The services: each known by the shape of its records, none by the usual names; their dates tell the zone."""

from __future__ import annotations

import pytest

from ingest.formats.services.table import ONLY_FOR_PAY, SERVICES, service_of
from ingest.records.record import SourceError

SHAPES: dict[str, dict[str, object]] = {
    "GDELT DOC": {"seendate": "20260310T091500Z", "domain": "orm.example", "url": "https://orm.example/a"},
    "BBC": {"content": {"model": {"blocks": [{"type": "text"}]}}},
    "ninjs": {"headline": "Dam", "versioncreated": "2026"},
    "WordPress": {"title": {"rendered": "Dam"}, "content": {"rendered": "<p>It is old."}},
    "Guardian": {"webTitle": "Dam", "webUrl": "https://orm.example/a"},
    "New York Times": {"web_url": "https://orm.example/a", "pub_date": "2026"},
    "Event Registry": {"dateTime": "2026", "lang": "eng", "uri": "1", "body": "It is old."},
    "newsdata.io": {"article_id": "1", "link": "https://orm.example/a"},
    "news-please": {"maintext": None},
    "cc_news": {"text": "It is old.", "domain": "orm.example"},
    "All the News": {"publication": "Orm Post", "title": "Dam", "year": 2026, "month": 3.0},
    "HuffPost": {"short_description": "It is old.", "headline": "Dam"},
    "JSON Feed": {"content_text": "It is old."},
}


def test_each_service_has_an_example() -> None:
    assert list(SHAPES) == [service.name for service in SERVICES]


@pytest.mark.parametrize("name", SHAPES)
def test_a_service_is_known_by_the_shape_of_its_records(name: str) -> None:
    service = service_of({**SHAPES[name], "extra": 1})
    assert service
    assert service.name == name


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"title": "Dam", "text": "It is old.", "url": "https://orm.example/a", "published": "2026"},
        {"source": {"name": "Orm"}, "title": "Dam", "publishedAt": "2026", "content": "It is old."},
        {"title": "Dam", "description": "It is old.", "published_at": "2026", "language": "en"},
    ],
    ids=["nothing", "usual", "NewsAPI", "Mediastack"],
)
def test_a_record_with_the_usual_names_is_of_none(record: dict[str, object]) -> None:
    assert service_of(record) is None


def read(name: str, **more: object) -> dict[str, object]:
    service = service_of({**SHAPES[name], **more})
    assert service
    return dict(service.record({**SHAPES[name], **more}))


def test_an_entry_of_gdelt_has_no_text() -> None:
    with pytest.raises(SourceError, match="has an address and no text; take in the page at its address"):
        read("GDELT DOC")


@pytest.mark.parametrize(
    ("date", "zone", "published"),
    [
        ("2026-03-10 09:12:00", "UTC", "2026-03-10T09:12:00Z"),
        ("2026-03-10T09:12:00+01:00", "UTC", "2026-03-10T09:12:00+01:00"),
        ("2026-03-10 09:12:00", "", "2026-03-10 09:12:00"),
        ("2026-03-10T09:12:00Z", "UTC", "2026-03-10T09:12:00Z"),
        ("2026-03-10", "UTC", "2026-03-10"),
        ("2026-03-10T09:12:00.25", "UTC", "2026-03-10T09:12:00.25Z"),
        ("2026-03-10 09:12:00 -0300", "UTC", "2026-03-10 09:12:00 -0300"),
        ("", "UTC", None),
    ],
)
def test_newsdata_tells_its_zone_beside_the_date(date: str, zone: str, published: str | None) -> None:
    assert read("newsdata.io", pubDate=date, pubDateTZ=zone)["published"] == published


def test_a_text_that_is_only_for_pay_is_none() -> None:
    assert read("newsdata.io", content=ONLY_FOR_PAY.title())["text"] == ""
    found = read("newsdata.io", content="It is old.", creator=["Mira Holt"], source_id="post")
    assert (found["text"], found["authors"], found["source"], found["content"]) == (
        "It is old.",
        ["Mira Holt"],
        "post",
        None,
    )


def test_wordpress_has_its_dates_in_utc_and_else_those_of_its_clock() -> None:
    found = read(
        "WordPress", date_gmt="2026-03-10T09:12:00", date="2026-03-10T10:12:00", modified="2026-03-11T10:00:00"
    )
    assert (found["published"], found["modified"]) == ("2026-03-10T09:12:00Z", "2026-03-11T10:00:00")
    assert (found["title"], found["text"]) == ("Dam", "<p>It is old.")
    assert read("WordPress", id=7)["id"] == 7
    assert read("WordPress", id=7, guid={"rendered": "https://orm.example/?p=7"})["id"] == "https://orm.example/?p=7"


@pytest.mark.parametrize(
    ("name", "more", "field", "value"),
    [
        ("Guardian", {"fields": {"body": "<p>a", "bodyText": "a", "headline": "Higher dam"}}, "text", "<p>a"),
        ("Guardian", {"fields": {"headline": "Higher dam"}}, "title", "Higher dam"),
        ("New York Times", {"headline": {"main": "Dam"}, "abstract": "Old"}, "title", "Dam"),
        ("New York Times", {"abstract": "Old"}, "teaser", "Old"),
        ("Event Registry", {"dateTimePub": "2025"}, "published", "2025"),
        ("news-please", {"title_rss": "Dam", "title": ""}, "title", "Dam"),
        ("cc_news", {}, "source", "orm.example"),
        ("All the News", {"article": "It is old."}, "text", "It is old."),
        ("HuffPost", {}, "teaser", "It is old."),
    ],
)
def test_its_fields_get_the_usual_names(name: str, more: dict[str, object], field: str, value: object) -> None:
    assert read(name, **more)[field] == value
