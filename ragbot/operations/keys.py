"""The commands `ragbot keys add | list | revoke`: who may use the service, decided on this machine."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ragbot.operations.terminal import tell, visible

if TYPE_CHECKING:
    from ragbot.archive.keys import Key

SCOPES = ("ask", "feed", "operate")
"""As `ragbot.archive.keys` has them, which the help need not load."""
MEANINGS = "ask: ask, search and read; feed: that, and add articles; operate: everything"


def add_command(commands: Any) -> None:
    parser = commands.add_parser("keys", help="make, list and revoke the keys of the service")
    steps = parser.add_subparsers(metavar="STEP", required=True)
    add = _step(steps, "add", _add, "make a key and print it, once")
    add.add_argument("name", help="whose it is, such as 'news desk'")
    add.add_argument("--scope", action="append", choices=SCOPES, help=f"{MEANINGS} (default: ask); may be repeated")
    _step(steps, "list", _list, "list the keys, without what is secret of them")
    revoke = _step(steps, "revoke", _revoke, "have a key open nothing any more")
    revoke.add_argument("name", help="the key's name or id, as 'ragbot keys list' shows them")


def _step(steps: Any, name: str, function: Any, help_: str) -> Any:
    from ragbot.operations.cli import add_common_options

    parser = steps.add_parser(name, help=help_, description=help_.capitalize() + ".")
    add_common_options(parser)
    parser.set_defaults(command=function)
    return parser


def _add(arguments: argparse.Namespace) -> int:
    from ragbot.archive.archive import open_keys
    from ragbot.operations.cli import print_json, settings_of

    scopes = arguments.scope or ["ask"]
    with open_keys(settings_of(arguments), create=True) as keys:
        secret = keys.add(arguments.name, scopes)
        is_first = len(keys.all()) == 1
    if arguments.json:
        print_json({"name": arguments.name, "scopes": scopes, "key": secret})
        return 0
    print(secret)
    tell("This is the only time that it is shown. Send it as 'Authorization: Bearer KEY'.")
    if is_first:
        tell("It is the first key: from now on every request to the API needs one.")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from ragbot.archive.archive import open_keys
    from ragbot.operations.cli import print_json, settings_of

    with open_keys(settings_of(arguments)) as keys:
        found = keys.all()
    if arguments.json:
        print_json({"keys": [_shown(key) for key in found]})
    else:
        print("\n".join(visible(_line(key)) for key in found) or "There is no key: 'ragbot keys add NAME' makes one.")
    return 0


def _shown(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": key.scopes,
        "created": key.created,
        "last_used": key.last_used,
    }


def _line(key: Key) -> str:
    """`1f0c2ab93d4e  news desk  ask, feed  made 2026-11-27, last used 2026-11-27`"""
    used = f"last used {key.last_used}" if key.last_used else "never used"
    return f"{key.id}  {key.name}  {', '.join(key.scopes)}  made {key.created[:10]}, {used}"


def _revoke(arguments: argparse.Namespace) -> int:
    from ragbot.archive.archive import open_keys
    from ragbot.operations.cli import print_json, settings_of

    with open_keys(settings_of(arguments)) as keys:
        done, left = keys.revoke(arguments.name), len(keys.all())
    if not done:
        tell(visible(f"{arguments.name}: no key has this name or id; 'ragbot keys list' shows them."))
        return 1
    if arguments.json:
        print_json({"revoked": arguments.name, "left": left})
    else:
        print(visible(f"The key {arguments.name!r} opens nothing from the next second on."))
        if not left:
            tell("It was the last one: on its next start, the server asks for keys no more.")
    return 0
