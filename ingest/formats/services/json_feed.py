"""Items of a JSON Feed, saved or followed."""

from __future__ import annotations

from ingest.formats.services.service import Record, Service

JSON_FEED = Service(
    "JSON Feed",
    lambda record: "content_html" in record or "content_text" in record,
    {
        "text": ("content_html", "content_text"),
        "teaser": ("summary",),
        "url": ("url", "external_url"),
        "published": ("date_published",),
        "modified": ("date_modified",),
        "authors": ("authors", "author"),
    },
)


def is_feed(value: Record) -> bool:
    """Return whether `value` is a whole JSON Feed."""
    return "jsonfeed.org/" in str(value.get("version")) and isinstance(value.get("items"), list)


def of_feed(item: Record, feed: Record) -> Record:
    """Return an item with its feed's words for all items."""
    given = {"source": feed.get("title"), "language": feed.get("language"), "authors": feed.get("authors")}
    own = {name: value for name, value in item.items() if value}
    return {**{name: value for name, value in given.items() if value}, **own}
