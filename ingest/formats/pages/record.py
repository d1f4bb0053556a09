"""The record of a page's article: its text as trafilatura finds it, and the page's words about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlsplit

from ingest.formats.pages.body import body_of
from ingest.formats.pages.byline import byline_people, people_below_headline
from ingest.formats.pages.days import Days, take_days
from ingest.formats.pages.declared import Declared, declared_in
from ingest.formats.pages.head import Head, head_of
from ingest.formats.pages.headline import headline_of
from ingest.formats.pages.lists import LIST, is_list, is_menu, listing_of
from ingest.formats.pages.outlet import outlet_of
from ingest.formats.pages.people import is_full, outlet_in, people_in
from ingest.formats.pages.stubs import LONGEST, TEASER, notice_in
from ingest.records.record import SourceError

NONE = "holds no article text; if it needs a browser to show any, save the text as .txt"


def record_in(page: str) -> dict[str, object]:
    """Return the record. Raises SourceError, with the reason, where the page has no article."""
    tree, head, declared = _read(page)
    if not declared.is_known and is_menu(tree):
        raise SourceError(LIST)
    listing = listing_of(tree, head, declared)
    title = headline_of(head, declared.headline, (*head.site_names, declared.publisher))
    about = _about(tree, head, declared, title)
    body = body_of(tree, title, head.description, declared.body)
    _check(head, body.text or "".join(tree.itertext())[: 2 * LONGEST], is_known=declared.is_known)
    if is_list(listing, body.headlines, body.text):
        raise SourceError(LIST)
    if not body.text:
        raise SourceError(NONE)
    is_partial = body.is_cut or (declared.is_free is False and len(body.text) < TEASER)
    return {**about, "text": body.text, "url": _address(tree), "partial": is_partial}


def _read(page: str) -> tuple[Any, Head, Declared]:
    """Return the page's tree without its scripts, its head and its JSON-LD. Raises SourceError for no page."""
    from trafilatura import load_html

    tree = load_html(page)
    if tree is None:
        raise SourceError(NONE)
    head = head_of(tree)
    declared = declared_in(tree, head.addresses, head.titles)
    _without_scripts(tree)
    return tree, head, declared


def _without_scripts(tree: Any) -> None:
    """Remove the scripts: they are of other objects too, and JSON-LD has been read."""
    for script in list(tree.iter("script")):
        script.drop_tree()


def _about(tree: Any, head: Head, declared: Declared, title: str) -> dict[str, object]:
    """Return the fields of the article that the page gives beside the text."""
    outlet = outlet_of(declared.publisher, head.site_names, head.title, title, head.addresses)
    published, modified = _days(tree, head, declared)
    return {
        "title": title,
        "source": outlet or _host(head),
        "published": published,
        "modified": modified,
        "authors": _authors(tree, head, declared),
        "language": declared.language,
        "correction": declared.correction,
        "creativeWorkStatus": declared.status,
    }


def _days(tree: Any, head: Head, declared: Declared) -> tuple[object, object]:
    """Return when the article was published and modified: by JSON-LD, else the meta tags, else the page's lines."""
    days = Days() if declared.published or head.published else take_days(tree)
    published = declared.published or head.published or days.published or _dated(tree, days.changes)
    return published, declared.modified or head.modified or days.modified


def _dated(tree: Any, changes: Collection[str]) -> str | None:
    """Return the day of publication that the page shows; None where that is the day of a change."""
    from htmldate import find_date

    # extensive_search would take any date on the page, a copyright line's too, for the publisher's
    day = find_date(tree, extensive_search=False, original_date=True)
    return None if day in changes else day


def _check(head: Head, shown: str, *, is_known: bool) -> None:
    """Raise SourceError for a notice in the place of an article."""
    titles = (*head.titles, "")
    if reason := next(filter(None, (notice_in(title, shown, is_known=is_known) for title in titles)), ""):
        raise SourceError(reason)


def _address(tree: Any) -> str | None:
    """Return the page's own address; None for a home page's, which identifies no article."""
    from trafilatura.metadata import examine_meta, extract_url

    url = examine_meta(tree).url or extract_url(tree)
    return url if url and urlsplit(url).path.strip("/") else None


def _host(head: Head) -> str:
    """Return the host for a page whose address is no article's, and so no address of the record."""
    return next((address for address in head.addresses if address.startswith("http")), "")


def _authors(tree: Any, head: Head, declared: Declared) -> list[str]:
    """Return the persons, by JSON-LD, else the meta tags, else the byline; without any, the outlet that signs."""
    outlets = tuple(filter(None, (declared.publisher, *head.site_names)))
    named = (*declared.authors, *declared.organisations, *head.authors)
    return _people(tree, head, declared, outlets) or outlet_in(named, outlets) or people_in(named)


def _people(tree: Any, head: Head, declared: Declared, outlets: Sequence[str]) -> list[str]:
    from trafilatura.metadata import extract_author

    for names in ((*declared.authors, *declared.organisations), head.authors):
        if people := people_in(names, outlets):
            return people
    guessed = [name for name in people_in([extract_author(tree) or ""], outlets) if is_full(name)]
    return byline_people(tree, outlets) or guessed or people_below_headline(tree, outlets)
