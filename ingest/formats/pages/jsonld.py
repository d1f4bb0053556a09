"""JSON-LD: the objects by which a page describes itself to machines, in the forms that publishers really write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

Thing = Mapping[str, Any]
"""One object of schema.org: `{"@type": "NewsArticle", "headline": …}`."""

MOST = 10_000
"""The most objects that are read: of 132 news pages none has 400."""
_SCRIPTS = "//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"
_WRAPPED = re.compile(r"[\s,;]++|(?://|/\*)?\s{0,9}(?:<!--|<!\[CDATA\[|-->|\]\]>)\s{0,9}(?:\*/)?")
"""The wrapping of an object: `<!--`, `//<![CDATA[`, `/*]]>*/`, a closing `;`, a comma before the next one."""
_SLIPS = re.compile(r'("(?:\\.|[^"\\])*+(?:"|\Z))|,(?=\s{0,100}[}\]])', re.DOTALL)
"""A string, which stays, or the superfluous comma in `[1, 2,]`."""
_ESCAPES = re.compile(r'\\(?:(u[0-9a-fA-F]{4}|["\\/bfnrt])|(.))', re.DOTALL)
"""`\\n`, which JSON has, or `\\'`, which it has not."""


def things(tree: Any) -> list[Thing]:
    """Return the objects of a page that speak for themselves, in its order: no parts of others, such as comments."""
    values = [value for script in tree.xpath(_SCRIPTS) for value in _values(script.text or "")]
    found: list[Thing] = []
    waiting = values[::-1]
    while waiting and len(found) < MOST:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value[::-1])
        elif isinstance(value, dict):
            found.append(value)
            waiting.extend(value[name] for name in ("mainEntity", "mainEntityOfPage", "@graph") if name in value)
    return found


def _values(block: str) -> Iterator[object]:
    """Yield the values of a block, up to what is no JSON even when it is mended."""
    decoder = json.JSONDecoder(strict=False)  # line breaks within strings are usual
    text, start = block.lstrip("\ufeff"), 0
    mended = False
    while (start := _begins(text, start)) < len(text):
        try:
            value, start = decoder.raw_decode(text, start)
        except RecursionError:
            return
        except ValueError:
            if mended:
                return
            text, mended = _mended(text[start:]), True
            start = 0
            continue
        yield value


def _begins(text: str, start: int) -> int:
    """Return where the next object begins, after wrapping and commas."""
    while wrapped := _WRAPPED.match(text, start):
        start = wrapped.end()
    return start


def _mended(text: str) -> str:
    return _SLIPS.sub(lambda match: _escaped(match[1]) if match[1] else "", text)


def _escaped(string: str) -> str:
    return _ESCAPES.sub(lambda match: match[0] if match[1] else match[2], string)


def kinds(thing: Thing) -> list[str]:
    """Return the types of an object in small letters and without `https://schema.org/`."""
    value = thing.get("@type")
    given = value if isinstance(value, list) else [value]
    return [kind.rpartition("/")[2].strip().lower() for kind in given if isinstance(kind, str)]


def listed(value: object) -> list[object]:
    """Return the values of a field that may have one, several or none."""
    return value if isinstance(value, list) else [] if value in (None, "", {}) else [value]
