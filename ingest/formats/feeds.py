"""Feeds: RSS, Atom, RDF and JSON Feed, as a list of items, each a record with the feed's words about an article."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from ingest.formats.cut import without_rest
from ingest.formats.format import Format, Records
from ingest.formats.markup import plain_text
from ingest.formats.newest import newest
from ingest.formats.services.json_feed import JSON_FEED, is_feed, of_feed
from ingest.formats.services.service import at
from ingest.formats.signs import rooted
from ingest.records.cleaning import clean_line
from ingest.records.record import SourceError
from ragbot.types import sha256

MOST_ITEMS = 10_000
"""The most items of one feed, the first ones; usual feeds have 10 to 100."""
WHOLE = 1_000
"""The fewest characters of a text in `content` that counts as the whole article, unless it breaks off."""
WHOLE_SUMMARY = 2_000
"""The fewest of a text in `description`, where most feeds have a summary."""
_MAILBOX = re.compile(r"\S+@\S+\s+\((.{1,200})\)")  # "ilse@courier.example (Ilse Varga)"
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)  # "<skipHours><hour>3</hour>"
_DAY = re.compile(rb"<day>\s*([a-z]{6,9})\s*</day>", re.IGNORECASE)  # "<skipDays><day>Sunday</day>"
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An article in its feed."""

    key: str
    """32 hex digits by which the item is known at the next check."""
    url: str | None
    record: Mapping[str, object]
    """The record for `article_from`; `text` may be empty, a summary or the whole text."""
    is_whole: bool = False
    """Whether `text` is the whole article."""

    @property
    def digest(self) -> str:
        """Return the digest of the record: a new one shows that the article was edited."""
        return sha256(json.dumps(self.record, sort_keys=True, default=str))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed at one moment."""

    title: str
    site: str | None
    items: tuple[FeedItem, ...]
    ttl: int | None = None
    """Seconds for which its publisher wants no other look."""
    skip_hours: frozenset[int] = frozenset()
    """Hours of the day, in UTC, without a look."""
    skip_days: frozenset[int] = frozenset()
    """Days of the week, Monday being 0, without a look."""
    left_out: int = 0
    """The number of older items that were not read."""


def feed_in(content: bytes, address: str = "") -> Feed:
    """Return the feed at that address. Raises SourceError when it is no feed."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    feed = _json_feed(start, address) if start.startswith(b"{") else _xml_feed(content, address)
    return replace(feed, items=tuple(_apart(feed.items[:MOST_ITEMS])))


def followed_in(content: bytes, address: str = "") -> Feed:
    """Return the feed at that address; of thousands of items the newest. Raises SourceError when it is no feed."""
    part, left_out = newest(content)
    return replace(feed_in(part, address), left_out=left_out)


def _xml_feed(content: bytes, address: str) -> Feed:
    import feedparser

    # feedparser would open what a string names; markup is made plain here, whatever is in it.
    found = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version") and not found.entries:
        raise SourceError("is no feed: neither RSS nor Atom, RDF or JSON Feed")
    channel = found.feed
    head = content[: _first_item(content)]
    return Feed(
        title=_line(channel.get("title")),
        site=_link(channel.get("link"), address),
        items=tuple(_item(_of_entry(entry, address)) for entry in found.entries[:MOST_ITEMS]),
        ttl=_ttl(channel),
        skip_hours=frozenset(int(hour) % 24 for hour in _HOUR.findall(head)),
        skip_days=frozenset(_WEEK.index(day) for each in _DAY.findall(head) if (day := each.decode().lower()) in _WEEK),
    )


def _first_item(content: bytes) -> int:
    """Return where the first item begins: before it the feed speaks of itself."""
    found = re.search(rb"<(?:item|entry)\b", content)  # "<item>", "<item rdf:about="
    return found.start() if found else len(content)


def _ttl(channel: Mapping[str, Any]) -> int | None:
    """Return the seconds of RSS's `ttl`, or of a period over its frequency in RDF's syndication module; else None."""
    minutes = str(channel.get("ttl") or "").strip()
    if minutes.isdecimal():
        return int(minutes[:7]) * 60
    period = _PERIODS.get(str(channel.get("sy_updateperiod") or "").strip().lower())
    often = str(channel.get("sy_updatefrequency") or "1").strip()
    return period // max(1, int(often[:4])) if period and often.isdecimal() else None


def _of_entry(entry: Mapping[str, Any], address: str) -> dict[str, object]:
    said = dict(entry)  # feedparser's own look-up answers "updated" with "published"
    contents = [str(part.get("value") or "") for part in said.get("content") or ()]
    language = next((part.get("language") for part in said.get("content") or () if part.get("language")), None)
    return {
        "id": said.get("id"),
        "url": _link(said.get("feedburner_origlink") or _own_link(said), address),
        "title": _line(said.get("title")),
        "content": max(contents, key=len, default=""),
        "summary": said.get("summary") or "",
        "published": said.get("published") or said.get("created"),
        "modified": said.get("updated"),
        "authors": _names(said),
        "language": language,
    }


def _own_link(entry: Mapping[str, Any]) -> str:
    """Return the link, or "" for a number that only the rules of RSS take for one: `<guid>4711</guid>`."""
    link = str(entry.get("link") or "")
    return "" if link == entry.get("id") and not link.startswith(("http://", "https://")) else link


def _names(entry: Mapping[str, Any]) -> list[str]:
    """Return the names of the authors; of RSS's mailboxes with a name in brackets feedparser knows only some."""
    if mailbox := _MAILBOX.fullmatch(str(entry.get("author") or "")):
        return [mailbox[1]]
    names = [str(each.get("name") or "") for each in entry.get("authors") or ()]
    return [name for name in names if name.strip()] or [str(entry.get("author") or "")]


def _json_feed(content: bytes, address: str) -> Feed:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise SourceError("is no feed: it begins like JSON and is none") from None
    if not is_feed(found):
        raise SourceError('is no feed: JSON without the "version" and the "items" of a JSON Feed')
    entries = [entry for entry in found["items"][:MOST_ITEMS] if isinstance(entry, dict)]
    return Feed(
        title=_line(found.get("title")),
        site=_link(found.get("home_page_url"), address),
        items=tuple(_item(_of_json(entry, address, found)) for entry in entries),
    )


def _of_json(entry: Mapping[str, Any], address: str, feed: Mapping[str, Any]) -> dict[str, object]:
    said = JSON_FEED.record(of_feed(entry, feed))
    authors = said.get("authors")
    return {
        "id": said.get("id"),
        "url": _link(said.get("url"), address),
        "title": _line(said.get("title")),
        "content": said.get("text") or "",
        "summary": said.get("teaser") or "",
        "published": said.get("published"),
        "modified": said.get("modified"),
        "authors": [
            name
            for each in (authors if isinstance(authors, list) else [authors])
            if isinstance(name := at(each, "name"), str)
        ],
        "language": said.get("language"),
    }


def _item(fields: dict[str, object]) -> FeedItem:
    content, summary = plain_text(str(fields.pop("content"))), plain_text(str(fields.pop("summary")))
    number, url, title = str(fields.pop("id") or "").strip(), fields["url"], fields["title"]
    text = content if len(content) >= len(summary) else summary
    found, least = without_rest(text, of_feed=True), WHOLE if text == content else WHOLE_SUMMARY
    is_whole = len(text) >= least and not found.is_part
    key = number or url or f"{title}|{fields['published']}|{text}"
    record = {name: value for name, value in {**fields, "text": found.text}.items() if value}
    return FeedItem(sha256(str(key))[:32], str(url) if url else None, record, is_whole)


def _apart(items: Sequence[FeedItem]) -> Iterator[FeedItem]:
    """Yield each item once; where several addresses or headlines share one key, they are the keys instead."""
    names: dict[str, set[str]] = {}
    for item in items:
        names.setdefault(item.key, set()).add(_name(item))
    seen: Counter[str] = Counter()
    for item in items:
        key = sha256(_name(item))[:32] if len(names[item.key]) > 1 else item.key
        seen[key] += 1
        if seen[key] == 1:
            yield replace(item, key=key)


def _name(item: FeedItem) -> str:
    return item.url or str(item.record.get("title") or item.key)


def _line(value: object) -> str:
    return clean_line(plain_text(value)) if isinstance(value, str) else ""


def _link(value: object, address: str) -> str | None:
    """Return the http(s) address, also of a relative one; None when there is none."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        joined = urljoin(address, value.strip())
        return joined if urlsplit(joined).scheme in ("http", "https") else None
    except ValueError:
        return None


def _records(content: bytes, charset: str = "") -> Records:
    """Return the items of a saved feed as records. Raises SourceError when it is no feed, or has no items."""
    feed = feed_in(content)
    if not feed.items:
        raise SourceError("is a feed without items")
    return [_of_file(item, feed.title) for item in feed.items]


def _of_file(item: FeedItem, title: str) -> Mapping[str, object]:
    """Return the record with what its file must have: a key and an outlet where no address tells them."""
    given = {} if item.url else {"id": item.key, "source": title}
    part = {} if item.is_whole or not item.record.get("text") else {"partial": True}
    return {**item.record, **given, **part}


FEED = Format(
    "feed",
    "a feed",
    (".rss", ".atom", ".rdf", ".xml"),
    rooted("rss", "feed", "rdf"),
    parse=_records,
    media=("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"),
    follow=followed_in,
)
