"""Articles from a file that came over the network: the same kinds as on disk, but its name is only a name."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace
from io import BufferedReader, BytesIO

from ingest.articles import one_line
from ingest.formats.kinds import UNKNOWN, articles_in, kind_of, placed
from ingest.formats.parsers import Pages
from ingest.formats.stream import Stream
from ingest.raw import IsOver, Raw, SourceError, never

MOST_UNPACKED = 500_000_000
"""Bytes that one file may hold: news of 32 MiB has 100 to 500 MB, which take hours to embed."""
LONGEST_NAME = 200  # characters; of a longer one the beginning and the end


def check_name(name: str) -> None:
    """Raises SourceError when its kind is unknown."""
    if not kind_of(_last_part(name)):
        raise SourceError(f"{_last_part(name) or 'A file without a name'} {UNKNOWN}.")


def read_upload(name: str, data: bytes, pages: Pages, is_over: IsOver = never) -> Generator[Raw]:
    """The articles in it; never raises for what is in there. Its kind is known: `check_name` is called before."""
    origin = _last_part(name)
    kind = kind_of(origin)
    stream = Stream(BufferedReader(BytesIO(data)), MOST_UNPACKED, is_over)
    for raw in articles_in(stream, kind, origin, pages):
        done = min(1.0, stream.consumed / len(data)) if data else 1.0
        whole = kind == "json"  # it is read before its first article comes
        yield replace(placed(raw, origin, _address(raw, origin)), progress=None if whole else done)


def _last_part(name: str) -> str:
    last = one_line(re.split(r"[/\\]", name)[-1])
    return last if len(last) <= LONGEST_NAME else f"{last[: LONGEST_NAME // 2]}…{last[1 - LONGEST_NAME // 2 :]}"


def _address(raw: Raw, origin: str) -> str | None:
    """For articles without a better one. Many files are called index.html: alone, it takes the same title, too."""
    if raw.origin != origin:
        return f"upload:{origin}"
    title = (raw.record or {}).get("title")
    return f"upload:{origin}|{title}" if title else None
