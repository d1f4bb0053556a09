"""Pages that list articles and are none: a front, a section, a tag, an author, the results of a search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ingest.formats.pages.declared import Declared
from ingest.formats.pages.head import Head
from ingest.formats.pages.site import letters_of

LIST = "is a front page or a list of links to articles, and none itself; take in the articles' own pages"
FEWEST_LINKS = 8
"""The fewest headlines that lead to other pages on a list of them."""
SHORTEST_TEXT = 250
"""The fewest characters of an article among so many headlines; the description of an author or a section is shorter."""
FEWEST_STORIES = 5
MOST = 200
"""The most stories and lines that are read; on longer pages the rest is alike."""
MOSTLY = 0.7
"""The share of a page's text in such stories that makes it a list of them."""
LONGEST_STORY = 700
"""The most characters of a headline with its teaser."""
FEWEST_WORDS, FEWEST_LETTERS = 4, 8
"""The fewest words of a headline; the fewest letters in scripts without spaces."""
_WIDE = re.compile(r"[\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # "東京"
_LISTING = re.compile(
    r"(?:^|\s)(?:archive|category|tag|search(?:-results)?|author|error404|blog|home|(?:home|tag|author)-template"
    r"|path-(?:taxonomy|search|frontpage)|page-taxonomy|view-(?:category|featured|archive|categories)|com_(?:search|finder)"
    r"|home-view|archive-view|post-type-archive)(?=$|\s)",
    re.IGNORECASE,
)
"""Classes of `<body>` that WordPress, Drupal, Joomla, Ghost and Blogger give to lists: "archive category"."""
_SINGLE = re.compile(
    r"(?:^|\s)(?:single|singular|postid-|page-id-|post-template|page-template|page-node|node--?type|view-article"
    r"|item-view)",
    re.IGNORECASE,
)
"""Classes of `<body>` of a page with one article: "post-template-default single single-post"."""
_ASIDE = ("nav", "footer", "header", "aside", "menu")
_INLINE = frozenset(("a", "b", "strong", "em", "i", "span", "font", "u", "small", "big"))


@dataclass(frozen=True, slots=True)
class Listing:
    """The signs that a page is a list of others."""

    is_sure: bool = False
    """Whether the system that made the page says that it is a list."""
    is_doubtful: bool = False
    """Whether nothing says that the page is an article."""
    has_heading: bool = False
    stories: str = ""
    """The letters of the headlines that lead to other pages, each with the teaser below it."""


def listing_of(tree: Any, head: Head, declared: Declared) -> Listing:
    """Return the signs of a list in the page's tree as it came."""
    if declared.is_known:
        return Listing()
    is_called_article = head.kind == "article"  # WordPress calls its lists so, too
    is_called_list = _is_named_list(tree, head) or (declared.is_list and not is_called_article)
    if is_called_list and not head.published:
        return Listing(is_sure=True)
    if head.published or (is_called_article and not declared.is_list):
        return Listing()
    return Listing(is_doubtful=True, has_heading=bool(head.headings), stories=stories_in(tree))


def is_list(listing: Listing, headlines: int, text: str) -> bool:
    """Return whether a page with so many headlines that lead to other pages has little text beside them."""
    if not listing.is_doubtful:
        return listing.is_sure
    if headlines >= FEWEST_LINKS and not listing.has_heading:
        return True
    lines = [line for line in text.split("\n") if line.strip()][:MOST]
    size = sum(map(len, lines))
    told = sum(len(line) for line in lines if letters_of(line) in listing.stories)
    return size - told < SHORTEST_TEXT and (headlines >= FEWEST_LINKS or (told > MOSTLY * size and told > 0))


def _is_named_list(tree: Any, head: Head) -> bool:
    named = "".join(body.get("class", "")[:2_000] for body in tree.iter("body"))
    return head.kind == "profile" or (_LISTING.search(named) is not None and _SINGLE.search(named) is None)


def is_menu(tree: Any) -> bool:
    """Return whether all but a few of the words that a page shows lead to other pages."""
    links = [len("".join(link.itertext()).strip()) for link in tree.iter("a")]
    shown = sum(len("".join(body.itertext()).strip()) for body in tree.iter("body"))
    return len(links) >= FEWEST_LINKS and sum(links) > 0.95 * shown


def stories_in(tree: Any) -> str:
    """Return the letters of all headlines that lead to other pages, each with its teaser; "" if there are few."""
    body = tree.find(".//body")
    found = (link for link in body.iter("a") if _is_headline(link)) if body is not None else iter(())
    links = set(islice(found, MOST))
    if len(links) < FEWEST_STORIES:
        return ""
    return " ".join(letters_of(story) for story in _stories(body, links))


def _stories(body: Any, links: set[Any]) -> Iterator[str]:
    """Yield the words from each of the links to the next; only the link's where an article may follow."""
    from lxml.etree import iterwalk

    link, story, size = None, [""], 0
    for event, element in iterwalk(body, events=("start", "end")):
        if event == "start" and (element in links or element.tag == "h1"):
            yield _story(link, story, size)
            link, story, size = element if element in links else None, [], 0
        text = element.tail if event == "end" else element.text if isinstance(element.tag, str) else ""
        if size <= LONGEST_STORY and text:
            story.append(text)
            size += len(text.strip())
    yield _story(link, story, size)


def _story(link: Any, words: list[str], size: int) -> str:
    return "" if link is None else "".join(words if size <= LONGEST_STORY else link.itertext())


def _is_headline(link: Any) -> bool:
    """Return whether a link begins its paragraph, and its words are all of it or of its first line."""
    words = "".join(link.itertext())
    if not str(link.get("href", "")).strip() or str(link.get("href")).startswith(("#", "mailto:", "javascript:")):
        return False
    if len(words.split()) < FEWEST_WORDS and len(_WIDE.findall(words)) < FEWEST_LETTERS:
        return False
    return not any(above.tag in _ASIDE for above in link.iterancestors()) and _stands_alone(link)


def _stands_alone(link: Any) -> bool:
    element = link
    while True:
        parent, before, after = element.getparent(), element.getprevious(), element.getnext()
        if (element.tail or "").strip() or (before is not None and (before.tail or "").strip()):
            return False
        if after is not None and after.tag in _INLINE and "".join(after.itertext()).strip():
            return False
        if parent is None or parent.tag not in _INLINE:
            return before is not None or not (parent is not None and (parent.text or "").strip())
        if before is None and (parent.text or "").strip():
            return False
        element = parent
