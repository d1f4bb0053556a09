"""A service: how its records are told from others, and where they have what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Service:
    """One of those that many people have records of."""

    name: str
    is_one: Callable[[Record], bool]
    """Whether a record is one of its own, by the fields that it has."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By our name, the paths to where it may stand, the best first: `fields.bodyText`."""
    read: Callable[[Record], Record] | None = None
    """Instead of `fields`, where paths do not tell. Raises SourceError for what is no article."""

    def record(self, fields: Record) -> Record:
        """The record with the usual names, and with its own where those say something else."""
        if self.read:
            return self.read(fields)
        found = {name: first(fields, paths) for name, paths in self.fields.items()}
        return {**fields, **{name: value for name, value in found.items() if value is not None}}


def has(*paths: str) -> Callable[[Record], bool]:
    """Whether a record has all of these fields."""
    return lambda record: all(at(record, path) is not None for path in paths)


def at(value: object, path: str) -> object:
    """What stands there: `source.name`, `headlines.0.value`; None where nothing does."""
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            return None
    return value


def first(record: Record, paths: Iterable[str]) -> object:
    """The first of these that holds anything."""
    found = (at(record, path) for path in paths)
    return next((value for value in found if value not in (None, "", [], {})), None)


def string(record: Record, *paths: str) -> str:
    """The first of these that is a string with words in it."""
    found = (at(record, path) for path in paths)
    return next((value for value in found if isinstance(value, str) and value.strip()), "")
