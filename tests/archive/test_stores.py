"""Where Chroma is: a folder for each index, or a collection of a server for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragbot.archive.chroma import stores
from ragbot.archive.chroma.stores import EmbeddedChroma, ServedChroma

ONE, TWO, FOREIGN = (f"ragbot-1f0c2ab93d4e5f60-{n:06d}" for n in (1, 2, 3))
OTHER = "ragbot-aaaaaaaaaaaaaaaa-000001"


def test_an_embedded_index_is_there_where_its_folder_is(tmp_path: Path) -> None:
    store = EmbeddedChroma(tmp_path)
    assert not store.has(ONE)
    (tmp_path / ONE).mkdir()
    assert store.has(ONE)


def test_other_generations_are_dropped_whatever_they_are_and_nothing_else(tmp_path: Path) -> None:
    for name in (ONE, TWO, OTHER, "news"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "chroma.sqlite3").write_text("x")
    (tmp_path / FOREIGN).symlink_to(tmp_path / "news")
    (tmp_path / f"{ONE[:-1]}9").write_text("no folder")
    EmbeddedChroma(tmp_path).drop(keep=[TWO])
    assert {path.name for path in tmp_path.iterdir()} == {TWO, OTHER, "news"}
    assert (tmp_path / "news" / "chroma.sqlite3").exists()


def test_where_there_is_no_folder_nothing_is_dropped(tmp_path: Path) -> None:
    EmbeddedChroma(tmp_path / "none").drop(keep=[ONE])
    assert not (tmp_path / "none").exists()


def test_of_a_server_the_other_generations_of_the_archive_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    class Server:
        def __init__(self, address: str) -> None:
            calls.append(address)

        def list_names(self) -> list[str]:
            return [ONE, TWO, OTHER, "news"]

        def delete_collection(self, name: str) -> None:
            calls.append(name)

        def close(self) -> None:
            calls.append("closed")

    calls: list[str] = []
    monkeypatch.setattr(stores, "ChromaServer", Server)
    store = ServedChroma("http://me:secret@127.0.0.1:8000")
    store.drop(keep=[TWO])
    assert calls == ["http://me:secret@127.0.0.1:8000", ONE, "closed"]
    assert "secret" not in store.name
    assert store.has(ONE)
    assert not store.has_one_owner
