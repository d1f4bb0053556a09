"""schema.org's `@graph`: objects that point at one another, some of them articles."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.formats.services.service import Record

_POINTING = ("author", "creator", "publisher", "mainEntityOfPage", "isPartOf")


def articles_of(graph: list[object]) -> list[Record]:
    """Return the articles, each with the persons and the publisher that it points at."""
    things = [each for each in graph if isinstance(each, Mapping)]
    named = {str(each["@id"]): each for each in things if "@id" in each}
    return [_whole(each, named) for each in things if is_article(each)]


def is_article(thing: Record) -> bool:
    """Return whether an object is an article by its type: NewsArticle, ReportageNewsArticle, BlogPosting …"""
    types = thing.get("@type")
    listed = types if isinstance(types, list) else [types]
    return any(str(each).rpartition("/")[2].endswith(("Article", "Posting", "Report")) for each in listed)


def _whole(article: Record, named: Mapping[str, Record]) -> Record:
    resolved = {name: _resolved(article[name], named) for name in _POINTING if name in article}
    return {**article, **resolved}


def _resolved(value: object, named: Mapping[str, Record]) -> object:
    if isinstance(value, list):
        return [_resolved(each, named) for each in value[:100] if not isinstance(each, list)]
    if isinstance(value, Mapping) and set(value) == {"@id"}:
        return named.get(str(value["@id"]), value)
    return value
