"""The keyring: whose key came, for how long a look at the ledger serves, and who may ask how often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from ragbot.api import keyring as keyrings
from ragbot.api.keyring import OPERATOR, Caller, Keyring
from ragbot.api.rates import Rate
from ragbot.archive.keys import Key, digest_of
from ragbot.errors import ArchiveError
from ragbot.key_scopes import KeyScope
from tests.coroutines import result_of

T = TypeVar("T")
SECRET = "s" * 43
HOME = "192.0.2.1"


def key(number: int = 1, name: str = "desk", scopes: tuple[KeyScope, ...] = ("ask",)) -> Key:
    id_ = f"{number:012x}"
    return Key(id_, name, scopes, digest_of(id_, SECRET), "2026-01-01T00:00:00Z")


def secret_of(one: Key) -> str:
    return f"rb_{one.id}_{SECRET}"


class Ledger:
    """Keys in memory; counts the looks, and can be broken."""

    def __init__(self, *keys: Key) -> None:
        self.keys, self.looks, self.used = list(keys), 0, list[tuple[str, str]]()
        self.broken = False

    def all(self) -> Sequence[Key]:
        self.looks += 1
        if self.broken:
            raise ArchiveError("The ledger is locked.")
        return list(self.keys)

    def note_use(self, key_id: str, day: str) -> None:
        self.used.append((key_id, day))
        if self.broken:
            raise ArchiveError("The ledger is locked.")


def run(what: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return result_of(what())


@pytest.mark.parametrize(
    ("secret", "caller"),
    [
        (secret_of(key()), Caller("desk", ("ask",), key().id)),
        ("token", OPERATOR),
        ("", None),
        ("wrong", None),
        (secret_of(key())[:-1], None),
        (f"{secret_of(key())[:-1]}x", None),
        (secret_of(key(2)), None),
        ("tøken", None),
    ],
    ids=["a key", "the token", "nothing", "another word", "a key cut", "a key changed", "an unknown id", "no ASCII"],
)
def test_whose_key_it_is(secret: str, caller: Caller | None) -> None:
    async def ask() -> Caller | None:
        return await Keyring(Ledger(key()), " token\n").caller_of(secret, HOME)

    assert run(ask) == caller


def test_a_caller_may_what_the_scope_includes() -> None:
    assert OPERATOR.may("ingest")
    feeder = Caller("desk", ("ingest",), "1")
    assert [feeder.may(scope) for scope in ("ask", "ingest", "operate")] == [True, True, False]


def test_keys_are_asked_for_from_the_first_one_on_and_after_the_last_one() -> None:
    ledger = Ledger()

    async def ask() -> list[bool]:
        ring, found = Keyring(ledger, "token"), []
        for ledger.keys in ([], [key()], []):
            ring._looked = float("-inf")
            found.append(await ring.is_asked_for())
        return [*found, await Keyring(Ledger(), "token", is_required=True).is_asked_for()]

    assert run(ask) == [False, True, True, True]


def test_one_look_serves_a_while_and_a_new_name_is_looked_for_at_once() -> None:
    ledger = Ledger()

    async def ask() -> tuple[Key | None, ...]:
        ring = Keyring(ledger, "token")
        for _ in range(5):
            await ring.is_asked_for()
        assert ledger.looks == 1
        ledger.keys.append(key())
        return await ring.named("desk"), await ring.named(key().id), await ring.named("nobody")

    assert run(ask) == (key(), key(), None)


def test_a_key_that_is_revoked_opens_for_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, now = Ledger(key()), [100.0]
    monkeypatch.setattr(keyrings, "time", SimpleNamespace(monotonic=lambda: now[0]))

    async def ask() -> list[bool]:
        ring, found = Keyring(ledger, "token"), []
        for later in (0.0, 0.9, 0.2):
            now[0] += later
            found.append(await ring.caller_of(secret_of(key()), HOME) is not None)
            ledger.keys.clear()
        return found

    assert run(ask) == [True, True, False]


def test_a_ledger_that_does_not_tell_lets_nobody_in() -> None:
    ledger = Ledger(key())
    ledger.broken = True

    async def ask() -> None:
        with pytest.raises(ArchiveError, match="is locked"):
            await Keyring(ledger, "token").caller_of("token", HOME)

    run(ask)


@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("before", [None, "2026-01-02"])
def test_the_day_of_use_is_noted_once_a_day_and_never_fails_a_request(before: str | None, broken: bool) -> None:
    ledger = Ledger(replace(key(), last_used=before))

    async def ask() -> None:
        ring = Keyring(ledger, "token")
        await ring.is_asked_for()
        ledger.broken = broken
        for _ in range(3):
            assert await ring.caller_of(secret_of(key()), HOME)
        await asyncio.gather(*ring._noting)

    run(ask)
    assert ledger.used == [(key().id, datetime.now(UTC).date().isoformat())]


def test_a_session_opens_what_its_key_opens_until_that_goes() -> None:
    ledger = Ledger(key(1, "desk"), key(2, "chief", ("operate",)))

    async def ask() -> None:
        ring = Keyring(ledger, "token")
        assert await ring.session_of(None) == "token"
        assert await ring.session_of("f" * 12) is None
        session = await ring.session_of(key(2).id) or ""
        assert session.startswith("rbs_")
        assert await ring.caller_of(session, HOME) == Caller("chief", ("operate",), key(2).id)
        ledger.keys.pop()
        assert not await ring.named("chief")
        assert await ring.caller_of(session, HOME) is None

    run(ask)


def test_a_token_that_somebody_chose_is_not_compared_after_too_many_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyrings, "WRONG_KEYS", Rate(2, 1e9))

    async def guess(is_chosen: bool) -> list[Caller | None]:
        ring = Keyring(Ledger(key()), "token", is_chosen=is_chosen)
        for word in ("a", "b"):
            assert await ring.caller_of(word, HOME) is None
        callers = [await ring.caller_of("token", HOME), await ring.caller_of("token", "198.51.100.2")]
        return [*callers, await ring.caller_of(secret_of(key()), HOME)]

    desk = Caller("desk", ("ask",), key().id)
    assert run(lambda: guess(True)) == [None, OPERATOR, desk], "a key of the ledger cannot be guessed"
    assert run(lambda: guess(False)) == [OPERATOR, OPERATOR, desk]


def test_each_key_and_without_keys_each_address_has_its_rate_and_the_operator_none() -> None:
    def waits(ring: Keyring, caller: Caller | None, address: str) -> list[bool]:
        return [ring.wait(caller, address) > 0 for _ in range(3)]

    ring, one, other = Keyring(Ledger(), "token", rate="2/h"), Caller("a", ("ask",), "1"), Caller("b", ("ask",), "2")
    assert waits(ring, one, HOME) == waits(ring, other, HOME) == [False, False, True]
    assert waits(ring, None, HOME) == waits(ring, None, "198.51.100.2") == [False, False, True]
    assert waits(ring, OPERATOR, HOME) == [False] * 3
    free = Keyring(Ledger(), "token")
    assert not any(free.wait(None, HOME) for _ in range(10_000)), "by address only where a rate is set"


def test_a_key_has_a_rate_where_none_is_set() -> None:
    ring, desk = Keyring(Ledger(), "token"), Caller("desk", ("ask",), "1")
    waits = [ring.wait(desk, HOME) > 0 for _ in range(400)]
    assert (any(waits[:300]), any(waits)) == (False, True), "300 a minute, as docs/settings.md says"


def test_a_session_is_of_a_key_that_is_there_at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(key())

    async def ask() -> list[bool]:
        ring = Keyring(ledger, "token")
        known = [await ring.session_of(key().id) is not None]
        ledger.keys.clear()
        return [*known, await ring.session_of(key().id) is not None]

    assert run(ask) == [True, False], "whatever the last look found"


def test_few_sessions_are_open_and_the_oldest_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyrings, "MOST_SESSIONS", 2)

    async def ask() -> list[bool]:
        ring = Keyring(Ledger(key()), "token")
        sessions = [await ring.session_of(key().id) or "" for _ in range(3)]
        return [await ring.caller_of(session, HOME) is not None for session in sessions]

    assert run(ask) == [False, True, True]
