"""What tests of formats share: a file of these bytes, read in this process."""

from __future__ import annotations

from io import BufferedReader, BytesIO
from typing import Any

from ingest.formats.format import Content, Records
from ingest.formats.reading import articles_in
from ingest.formats.stream import Stream
from ingest.formats.table import of_name
from ingest.records.record import IsOver, Raw, never


class Here:
    """Parses in this process; bounds are tested with `parsers`."""

    def parse(self, name: str, data: bytes, charset: str = "", is_over: IsOver = never) -> Records:
        parse = of_name(name).parse
        assert parse
        return parse(data, charset)

    def follow(self, name: str, data: bytes, address: str, is_over: IsOver = never) -> Any:
        follow = of_name(name).follow
        assert follow
        return follow(data, address)


def read(data: bytes, name: str = "") -> list[Raw]:
    stream = Stream(BufferedReader(BytesIO(data)))
    return list(articles_in(Content(stream, name or "standard input", Here(), name)))
