"""The command line: ragbot-ingest PATH… takes articles into the archive; --retract URL takes one back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ingest import commands
from ingest.commands.retract import retract
from ingest.commands.take_in import take_in
from ragbot.operations.cli import Parser, add_common_options, run_command

DESCRIPTION = """Take articles into the archive: from files, also packed ones, folders of them, addresses of the web,
or - for standard input.
Doing it twice changes nothing; an interrupted run is finished by running it again.
With --retract or --state, articles that are in the archive: it is set at once, and no ingest undoes it."""
EPILOG = (
    "To follow sources: ragbot-ingest follow, list, history, check, change, pause, resume, forget, sync, watch, "
    "each with --help. "
    "Formats: {formats}. A file is what its first bytes say; where they do not tell, its suffix decides. "
    "Exit status: 0, 1 (something could not be taken in, or is not there; the report says what and why), "
    "2 (wrong use), 130 (Ctrl-C)."
)
STATES = ("live", "corrected", "retracted", "removed")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the ingest; return its exit status."""
    given = sys.argv[1:] if argv is None else argv
    if commands.is_command(given):
        return commands.run(given)
    arguments = _parser().parse_args(given)
    if wrong := _wrong_use(arguments):
        _parser().error(wrong)
    return run_command(lambda: retract(arguments) if arguments.state else take_in(arguments))


def _parser() -> argparse.ArgumentParser:
    from ingest.formats.table import suffixes

    parser = Parser("ragbot-ingest", description=DESCRIPTION, epilog=EPILOG.format(formats=" ".join(suffixes())))
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="file, folder or http(s) address, or - for standard input"
    )
    parser.add_argument("--samples", action="store_true", help="also take in the invented sample articles")
    parser.add_argument("--if-empty", action="store_true", help="do nothing when the archive holds articles already")
    states = parser.add_mutually_exclusive_group()
    states.add_argument(
        "--retract",
        action="store_const",
        const="retracted",
        dest="state",
        help="no answer rests on the articles any more; PATH is the URL, the id or the file of each",
    )
    states.add_argument(
        "--state",
        choices=STATES,
        help="set another state: removed hides the text too, corrected tells it, live undoes either",
    )
    parser.add_argument("--reason", metavar="TEXT", help="why, for readers; with --retract or --state")
    add_common_options(parser)
    return parser


def _wrong_use(arguments: argparse.Namespace) -> str | None:
    if arguments.state and (arguments.samples or arguments.if_empty):
        return "--retract and --state take nothing in: leave out --samples and --if-empty"
    if arguments.state and not arguments.paths:
        return "name the URL, the id or the file of the article"
    if arguments.reason is not None and not arguments.state:
        return "--reason goes with --retract or --state"
    if not arguments.paths and not arguments.samples:
        return "name a file, a folder or an address, - for standard input, or --samples"
    return None


if __name__ == "__main__":
    sys.exit(main())
