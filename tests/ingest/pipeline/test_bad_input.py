"""Bad input of 24 kinds: taken in or refused with a reason, its neighbours go in, and nothing is lost or leaks out.

How long each takes is measured by `python -m tests.bad_input`: under 10 s.
"""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest

from ingest.pipeline.ingester import ingest
from ingest.pipeline.sinks import ArchiveSink
from ingest.records.record import Raw
from ingest.sources.files import read
from ragbot.archive.archive import Archive
from ragbot.types import Article
from tests.bad_input import KINDS, SECRET, became, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (folder := tmp_path / "news").mkdir()
    return folder


def file_of(raw: Raw, folder: Path) -> str:
    """The name of the file in the folder that it comes from."""
    names = [name for name in os.listdir(folder) if raw.origin.startswith(str(folder / name))]
    return max(names, key=len)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_bad_is_told_and_its_neighbours_go_in(kind: str, folder: Path, archive: Archive) -> None:
    files = write(kind, folder)
    raws = list(read([str(folder)]))
    of_file = defaultdict(list)
    for raw in raws:
        of_file[file_of(raw, folder)].append(raw)

    for bad in files:
        told = of_file.get(f"m-{bad.name}")
        assert told, f"nothing is told of {bad.name}"
        happened = "in" if became(told) == "in" else "refused"
        assert bad.may in ("either", happened), f"{bad.name} is {happened}: {[raw.failure for raw in told][:3]}"
        assert all(raw.failure or raw.passed or raw.record for raw in told)
        assert not any(SECRET in str(raw.record) + str(raw.failure) for raw in told)
    report = ingest(raws, ArchiveSink(archive))
    assert report.stopped is None
    assert report.total == len([raw for raw in raws if not raw.passed])
    for name in ("a-good.txt", "z-good.txt"):
        assert archive.article(Article("", "", f"file:{folder}/{name}").id)
    again = ingest(raws, ArchiveSink(archive))
    assert (again.added, again.updated, again.embedded) == (0, 0, 0)


def test_there_are_as_many_as_it_says(folder: Path) -> None:
    assert len(KINDS) == 24
    assert sum(len(list(make())) for make in KINDS.values()) >= 300
