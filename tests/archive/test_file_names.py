"""A file is one article, whichever way it came: its name is noted with what else tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.archive.archive import Archive
from ragbot.archive.file_names import of_file
from ragbot.types import Article
from tests.conftest import add, article

TEXT = "The lock of Hael stays closed until May, its keeper said. Two barges wait below it, and one has turned round."
OTHER = "Nine choirs sing in the market hall on Sunday. The bakers give bread, and the mayor is silent."


def came(address: str, text: str = TEXT, title: str = "The lock", published: str | None = None) -> Article:
    return replace(article(text, title, address, published=published), url=None, file=address)


ON_DISK, SENT = came("file:/news/lock.txt"), came("upload:lock.txt")


def known(archive: Archive, one: Article) -> str | None:
    return of_file(archive._ledger, one)


@pytest.mark.parametrize(("first", "second"), [(ON_DISK, SENT), (SENT, ON_DISK)], ids=["disk first", "upload first"])
def test_the_same_file_is_known_by_its_other_way(light_archive: Archive, first: Article, second: Article) -> None:
    assert known(light_archive, first) is None
    add(light_archive, first)
    assert known(light_archive, second) == first.id
    assert known(light_archive, first) is None  # by its own id


def test_a_path_of_another_system_has_the_same_name(light_archive: Archive) -> None:
    add(light_archive, came("file:C:\\news\\lock.txt"))
    assert known(light_archive, SENT) is not None


@pytest.mark.parametrize(
    ("sent", "is_known"),
    [
        (came("upload:lock.txt", f"{TEXT} A crane comes."), True),  # it shares its text
        (came("upload:lock.txt", OTHER), False),
        (came("upload:lock.txt", f"{TEXT} A crane comes.", "Another title"), False),
        (came("upload:other.txt", TEXT), False),
        (came("upload:lock.txt", TEXT, ""), False),
    ],
)
def test_an_edited_file_is_known_by_its_title_and_some_of_its_text(
    light_archive: Archive, sent: Article, is_known: bool
) -> None:
    add(light_archive, ON_DISK)
    assert known(light_archive, sent) == (ON_DISK.id if is_known else None)


def test_with_a_day_title_and_day_are_enough(light_archive: Archive) -> None:
    add(light_archive, came("file:/news/lock.txt", published="2026-03-01"))
    assert known(light_archive, came("upload:lock.txt", OTHER, published="2026-03-01T09:00:00Z")) is not None
    assert known(light_archive, came("upload:lock.txt", OTHER, published="2026-03-02")) is None


def test_of_two_files_with_one_name_none_is_sure(light_archive: Archive) -> None:
    add(light_archive, came("file:/a/lock.txt", published="2026-03-01"))
    add(light_archive, came("file:/b/lock.txt", OTHER, published="2026-03-01"))
    assert known(light_archive, came("upload:lock.txt", "A crane came.", published="2026-03-01")) is None
    assert known(light_archive, came("upload:lock.txt", OTHER, published="2026-03-01")) is not None


def test_an_article_that_came_by_no_file_is_known_as_none(light_archive: Archive) -> None:
    add(light_archive, article(TEXT, "The lock"))
    assert known(light_archive, SENT) is None
