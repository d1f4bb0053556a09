"""The head of a page: its title, its meta tags and its addresses; and the headings in its body."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

from ingest.formats.markup import is_hidden
from ingest.records.cleaning import clean_line

LONGEST = 500
"""The most characters of a title or a heading that are read."""
MOST_HEADINGS = 10
_BESIDE = re.compile(
    r"kicker|eyebrow|overline|topline|label|topic|category|rubri[ck]|dachzeile|surtitle|vignet|flag|badge|premium"
    r"|sub-?(?:title|head|line)",
    re.IGNORECASE,
)
"""Classes of words in a heading beside the headline: "article__kicker", "subtitle"."""
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
"""Markup that a title has escaped: "<em>Dam</em> to be raised"."""


@dataclass(frozen=True, slots=True)
class Head:
    """The page's words about itself outside JSON-LD; a field is empty where there are none."""

    title: str = ""
    og_titles: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    """Each h1 in the page's order; behind one with a topic or a line below in it, the same without that."""
    subheadings: tuple[str, ...] = ()
    """The first h2 and h3."""
    site_names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    """The addresses in og:url and the canonical link."""
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    kind: str = ""
    """The og:type, such as "article" or "website"."""
    language: str = ""
    description: str = ""

    @property
    def titles(self) -> tuple[str, ...]:
        """Return all titles that may be the article's headline."""
        return tuple(filter(None, (*self.og_titles, self.title, *self.headings)))


def head_of(tree: Any) -> Head:
    """Return the head by one walk over the meta tags; the first of each name counts, but for authors all."""
    metas = _metas(tree)
    return Head(
        title=_text(next(tree.iter("title"), None)),
        og_titles=tuple(metas.get("og:title", metas.get("twitter:title", ()))),
        headings=_headings(tree, "h1"),
        subheadings=_headings(tree, "h2", "h3"),
        site_names=tuple(metas.get("og:site_name", ())),
        addresses=tuple(
            filter(None, (*metas.get("og:url", ()), *tree.xpath("//link[translate(@rel, 'C', 'c')='canonical']/@href")))
        ),
        published=_first(metas, "article:published_time", "og:article:published_time"),
        modified=_first(metas, "article:modified_time", "og:article:modified_time", "og:updated_time"),
        authors=tuple(content for name in AUTHORS for content in metas.get(name, ())),
        kind=_first(metas, "og:type").lower(),
        language=tree.get("lang") or _first(metas, "og:locale"),
        description=_first(metas, "og:description", "description"),
    )


def _metas(tree: Any) -> dict[str, list[str]]:
    """Return the contents of the meta tags, by their names in small letters."""
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        if name and (content := _line(meta.get("content", ""))):
            metas.setdefault(name, []).append(content)
    return metas


AUTHORS = (
    *("author", "authors", "article:author", "article.author", "articleauthor", "article_author", "og:article:author"),
    *("byl", "creator", "dc.creator", "dc:creator", "dcterms.creator", "parsely-author", "sailthru.author"),
    *("citation_author", "shareaholic:article_author_name"),
)
"""Names of meta tags for the authors of the article."""


def _first(metas: dict[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _headings(tree: Any, *tags: str) -> tuple[str, ...]:
    found = (heading for heading, _ in zip(tree.iter(*tags), range(MOST_HEADINGS), strict=False))
    texts = (text for heading in found for text in (_text(heading), _bare(heading)))
    return tuple(dict.fromkeys(text for text in texts if text))


def _bare(heading: Any) -> str:
    """Return the heading without a topic above, a line below and hidden words; "" where it has none of these."""
    if not any(_is_beside(inner) for inner in heading.iterdescendants()):
        return ""
    bare = copy.deepcopy(heading)
    for inner in [inner for inner in bare.iterdescendants() if _is_beside(inner)]:
        if inner.getparent() is not None:
            inner.drop_tree()
    return _text(bare)


def _is_beside(inner: Any) -> bool:
    return bool(_BESIDE.search(inner.get("class", "")[:300])) or is_hidden(inner.attrib)


def _text(element: Any) -> str:
    return _line(" ".join(element.itertext())) if element is not None else ""


def _line(text: str) -> str:
    line = clean_line(text[:LONGEST])
    return clean_line(_TAG.sub("", line)) if "<" in line else line
