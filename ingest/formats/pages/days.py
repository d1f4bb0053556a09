"""The days that a page shows: of publication and of the last change, which must not pass for the first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.records.dates import parse_date

LONGEST = 150
"""The most characters of a line with a day."""
_PUBLISHED = (
    r"(?:first )?(?:published|posted)|veröffentlicht|erschienen|publiée?|publicad[oa]|pubblicato|gepubliceerd"
    r"|publicerad|publisert|udgivet|opublikowano|опубликовано|发布时间|发布于"
)
_UPDATED = (
    r"(?:last |article )?(?:updated?|modified)|(?:zuletzt )?(?:aktualisiert|geändert)|letzte (?:aktualisierung"
    r"|änderung)"
    r"|stand(?=\s?:)|(?:dernière )?(?:mise? à jour|actualisée?|modifiée?)|(?:última )?actualiza(?:do|ción)"
    r"|atualizad[oa]|aggiornat[oa]|bijgewerkt|uppdaterad|oppdatert|opdateret|zaktualizowano|aktualizacja|обновлено"
    r"|更新时间|更新"
)
_LABEL = re.compile(
    rf"(?:(?P<published>{_PUBLISHED})|(?P<updated>{_UPDATED}))(?![^\W\d_])",
    re.IGNORECASE,
)
"""The label before a day: "Published: ", "Last updated", "Aktualisiert", "Mis à jour"."""
_ON = re.compile(r"[\W_]{0,9}(?:(?:on|at|am|le|el|il|op|den|em|dnia)\b[\W_]{0,9})?", re.IGNORECASE)
"""The words between label and day: ": ", " on ", " am "."""
_SHORT = re.compile(
    r"(?:\w{3,9}\.? )?(?:[^\W\d]{3,10}\.? \d{1,2}|\d{1,2}\.? [^\W\d]{3,10}|\d{1,2}[:.]\d\d)[\d:.,apmAPM GMTES]{0,20}"
)
"""A day without its year, or an hour: "March 12, 10:04 am", "10:04 GMT"."""
_DOTTED = re.compile(r"^\D{0,4}(\d\d)\.(\d\d)\.(\d{4})\b.*$", re.DOTALL)
"""A day between points, which stands first: "12.03.2026, 10:04 Uhr"."""
_ASIDE = ("nav", "footer", "aside")
_CHANGES = frozenset(
    ("article:modified_time", "og:article:modified_time", "og:updated_time", "last-modified", "lastmod", "datemodified",
     "dcterms.modified", "dc.date.modified", "revised")
)  # fmt: skip
"""Names of meta tags with the day of a change."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days as the page writes them; "" where it has none."""

    published: str = ""
    modified: str = ""
    changes: frozenset[str] = frozenset()
    """Days behind a word such as "Updated"; a reader of the page without those words takes them for others."""


def take_days(tree: Any) -> Days:
    """Return the days, and clear from the tree the marks that date a change."""
    told = [(element, is_change, _day(words)) for element, is_change, words in list(_elements_with_days(tree))]
    for element in [element for element, is_change, _ in told if is_change]:
        if element.tag == "meta" and element.getparent() is not None:
            element.drop_tree()
        elif element.tag == "time":
            element.tag = "span"
            element.attrib.clear()
    return Days(
        next((day for _, is_change, day in told if day and not is_change), ""),
        next((day for _, is_change, day in told if day and is_change), ""),
        frozenset(day[:10] for element, is_change, day in told if is_change and element.tag != "meta"),
    )


def _day(words: str) -> str:
    return parse_date(_DOTTED.sub(r"\3-\2-\1", words)) or parse_date(words[:10]) or ""


def _elements_with_days(tree: Any) -> Iterator[tuple[Any, bool, str]]:
    """Yield each element with a day, whether that is of a change, and the day as it is written."""
    for element in tree.iter("time", "meta", "span", "p", "div", "li", "small", "em", "i", "b", "strong", "abbr", "td"):
        named = str(element.get("itemprop") or element.get("property") or element.get("name") or "").lower()
        if named in _CHANGES or named == "datepublished":
            yield element, named != "datepublished", _written(element)
        elif element.tag == "time":
            if _is_published(element):
                yield element, False, _written(element)
        elif element.tag != "meta":
            yield from _labelled(element)


def _is_published(time: Any) -> bool:
    return time.get("pubdate") is not None or re.search(r"\bpublish", time.get("class", "")[:200]) is not None


def _written(element: Any) -> str:
    return str(element.get("content") or element.get("datetime") or " ".join(element.itertext())[:LONGEST]).strip()


def _labelled(element: Any) -> Iterator[tuple[Any, bool, str]]:
    """Yield the days in the line of an element, each behind its label, or in the `<time>` behind that.

    Only a label that begins the line counts.
    """
    for text, following in _lines(element):
        found = _LABEL.match(text.lstrip(" \n\t([|·•–-"))
        if not found or len(text) > LONGEST or any(above.tag in _ASIDE for above in element.iterancestors()):
            continue
        for is_change, told in _parts(text):
            if told or following is None:
                yield element, is_change, told
            else:
                yield following, is_change, _written(following)


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Yield for each label whether it is of a change, and the words behind it."""
    labels = list(_LABEL.finditer(text))
    for label, end in zip(labels, [*(each.start() for each in labels[1:]), len(text)], strict=True):
        yield bool(label["updated"]), _ON.sub("", text[label.end() : end], count=1).strip(" ,;|·•–-()")


def tells_when(line: str) -> bool:
    """Return whether a line says only when the article was published or changed."""
    if len(line) > LONGEST or not _LABEL.match(line):
        return False
    return all(_day(told) or _SHORT.fullmatch(told) for _, told in _parts(line))


def _lines(element: Any) -> Iterator[tuple[str, Any]]:
    """Yield the texts right in the element, each with the `<time>` or `<span>` behind it."""
    children = list(element)[:20]
    for text, following in zip([element.text, *(child.tail for child in children)], [*children, None], strict=True):
        if text and text.strip():
            yield text, following if following is not None and following.tag in ("time", "span", "b") else None
