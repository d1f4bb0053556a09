"""Articles from a file that came over the network: the same formats as on disk, but its name is only a name."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace
from io import BufferedReader, BytesIO

from ingest.formats.format import Content, Parsers
from ingest.formats.reading import articles_in
from ingest.formats.stream import Stream
from ingest.formats.table import named, what_is_read
from ingest.records.addresses import one_line
from ingest.records.record import IsOver, Raw, SourceError, never

MOST_UNPACKED = 500_000_000
"""The most bytes of one file, unpacked: news of 32 MiB has 100 to 500 MB, which take hours to embed."""
LONGEST_NAME = 200  # characters; a longer name keeps its beginning and end


def check_name(name: str) -> None:
    """Raise SourceError when the name alone says that the file is not read."""
    last = _last_part(name)
    if not last.strip("."):
        raise SourceError(f"A file without a name is not read; {what_is_read()}.")
    if (claimed := named(last)) and not claimed.is_read:
        raise SourceError(f"{last} {claimed.refusal}; {what_is_read()}.")


def read_upload(name: str, data: bytes, parsers: Parsers, is_over: IsOver = never) -> Generator[Raw]:
    """Yield the articles in a file; never raises for what it finds there."""
    origin = _last_part(name)
    stream = Stream(BufferedReader(BytesIO(data)), MOST_UNPACKED, is_over)
    for raw in articles_in(Content(stream, origin, parsers, origin, f"upload:{origin}")):
        done = stream.consumed / len(data) if data else 1.0
        # a format that is read whole before its first article, such as JSON, cannot tell how many come
        yield replace(_titled(raw), progress=done if done < 1 else None)


def _last_part(name: str) -> str:
    last = one_line(re.split(r"[/\\]", name)[-1])
    return last if len(last) <= LONGEST_NAME else f"{last[: LONGEST_NAME // 2]}…{last[1 - LONGEST_NAME // 2 :]}"


def _titled(raw: Raw) -> Raw:
    """Return the record with its title beside its file's name: many files are called index.html."""
    if not raw.record or "_file" not in raw.record:
        return raw
    title = raw.record.get("title")
    return replace(raw, record={**raw.record, "_file": f"{raw.record['_file']}|{title}" if title else None})
