"""The arguments of the command line: files, folders, standard input, and addresses of the web."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from ingest.fetch.fetcher import Fetcher
from ingest.formats.parsers import ParserProcess
from ingest.records.record import Raw
from ingest.sources.files import read
from ingest.sources.web import read_page


def read_arguments(names: Sequence[str], fetcher: Fetcher) -> Generator[Raw]:
    """Yield the articles at all `names`, those of files first; never raises for what it finds there."""
    addresses = [name for name in dict.fromkeys(names) if name.lower().startswith(("http://", "https://"))]
    if paths := [name for name in names if name not in addresses]:
        yield from read(paths)
    with ParserProcess() as parsers:
        for address in addresses:
            yield from read_page(address, parsers, fetcher=fetcher)
