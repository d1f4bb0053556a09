"""HTML in a field becomes the text that its reader sees, paragraph by paragraph; other text stays as it is."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from contextlib import suppress

from ingest.formats.colours import UNKNOWN, colours_of
from ingest.records.cleaning import MOST_ESCAPED, clean_text

MOST_MARKUP = 10_000_000
"""The most characters that are read; so many take 3 s, and no record is longer."""

_PARAGRAPHS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "ul",
    "caption", "title",
))  # fmt: skip
_LINES = frozenset(("br", "li", "tr"))
_CELLS = frozenset(("td", "th"))
_UNSEEN = frozenset((
    "audio", "button", "canvas", "datalist", "del", "embed", "head", "iframe", "map", "math", "noembed",
    "noframes", "noscript", "object", "picture", "s", "script", "select", "strike", "style", "svg", "template",
    "textarea", "video",
))  # fmt: skip
_HIDING = (
    re.compile(  # `display:none`, `opacity: 0`, `left:-9999px`, `font-size:1px`, not `opacity:0.9`, `font-size:12px`
        r"display\s*:\s*none|visibility\s*:\s*hidden|(?:opacity|font-size)\s*:\s*0(?![.\d]*[1-9])"
        r"|font-size\s*:\s*(?:0?\.\d+|1(?:\.\d+)?)px|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    )
)
_HIDDEN_CLASS = re.compile(  # class="sr-only", class="screen-reader-text"
    r"(?<![\w-])(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|is-hidden|u-hidden)(?![\w-])", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")  # "It  sank."
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_EXPONENT = re.compile(r"\s*[+\-−]?(?:\d{1,3}|n)\s*")  # of "10<sup>-3</sup>"; no "<sup>th</sup>"
_MARK = re.compile(r"\s*(?:\[[\w ]{1,12}\]|[*†‡§]{1,3}|\d{1,3}|[a-z])\s*")  # of a footnote: "[1]", "*", "12", "a"


def plain_text(markup: str) -> str:
    """Return what a reader sees of a piece of HTML: a blank line between paragraphs, no scripts, nothing hidden.

    Links leave their words, items of a list begin with "- ", " | " separates cells of a table, exponents stay raised,
    and the marks of footnotes go. Never raises, whatever the markup is.
    """
    if markup.isprintable() and not any(mark in markup for mark in ("<", "&", "]]>")):
        return clean_text(markup[:MOST_MARKUP])  # most titles are such text; a parser takes 0.1 ms for each
    from lxml import etree

    markup = markup[:MOST_MARKUP].replace("\0", "").replace("<![CDATA[", "").replace("]]>", "")
    markup = markup.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # lxml refuses half a character
    if not markup.strip():
        return ""
    seen = _Seen(keeps_lines=not _BREAKS.search(markup))
    with suppress(etree.LxmlError, ValueError):
        # Events, no tree: libxml2 keeps nothing of 256 levels, and one tag of 100,000 attributes took it 2 minutes.
        etree.fromstring(markup, etree.HTMLParser(target=seen, huge_tree=True, no_network=True))
    return clean_text(seen.close())


_TAG = (
    r"p|br|div|span|a|b|i|em|strong|u|ul|ol|li|h[1-6]|blockquote|figure|img|table|section|article|iframe|script|style"
)
_BREAKS = re.compile(r"<(?:p|div|br|li|h[1-6]|tr|blockquote|section|article|pre)\b", re.IGNORECASE)  # "<p>"
# `<p>The`, `<p class="x">`; not "the <p> element": a blank after it, and no letter or tag before.
_OPENED = re.compile(rf"<(?:{_TAG})(?:\s[^<>]{{0,2000}})?/?>(?=\S)|(?:^|>)\s{{0,100}}<(?:{_TAG})\b", re.IGNORECASE)
_CLOSED = re.compile(rf"\S</(?:{_TAG})\s*>", re.IGNORECASE)  # "sank.</p>"
_WITH_ATTRIBUTE = re.compile(rf"""<(?:{_TAG})\s[^<>]{{0,200}}?[\w-]+\s?=\s?["']""", re.IGNORECASE)  # `<p class="lead">`
# `there.<br>Then`, `there.<br />`, two in a row; not "the <br> element".
_BREAK = re.compile(r"[\w.,;:!?…)”]<br\s?/?>|[.!?…”]\s<br\s?/?>|<br\s?/?>\s?<br\s?/?>", re.IGNORECASE)
# The beginning of a text, `<p>The`, though nothing is closed; not "<p> is an element".
_BEGUN = re.compile(
    r"\s*<(?:p|div|h[1-6]|ul|ol|figure|section|article|table|blockquote)(?:\s[^<>]*)?>(?! )", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")  # "&amp;"


def is_markup(text: str) -> bool:
    """Return whether a text is HTML: it opens elements that it closes, breaks lines, or gives attributes.

    A text that mentions `<b>`, or that says a < b, is none.
    """
    if "<" not in text:
        return False
    if _OPENED.search(text) and _CLOSED.search(text):
        return True
    return bool(_BEGUN.match(text) or _WITH_ATTRIBUTE.search(text) or _BREAK.search(text))


def readable(text: str) -> str:
    """Return a text as its reader sees it, if it is HTML or escaped HTML; else with its entities resolved."""
    for _ in range(MOST_ESCAPED):
        if is_markup(text):
            return plain_text(text)
        if not _ENTITY.search(text):
            return text
        text = html.unescape(text)
    return text


class _Seen:
    """The events of lxml's parser, written down as text."""

    def __init__(self, *, keeps_lines: bool) -> None:
        self._keeps_lines = keeps_lines
        self._parts: list[str] = []
        self._break = ""
        """The mark before the next words."""
        self._is_item = False
        """Whether the next words begin an item of a list."""
        self._open: list[str] = []
        self._colours = [UNKNOWN]
        """The colours of the open elements, the unknown ones around them all first."""
        self._closed: str | None = None
        """The element that ended last; None when words came since."""
        self._hidden_at = self._raised_at = 0
        """The depth of the open element that is hidden or raised; 0 for none."""
        self._raised: list[str] = []
        self._is_link = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._open.append(tag)
        self._colours.append(colours_of(attributes, self._colours[-1]))
        if self._hidden_at:
            return
        if tag in _UNSEEN or is_hidden(attributes):
            self._hidden_at = len(self._open)
        elif self._raised_at:
            self._is_link |= tag == "a" and attributes.get("href", "").startswith("#")
        elif tag in ("sup", "sub"):
            self._raised_at, self._raised, self._is_link = len(self._open), [], False
        else:
            self._part(self._mark_before(tag))
            self._is_item |= tag == "li"

    def _mark_before(self, tag: str) -> str:
        if tag in _CELLS:
            return " | "
        if tag == "br" and self._closed == "br":
            return "\n\n"
        if tag in _LINES or tag in _PARAGRAPHS:
            return "\n" if tag in _LINES else "\n\n"
        beside = tag == self._closed and tag in ("span", "a", "button", "time")
        return " " if beside else ""  # "<span>Yes</span><span>11</span>" is two words

    def end(self, tag: str) -> None:
        level = len(self._open)
        if level:
            self._open.pop()
            self._colours.pop()
        if self._hidden_at:
            self._hidden_at = 0 if level <= self._hidden_at else self._hidden_at
        elif self._raised_at:
            if level <= self._raised_at:
                self._write_raised(tag)
        elif tag in _PARAGRAPHS:
            self._part("\n\n")
        elif tag in ("li", "tr"):
            self._part("\n")
        self._closed = tag

    def data(self, text: str) -> None:
        if self._hidden_at or self._colours[-1].are_alike:
            return
        if self._raised_at:
            self._raised.append(text)
            return
        if not (self._keeps_lines or "pre" in self._open[-8:]):
            text = _BLANKS.sub(" ", text)
        if stripped := text.strip(" "):
            if text[0] == " ":
                self._part(" ")
            self._write(stripped)
        if text.endswith(" "):
            self._part(" ")

    def close(self) -> str:
        """Return the whole text."""
        return "".join(self._parts)

    def _part(self, mark: str) -> None:
        """Set the mark before the next words: of several marks the strongest."""
        if _WEIGHT[mark] > _WEIGHT[self._break]:
            self._break = mark

    def _write(self, words: str) -> None:
        self._parts += (self._break if self._parts else "", "- " if self._is_item else "", words)
        self._break, self._is_item, self._closed = "", False, None

    def _write_raised(self, tag: str) -> None:
        words, self._raised_at = "".join(self._raised), 0
        if written := raised(words, tag, is_link=self._is_link, after="".join(self._parts[-1:])):
            self._write(written)


_WEIGHT = {"": 0, " ": 1, " | ": 2, "\n": 3, "\n\n": 4}


def raised(words: str, tag: str, *, is_link: bool, after: str) -> str:
    """Return the words of `<sup>` or `<sub>` as text: an exponent as such, the mark of a footnote as ""."""
    if not words.strip():
        return ""
    if tag == "sup" and _MARK.fullmatch(words) and (is_link or not words.strip()[-1:].isalnum()):
        return ""
    if _EXPONENT.fullmatch(words) and (tag == "sup" or after[-1:].isdigit()):
        return words.strip().translate(_RAISED if tag == "sup" else _LOWERED)
    return words


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Return whether nobody sees an element with these attributes."""
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden", "").lower() == "true"
        or bool(_HIDING.search(attributes.get("style", "")[:1_000].lower()))
        or bool(_HIDDEN_CLASS.search(attributes.get("class", "")[:1_000]))
    )
