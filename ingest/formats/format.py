"""A format: its name, its signs, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol

from ingest.formats.budget import Budget
from ingest.formats.stream import Stream
from ingest.records.record import IsOver, Raw, never
from ragbot.extras import install_command

Record = Mapping[str, object]
Records = Record | Sequence[Record]
"""The contents of a file: one article, or several."""
REFUSED = "_refused"
"""The field of a record, among others, that is no article: the reason."""
Sign = Callable[[bytes], bool]
"""Returns whether a file that starts with these bytes, some thousands of them, is of the format."""


class Parsers(Protocol):
    """Parses files where they can do no harm: see `parsers`."""

    def parse(self, name: str, data: bytes, charset: str = "", is_over: IsOver = never) -> Records:
        """Return what `Format.parse` of the format `name` returns. Raises SourceError, also where it takes too much."""

    def follow(self, name: str, data: bytes, address: str, is_over: IsOver = never) -> Any:
        """Return what `Format.follow` of the format `name` returns for `data` at `address`. Raises SourceError, too."""


@dataclass(frozen=True, slots=True)
class Content:
    """An open file."""

    stream: Stream
    origin: str
    """The place of the file, for people: `news.zip!a/b.html`."""
    parsers: Parsers
    name: str = ""
    """The file's own name, whose suffix claims a format; "" without one."""
    address: str | None = None
    """The address of the file, for articles without a better one."""
    charset: str = ""
    """The charset by its server's word."""
    is_asked_for: bool = True
    """Whether somebody named the file; one in a folder or an archive may hold no news at all."""
    depth: int = 0
    """The number of archives around the file."""
    budget: Budget | None = None
    """The budget of the outermost archive."""


def no(head: bytes) -> bool:
    """Return False: the sign of a format that only a suffix shows."""
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """A format that one of `parse`, `read` and `unpack` reads; one without any is recognised in order to refuse it."""

    name: str
    label: str
    """The name for people, after "is": a web page."""
    suffixes: tuple[str, ...] = ()
    is_surely: Sign = no
    """Returns whether a file can be of no other format, whatever its name says."""
    is_likely: Sign = no
    """Returns whether a file without a suffix counts as one of this format."""
    parse: Callable[[bytes, str], Records] | None = None
    """Takes bytes and the charset by a server's word; it may take too much, and runs in `parsers`."""
    follow: Callable[[bytes, str], Any] | None = None
    """Takes bytes and their address, and returns what a source says of itself and its items; it runs in `parsers`,
    too."""
    read: Callable[[Content], Iterator[Raw]] | None = None
    """Yields one article after the other, in this process."""
    unpack: Callable[[Content], Iterator[Content | Raw]] | None = None
    """Yields the files in an archive, each to be read before the next one."""
    extra: str = ""
    """The extra of ragbot without which the format is not read; see `ragbot.extras`."""
    module: str = ""
    """The module that the extra installs."""
    instead: str = ""
    """What to do with a file that is not read; "" for one without news."""
    media: tuple[str, ...] = ()
    """The media types by which servers call it, where its first bytes do not tell."""
    package: str = ""
    """The package of other people that adds it, set when it is loaded; "" for ragbot's own."""

    @property
    def is_read(self) -> bool:
        """Return whether the format is read here: its extra may be missing."""
        known = self.parse or self.read or self.unpack
        return known is not None and (not self.module or find_spec(self.module) is not None)

    @property
    def way_out(self) -> str:
        """Return how its articles can be taken in, where the format is not read."""
        return install_command(self.extra) if self.extra and not self.is_read else self.instead

    @property
    def refusal(self) -> str:
        return f"is {self.label}, which is not read{f'; {self.way_out}' if self.way_out else ''}"
