"""ragbot-ingest PATH…: takes articles into the archive, and reports what went in and what did not."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from ragbot.operations.cli import print_json, settings_of
from ragbot.operations.terminal import tell, visible

if TYPE_CHECKING:
    from ingest.pipeline.report import Passed, Report
    from ingest.pipeline.sinks import Sink
    from ragbot.settings import Settings

SHOWN = 20
"""The most problems that the report lists; --json lists all, or the first 10,000."""


def take_in(arguments: argparse.Namespace) -> int:
    """Take in what is named; return 1 where something could not be read, 130 after Ctrl-C."""
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
