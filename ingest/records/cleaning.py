"""Text as people see it: articles, titles and names lose characters that are unseen but able to deceive."""

from __future__ import annotations

import html
import re
import unicodedata

MOST_ESCAPED = 5  # times; a feed may escape its text twice, an attacker a thousand times

_SURROGATES = re.compile("[\ud800-\udfff]")  # "\ud83d", half of a character
_NEWLINES = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # "\r\n"
_SPACES = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")  # "\xa0", a space that no line breaks at
# Unseen, but able to hide words from a reader or to reverse their order: control, soft hyphen, zero width, bidi,
# byte order mark, interlinear annotation and tag characters: "\u200b", "\u202e".
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
r"""As in "\u200d\u200d": a run of them spells nothing, but can carry hidden bits."""
_LONE_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")  # "a\u200db"


def clean_text(text: str) -> str:
    """Return the text as people see it: NFC, no unseen characters, plain spaces, at most one blank line in a row.

    A second cleaning changes nothing, so offsets into cleaned text stay right.
    """
    text = _NEWLINES.sub("\n", _SPACES.sub(" ", _SURROGATES.sub("\ufffd", text)))
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    if not text.isascii():  # joiners shape Persian and Hindi words and emoji, and do nothing between Latin letters
        text = unicodedata.normalize("NFC", _LONE_JOINER.sub("", _JOINERS.sub(r"\1", text)))
    lines = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip(" \n")


def clean_line(text: str) -> str:
    """Return one line for a title or a name: cleaned, entities such as `&amp;` resolved, even doubly escaped ones."""
    for _ in range(MOST_ESCAPED):
        line = " ".join(clean_text(html.unescape(text)).split())
        if line == text:
            break
        text = line
    return text
