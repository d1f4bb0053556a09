"""Reading: the articles in an open file of any format; a file that cannot be read says why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ingest.formats.format import REFUSED, Content, Format, Record
from ingest.formats.table import format_of, suffix_of, what_is_read
from ingest.formats.text import TEXT
from ingest.records.record import PassedOver, Raw, SourceError


def articles_in(content: Content) -> Iterator[Raw]:
    """Yield the articles of an open file, and at the end the reason why there are none or no more."""
    holds_any = False
    try:
        if passed := passed_over(content):
            yield Raw(content.origin, None, passed=passed)
            return
        for raw in _of_format(_format(content), content):
            holds_any = True
            yield raw
        if content.stream.broken or not holds_any:
            raise SourceError(content.stream.broken or "holds no articles")
    except SourceError as error:
        yield Raw(content.origin, None, str(error))


_SUFFIX = re.compile(r"\.[a-z]\w{0,7}")  # `.log`; not `.12`, for a folder may hold hundreds of them


def passed_over(content: Content) -> PassedOver | None:
    """Return why a file is passed over that nobody asked for; None for one that is read.

    Plain text without a suffix is passed over: a folder has a README and a Makefile, too.
    """
    if content.is_asked_for:
        return None
    head, suffix = content.stream.head(), suffix_of(content.name)
    found = format_of(content.name, head)
    if found and found.is_read and (suffix or found is not TEXT):
        return None
    if found and not found.is_read:
        return PassedOver(suffix if suffix in found.suffixes else found.label, found.way_out)
    return PassedOver(suffix if _SUFFIX.fullmatch(suffix) else "of an unknown kind" if suffix else "without a suffix")


def _format(content: Content) -> Format:
    """Return the format of the content. Raises SourceError for one that is not read."""
    head = content.stream.head()
    if not head:
        raise SourceError(content.stream.broken or "is empty")
    found = format_of(content.name, head)
    if found is None:
        raise SourceError(f"is of an unknown kind; {what_is_read()}")
    if not found.is_read:
        raise SourceError(found.refusal)
    return found


def _of_format(format_: Format, content: Content) -> Iterator[Raw]:
    if format_.unpack:
        yield from _in_archive(format_.unpack(content), content)
        return
    for raw in format_.read(content) if format_.read else _parsed(format_, content):
        yield _placed(raw, content)


def _in_archive(files: Iterator[Content | Raw], content: Content) -> Iterator[Raw]:
    for file in files:
        for raw in articles_in(file) if isinstance(file, Content) else (file,):
            if raw.record is not None:
                content.stream.count_one()
            yield raw


def _parsed(format_: Format, content: Content) -> Iterator[Raw]:
    stream = content.stream
    found = content.parsers.parse(format_.name, stream.read(), content.charset, stream.is_over)
    if isinstance(found, Mapping):
        yield _with_origin(found, content.origin)
    else:
        yield from (_with_origin(record, f"{content.origin}#{number}") for number, record in enumerate(found, 1))


def _with_origin(record: Record, origin: str) -> Raw:
    reason = record.get(REFUSED)
    return Raw(origin, None, str(reason)) if reason else Raw(origin, record)


def _placed(raw: Raw, content: Content) -> Raw:
    """Return the record with its file: `_file` of one alone there, else `_within`; a publisher's own such names go."""
    if raw.record is None:
        return raw
    given = {name: value for name, value in raw.record.items() if not str(name).startswith("_")}
    place = "_file" if raw.origin == content.origin else "_within"
    return replace(raw, record={**given, place: content.address, "_in": content.address} if content.address else given)
