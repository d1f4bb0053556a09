"""What becomes known beside the text of a version is taken over."""

from __future__ import annotations

from ragbot.archive.archive import Archive
from tests.conftest import STORY, add, article


def test_what_becomes_known_later_is_taken_over_without_a_new_version(archive: Archive) -> None:
    add(archive, article(STORY))
    assert add(archive, article(STORY, published="2026-01-05", authors=("Ann Lee",))).results == ("updated",)
    assert add(archive, article(STORY)).results == ("unchanged",), "nothing known is replaced by nothing"
    version = archive.version(article(STORY).id, 1)
    assert version is not None
    assert (version.published, version.authors, version.number) == ("2026-01-05", ("Ann Lee",), 1)


def test_a_new_version_brings_the_name_of_its_outlet(archive: Archive) -> None:
    add(archive, article("The toll is nine."))
    renamed = article("The toll is ten.", source="The Daily")
    assert add(archive, renamed).results == ("updated",)
    assert add(archive, renamed).results == ("unchanged",)
    assert archive.facts().sources[0].source == "The Daily"
