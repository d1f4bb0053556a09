"""The articles in a file that is open, whatever its format; what cannot be read says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ingest.formats.format import Content, Format
from ingest.formats.table import format_of, what_is_read
from ingest.raw import Raw, SourceError


def articles_in(content: Content) -> Iterator[Raw]:
    """The articles of an open file, and at the end why there are none or no more."""
    holds_any = False
    try:
        for raw in _of_format(_format(content), content):
            holds_any = True
            yield _placed(raw, content)
        if content.stream.broken or not holds_any:
            raise SourceError(content.stream.broken or "holds no articles")
    except SourceError as error:
        yield Raw(content.origin, None, str(error))


def _format(content: Content) -> Format:
    """Raises SourceError for what is not read."""
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
    if format_.read:
        yield from format_.read(content)
        return
    stream = content.stream
    found = content.parsers.parse(format_.name, stream.read(), content.charset, stream.is_over)
    if isinstance(found, Mapping):
        yield Raw(content.origin, found)
    else:
        yield from (Raw(f"{content.origin}#{number}", record) for number, record in enumerate(found, 1))


def _placed(raw: Raw, content: Content) -> Raw:
    """With the file that holds it, alone (`_file`) or among others (`_within`): a publisher's own such names go."""
    if raw.record is None:
        return raw
    given = {name: value for name, value in raw.record.items() if not str(name).startswith("_")}
    place = "_file" if raw.origin == content.origin else "_within"
    return replace(raw, record={**given, place: content.address} if content.address else given)
