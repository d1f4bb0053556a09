"""The command line: ragbot-ingest PATH… takes articles from files into the archive."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from ragbot.cli import add_common_options, print_json, run_command, settings_of

if TYPE_CHECKING:
    from ingest.ingester import Report, Sink, Tally
    from ragbot.settings import Settings

DESCRIPTION = """Take articles into the archive: .txt, .md, .html, .json and .jsonl files, also .gz, folders of them,
or - for standard input. Doing it twice changes nothing; an interrupted run is finished by running it again."""
EPILOG = (
    "Exit status: 0, 1 (something could not be taken in; the report says what and why), 2 (wrong use), 130 (Ctrl-C)."
)
SHOWN = 20
"""Problems listed in the report; --json lists all."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the ingest; its exit status."""
    arguments = _parser().parse_args(argv)
    if not arguments.paths and not arguments.samples:
        _parser().error("name a file or a folder, - for standard input, or --samples")
    return run_command(lambda: _ingest(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("ragbot-ingest", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file or folder, or - for standard input")
    parser.add_argument("--samples", action="store_true", help="also take in the invented sample articles")
    parser.add_argument("--if-empty", action="store_true", help="do nothing when the archive holds articles already")
    add_common_options(parser)
    return parser


def _ingest(arguments: argparse.Namespace) -> int:
    from ragbot.archive import is_empty

    settings = settings_of(arguments)
    if arguments.if_empty and not is_empty(settings.archive):
        return 0
    report = _taken_in(arguments, settings)
    if arguments.json:
        print_json(report)
    else:
        _show(report)
    return 130 if report.interrupted else 1 if report.failed or report.stopped else 0


def _taken_in(arguments: argparse.Namespace, settings: Settings) -> Report:
    from ingest.ingester import ingest
    from ingest.sources.files import read

    paths = [*arguments.paths, *([samples_folder()] if arguments.samples else [])]
    with _sink(settings) as sink, _watched(arguments.json) as watch, closing(read(paths)) as raws:
        return ingest(raws, sink, watch)


def samples_folder() -> str:
    from importlib.resources import files

    return str(files("ingest.samples").joinpath("."))


@contextmanager
def _sink(settings: Settings) -> Iterator[Sink]:
    """The server that owns the archive, when one runs; else the archive itself."""
    from ingest.ingester import ArchiveSink, ServerSink
    from ragbot.archive import open_archive
    from ragbot.client import find_server

    if server := find_server(settings):
        print(f"Handing the articles to the server at {server.address}.", file=sys.stderr)
        yield ServerSink(server)
        return
    with open_archive(settings, create=True) as archive:
        yield ArchiveSink(archive)


@contextmanager
def _watched(quiet: bool) -> Iterator[Callable[[Tally], None]]:
    """A progress bar on standard error, with rate and time left; it only shows in a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("Ingesting"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[articles]} articles, {task.fields[rate]:.1f}/s,"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task("", total=None, articles=0, rate=0.0)

        def watch(tally: Tally) -> None:
            report = tally.report()
            rate = report.total / max(report.seconds, 0.001)
            total = None if tally.progress is None else 1.0
            progress.update(task, total=total, completed=tally.progress or 0, articles=report.total, rate=rate)

        yield watch


def _show(report: Report) -> None:
    from ingest.articles import clean_line

    counts = (
        f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {len(report.failed)} failed"
    )
    print(f"{counts}; {report.passages} passages, {report.embedded} embedded, in {report.seconds:.1f} s")
    for label, problems in (("failed", report.failed), ("note", report.warnings)):
        for problem in problems[:SHOWN]:
            told = clean_line(f"{problem.origin}: {problem.reason}")  # a file's name may steer a terminal, too
            print(f"  {label}: {told}", file=sys.stderr)
        if len(problems) > SHOWN:
            print(f"  … and {len(problems) - SHOWN} more; --json lists all", file=sys.stderr)
    if report.stopped:
        print(f"ragbot: {report.stopped}", file=sys.stderr)
    if report.interrupted or report.stopped:
        print("Stopped. What was added is safe; run the same command again to finish.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
