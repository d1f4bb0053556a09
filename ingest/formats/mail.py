"""Mails (EML), and pages that a browser saved as a mail (MHTML)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from ingest.formats.format import Format, Record, Records
from ingest.formats.html import page_text, parsed
from ingest.formats.markup import plain_text
from ingest.formats.pages.address import with_own_address
from ingest.formats.signs import start
from ingest.formats.text import decode
from ingest.records.record import SourceError

MOST_MAILS = 500
"""The most mails of one file, such as a digest: the rest is left out."""
MOST_PARTS = 10_000
MOST_DEPTH = 8
"""The most mails around a mail."""
WRAPPED = range(50, 81)
"""The length, in characters, of a line that a mail program broke."""


def mail_in(data: bytes, charset: str = "") -> Records:
    """Return the article of a mail, or also those of the mails attached to it. Raises SourceError without any text."""
    mails = list(_mails(_message(data)))[:MOST_MAILS]
    found = [record for mail in mails if (record := _record(mail))]
    if not found:
        raise SourceError("is an e-mail without text; save what is attached to it as files of their own")
    return found[0] if len(mails) == 1 else found


def saved_page_in(data: bytes, charset: str = "") -> Records:
    """Return the article of a page that was saved with its pictures. Raises SourceError when there is none."""
    message = _message(data)
    page = next((part for part in _parts(message) if part.get_content_type() in _PAGES), None)
    if page is None:
        raise SourceError("is a saved page without HTML; save it again as a web page")
    record = dict(parsed(_bytes(page), _charset(page)))
    record["title"] = record.get("title") or _header(message, "Subject")
    url = _header(message, "Snapshot-Content-Location") or _header(page, "Content-Location")
    return with_own_address(record, url) if url.startswith(("http://", "https://")) else record


_PAGES = ("text/html", "application/xhtml+xml")


def _message(data: bytes) -> EmailMessage:
    try:
        return BytesParser(policy=policy.default).parsebytes(data.lstrip())
    except RecursionError:
        raise SourceError("is an e-mail whose parts are nested too deeply") from None


def _mails(message: EmailMessage, depth: int = 0) -> Iterator[EmailMessage]:
    """Yield the mail itself, then those in it."""
    yield message
    if depth < MOST_DEPTH:
        for part in _parts(message):
            if part.get_content_type() == "message/rfc822":
                for inner in _payload(part):
                    yield from _mails(inner, depth + 1)


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts of a mail in the order of reading; an attached mail is one part."""
    waiting, count = [message], 0
    while waiting and (count := count + 1) <= MOST_PARTS:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart":
            waiting.extend(reversed(_payload(part)))
        else:
            yield part


def _payload(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, EmailMessage)] if isinstance(payload, list) else []


def _record(mail: EmailMessage) -> Record | None:
    text = _text(mail)
    if not text.strip():
        return None
    sender, address = parseaddr(_header(mail, "From"))
    return {
        "title": _header(mail, "Subject"),
        "text": text,
        "source": sender or address.rpartition("@")[2],
        "published": _header(mail, "Date"),
        "language": _header(mail, "Content-Language"),
        "id": _header(mail, "Message-ID"),
    }


def _text(mail: EmailMessage) -> str:
    """Return the text, from HTML where the mail has it: a program broke plain text into lines."""
    parts = [part for part in _parts(mail) if part.get_content_disposition() != "attachment"]
    for part in parts:
        if part.get_content_type() in _PAGES and (text := plain_text(page_text(_bytes(part), _charset(part)))):
            return text
    plain = (decode(_bytes(part), _charset(part)) for part in parts if part.get_content_type() == "text/plain")
    return "\n\n".join(unwrapped(text.strip()) for text in plain)


def unwrapped(text: str) -> str:
    """Return the text with each paragraph on one line whose lines, all but the last, are about as long as a mail's."""
    return "\n\n".join(map(_on_one_line, re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))))


def _on_one_line(paragraph: str) -> str:
    lines = paragraph.split("\n")
    return " ".join(line.strip() for line in lines) if all(len(line) in WRAPPED for line in lines[:-1]) else paragraph


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: EmailMessage) -> str:
    return part.get_content_charset("") or ""


def _header(part: EmailMessage, name: str) -> str:
    with suppress(Exception):  # the standard library fails in many ways on wrong headers
        return str(part[name] or "").strip()
    return ""


_FIELD = re.compile(rb"([!-9;-~]{1,60}):|[ \t]")  # `Message-ID: <a@b>`, or a line that continues the one before
_ENDS = re.compile(rb"\r?\n")  # "\r\n"
_MACHINES = {b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to", b"dkim-signature"}
_PEOPLES = {b"from", b"to", b"subject", b"date"}


def _fields(head: bytes) -> set[bytes]:
    """Return the names of the header's fields; none where the first lines are no header."""
    names: set[bytes] = set()
    for line in _ENDS.split(start(head))[:200]:
        if not line:
            return names
        if not (found := _FIELD.match(line)):
            return set()
        names.add((found[1] or b"").lower())
    return names


def _is_mail(head: bytes) -> bool:
    fields = _fields(head)
    return bool(fields & _MACHINES) and bool(fields & _PEOPLES)


def _is_saved_page(head: bytes) -> bool:
    fields = _fields(head)
    saved = b"snapshot-content-location" in fields or not fields & {b"to", b"received", b"return-path"}
    return b"mime-version" in fields and saved and b"multipart/related" in start(head)[:4_000].lower()


MHTML = Format("MHTML", "a saved page (MHTML)", (".mhtml", ".mht"), is_surely=_is_saved_page, parse=saved_page_in)
EML = Format(
    "EML",
    "an e-mail",
    (".eml",),
    is_surely=_is_mail,
    is_likely=lambda head: len(_fields(head) & _PEOPLES) > 1,
    parse=mail_in,
    media=("message/rfc822",),
)
