"""A format: what it is called, how it is recognised, how it is read."""

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
"""What a file is: one article, or several that it holds."""
REFUSED = "_refused"
"""In a record that is found beside others: why it is no article."""
Sign = Callable[[bytes], bool]
"""Whether a file that starts with these bytes, of which there are some thousands, is of the format."""


class Parsers(Protocol):
    """Whatever parses files where they can do no harm: see `parsers`."""

    def parse(self, name: str, data: bytes, charset: str = "", is_over: IsOver = never) -> Records:
        """What `Format.parse` of the format of that name finds. Raises SourceError, also when it takes too much."""

    def follow(self, name: str, data: bytes, address: str, is_over: IsOver = never) -> Any:
        """The same of `Format.follow`, of what is at that address."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file that is open."""

    stream: Stream
    origin: str
    """Where it is, for people: `news.zip!a/b.html`."""
    parsers: Parsers
    name: str = ""
    """Its own, whose suffix says what it claims to be; empty for what has none."""
    address: str | None = None
    """Of the file, for articles that have no better one."""
    charset: str = ""
    """As its server says."""
    is_asked_for: bool = True
    """Somebody named it; what is only found in a folder or an archive may be no news at all."""
    depth: int = 0
    """How many archives it is in."""
    budget: Budget | None = None
    """Of the outermost of them."""


def no(head: bytes) -> bool:
    """The sign of what is known by its suffix alone."""
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """Read by one of `parse`, `read` and `unpack`; without any it is one that is recognised in order to refuse it."""

    name: str
    label: str
    """As people call it, after "is": a web page."""
    suffixes: tuple[str, ...] = ()
    is_surely: Sign = no
    """Whether it can be nothing else, whatever its name says."""
    is_likely: Sign = no
    """Whether it is taken for it where no suffix says what it is."""
    parse: Callable[[bytes, str], Records] | None = None
    """Bytes and the charset that a server told, for a parser that may take too much: it runs in `parsers`."""
    follow: Callable[[bytes, str], Any] | None = None
    """Bytes and their address: what it says of itself and names, for whoever follows it; in `parsers`, too."""
    read: Callable[[Content], Iterator[Raw]] | None = None
    """One article after the other, in this process."""
    unpack: Callable[[Content], Iterator[Content | Raw]] | None = None
    """The files in an archive, each to be read before the next one is asked for."""
    extra: str = ""
    """Of ours, without which it is not read; see `ragbot.extras`."""
    module: str = ""
    """That the extra installs."""
    instead: str = ""
    """What to do with a file that is not read; empty for what holds no news."""
    media: tuple[str, ...] = ()
    """As servers call it, where its first bytes do not tell."""
    package: str = ""
    """Of somebody else, that adds it: set when it is loaded."""

    @property
    def is_read(self) -> bool:
        """Here and now: an extra may not be installed."""
        known = self.parse or self.read or self.unpack
        return known is not None and (not self.module or find_spec(self.module) is not None)

    @property
    def way_out(self) -> str:
        """How its articles can be taken in, where it is not read."""
        return install_command(self.extra) if self.extra and not self.is_read else self.instead

    @property
    def refusal(self) -> str:
        return f"is {self.label}, which is not read{f'; {self.way_out}' if self.way_out else ''}"
