"""Formats of other people's packages: none takes a file of ours, and the failure of one names its package."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ingest.formats.format import Content, Format, Records, Sign
from ingest.records.record import SourceError
from ragbot.errors import SettingsError
from ragbot.plugins import FORMATS, Plugin, plugins, warn_once

SUFFIX = re.compile(r"\.[a-z0-9_-]{1,20}")
"""As in `.rtf`; a suffix before `.gz` is no part of it."""


def plugged(ours: Sequence[Format]) -> tuple[Format, ...]:
    """Return the formats installed beside ours, in the order of their names; the log names the problem with one."""
    found = plugins(FORMATS)
    for problem in found.refused.values():
        warn_once(problem)
    taken, added = list(ours), list[Format]()
    for plugin in found.by_name.values():
        try:
            added.append(_of(plugin, taken))
            taken.append(added[-1])
        except SettingsError as error:
            warn_once(str(error))
    return tuple(added)


def _of(plugin: Plugin, formats: Sequence[Format]) -> Format:
    """Return the format. Raises SettingsError, which names the package, for no format, or one that takes another's."""
    format_ = plugin.load()
    if problem := _problem_of(format_) or _problem_beside(format_, formats):
        raise SettingsError(plugin.refusal(problem))
    return _guarded(format_, plugin)


def _problem_of(format_: object) -> str | None:
    if not isinstance(format_, Format):
        return "is no Format of ingest.formats.format"
    if wrong := next((each for each in format_.suffixes if not SUFFIX.fullmatch(each)), None):
        return f"has the suffix {wrong!r}, which is not written as '.rtf'"
    ways = [way for way in (format_.parse, format_.read, format_.unpack) if way]
    return None if len(ways) == 1 else "is not read in one way: by parse, by read or by unpack"


def _problem_beside(format_: Format, formats: Sequence[Format]) -> str | None:
    """Return what the format has of another one; None when it has nothing."""
    for other in formats:
        whose = f"the package {other.package} has" if other.package else "is ragbot's own"
        if other.name.casefold() == format_.name.casefold():
            return f"is called {format_.name}, which {whose}"
        if shared := {*other.suffixes, *other.media} & {*format_.suffixes, *format_.media}:
            return f"is for {min(shared)}, which {whose}"
    return None


def _guarded(format_: Format, plugin: Plugin) -> Format:
    return replace(
        format_,
        package=plugin.package,
        is_surely=_sign(format_.is_surely, plugin),
        is_likely=_sign(format_.is_likely, plugin),
        parse=_parsed(format_.parse, plugin) if format_.parse else None,
        read=_read(format_.read, plugin) if format_.read else None,
        unpack=_read(format_.unpack, plugin) if format_.unpack else None,
    )


def _sign(sign: Sign, plugin: Plugin) -> Sign:
    """Return a sign that recognises nothing where `sign` fails."""

    def guarded(head: bytes) -> bool:
        try:
            return bool(sign(head))
        except Exception as error:
            warn_once(plugin.refusal(f"fails at the first bytes of a file ({type(error).__name__}: {error})"))
            return False

    return guarded


def _parsed(parse: Callable[[bytes, str], Records], plugin: Plugin) -> Callable[[bytes, str], Records]:
    def guarded(data: bytes, charset: str = "") -> Records:
        try:
            return parse(data, charset)
        except (SourceError, MemoryError):
            raise
        except Exception as error:
            raise _unreadable(plugin, error) from error

    return guarded


def _read(read: Callable[[Content], Iterator[Any]], plugin: Plugin) -> Callable[[Content], Iterator[Any]]:
    """Return a reader that names the package of a failure; the articles before the failure stay."""

    def guarded(content: Content) -> Iterator[Any]:
        try:
            yield from read(content)
        except SourceError:
            raise
        except Exception as error:
            raise _unreadable(plugin, error) from error

    return guarded


def _unreadable(plugin: Plugin, error: Exception) -> SourceError:
    return SourceError(f"cannot be read by the package {plugin.package} ({type(error).__name__}: {error})")
