"""Articles that the archive took in under another spelling of their address."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import select

from ragbot.archive.archive import Archive
from ragbot.archive.spellings import follow_move, known_as, of_one, renew
from ragbot.archive.tables import articles, meta, spellings
from tests.conftest import add, article

OLD, NEW = "https://daily.example/ferry", "https://daily.example/2026/ferry"


def id_of(address: str) -> str:
    return article("", address=address).id


@pytest.fixture
def moved(archive: Archive) -> Archive:
    add(archive, article("It sank.", address=OLD, source="Daily"))
    with archive._ledger.writing() as connection:
        follow_move(connection, id_of(OLD), OLD, NEW)
    return archive


def test_an_article_is_known_at_its_new_address(moved: Archive) -> None:
    with moved._ledger.reading() as connection:
        assert known_as(connection, [id_of(NEW), id_of(OLD), "other"]) == {id_of(NEW): id_of(OLD)}
        assert known_as(connection, []) == {}
        assert of_one(connection, id_of(OLD)) == of_one(connection, id_of(NEW)) == [id_of(OLD), id_of(NEW)]


def test_a_move_is_followed_once_and_only_from_the_address_that_identified_it(moved: Archive) -> None:
    with moved._ledger.writing() as connection:
        follow_move(connection, id_of(OLD), OLD, NEW)
        follow_move(connection, id_of(OLD), "https://other.example/page", "https://daily.example/post")
        assert connection.execute(select(spellings.c.id)).scalars().all() == [id_of(NEW)]
        follow_move(connection, id_of(OLD), NEW, "https://daily.example/third")
        assert len(of_one(connection, id_of(OLD))) == 3


def test_an_article_that_is_there_itself_is_known_as_no_other(moved: Archive) -> None:
    with moved._ledger.writing() as connection:
        row = connection.execute(select(articles)).mappings().one()
        connection.execute(articles.insert().values({**row, "id": id_of(NEW), "serial": row["serial"] + 1}))
        assert known_as(connection, [id_of(NEW)]) == {}


def test_an_unknown_article_has_its_own_id_alone(archive: Archive) -> None:
    with archive._ledger.reading() as connection:
        assert of_one(connection, "nobody") == ["nobody"]


@pytest.mark.parametrize(
    ("address", "source", "copies"),
    [
        ("https://daily.example/other", "Daily", 2),
        ("https://evening.example/ferry", "Daily", 1),  # another outlet
    ],
)
def test_copies_are_of_the_same_outlet_word_for_word(archive: Archive, address: str, source: str, copies: int) -> None:
    add(archive, article("It sank.", address=OLD, source="Daily"))
    add(archive, article("It sank.", address=address, source=source))
    with archive._ledger.reading() as connection:
        assert len(of_one(connection, id_of(OLD))) == copies


def test_another_text_of_the_outlet_is_no_copy(archive: Archive) -> None:
    add(archive, article("It sank.", address=OLD, source="Daily"))
    add(archive, article("It floats.", address="https://daily.example/other", source="Daily"))
    with archive._ledger.reading() as connection:
        assert of_one(connection, id_of(OLD)) == [id_of(OLD)]


def test_an_archive_of_older_rules_is_read_anew_once(moved: Archive) -> None:
    with moved._ledger.writing() as connection:
        renew(connection)
        assert id_of(NEW) in connection.execute(select(spellings.c.id)).scalars().all()  # these rules wrote them
        connection.execute(meta.delete().where(meta.c.name == "addresses"))
        row = connection.execute(select(articles)).mappings().one()
        connection.execute(articles.insert().values({**row, "id": "old id", "serial": row["serial"] + 1}))
        renew(connection)
        rows = connection.execute(select(spellings.c.id, spellings.c.article_id)).all()
        assert sorted(rows) == sorted([(id_of(NEW), id_of(OLD)), (id_of(OLD), "old id")])


def test_new_rules_forget_no_address_of_an_article_that_moved_twice(archive: Archive) -> None:
    addresses = [OLD, NEW, "https://daily.example/archive/2026/ferry"]
    add(archive, article("It sank.", address=OLD, source="Daily"))
    with archive._ledger.writing() as connection:
        for before, after in pairwise(addresses):
            follow_move(connection, id_of(OLD), before, after)
        connection.execute(articles.update().values(url=addresses[-1]))
        connection.execute(meta.update().where(meta.c.name == "addresses").values(value="older rules"))
        renew(connection)
        assert known_as(connection, [id_of(each) for each in addresses[1:]]) == {
            id_of(each): id_of(OLD) for each in addresses[1:]
        }
        assert of_one(connection, id_of(NEW))[0] == id_of(OLD)
