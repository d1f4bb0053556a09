"""What the fake answers to GET /v1/articles and GET /v1/archive/days: filtered, searched for plain words, paged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from starlette.datastructures import QueryParams

from ragbot.types import ArticlePage, DayCount, Days, Excerpt, ListedArticle, Place, Version

AROUND = 80  # code points before and after the first hit


def matching(versions: Iterable[Version], fields: QueryParams) -> list[Version]:
    """Those that have every word and keep the limits, in their order."""
    words, sources, languages = _words(fields), fields.getlist("source"), fields.getlist("language")
    since, until = fields.get("since", ""), fields.get("until", "~")
    return [
        version
        for version in versions
        if all(word in f"{version.title} {version.text}".lower() for word in words)
        and (not sources or version.source in sources)
        and (not languages or version.language in languages)
        and (since <= (version.published or "")[:10] <= until)
    ]


def page(found: Sequence[Version], fields: QueryParams, listed: Callable[[Version], ListedArticle]) -> ArticlePage:
    """The cursor is how many came before."""
    start, limit = int(fields.get("cursor", "0")), int(fields.get("limit", "50"))
    pattern = re.compile("|".join(map(re.escape, _words(fields))) or r"(?!)", re.IGNORECASE)
    articles = tuple(
        replace(listed(version), title_hits=_hits(pattern, version.title), excerpts=_excerpts(pattern, version.text))
        for version in found[start : start + limit]
    )
    return ArticlePage(articles, str(start + limit) if start + limit < len(found) else None)


def days(found: Sequence[Version]) -> Days:
    counts = Counter((version.published or "")[:10] for version in found)
    undated = counts.pop("", 0)
    return Days(tuple(DayCount(*each) for each in sorted(counts.items())), undated, len(found))


def _words(fields: QueryParams) -> list[str]:
    return fields.get("q", "").lower().split()


def _hits(pattern: re.Pattern[str], text: str) -> tuple[Place, ...]:
    return tuple(Place(*hit.span()) for hit in pattern.finditer(text))


def _excerpts(pattern: re.Pattern[str], text: str) -> tuple[Excerpt, ...]:
    hits = _hits(pattern, text)
    if not hits:
        return ()
    start, end = max(0, hits[0].start - AROUND), hits[0].end + AROUND
    inside = tuple(hit for hit in hits if hit.end <= end)
    return (Excerpt(start, min(end, len(text)), text[start:end], inside),)
