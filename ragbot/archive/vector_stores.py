"""Where vectors may be kept: every kind of store in one table, by what `RAGBOT_CHROMA` begins with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ragbot.errors import SettingsError
from ragbot.prefixes import chooses

if TYPE_CHECKING:
    from ragbot.archive.vectors import VectorStore

EMBEDDED = "embedded"


def nothing(folder: Path) -> Path | None:
    """What a store leaves in the folder of an archive that keeps nothing there."""
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table."""

    begins: tuple[str, ...]
    """What the setting is, or begins with: see `chooses`."""
    words: str
    """What to set, for people."""
    store: Callable[[str, Path], VectorStore]
    """Of the setting and the archive's folder; it imports what is heavy when it is called."""
    left_in: Callable[[Path], Path | None] = nothing
    """A file or folder with vectors in the folder of an archive whose ledger has gone; None when there is none."""


def _embedded_chroma(place: str, folder: Path) -> VectorStore:
    from ragbot.archive.chroma.stores import EmbeddedChroma

    return EmbeddedChroma(folder)


def _left_of_chroma(folder: Path) -> Path | None:
    from ragbot.archive.chroma.files import left_in

    return left_in(folder)


def _chroma_server(place: str, folder: Path) -> VectorStore:
    from ragbot.archive.chroma.stores import ServedChroma

    return ServedChroma(place)


STORES: tuple[Kind, ...] = (
    Kind((EMBEDDED,), f"'{EMBEDDED}'", _embedded_chroma, _left_of_chroma),
    Kind(("http://", "https://"), "the http(s) URL of a Chroma server", _chroma_server),
)


def _kind_of(place: str) -> Kind | None:
    return next((kind for kind in STORES if chooses(place, kind.begins)), None)


def problem_of(place: str) -> str | None:
    """What is wrong with a setting; None when a store of the table is there."""
    if _kind_of(place):
        return None
    return f"must be {' or '.join(kind.words for kind in STORES)}"


def store_at(place: str, folder: Path) -> VectorStore:
    """The store that the setting names, for the archive in a folder. Raises SettingsError when there is none."""
    kind = _kind_of(place)
    if kind is None:
        raise SettingsError(f"RAGBOT_CHROMA: {problem_of(place)}")
    return kind.store(place, folder)


def vectors_left_in(folder: Path) -> Path | None:
    """What any of the stores has left in the folder of an archive; None when there are no vectors."""
    return next((left for kind in STORES if (left := kind.left_in(folder))), None)
