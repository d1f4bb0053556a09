"""JSON-LD about the article of a page; other objects on the page, such as comments and videos, do not count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ingest.formats.pages.jsonld import Thing, kinds, listed, things
from ingest.records.cleaning import clean_line

POSTS = frozenset(("blogposting", "liveblogposting", "socialmediaposting", "report", "criticreview"))
"""Types of articles whose names do not end so, as NewsArticle does."""
LISTS = frozenset(("collectionpage", "searchresultspage", "profilepage", "contactpage", "checkoutpage"))
"""Types of pages without an article."""
ALIKE = 0.5
"""The share of the words of the shorter of two headlines that the other one has, if both are of one article."""


@dataclass(frozen=True, slots=True)
class Declared:
    """An article in the JSON-LD of its page; a field is empty where that says nothing."""

    headline: str = ""
    published: object = None
    modified: object = None
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    """The authors that are no persons."""
    publisher: str = ""
    language: object = None
    correction: object = None
    status: object = None
    is_free: bool | None = None
    body: str = ""
    is_known: bool = False
    """Whether there is an object for the article."""
    is_list: bool = False
    """Whether there is none, and another object says that the page is a list, or a person's."""


def declared_in(tree: Any, addresses: Sequence[str], headlines: Sequence[str]) -> Declared:
    """Return the article by the object for the page, which has these addresses and headlines."""
    every = things(tree)
    known = {str(thing["@id"]): thing for thing in every if thing.get("@id")}
    own = _own([thing for thing in every if _is_article(thing)], addresses, headlines)
    return _declared(own, known) if own else Declared(is_list=any(LISTS.intersection(kinds(thing)) for thing in every))


def _is_article(thing: Thing) -> bool:
    return any(kind.endswith("article") or kind in POSTS for kind in kinds(thing))


def _own(articles: Sequence[Thing], addresses: Sequence[str], headlines: Sequence[str]) -> Thing | None:
    """Return the object with the page's address, else its headline, else the only one that is not of another page."""
    paths = {path for address in addresses if (path := _path(address))}
    placed = [(thing, {path for address in _addresses(thing) if (path := _path(address))}) for thing in articles]
    if at_home := [thing for thing, at in placed if at & paths]:
        return max(at_home, key=lambda thing: (_is_alike(_headline(thing), headlines), len(thing)))
    if named := [thing for thing in articles if _is_alike(_headline(thing), headlines)]:
        return max(named, key=len)
    strangers = [thing for thing, at in placed if (at and paths) or (_headline(thing) and headlines)]
    left = [thing for thing in articles if not any(thing is stranger for stranger in strangers)]
    return left[0] if len(left) == 1 else None


def _addresses(thing: Thing) -> Iterable[str]:
    for name in ("mainEntityOfPage", "url", "@id"):
        for value in listed(thing.get(name)):
            value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
            if isinstance(value, str):
                yield value


def _path(address: str) -> str:
    """Return the part of an address that tells a page of its site, whatever its host; "" for a home page."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/").casefold()
    return f"{path}?{parts.query}" if path and re.search(r"\bid=|\bp=\d", parts.query) else path


def _headline(thing: Thing) -> str:
    return _line(thing.get("headline")) or _line(thing.get("name"))


def _line(value: object) -> str:
    value = next(iter(listed(value)), "")
    return clean_line(re.sub(r"<[^<>]{1,200}>", "", value[:2_000])) if isinstance(value, str) else ""


def _is_alike(headline: str, others: Sequence[str]) -> bool:
    return any(share(headline, other) >= ALIKE for other in others)


def share(one: str, other: str) -> float:
    """Return the share of the shorter headline's words in the other; of its characters in scripts without spaces."""
    if one and one.casefold() == other.casefold():
        return 1.0
    words = [set(re.findall(r"[^\W\d_]{2,}|\d+", each.casefold())) for each in (one, other)]
    if min(map(len, words)) <= 2:  # one word between others proves nothing
        words = [set(re.findall(r"\w", each.casefold())) if len(each) > 8 else set() for each in (one, other)]
    fewest = min(map(len, words))
    return len(words[0] & words[1]) / fewest if fewest else 0.0


def _declared(own: Thing, known: dict[str, Thing]) -> Declared:
    people = [_resolved(value, known) for name in ("author", "creator") for value in listed(own.get(name))]
    publishers = [name for value in listed(own.get("publisher")) for name in _names(_resolved(value, known))]
    return Declared(
        headline=_line(own.get("headline")),
        published=own.get("datePublished"),
        modified=own.get("dateModified"),
        authors=tuple(dict.fromkeys(name for person in people if not _is_group(person) for name in _names(person))),
        organisations=tuple(dict.fromkeys(name for group in people if _is_group(group) for name in _names(group))),
        publisher=next(iter(publishers), ""),
        language=own.get("inLanguage"),
        correction=_filled_in(own.get("correction")),
        status=own.get("creativeWorkStatus"),
        is_free=_is_free(own.get("isAccessibleForFree")),
        body=own["articleBody"] if isinstance(own.get("articleBody"), str) else "",
        is_known=True,
    )


def _is_free(value: object) -> bool | None:
    """Return whether everybody may read the article; None where nothing says so."""
    return None if value is None else str(value).strip().casefold() not in _NO


_NO = frozenset(("false", "0", "no", "http://schema.org/false"))


def _resolved(value: object, known: dict[str, Thing]) -> object:
    """Return the object that a mere `@id` refers to, else the value."""
    if isinstance(value, dict) and not value.get("name") and value.get("@id"):
        return known.get(str(value["@id"]), value)
    return value


def _is_group(value: object) -> bool:
    return isinstance(value, dict) and any("organization" in kind or kind == "corporation" for kind in kinds(value))


def _names(value: object) -> list[str]:
    if isinstance(value, dict):
        given = value.get("name") or " ".join(
            str(value[part]) for part in ("givenName", "familyName") if isinstance(value.get(part), str)
        )
        return [name for each in listed(given) for name in _names(each) if not isinstance(each, list)]
    return [line] if isinstance(value, str) and (line := _line(value)) else []


def _filled_in(correction: object) -> object:
    """Return the correction; None for a template that nobody filled in."""
    told = [
        value
        for value in listed(correction)
        if not isinstance(value, dict) or any(_line(value.get(name)) for name in ("text", "description", "name"))
    ]
    return told or None
