"""Keys are kept as digests, allow what their scopes say, and come into older archives."""

from __future__ import annotations

import sqlite3

import pytest

from ragbot.archive.archive import Archive, ledger_path, open_archive, open_keys
from ragbot.archive.keys import FORM, Key, digest_of
from ragbot.errors import SettingsError
from ragbot.key_scopes import KeyScope
from ragbot.settings import Settings
from tests.conftest import add, stories
from tests.fakes import WordEmbeddings


def test_a_key_is_printed_once_and_only_its_digest_is_kept(archive: Archive) -> None:
    given = archive.keys.add("news desk", ["ask"])
    (key,) = archive.keys.all()
    found = FORM.fullmatch(given)
    assert found
    assert (key.id, key.name, key.scopes, key.last_used) == (found[1], "news desk", ("ask",), None)
    assert key.fits(found[2])
    assert not key.fits(found[2][:-1])
    kept = b"".join(path.read_bytes() for path in archive.folder.glob("ledger.sqlite3*"))
    assert key.digest.encode() in kept
    assert found[2].encode() not in kept


def test_two_keys_of_one_secret_have_different_digests() -> None:
    assert digest_of("a" * 12, "secret") != digest_of("b" * 12, "secret")


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [(("ask",), {"ask"}), (("ingest",), {"ask", "ingest"}), (("operate",), {"ask", "ingest", "operate"}), ((), set())],
)
def test_a_scope_includes_those_before_it(scopes: tuple[KeyScope, ...], allowed: set[KeyScope]) -> None:
    key = Key("a" * 12, "somebody", scopes, "", "2026-11-27T12:00:00Z")
    every: tuple[KeyScope, ...] = ("ask", "ingest", "operate")
    assert {scope for scope in every if key.may(scope)} == allowed


def test_keys_are_added_used_and_revoked_beside_whoever_owns_the_archive(archive: Archive, settings: Settings) -> None:
    with open_keys(settings) as beside:
        beside.add("a", ["ingest", "ask"])
        beside.add("b", ["operate"])
    first, second = archive.keys.all()
    assert (first.scopes, second.scopes) == (("ask", "ingest"), ("operate",))
    archive.keys.note_use(first.id, "2026-11-27")
    assert archive.keys.all()[0].last_used == "2026-11-27"
    assert (archive.keys.revoke("a"), archive.keys.revoke("a"), archive.keys.revoke(second.id)) == (True, False, True)
    assert archive.keys.all() == []


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[2J", "x" * 61, "taken"])
def test_a_name_that_cannot_be_used_is_refused(archive: Archive, name: str) -> None:
    archive.keys.add("taken", ["ask"])
    with pytest.raises(SettingsError, match=r"A key's name|There is a key 'taken'"):
        archive.keys.add(name, ["ask"])


def test_a_key_that_an_earlier_version_kept_may_ingest(archive: Archive, settings: Settings) -> None:
    with sqlite3.connect(ledger_path(settings.archive)) as connection:
        connection.execute(
            "INSERT INTO keys (id, name, scopes, digest, created) VALUES "
            f"('{'a' * 12}', 'desk', 'ask feed', '{digest_of('a' * 12, 'secret')}', '2026-11-27T12:00:00Z')"
        )
    connection.close()
    (key,) = archive.keys.all()
    assert key.scopes == ("ask", "ingest")
    assert (key.may("ingest"), key.may("operate"), key.fits("secret")) == (True, False, True)


def test_an_archive_of_schema_4_gets_keys_in_place(settings: Settings, embeddings: WordEmbeddings) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, *stories(3))
    with sqlite3.connect(ledger_path(settings.archive)) as connection:
        connection.executescript("DROP TABLE keys; DROP TABLE deeds;")
        connection.execute("UPDATE meta SET value = '4' WHERE name = 'schema'")
    connection.close()
    with open_archive(settings, embeddings) as archive:
        assert archive.keys.add("desk", ["ask"])
        assert archive.facts().articles == 3
        assert archive.verify() == []
