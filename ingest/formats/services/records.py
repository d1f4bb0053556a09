"""Records of services, with the usual names: it finds their list, and makes their texts those that a reader sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.formats.cut import without_rest
from ingest.formats.embargo import check_embargo, check_withdrawn
from ingest.formats.markup import plain_text, readable
from ingest.formats.services.json_feed import is_feed, of_feed
from ingest.formats.services.schema_org import articles_of
from ingest.formats.services.service import Record, at, first, string
from ingest.formats.services.table import service_of
from ingest.records.articles import TEXT, TITLE
from ingest.records.cleaning import clean_line
from ingest.records.record import Raw, SourceError

LISTS = (
    *("articles", "articles.results", "response.results", "response.docs", "data.items", "data", "results", "items"),
    *("posts", "docs", "entries", "news", "stories"),
)
"""The paths to the articles of services: NewsAPI, Event Registry, Guardian, NYT, AP, Mediastack, newsdata, JSON Feed
…"""
WRAPPERS = ("item", "data.item", "data.article")
"""The paths to an article of the Associated Press, in a list and alone, and of the BBC, beside their words about it."""
TEASERS = (
    *("teaser", "description", "summary", "excerpt", "abstract", "snippet", "lead_paragraph", "short_description"),
    *("standfirst", "description_text", "metaDescription"),
)
"""The fields with a part of the text, for a record without all of it."""
MARKUP = ("html", "content_html", "body_html", "body_xhtml", "contentHtml", "bodyHtml")
"""The fields whose text is surely HTML, behind those of `ingest.records.articles.TEXT`."""
REMOVED = "[removed]"
"""NewsAPI's words in the place of an article that is gone."""


def raws_of(value: object, origin: str) -> Iterator[Raw]:
    """Yield the article in a JSON value, or those in the list that it is or has."""
    try:
        listed = _listed(value)
    except SourceError as error:
        yield Raw(origin, None, str(error))
        return
    if listed is None:
        yield _raw(value, origin)
    else:
        yield from (_raw(each, f"{origin}#{number}") for number, each in enumerate(listed, 1))


def _raw(value: object, origin: str) -> Raw:
    try:
        return Raw(origin, usual(_object(value)))
    except SourceError as error:
        return Raw(origin, None, str(error))


def _object(value: object) -> Record:
    if not isinstance(value, dict):
        raise SourceError(f"is a JSON {type(value).__name__}, where an object with the article's fields belongs")
    wrapped = first(value, WRAPPERS) if not first(value, TEXT) else None
    return wrapped if isinstance(wrapped, dict) else value


def _listed(value: object) -> list[object] | None:
    """Return the list that a value is or has; None for one article. Raises SourceError for a service's refusal."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    if isinstance(graph := value.get("@graph"), list):
        return list(articles_of(graph))
    if is_feed(value):
        return [of_feed(each, value) if isinstance(each, dict) else each for each in value["items"]]
    if service_of(value) or any(isinstance(value.get(name), str) for name in TEXT):
        return None
    for path in LISTS:
        listed = at(value, path)
        if isinstance(listed, list) and (path == "articles" or all(isinstance(each, dict) for each in listed)):
            return listed
    if isinstance(single := at(value, "response.content"), dict):  # one article of the Guardian
        return [single]
    _check_answer(value)
    return None


def _check_answer(value: Record) -> None:
    """Raise SourceError for a refusal in the place of articles: `{"status": "error", "message": "…"}`."""
    message = string(value, "message", "error.message", "errors.0.message", "results.message", "fault.faultstring")
    status = str(value.get("status", "")).lower()
    if message and ("error" in value or "errors" in value or "fault" in value or status in ("error", "fail", "failed")):
        raise SourceError(f'is no article but the answer of a service that refused: "{clean_line(message[:300])}"')


def usual(record: Record) -> Record:
    """Return a record with the usual names, its text as a reader sees it, `partial` where that is only a part.

    Raises SourceError for one without an article: removed, under embargo, an address alone.
    """
    service = service_of(record)
    record = service.record(record) if service else record
    check_embargo(record)
    text, is_teaser = _text(record)
    title = _plain(record, TITLE)
    if REMOVED in (title.strip().lower(), text.strip().lower()):
        raise SourceError('was removed by its publisher, and the service sends "[Removed]" in its place')
    whole = without_rest(text)
    if not whole.text:
        check_withdrawn(record)
        return {**record, "title": title} if title else record
    changed = {"title": title} if title else {}
    part = {"partial": True} if is_teaser or whole.is_part else {}
    return {**record, **changed, "text": whole.text, **part}


def _text(record: Record) -> tuple[str, bool]:
    """Return the text, and whether it is a teaser; "" where there is neither, or where it is no string."""
    if text := _plain(record, TEXT):
        return text, False
    if first(record, TEXT) is None:
        for name in MARKUP:
            if text := plain_text(string(record, name)):
                return text, False
        if text := _plain(record, TEASERS):
            return text, True
    return "", False


def _plain(record: Record, names: tuple[str, ...]) -> str:
    """Return the first of these fields, as a reader sees it; `{"rendered": "<p>…"}` is always HTML."""
    value = first(record, names)
    if isinstance(value, Mapping):
        return plain_text(string(value, "rendered", "html"))
    return readable(value) if isinstance(value, str) else ""
