"""The vectors of texts: in use as long as a current version has the text, then put aside."""

from __future__ import annotations

from ragbot.archive.archive import Archive
from ragbot.archive.tables import Scope
from tests.archive.test_archive import found_texts
from tests.conftest import add, article, stories


def test_an_article_updated_often_does_not_crowd_out_others(archive: Archive) -> None:
    add(archive, *stories(3))
    for i in range(330):
        add(archive, article(f"Live: the bridge vote in Town1, update {i}.", address="https://live.example/"))
    found = found_texts(archive, "the bridge vote in Town1")
    assert len(found) == 4
    assert "update 329" in found[0]
    assert len(archive.matching(["bridge"], 10, Scope())) == 4
    assert archive.verify() == []
