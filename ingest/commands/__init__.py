"""Following from the command line: ragbot-ingest follow, list, history, check, change and so on."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from ingest.commands import change, check, follow, history, listing
from ragbot.operations.cli import Parser, add_common_options, run_command

HELP = {
    "follow": "follow a feed, a news sitemap, a site, a page or a folder, or the sources of an .opml or .toml file",
    "list": "the sources with their state; as --opml or --toml, for other programs",
    "history": "what the last checks of sources found, and what they refused and why",
    "check": "check sources now, or all of them",
    "change": "give a source another title or interval",
    "pause": "check sources no more, until resume",
    "resume": "check paused sources again, and ended ones",
    "forget": "follow sources no more; their articles stay",
    "sync": "check once what is due, for cron or a timer",
    "watch": "check what becomes due, until Ctrl-C, without a server",
}
NAMED: dict[str, str | int] = {"history": "+", "check": "*", "change": 1, "pause": "+", "resume": "+", "forget": "+"}
"""The commands that take sources, and how many."""


def is_command(argv: Sequence[str]) -> bool:
    """Return whether the command line is about sources; a file with such a name is given as `./follow`."""
    return bool(argv) and argv[0] in HELP


def run(argv: Sequence[str]) -> int:
    """Run a command; return its exit status: 1 when something could not be read, or is not there."""
    arguments = _parser().parse_args(argv)
    return run_command(lambda: COMMANDS[arguments.command](arguments))


def _parser() -> argparse.ArgumentParser:
    parser = Parser("ragbot-ingest", description="Follow sources of news.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, said in HELP.items():
        command = commands.add_parser(name, help=said, description=f"{said[0].upper()}{said[1:]}.")
        add_common_options(command)
        if name == "follow":
            command.add_argument("sources", nargs="+", metavar="URL", help="an address, a folder, an .opml or .toml")
            command.add_argument("--yes", action="store_true", help="follow what is discovered without asking")
            command.add_argument(
                "--page", action="store_true", help="follow the page itself, not the feed that it names"
            )
        elif name == "list":
            command.add_argument("--opml", action="store_true", help="the feeds, as feed readers take them")
            command.add_argument("--toml", action="store_true", help="all of them, as 'follow FILE.toml' takes them")
        elif name in NAMED:
            command.add_argument("sources", nargs=NAMED[name], metavar="SOURCE", help="its address, title or id")
        if name == "change":
            command.add_argument("--title", metavar="TEXT", help="what it is called here; '' for what it calls itself")
            command.add_argument(
                "--every", metavar="SPAN", type=change.interval, help="such as 30m, 6h or 1d; 'habit' to learn it again"
            )
    return parser


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "follow": follow.follow,
    "list": listing.show_all,
    "history": history.show,
    "check": check.check,
    "change": change.change,
    "pause": change.pause,
    "resume": change.resume,
    "forget": change.forget,
    "sync": check.sync,
    "watch": check.watch,
}
