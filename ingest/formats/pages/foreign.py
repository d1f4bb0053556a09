"""Foreign parts of an article's page: teasers of other stories, lists of links, offers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

LARGEST, LARGEST_SURE = 0.3, 0.5
"""The largest share of a page's paragraphs in a box that its name or its heading marks as foreign, and in one that both
mark: the article's own box has such a name at times."""
LINKED = 0.7
"""The share of a list's characters in links that makes it a list of links."""
FEWEST_CARDS = 3
LONGEST_CARD = 700
"""The most characters of a teaser with its headline."""
MOSTLY = 0.5
"""The share of teasers in a row of boxes that makes it one of teasers."""
LONGEST_HEADING = 60
BOXES = ("div", "section", "aside", "ul", "ol", "nav", "form", "p", "footer", "table")
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:related|recirc\w*|recommend(?:ed|ations?)|promobox|newsletters?|sign-?up"
    r"|subscri(?:be|ption)|shar(?:e|ing)(?:-?(?:bar|box|buttons?|tools?|links?))?|socials?|popular(?:-articles)?"
    r"|trending|outbrain|taboola|zergnet|most-?(?:read|viewed|popular|shared)"
    r"|more-(?:on|from|stories|news)|also-?read|read-?also"
    r"|author[-_]{0,2}(?:bio\w*|box|card|info)|authorbio|biography|donat\w+|support-?(?:pay|us)|ai-?summary)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Classes of foreign boxes: "related", "article__newsletter", "popular-articles", "author__biography"."""
_POINTING = re.compile(r"(?:^|[\s_-])(?:teasers?|promos?|(?:read-?)?more)(?=$|[\s_-])", re.IGNORECASE)
"""Classes of foreign boxes if they have links, else of an article's opening or rest: "teaser-content", "read-more"."""
_POSTS = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|mastodon-embed|text-post-media"
    r"|fb-(?:post|video)|reddit-(?:embed|card)[\w-]*)(?=$|\s)"
)
"""Classes of other people's posts, in the form in which their places embed them: "twitter-tweet". Read as text, a post
would be the outlet's words."""
_HEADED = re.compile(
    r"\W{0,9}(?:(?:more|also|read|read more|see also|related|popular|trending|recommended|latest|further reading"
    r"|(?:the )?most (?:read|popular|viewed|shared)|more(?: must-reads?)? (?:from|on|in|about) [^.?!:]{1,40}"
    r"|must-reads?|related (?:articles?|stories|news|topics|content|links|coverage)|read (?:more|next|also|on)|up next"
    r"|what to read next|you (?:may|might) (?:also )?(?:like|be interested in)|more (?:stories|news|articles)"
    r"|other (?:\w+ )?(?:stories|columns|news)|top stories|latest (?:news|stories|headlines)"
    r"|trending (?:now|stories)|recommended (?:for you|stories|reading)|don[’']t miss|editor[’']?s[’']? picks?"
    r"|sponsored(?: content)?|from around the web|promoted(?: by \w+)?|popular (?:now|stories)"
    r"|(?:share|print|e-?mail) this(?: \w+)?|sign up(?: for [^.?!]{1,40})?"
    r"|subscribe(?: to (?!continue|keep|read)[^.?!]{1,40})?"
    r"|newsletters?|AI[- ](?:generated )?summary|comments|about the authors?"
    r"|mehr zum thema|(?:lesen|sehen) sie (?:auch|mehr)|auch interessant|meistgelesen|zum thema|teilen"
    r"|das könnte sie (?:auch )?interessieren|mehr (?:aus|von|zu) [^.?!:]{1,40}"
    r"|weitere (?:artikel|themen|meldungen|nachrichten)"
    r"|(?:à )?lire aussi|à lire également|sur le même (?:sujet|thème)|les plus lus|articles (?:liés|similaires)"
    r"|(?:lea|lee|leer) (?:también|más)|te puede interesar|lo más (?:leído|visto)|más noticias"
    r"|(?:noticias|notas) relacionad[ao]s|leggi anche|potrebbe interessarti|articoli correlati|i più letti"
    r"|lees ook|meer (?:over|nieuws)|gerelateerd|meest gelezen"
    r"|läs (?:också|även|mer)|mest läst|les også|mest lest|læs også|mest læste|czytaj (?:też|także|więcej)"
    r"|zobacz (?:też|także)|leia (?:também|mais)|veja também|mais lidas|читайте также|по теме|ilgili haberler"
    r"|bunlar da ilginizi çekebilir)|関連(?:記事|ニュース|リンク)|相关(?:阅读|新闻|报道)|延伸閱讀|관련 ?기사"
    r"|เรื่องที่เกี่ยวข้อง|ข่าวที่เกี่ยวข้อง|اقرأ أيضا[ًَ]?|مواضيع ذات صلة|यह भी पढ़ें)\W{0,9}",
    re.IGNORECASE,
)
"""Headings of foreign boxes: "More from Orm", "Related stories", "Mehr zum Thema", "関連記事"."""


_FACTS = re.compile(r"fact-?(?:box|file|sheet)|fakta(?:boks|ruta|box)|infokasten|faktenkasten", re.IGNORECASE)
"""Classes of boxes that are the article's own: "article__factbox"."""


def keep_fact_boxes(tree: Any) -> None:
    """Make sections of an article's fact boxes: trafilatura leaves out each `<aside>` and some classes."""
    for box in tree.iter("aside", "div", "section"):
        if _FACTS.search(box.get("class", "")[:500]):
            box.tag = "section"
            box.attrib.clear()


def without_foreign(tree: Any) -> int:
    """Leave the foreign parts out of `tree`; return the number of headlines that led to other pages."""
    body = tree.find(".//body")
    if body is None:
        return 0
    size = sum(map(_length, body.iter("p")))
    headlines = [heading for heading in body.iter("h2", "h3", "h4") if _is_link(heading)]
    cards = _cards(headlines)
    for box in (*cards, *_named(body, LARGEST * size), *_headed(body, size), *_link_lists(body), *_posts(body)):
        if box.getparent() is not None:
            box.drop_tree()
    return len(headlines)


def _length(element: Any) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _linked(element: Any) -> float:
    """Return the share of an element's characters that lead to other pages."""
    links = sum(_length(link) for link in element.iter("a") if _leads_on(link))
    return links / max(_length(element), 1)


def _leads_on(link: Any) -> bool:
    return bool(link.get("href")) and not str(link.get("href")).startswith(("#", "mailto:", "javascript:", "tel:"))


def _named(body: Any, most: float) -> Iterator[Any]:
    for element in body.iter(*BOXES):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        if named == " ":
            continue
        is_named = _NAMED.search(named[:500]) or (_POINTING.search(named[:500]) and _linked(element))
        if is_named and element.find(".//h1") is None and _length(element) <= most:
            yield element


def _headed(body: Any, size: float) -> Iterator[Any]:
    """Yield the boxes that begin with such a heading; without a box, the heading with the links that follow it."""
    for heading in body.iter("h2", "h3", "h4", "h5", "h6", "strong", "b", "p", "span", "div"):
        text = " ".join("".join(heading.itertext()).split()) if len(heading) <= 3 else ""
        if not text or len(text) > LONGEST_HEADING or not _HEADED.fullmatch(text):
            continue
        box = heading
        while _is_box_of(box.getparent(), box, size):
            box = box.getparent()
        yield box
        following = box.getnext()
        while following is not None and following.tag in ("ul", "ol", "p", "div", "a") and _linked(following) >= LINKED:
            yield following
            following = following.getnext()


def _is_box_of(parent: Any, element: Any, size: float) -> bool:
    """Return whether the parent holds little but what `element` heads."""
    if parent is None or parent.tag in ("body", "article", "main", "html"):
        return False
    if (parent.text or "").strip() or any(_length(before) for before in element.itersiblings(preceding=True)):
        return False
    named = parent.get("class", "")[:500]
    is_sure = parent.tag == "aside" or _NAMED.search(named) is not None or _POINTING.search(named) is not None
    if _length(parent) > (LARGEST_SURE if is_sure else LARGEST) * size:
        return False
    return parent.tag != "div" or _is_set_apart(parent, element)


def _is_set_apart(parent: Any, element: Any) -> bool:
    """Return whether the box only wraps the heading, or has links or a class."""
    return _length(parent) == _length(element) or parent.find(".//a") is not None or parent.get("class") is not None


def _link_lists(body: Any) -> Iterator[Any]:
    """Yield the lists of headlines; a list of single words, as of products, may be the article's own."""
    for element in body.iter("ul", "ol"):
        items = element.findall("li")
        if len(items) > 1 and _linked(element) >= LINKED:
            words = sum(len("".join(item.itertext()).split()) for item in items) / len(items)
            if words >= 4:
                yield element


def _posts(body: Any) -> Iterator[Any]:
    for element in body.iter("blockquote", "div"):
        named = element.get("class")
        if named and _POSTS.search(named[:500]):
            yield element


def _cards(headings: list[Any]) -> list[Any]:
    """Return the teasers: boxes side by side, each with a headline that leads to another page."""
    if len(headings) < FEWEST_CARDS:
        return []
    within = Counter(ancestor for heading in headings for ancestor in heading.iterancestors())
    cards = [_card(heading, within) for heading in headings]
    beside = Counter(card.getparent() for card in cards if card.getparent() is not None)
    rows = [parent for parent, number in beside.items() if number >= FEWEST_CARDS]
    return [card for row in rows for card in _cards_of(row, [card for card in cards if card.getparent() is row])]


def _cards_of(row: Any, cards: list[Any]) -> list[Any]:
    """Return the teasers of a row that holds little else; among an article's paragraphs such headlines are its own."""
    sizes = [_length(card) for card in cards]
    if sum(sizes) < MOSTLY * _length(row):
        return []
    return [card for card, size in zip(cards, sizes, strict=True) if size <= LONGEST_CARD]


def _is_link(heading: Any) -> bool:
    if any(link.tag == "a" and _leads_on(link) for link in heading.iterancestors("a")):
        return True
    return _length(heading) > 8 and _linked(heading) >= LINKED


def _card(heading: Any, within: Counter[Any]) -> Any:
    """Return the largest box around the heading that has no other such headline."""
    box = heading
    for ancestor in heading.iterancestors():
        if within[ancestor] > 1 or ancestor.tag == "body":
            break
        box = ancestor
    return box
