"""What other people's packages add by entry points: one that is broken or in the way of another harms nothing else."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from ragbot.errors import SettingsError

log = logging.getLogger(__name__)

LLMS, FORMATS = "ragbot.llms", "ragbot.formats"
OWN = ("ragbot", "ingest")
NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
"""`echo`, `my-models`: what may stand before a colon in a setting."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """An entry point of a package that is installed beside ragbot."""

    name: str
    package: str
    """With its version: `echo-models 1.0`."""
    point: EntryPoint

    def load(self) -> Any:
        """What it points at. Raises SettingsError, which names the package, whatever its import raises."""
        try:
            return self.point.load()
        except Exception as error:
            reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            raise SettingsError(self.refusal(f"cannot be loaded ({reason})")) from error

    def refusal(self, problem: str) -> str:
        """Why it is not used, with the way out."""
        return (
            f"The package {self.package} adds {self.name!r} to {self.point.group}, which {problem}: "
            "install another version of it, or uninstall it."
        )


@dataclass(frozen=True, slots=True)
class Plugins:
    """Those of one group."""

    by_name: Mapping[str, Plugin]
    refused: Mapping[str, str]
    """By name: why what is there is not used, a sentence each."""


def plugins(group: str, ours: Collection[str] = ()) -> Plugins:
    """Those that are installed now, in the order of their names; nothing is imported.

    A name that is ragbot's own (`ours`), or that two packages add, belongs to none of them.
    """
    by_name: dict[str, list[Plugin]] = {}
    for plugin in _installed(group):
        by_name.setdefault(plugin.name, []).append(plugin)
    refused = {name: why for name, found in by_name.items() if (why := _refusal(found, ours))}
    return Plugins({name: by_name[name][0] for name in sorted(by_name) if name not in refused}, refused)


def _refusal(plugins: list[Plugin], ours: Collection[str]) -> str | None:
    first, *others = plugins
    if first.name in ours:
        return first.refusal("is ragbot's own")
    if not NAME.fullmatch(first.name):
        return first.refusal("is no name such as 'my-models'")
    if others:
        return first.refusal(f"{' and '.join(each.package for each in others)} adds, too")
    return None


def _installed(group: str) -> Iterator[Plugin]:
    for point in dict.fromkeys(entry_points(group=group)):  # a checkout may be there as two distributions
        yield Plugin(point.name, _package(point), point)


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else f"of {point.value}"


def loaded(group: str) -> list[Any]:
    """What the entry points of a group point at, ragbot's own among them.

    One of somebody else's package that cannot be loaded is left out, and the log names the package.
    """
    found = []
    for plugin in _installed(group):
        try:
            found.append(plugin.load())
        except SettingsError as error:
            if plugin.point.module.partition(".")[0] in OWN:
                raise
            warn_once(str(error))
    return found


_TOLD: set[str] = set()


def warn_once(problem: str) -> None:
    """Log what is wrong with a package, the first time."""
    if problem not in _TOLD:
        _TOLD.add(problem)
        log.warning("%s", problem)
