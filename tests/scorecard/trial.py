"""A trial: whether it is the quick one, and the archives that its rows copy and maltreat."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.records.articles import record_of
from tests.conftest import stories
from tests.scorecard.processes import ingest

Record = Mapping[str, object]
QUESTION = "What was stolen from Ostrey Abbey?"
"""That the sample articles answer."""
DISK = "disk"
"""In a row's scratch folder: where it mounts a small disk."""
MANY = 1_100
"""Articles of an archive whose vectors Chroma writes to HNSW files: it does so every 1,000."""
REAL = 150
"""Articles of the real news that RAGBOT_NEWS names."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a row may use."""

    quick: bool
    scratch: Path
    """For this row alone; it is removed at the end."""
    archives: Path
    real: bool
    """Whether the archive for load is of real news."""

    def copy(self, name: str, of: str = "small") -> Path:
        """A fresh copy of an archive: `small`, `many` (with HNSW files) or `load`."""
        return shutil.copytree(self.archives / of, self.scratch / name)


def prepare(archives: Path, given: Path | None, quick: bool) -> bool:
    """Make the archives that rows copy; whether that for load is of real news."""
    small, load = archives / "small", archives / "load"
    _check(ingest(small, "--samples", "-", stdin=_lines(record_of(each) for each in stories(40))).status)
    if not quick:
        shutil.copytree(small, archives / "many")
        _check(ingest(archives / "many", "-", stdin=_lines(briefs(MANY)), timeout=600).status)
    if given:
        shutil.copytree(given, load, ignore=shutil.ignore_patterns("owner.*"))
        return True
    news = [] if quick else list(_real_news())
    shutil.copytree(small if quick or news else archives / "many", load)
    if news:
        _check(ingest(load, "-", stdin="\n".join(news), timeout=900).status)
    return bool(news)


def _check(status: int | None) -> None:
    if status != 0:
        raise RuntimeError("the archives for the scorecard could not be made: ragbot-ingest has failed")


def _lines(records: Iterator[Record]) -> str:
    return "\n".join(map(json.dumps, records))


def _real_news() -> Iterator[str]:
    """Lines of JSON from the folder that RAGBOT_NEWS names."""
    folder = os.environ.get("RAGBOT_NEWS")
    for path in sorted(Path(folder).glob("*/articles.jsonl.gz"))[:1] if folder else ():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from itertools.islice(lines, REAL)


# -- invented articles

TOWNS = ("Brindle", "Carrow", "Dunmere", "Eskdon", "Farlow", "Garth", "Holm", "Istead", "Kettle", "Lorne")
THINGS = ("bridge", "harbor", "library", "mill", "orchard", "quarry", "school", "theater", "viaduct", "weir")
ACTS = ("closed", "reopened", "flooded", "sold", "painted", "surveyed", "insured", "renamed", "rebuilt", "moved")


def brief(number: int, batch: str = "brief", sentences: int = 1) -> Record:
    """One invented article; each has its own words, address and day."""
    chance = random.Random(f"{batch} {number}")

    def sentence() -> str:
        town, thing, act = chance.choice(TOWNS), chance.choice(THINGS), chance.choice(ACTS)
        return f"The {thing} of {town} was {act} for {chance.randrange(2, 9_999):,} crowns, officer {number} said."

    text = " ".join([f"Batch {batch} item {number}.", *(sentence() for _ in range(sentences))])
    title = f"{chance.choice(TOWNS)} {batch} {number}"
    return {"title": title, "text": text, "url": address(batch, number), "published": f"2026-02-{number % 28 + 1:02d}"}


def address(batch: str, number: int) -> str:
    return f"https://{batch}.example/{number}"


def briefs(count: int, batch: str = "brief", sentences: int = 1) -> Iterator[Record]:
    return (brief(number, batch, sentences) for number in range(count))


def shown_addresses(archive: Path) -> Mapping[str, str]:
    """The addresses of the articles that readers see, with the state of each. Read beside whoever has it open."""
    return dict(_rows(archive, "select url, state from articles where current is not null and url is not null"))


def begun_addresses(archive: Path) -> set[str]:
    """Also those of articles that no reader sees yet."""
    return {address for (address,) in _rows(archive, "select url from articles where url is not null")}


def _rows(archive: Path, query: str) -> Sequence[Any]:
    with closing(sqlite3.connect(f"file:{archive / 'ledger.sqlite3'}?mode=ro", uri=True, timeout=30)) as ledger:
        return ledger.execute(query).fetchall()
