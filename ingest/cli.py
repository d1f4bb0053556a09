"""The command line: ragbot-ingest PATH… takes articles into the archive; --retract URL takes one back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from ingest import commands
from ragbot.operations.cli import Parser, add_common_options, print_json, run_command, settings_of
from ragbot.operations.terminal import tell, visible

if TYPE_CHECKING:
    from ingest.pipeline.report import Passed, Report
    from ingest.pipeline.sinks import Sink
    from ragbot.settings import Settings

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
FINDING = "Find it with 'ragbot search --json', and name it by its article_id."
LONGEST_REASON = 2_000
SHOWN = 20
"""The most problems that the report lists; --json lists all, or the first 10,000."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the ingest; return its exit status."""
    given = sys.argv[1:] if argv is None else argv
    if commands.is_command(given):
        return commands.run(given)
    arguments = _parser().parse_args(given)
    if wrong := _wrong_use(arguments):
        _parser().error(wrong)
    return run_command(lambda: _retract(arguments) if arguments.state else _ingest(arguments))


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


def _retract(arguments: argparse.Namespace) -> int:
    from ingest.pipeline.retract import set_states
    from ingest.records.cleaning import clean_line

    reason = clean_line(arguments.reason or "")[:LONGEST_REASON] or None
    decisions = set_states(settings_of(arguments), arguments.paths, arguments.state, reason)
    if arguments.json:
        print_json(decisions)
    for decision in decisions if not arguments.json else ():
        named = clean_line(decision.named)
        if decision.result != "unknown":
            print(f"{named}: {decision.state} {'now' if decision.result == 'changed' else 'already, nothing changed'}")
    unknown = [clean_line(decision.named) for decision in decisions if decision.result == "unknown"]
    for named in unknown:
        tell(f"{named}: no article in the archive has this URL, id or file. {FINDING}")
    return 1 if unknown else 0


def _ingest(arguments: argparse.Namespace) -> int:
    from ragbot.archive.archive import is_empty

    settings = settings_of(arguments)
    if arguments.if_empty and not is_empty(settings.archive):
        return 0
    report = _taken_in(arguments, settings)
    if arguments.json:
        print_json(report)
    else:
        _show(report)
    unread = report.failed or report.stopped or any(passed.way_out for passed in report.passed_over)
    return 130 if report.interrupted else 1 if unread else 0


def _taken_in(arguments: argparse.Namespace, settings: Settings) -> Report:
    from ingest.fetch.fetcher import Fetcher
    from ingest.pipeline.deeds import deed_of
    from ingest.pipeline.ingester import ingest
    from ingest.pipeline.sinks import ArchiveSink
    from ingest.sources.arguments import read_arguments
    from ingest.sources.files import files_in
    from ragbot.archive.deeds import COMMAND_LINE
    from ragbot.operations.show import progress_bar

    samples = files_in(samples_folder()) if arguments.samples else []  # not the folder's own code and explanation
    paths = [*arguments.paths, *samples]
    bar = progress_bar("Ingesting", "articles", arguments.json)
    with _sink(settings) as sink, bar as told, closing(read_arguments(paths, Fetcher.of(settings))) as raws:
        report = ingest(raws, sink, lambda tally: told(tally.done, tally.expected))
        if isinstance(sink, ArchiveSink) and (deed := deed_of(report)):  # a server keeps its own deeds
            sink.archive.deeds.add(COMMAND_LINE, "ragbot-ingest", deed)
        return report


def samples_folder() -> str:
    from importlib.resources import files

    return str(files("ingest.samples").joinpath("."))


@contextmanager
def _sink(settings: Settings) -> Iterator[Sink]:
    """Yield the server that owns the archive, when one runs; else the archive itself."""
    from ingest.pipeline.sinks import ArchiveSink, ServerSink
    from ragbot.archive.archive import open_archive
    from ragbot.client import find_server

    if server := find_server(settings):
        print(visible(f"Handing the articles to the server at {server.address}."), file=sys.stderr)
        yield ServerSink(server)
        return
    with open_archive(settings, create=True) as archive:
        yield ArchiveSink(archive)


def _show(report: Report) -> None:
    from ingest.records.articles import clean_line

    counts = f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.failures} failed"
    print(f"{counts}; {report.passages} passages, {report.embedded} embedded, in {report.seconds:.1f} s")
    kinds = (("failed", report.failed, report.failed_more), ("note", report.warnings, report.warnings_more))
    for label, problems, more in kinds:
        for problem in problems[:SHOWN]:
            told = clean_line(f"{problem.origin}: {problem.reason}")  # the name of a file may steer a terminal, too
            print(f"  {label}: {told}", file=sys.stderr)
        if (unshown := len(problems) + more - SHOWN) > 0:
            print(f"  … and {unshown} more; --json lists {'the first 10,000' if more else 'all'}", file=sys.stderr)
    if report.passed_over:
        print(f"  passed over: {clean_line(', '.join(map(_passed, report.passed_over)))}", file=sys.stderr)
    if report.stopped:
        tell(report.stopped)
    if report.interrupted or report.stopped:
        print("Stopped. What was added is safe; run the same command again to finish.", file=sys.stderr)


def _passed(passed: Passed) -> str:
    return f"{passed.count:,} {passed.kind}{f' ({passed.way_out})' if passed.way_out else ''}"


if __name__ == "__main__":
    sys.exit(main())
