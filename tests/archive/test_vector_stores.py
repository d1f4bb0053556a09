"""The table of stores of vectors: which one a setting names, and what each leaves in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from ragbot.archive import vector_stores
from ragbot.archive.archive import open_archive
from ragbot.archive.chroma.stores import EmbeddedChroma, ServedChroma
from ragbot.archive.vector_stores import EMBEDDED, Kind, nothing, problem_of, store_at, vectors_left_in
from ragbot.errors import SettingsError
from ragbot.settings import Settings, load_settings
from tests.fakes import WordEmbeddings
from tests.memory_store import MemoryStore

ROOT = Path(__file__).parents[2]


def test_a_place_that_no_store_knows_is_told_with_those_that_there_are(
    in_memory: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingsError, match=r"'embedded' or the http.* URL of a Chroma server or 'memory:'"):
        load_settings(chroma="elsewhere")
    for wrong in ("embedded2", "embedded:", "memory", "http:/x"):
        with pytest.raises(SettingsError, match="RAGBOT_CHROMA"):
            load_settings(chroma=wrong)
    monkeypatch.undo()
    with pytest.raises(SettingsError, match="RAGBOT_CHROMA: must be"):
        open_archive(in_memory, WordEmbeddings(), create=True)


@pytest.mark.parametrize("kind", vector_stores.STORES, ids=lambda kind: kind.words)
def test_a_kind_of_store_is_in_the_docs(kind: vector_stores.Kind) -> None:
    (row,) = [line for line in (ROOT / "docs" / "settings.md").read_text().splitlines() if "`RAGBOT_CHROMA`" in line]
    assert kind.words.strip("'") in row


@pytest.mark.parametrize(
    ("place", "store"),
    [
        (EMBEDDED, EmbeddedChroma),
        ("http://127.0.0.1:8000", ServedChroma),
        ("https://me:secret@chroma.example/x", ServedChroma),
        ("memory:", MemoryStore),
    ],
)
@pytest.mark.usefixtures("in_memory")
def test_a_setting_names_its_store_and_opens_nothing(tmp_path: Path, place: str, store: type) -> None:
    assert problem_of(place) is None
    found = store_at(place, tmp_path / "archive")
    assert isinstance(found, store)
    assert not (tmp_path / "archive").exists()
    assert "secret" not in found.name


@pytest.mark.parametrize("place", ["", "elsewhere", "ftp://chroma.example"])
def test_a_setting_that_names_none_is_refused_with_all_that_there_are(tmp_path: Path, place: str) -> None:
    told = "must be 'embedded' or the http(s) URL of a Chroma server"
    assert problem_of(place) == told
    with pytest.raises(SettingsError) as caught:
        store_at(place, tmp_path)
    assert str(caught.value) == f"RAGBOT_CHROMA: {told}"


def test_vectors_that_any_store_left_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def left(folder: Path) -> Path | None:
        return next(folder.glob("*.vectors"), None)

    kinds = (Kind(("a",), "a", cast(Any, None)), Kind(("b",), "b", cast(Any, None), left))
    monkeypatch.setattr(vector_stores, "STORES", kinds)
    assert nothing(tmp_path) is vectors_left_in(tmp_path) is None
    (tmp_path / "old.vectors").touch()
    assert vectors_left_in(tmp_path) == tmp_path / "old.vectors"
