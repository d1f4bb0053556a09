"""Plain text and Markdown: from bytes to characters, the title on the first line, a closing "Tags" line left out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from ingest.formats.format import Content, Format
from ingest.records.record import Raw, SourceError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, for its mark is the first half of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# "utf-8", "windows-1252". Python also knows codecs that no page should choose for us, such as punycode, which is
# quadratic.
_CHARSETS = re.compile(
    r"utf-?8|(?:windows|cp|mac|koi8|euc|big5|iso-?2022|iso-?8859|tis)[-_]?\w*(?:-\w+)?|gb\w+|x?-?s(?:hift)?[-_]?jis|latin\d"
)
_LATIN_1 = re.compile(r"iso-?8859-1|latin1|cp1252")  # "iso-8859-1": the web means Windows-1252 by all of them
# The encodings of the web; among all that Python knows, a long German text once passed for Icelandic on a Macintosh.
_GUESSABLE = [
    *("utf_8", "utf_16", "utf_16_le", "utf_16_be", "utf_32"),
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("iso8859_2", "koi8_r", "koi8_u", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
]
_CENTRAL_EUROPEAN = ("Polish", "Czech", "Slovak", "Hungarian", "Croatian", "Slovene", "Romanian")
_MOST_GUESSED = 100_000
"""The most bytes by which an encoding is guessed."""
_NO_ASCII = re.compile(rb"[\x80-\xff]")  # the last byte of "caf\xe9"
_MAX_TITLE = 250


def decode(data: bytes, declared: str = "") -> str:
    """Return the characters by byte order mark, as UTF-8, by the declared charset, or by statistics.

    Raises SourceError for no text.
    """
    for encoding in _encodings(data, declared.lower()):
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return _guessed(data)


def _encodings(data: bytes, declared: str) -> list[str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return [encoding]
    if b"\0" in data:
        return []
    trusted = [("cp1252" if _LATIN_1.fullmatch(declared) else declared)] if _CHARSETS.fullmatch(declared) else []
    # Data that read as UTF-8 are UTF-8, whatever a page says, except in 7-bit encodings such as ISO-2022-JP.
    return [*trusted, "utf-8"] if data.isascii() else ["utf-8", *trusted]


def _guessed(data: bytes) -> str:
    return data.decode(encoding_of(_sample(data)), "replace")


def _sample(data: bytes) -> bytes:
    """Return a part of the data that tells their encoding, with letters that are not of ASCII, to the end of a line."""
    if b"\0" in data:
        return data[:_MOST_GUESSED]
    telling = _NO_ASCII.search(data)
    begin = max(0, telling.start() - _MOST_GUESSED // 2) if telling else 0
    sample = data[begin : begin + _MOST_GUESSED]
    return sample if begin + len(sample) == len(data) else sample.rsplit(b"\n", 1)[0]


def encoding_of(data: bytes) -> str:
    """Return the likeliest encoding of those that the web uses, by statistics. Raises SourceError for no text."""
    from charset_normalizer import from_bytes

    matches = from_bytes(data, cp_isolation=_GUESSABLE)
    best = matches.best()
    if best is None:
        raise SourceError("is not text but binary data; convert it to text, HTML or JSON first")
    # cp1250 often wins over the far more frequent cp1252 on Swedish, Spanish, English
    in_doubt = best.encoding == "cp1250" and best.language not in _CENTRAL_EUROPEAN
    western = in_doubt and any(match.encoding == "cp1252" for match in matches)
    return "cp1252" if western else best.encoding


_ADDRESS = re.compile(
    r"\s*(?:[-*•]\s{1,9}|\d{1,5}[.)]\s{1,9})?<?https?://[^\s<>]+>?\s*", re.I
)  # `- https://a.example/1`


def text_record(text: str, *, markdown: bool = False) -> dict[str, object]:
    """Return title and text of a text file, in Markdown with its front matter. Raises SourceError for no text."""
    if not text.strip("\ufeff\0 \t\r\n"):
        raise SourceError("is empty")
    fields, lines = _front_matter(_lines(text)) if markdown else ({}, _lines(text))
    title = str(fields.get("title") or "")
    if not title:
        title, lines = _title(lines, markdown=markdown)
    _check_addresses(lines)
    lines = without_title(without_tags(lines), title)
    return {**fields, "title": title, "text": "\n".join(lines).strip()}


def _check_addresses(lines: list[str]) -> None:
    """Raise SourceError for a list of addresses, which is no text."""
    filled = [line for line in lines if line.strip()]
    if filled and all(map(_ADDRESS.fullmatch, filled)):
        raise SourceError(
            "holds addresses only: follow them with 'ragbot-ingest follow ADDRESS', or take their articles in with "
            "'ragbot-ingest ADDRESS…'"
        )


def _lines(text: str) -> list[str]:
    return text.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _title(lines: list[str], *, markdown: bool) -> tuple[str, list[str]]:
    """Return the first line and the rest; a paragraph, or the only line, is no title."""
    first = "".join(lines[:1]).strip()
    first = _bare(first) if markdown else first
    if len(first) > _MAX_TITLE or not any(line.strip() for line in lines[1:]):
        return "", lines
    return first, lines[1:]


def _bare(line: str) -> str:
    """Return a Markdown line without the marks of a heading."""
    return re.sub(r"^#{1,6}\s+", "", line.strip()).rstrip("# ")


def without_title(lines: list[str], title: str) -> list[str]:
    """Return the lines without a first one that only repeats the title."""
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    repeated = title and start < len(lines) and _bare(lines[start]).casefold() == _bare(title).casefold()
    rest = lines[start + 1 :] if repeated else lines[start:]
    return rest if any(line.strip() for line in rest) else lines


_TAGS = re.compile(r"(?:Tags|TAGS)(?:\s*:.*|\s[^.!?]*)?")  # "Tags: ferry, Orm"


def without_tags(lines: list[str]) -> list[str]:
    """Return the lines without a closing "Tags" line and the few short ones that may follow it."""
    for number in range(len(lines) - 1, max(0, len(lines) - 40), -1):
        line = lines[number].strip()
        if _TAGS.fullmatch(line):
            return lines[:number]
        if len(line) > 40 or line.endswith((".", "!", "?", "”", '"')):
            break
    return lines


def _front_matter(lines: list[str]) -> tuple[dict[str, object], list[str]]:
    """Return the `key: value` lines between two `---` at the top, and the rest; lists as `[a, b]` or as `- a` lines."""
    closing = next((n for n, line in enumerate(lines[1:200], 1) if line.strip() in ("---", "...")), None)
    if lines[0].strip() != "---" or closing is None:
        return {}, lines
    fields: dict[str, object] = {}
    key = ""
    for line in lines[1:closing]:
        if item := re.fullmatch(r"\s*-\s+(.*)", line):
            listed = fields.get(key)
            fields[key] = [*(listed if isinstance(listed, list) else []), _unquoted(item[1])]
        elif pair := re.fullmatch(r"(\w+)\s*:(.*)", line):
            key, fields[pair[1]] = pair[1], _value(pair[2].strip())
    return fields, lines[closing + 1 :]


def _value(text: str) -> object:
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(part) for part in text[1:-1].split(",") if part.strip()]
    return _unquoted(text)


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _text(content: Content) -> Iterator[Raw]:
    yield Raw(content.origin, text_record(decode(content.stream.read(), content.charset)))


def _markdown(content: Content) -> Iterator[Raw]:
    yield Raw(content.origin, text_record(decode(content.stream.read(), content.charset), markdown=True))


TEXT = Format("text", "plain text", (".txt",), read=_text, media=("text/plain",))
MARKDOWN = Format(
    "Markdown", "Markdown", (".md", ".markdown"), read=_markdown, media=("text/markdown", "text/x-markdown")
)
