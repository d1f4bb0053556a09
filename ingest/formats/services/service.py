"""A service: the signs of its records, and the places of their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Service:
    """A service whose records many people have."""

    name: str
    is_one: Callable[[Record], bool]
    """Returns whether a record is one of the service, by its fields."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The paths to each field, by our name for it, the best first: `fields.bodyText`."""
    read: Callable[[Record], Record] | None = None
    """Returns the record instead of `fields`, where paths do not suffice. Raises SourceError for no article."""

    def record(self, fields: Record) -> Record:
        """Return the record with the usual names, and with its own where those mean something else."""
        if self.read:
            return self.read(fields)
        found = {name: first(fields, paths) for name, paths in self.fields.items()}
        return {**fields, **{name: value for name, value in found.items() if value is not None}}


def has(*paths: str) -> Callable[[Record], bool]:
    """Return a function for whether a record has all of these fields."""
    return lambda record: all(at(record, path) is not None for path in paths)


def at(value: object, path: str) -> object:
    """Return the value at a path, `source.name`, `headlines.0.value`; None without one."""
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            return None
    return value


def first(record: Record, paths: Iterable[str]) -> object:
    """Return the first value at one of these paths that is not empty; None without one."""
    found = (at(record, path) for path in paths)
    return next((value for value in found if value not in (None, "", [], {})), None)


def string(record: Record, *paths: str) -> str:
    """Return the first value at one of these paths that is a string with words in it; "" without one."""
    found = (at(record, path) for path in paths)
    return next((value for value in found if isinstance(value, str) and value.strip()), "")
