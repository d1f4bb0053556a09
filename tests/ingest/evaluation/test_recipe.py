"""The recipe of an archive: what is measured again has to be made of the same."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from ingest.evaluation import recipe
from ingest.evaluation.recipe import RECORD, MadeOtherwiseError, kept_to
from ragbot.archive.archive import Archive
from tests.fakes import WordEmbeddings


@dataclass
class FakeArchive:
    """A folder with a model and a number of articles."""

    folder: Path
    embeddings: WordEmbeddings = field(default_factory=WordEmbeddings)
    held: int = 0

    def extent(self) -> tuple[int, None, None]:
        return self.held, None, None


class Desk:
    """An archive and the file of its articles."""

    def __init__(self, folder: Path) -> None:
        self.archive = FakeArchive(folder)
        self.file = folder / "news.jsonl"
        self.write("The ferry Grey Linnet sails on Monday.")

    def write(self, *texts: str) -> None:
        self.file.write_text(
            "\n".join(json.dumps({"title": text[:9], "text": text, "language": "en"}) for text in texts)
        )

    def keep(self, digest: str = "d1", count: int = 2) -> None:
        with kept_to(cast(Archive, self.archive), self.file, digest):
            self.archive.held = count

    def record(self) -> dict[str, Any]:
        return dict(json.loads((self.archive.folder / RECORD).read_text()))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(recipe, "_code", lambda embeddings: "c1")
    return Desk(tmp_path)


def test_the_recipe_is_recorded_before_and_what_the_archive_holds_after(desk: Desk) -> None:
    with pytest.raises(KeyboardInterrupt), kept_to(cast(Archive, desk.archive), desk.file, "d1"):
        raise KeyboardInterrupt
    assert (desk.record()["articles"], desk.record()["holds"]) == ("d1", None)
    desk.keep()
    assert (desk.record()["holds"], desk.record()["model"], desk.record()["code"]) == (2, "words@1", "c1")
    before = desk.record()
    desk.keep()
    assert desk.record() == before


@pytest.mark.parametrize(
    ("change", "how"),
    [
        ({"articles": "d0"}, "of other articles, or of another state of this file"),
        ({"model": "words@0"}, "with the embedding model words@0, not words@1"),
        ({"holds": 1234}, "of 1,234 articles, and now holds 2"),
        ({"code": "c0", "yields": "y0"}, "with other code, or other settings, which made something else of these"),
        ({"code": "c0", "meaning": [1.0] * 16}, "with other code, whose embeddings differ"),
        ({"odd": 1}, "nobody knows of what (evaluation.json in it cannot be read, or is of another release)"),
    ],
)
def test_what_was_made_otherwise_is_refused_with_the_way_out(desk: Desk, change: dict[str, Any], how: str) -> None:
    desk.keep()
    (desk.archive.folder / RECORD).write_text(json.dumps(desk.record() | change))
    with pytest.raises(MadeOtherwiseError) as caught:
        desk.keep()
    assert f"was made {how}" in str(caught.value)
    assert "Name another folder with --archive, or delete this one to have it made anew." in str(caught.value)


def test_an_archive_of_something_else_is_refused(desk: Desk) -> None:
    desk.archive.held = 5
    with pytest.raises(MadeOtherwiseError, match="by something else than 'ragbot eval'"):
        desk.keep()
    (desk.archive.folder / RECORD).write_text("{")
    with pytest.raises(MadeOtherwiseError, match="nobody knows of what"):
        desk.keep()


def test_other_code_that_makes_the_same_is_noted(desk: Desk) -> None:
    desk.keep()
    (desk.archive.folder / RECORD).write_text(json.dumps(desk.record() | {"code": "c0"}))
    desk.keep()
    assert desk.record()["code"] == "c1"


def test_what_the_articles_become_is_a_digest_of_all_of_them_in_any_order(desk: Desk) -> None:
    texts = ["The ferry Grey Linnet sails.", "Halmere votes on its dam."]
    digests = []
    for chosen in (texts, texts[::-1], texts[:1], [texts[0], "Halmere votes."]):
        desk.write(*chosen)
        digests.append(recipe._yields(desk.file, desk.archive.embeddings))
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
    assert desk.archive.embeddings.embedded == 0
