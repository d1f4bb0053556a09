"""Plain text of a language model's: no links, no addresses, no markup, no hidden characters."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection

HIDDEN = frozenset(("Cc", "Cf", "Co", "Cs"))
"""Categories of characters that nobody sees: controls, zero-width and bidi ones, private ones."""
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31});", re.IGNORECASE)  # "&amp;"
MOST_ROUNDS = 8
"""Taking one thing out may put another together ("ht<b></b>tp://"); what still changes after so many is an attack."""

_TOP = "com|org|net|info|biz|io|ai|co|uk|de|fr|eu|ru|cn|us|tv|me|app|dev|news|example|test|xyz|site|online|gov|edu|int"
_SCHEME = (
    r"(?:[a-z][a-z0-9+.-]{1,20}:\s?//|\b(?:mailto|javascript|vbscript|data|tel|file|blob|ftp):(?=[^\s,.;]))"
    r"[^\s<>\"”’»)\]}]*"
)
_LABEL = r"[\w-]{1,63}"
_LABELS = rf"(?:{_LABEL}\.){{1,12}}"
"""Labels of a host, 12 at the most: without that limit 6,000 characters of "a.b." took a minute."""
_HOST = (
    rf"\bwww\.[^\s<>\"”’»)\]}}]+|\b{_LABELS}(?:{_TOP})\b(?::\d+)?/[^\s<>\"”’»)\]}}]*|\b(?:[a-z0-9-]{{1,63}}\.){{1,12}}(?:{_TOP})\b"
    rf"|\b{_LABELS}{_LABEL}/[^\s<>\"”’»)\]}}]+|\b\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?::\d+)?(?:/\S*)?"
)
_BARE = re.compile(rf"(?<![\w@/.:-])(?!www\.)(?:[a-z0-9-]{{1,63}}\.){{1,12}}(?:{_TOP})\b(?![-@/:]|\.\w)")
"""Such as "monday.com" in "The software maker monday.com opens an office."."""
_ADDRESS = rf"{_SCHEME}|[\w.+-]{{1,64}}\s?@\s?{_LABELS}{_LABEL}|{_HOST}"
_OUT: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<!--.*?(?:-->|$)", re.DOTALL), ""),
    (re.compile(r"<(script|style|iframe|svg|object|template)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE), ""),
    (re.compile(r"<\|[\w ]{1,40}\|>"), ""),  # "<|end|>", "<|im_end|>": a mark of the model's own
    (re.compile(r"</?[a-z!?][^<>]*(?:>|$)", re.IGNORECASE), " "),  # a tag, also one that is never closed
    (re.compile(r"^[ \t]*\[[^\]\n]+\]:[ \t]*(?:<[^>\n]*>|\S+)[^\n]*$", re.MULTILINE), ""),  # "[name]: address"
    (re.compile(r"!\[[^\]]*\]\s?(?:\([^)]*\)?|\[[^\]]*\])"), ""),
    # "[1](address)" is a citation
    (re.compile(r"\[(\s*\d+(?:\s*[,;–-]\s*\d+)*\s*)\]\((?![\s\d]*\))[^)]*\)?"), r"[\1]"),
    (re.compile(r"\[([^\]\[]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(?<=\w)\]\([^)\s]*\)?|\[([^\]\[\d][^\]\[]*)\]\[[^\]]*[^\]\d,; ][^\]]*\]"), r"\1"),
)
_IN_BRACKETS = re.compile(rf"[(\[]\s*({_ADDRESS})\s*[)\]]", re.IGNORECASE)  # "(https://a.example/1)"
_ADDRESSES = (re.compile(_SCHEME, re.IGNORECASE), re.compile(_ADDRESS))  # "https://a.example/1"
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^[ \t]*(?:`{3,}|~{3,})[\w+-]*[ \t]*$|`{3,}|~{3,}", re.MULTILINE), ""),
    (re.compile(r"`"), ""),
    (re.compile(r"(\*{1,3}|_{2,3}|~~)(?=\S)(.+?)(?<=\S)\1", re.DOTALL), r"\2"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"\*{2,}"), ""),
)
"""As in "**sank**"."""
_LINE = re.compile(r"[ \t]*(?:(?:#{1,6}|>+|[-*+•‣◦](?=\s)|\d{1,2}[.)](?=\s+[^\W\d]|\s+[\"“'‘*_]|\s+\[\D))[ \t]*)+")
"""The mark of a heading, a quotation, or an item of a list: "## Orm", "> sank", "1. Orm"."""
_RULE = re.compile(r"^[ \t]*+(?:[-*_=]{3,}|(?=[ \t:|]*-[ \t:-]*\|)[ \t:|-]++)[ \t]*$", re.MULTILINE)  # "---"


def visible(text: str) -> str:
    """Return `text` without characters that nobody sees, and with a space for a tab."""
    spaced = text.translate({0x9: " ", 0x2028: "\n", 0x2029: "\n"})
    return "".join(c for c in spaced if c == "\n" or unicodedata.category(c) not in HIDDEN)


def plain(text: str, names: Collection[str] = ()) -> str:
    """Return `text` as plain text: a link's words without its address, no pictures, scripts or tags.

    `names` has words that look like an address and are none, such as the company monday.com (`names_like_hosts`).
    """
    for _ in range(MOST_ROUNDS):
        before, text = text, _once(text, names)
        if text == before:
            return text
    return re.sub(r"[<>\[\]()/@:`]", " ", text)


def names_like_hosts(text: str) -> frozenset[str]:
    """Return words that look like a host, such as "monday.com": no path, mail or www, nothing glued to them."""
    return frozenset(found[0] for found in _BARE.finditer(text))


def _once(text: str, names: Collection[str]) -> str:
    text = visible(ENTITY.sub(lambda m: html.unescape(m[0]), text))
    text = _RULE.sub("", text)
    for pattern, kept in _OUT:
        text = pattern.sub(kept, text)
    text = _IN_BRACKETS.sub(lambda m: m[0] if m[1] in names else "", text)
    for pattern in _ADDRESSES:
        text = pattern.sub(lambda m: m[0] if m[0] in names else "", text)
    for pattern, kept in _MARKS:
        text = pattern.sub(kept, text)
    return re.sub(r"(?<!\|)\s?\|\s?", " ", text) if text.count("|") > 1 else text  # a table


def without_line_mark(line: str) -> str:
    """Return `line` without the mark of a heading or of an item of a list: "1. ", "- ", "## "."""
    m = _LINE.match(line)
    return line[m.end() :] if m else line
