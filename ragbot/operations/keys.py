"""The commands `ragbot keys add | list | revoke | audit | login`: who may use the service, and what they changed."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ragbot.key_scopes import SCOPES, present_name

if TYPE_CHECKING:
    from ragbot.archive.keys import Key
    from ragbot.settings import Settings

MEANINGS = "ask: ask, search and read; ingest: that, and add articles; operate: everything"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did."""

    body: Mapping[str, object]
    """For programs."""
    text: str
    notes: tuple[str, ...] = ()
    """For standard error."""
    status: int = 0


Step = Callable[["Settings", argparse.Namespace], Outcome]


def add_command(commands: Any, finish: Callable[[Any, Step], None]) -> None:
    """Add `keys` to the commands; `finish` gives a step's parser the common options, and prints the outcome."""
    parser = commands.add_parser("keys", help="make, list and revoke the keys of the service")
    steps = parser.add_subparsers(metavar="STEP", required=True)
    add = steps.add_parser("add", help="make a key and print it, once")
    add.add_argument("name", help="whose it is, such as 'news desk'")
    meanings = f"{MEANINGS} (default: ask); may be repeated"
    add.add_argument("--scope", action="append", type=present_name, choices=SCOPES, help=meanings)
    finish(add, _add)
    finish(steps.add_parser("list", help="list the keys, without what is secret of them"), _list)
    revoke = steps.add_parser("revoke", help="have a key open nothing any more")
    revoke.add_argument("name", help="the key's name or id, as 'ragbot keys list' shows them")
    finish(revoke, _revoke)
    audit = steps.add_parser("audit", help="list who added, retracted or changed what, the newest first")
    audit.add_argument("--limit", type=int, default=50, metavar="N", help="how many at most (default: 50)")
    finish(audit, _audit)
    login = steps.add_parser("login", help="print a link that logs the page of the running server in, once")
    login.add_argument("name", nargs="?", help="whom: a key's name or id, and the page may do no more than that key")
    finish(login, _login)


def _login(settings: Settings, arguments: argparse.Namespace) -> Outcome:
    import json

    from ragbot.client import find_server
    from ragbot.errors import ServerError

    server = find_server(settings)
    if server is None:
        raise ServerError(f"No server runs that owns {settings.archive}: start it with 'ragbot serve'.")
    whom = {"key": arguments.name} if arguments.name else {}
    code = json.loads(server.post("/v1/login/codes", whom))["code"]
    link = f"{server.address}/#manage?code={code}"
    return Outcome({"link": link}, link, ("It works once, within a day.",))


def _audit(settings: Settings, arguments: argparse.Namespace) -> Outcome:
    from ragbot.archive.archive import open_deeds

    with open_deeds(settings) as deeds:
        newest = deeds.newest(max(0, arguments.limit))
    lines = [f"{deed.at}  {deed.who}  {deed.what}  {deed.detail}".rstrip() for deed in newest]
    return Outcome({"deeds": newest}, "\n".join(lines) or "Nobody has changed anything yet.")


def _add(settings: Settings, arguments: argparse.Namespace) -> Outcome:
    from ragbot.archive.archive import open_keys

    scopes = arguments.scope or ["ask"]
    with open_keys(settings, create=True) as keys:
        secret = keys.add(arguments.name, scopes)
        is_first = len(keys.all()) == 1
    notes = ["This is the only time that it is shown. Send it as 'Authorization: Bearer KEY'."]
    if is_first:
        notes.append("It is the first key: from now on every request to the API needs one.")
    return Outcome({"name": arguments.name, "scopes": scopes, "key": secret}, secret, tuple(notes))


def _list(settings: Settings, _: argparse.Namespace) -> Outcome:
    from ragbot.archive.archive import open_keys

    with open_keys(settings) as keys:
        every = keys.all()
    text = "\n".join(_line(key) for key in every) or "There is no key: 'ragbot keys add NAME' makes one."
    return Outcome({"keys": [_row(key) for key in every]}, text)


def _row(key: Key) -> dict[str, object]:
    """What may be shown of it."""
    return {name: getattr(key, name) for name in ("id", "name", "scopes", "created", "last_used")}


def _line(key: Key) -> str:
    """`1f0c2ab93d4e  news desk  ask, ingest  made 2026-11-27, last used 2026-11-27`"""
    used = f"last used {key.last_used}" if key.last_used else "never used"
    return f"{key.id}  {key.name}  {', '.join(key.scopes)}  made {key.created[:10]}, {used}"


def _revoke(settings: Settings, arguments: argparse.Namespace) -> Outcome:
    from ragbot.archive.archive import open_keys

    name = arguments.name
    with open_keys(settings) as keys:
        is_done, left = keys.revoke(name), len(keys.all())
    body = {"revoked": is_done, "left": left}
    if not is_done:
        return Outcome(body, "", (f"{name}: no key has this name or id; 'ragbot keys list' shows them.",), status=1)
    last = () if left else ("It was the last one: on its next start, the server asks for keys no more.",)
    return Outcome(body, f"The key {name!r} opens nothing from the next second on.", last)
