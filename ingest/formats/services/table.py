"""The services whose records have a shape of their own, the more special ones first."""

from __future__ import annotations

import re

from ingest.formats.services import bbc, ninjs
from ingest.formats.services.json_feed import JSON_FEED
from ingest.formats.services.service import Record, Service, at, has, string
from ingest.records.record import SourceError

ONLY_FOR_PAY = "ONLY AVAILABLE IN PAID PLANS"
"""newsdata.io's words in the place of the text."""
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?")
"""An instant that does not tell its zone: "2026-03-10 09:12:00"."""


def _gdelt(record: Record) -> Record:
    raise SourceError("is an entry of GDELT's list, which has an address and no text; take in the page at its address")


def _newsdata(record: Record) -> Record:
    text = string(record, "content")
    return {
        **record,
        "text": "" if ONLY_FOR_PAY in text[:200].upper() else text,
        "content": None,
        "published": _in_utc(record, "pubDate", string(record, "pubDateTZ") == "UTC"),
        "authors": at(record, "creator"),
        "source": string(record, "source_name", "source_id"),
    }


def _wordpress(record: Record) -> Record:
    return {
        **record,
        "title": at(record, "title.rendered"),
        "text": at(record, "content.rendered"),
        "content": None,
        "teaser": at(record, "excerpt.rendered"),
        "published": _in_utc(record, "date_gmt") or at(record, "date"),
        "modified": _in_utc(record, "modified_gmt") or at(record, "modified"),
        "id": at(record, "guid.rendered") or at(record, "id"),
        "authors": at(record, "_embedded.author") or at(record, "yoast_head_json.author"),
        "source": at(record, "yoast_head_json.og_site_name"),
    }


def _in_utc(record: Record, name: str, is_utc: bool = True) -> str | None:
    """Return the instant in a field, as one in UTC where the field has no zone and `is_utc`; None when it is empty."""
    value = string(record, name).strip()
    return f"{value.replace(' ', 'T')}Z" if is_utc and _WITHOUT_ZONE.fullmatch(value) else value or None


SERVICES = (
    Service("GDELT DOC", has("seendate", "domain", "url"), read=_gdelt),
    Service("BBC", bbc.is_one, read=bbc.record),
    Service("ninjs", ninjs.is_one, read=ninjs.record),
    Service("WordPress", has("title.rendered", "content.rendered"), read=_wordpress),
    Service(
        "Guardian",
        has("webTitle", "webUrl"),
        {
            "title": ("fields.headline", "webTitle"),
            "text": ("fields.body", "fields.bodyText"),
            "teaser": ("fields.trailText", "fields.standfirst"),
            "url": ("webUrl",),
            "published": ("webPublicationDate", "fields.firstPublicationDate"),
            "modified": ("fields.lastModified",),
            "authors": ("fields.byline",),
            "language": ("fields.lang",),
            "source": ("fields.publication",),
        },
    ),
    Service(
        "New York Times",
        has("web_url", "pub_date"),
        {
            "title": ("headline.main", "headline.print_headline"),
            "teaser": ("lead_paragraph", "abstract", "snippet"),
            "url": ("web_url",),
            "published": ("pub_date",),
            "authors": ("byline.original",),
            "id": ("uri", "_id"),
        },
    ),
    Service(
        "Event Registry",
        lambda record: has("dateTime", "lang", "uri", "body")(record) or has("dateTimePub", "body")(record),
        {
            "text": ("body",),
            "published": ("dateTimePub", "dateTime"),
            "language": ("lang",),
            "source": ("source.title",),
        },
    ),
    Service("newsdata.io", has("article_id", "link"), read=_newsdata),
    Service(
        "news-please",
        lambda record: "maintext" in record or has("date_download", "source_domain")(record),
        {
            "title": ("title", "title_page", "title_rss"),
            "text": ("maintext",),
            "published": ("date_publish",),
            "modified": ("date_modify",),
            "source": ("source_domain",),
        },
    ),
    Service("cc_news", has("text", "domain"), {"source": ("source", "domain")}),
    Service(
        "All the News",
        lambda record: has("publication", "title")(record) and has("year", "month")(record),
        {"text": ("content", "article"), "source": ("publication",)},
    ),
    Service("HuffPost", has("short_description", "headline"), {"teaser": ("short_description",)}),
    JSON_FEED,
)


def service_of(record: Record) -> Service | None:
    """Return the service of a record; None for one with the usual names, as NewsAPI, GNews and Mediastack have."""
    return next((service for service in SERVICES if service.is_one(record)), None)
