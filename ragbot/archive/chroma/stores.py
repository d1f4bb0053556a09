"""Where Chroma is: embedded in this process, with a folder for each index, or a server, with a collection for each."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from ragbot.archive.chroma.index import EmbeddedIndex, ServedIndex
from ragbot.archive.chroma.server import ChromaServer
from ragbot.archive.vectors import VectorIndex, is_generation
from ragbot.passwords import shown


class EmbeddedChroma:
    """Chroma in this process. Two on one folder lose vectors silently and for good, so it has one owner."""

    name = "embedded Chroma"
    has_one_owner = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def check(self) -> None:
        """It is wherever ragbot is."""

    def has(self, name: str) -> bool:
        return (self._folder / name).exists()

    def open(self, name: str) -> VectorIndex:
        return EmbeddedIndex(self._folder, name)

    def drop(self, *, keep: Sequence[str]) -> None:
        for path in self._folder.iterdir() if self._folder.exists() else ():
            if is_generation(path.name, keep) and path.name not in keep:
                _remove(path)  # unopened: it may be damaged, and Chroma would leave its files


class ServedChroma:
    """A Chroma server, which several processes may use, and several archives."""

    has_one_owner = False

    def __init__(self, address: str) -> None:
        self._address = address
        self.name = f"Chroma server {shown(address)}"

    def check(self) -> None:
        ChromaServer(self._address).close()

    def has(self, name: str) -> bool:
        return True

    def open(self, name: str) -> VectorIndex:
        return ServedIndex(self._address, name)

    def drop(self, *, keep: Sequence[str]) -> None:
        with closing(ChromaServer(self._address)) as server:
            for name in server.list_names():
                if is_generation(name, keep) and name not in keep:
                    server.delete_collection(name)


def _remove(path: Path) -> None:
    """A link itself, and never what it leads to."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)
