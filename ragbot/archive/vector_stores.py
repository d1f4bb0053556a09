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
    """Return None: the store keeps nothing in the archive's folder."""
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table."""

    begins: tuple[str, ...]
    """The values of the setting, or their beginnings: see `chooses`."""
    words: str
    """How to choose it, in words for people."""
    store: Callable[[str, Path], VectorStore]
    """Return the store for the setting and the archive's folder; imports heavy packages only when called."""
    left_in: Callable[[Path], Path | None] = nothing
    """Return a file or folder with vectors in the archive's folder, for a lost ledger; None when there is none."""


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
    """Return why no store of the table fits a setting; None when one fits."""
    if _kind_of(place):
        return None
    return f"must be {' or '.join(kind.words for kind in STORES)}"


def store_at(place: str, folder: Path) -> VectorStore:
    """Return the store that the setting names, for the archive in `folder`. Raises SettingsError when there is none."""
    kind = _kind_of(place)
    if kind is None:
        raise SettingsError(f"RAGBOT_CHROMA: {problem_of(place)}")
    return kind.store(place, folder)


def vectors_left_in(folder: Path) -> Path | None:
    """Return the vectors that any of the stores has left in `folder`; None when there are none."""
    return next((left for kind in STORES if (left := kind.left_in(folder))), None)
