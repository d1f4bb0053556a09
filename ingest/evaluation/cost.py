"""The cost of taking the articles of `ragbot eval` into its archive."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.pipeline.ingester import ingest
from ingest.pipeline.report import Report
from ingest.pipeline.sinks import ArchiveSink
from ingest.sources.files import read
from ragbot.archive.archive import Archive
from ragbot.errors import ArchiveError, EvaluationError
from ragbot.operations.show import progress_bar
from ragbot.operations.terminal import tell


@dataclass(frozen=True, slots=True)
class IngestCost:
    """The results and the cost of an ingest; for an archive that was there already, only what it holds."""

    reused: bool
    articles: int
    passages: int
    embedded: int
    failed: int
    seconds: float
    cpu_seconds: float
    peak_memory_mb: float
    """The memory of the process, the embedding model included."""

    def as_json(self) -> dict[str, Any]:
        """Return the fields and the rates; a rate is None when most of the work had been done before."""
        rates = {
            "articles_per_s": round(self.articles / max(self.seconds, 0.001), 2),
            "passages_per_s": round(self.passages / max(self.seconds, 0.001), 2),
            "cpu_seconds_per_article": round(self.cpu_seconds / max(self.articles, 1), 4),
        }
        return asdict(self) | (dict.fromkeys(rates) if self.reused else rates)


def take_in(archive: Archive, path: Path, quiet: bool) -> IngestCost:
    """Take in the articles of a file, with the model warm; return the cost. The same file again changes nothing.

    Raises ArchiveError when the archive fails, EvaluationError when not one article could be taken in.
    """
    archive.embeddings.load()
    reused, cpu = archive.extent()[0] > 0, _cpu_seconds()
    with progress_bar("Ingesting", "articles", quiet) as told, closing(read([str(path)])) as raws:
        report = ingest(raws, ArchiveSink(archive), lambda tally: told(tally.done, tally.expected))
    used = round(_cpu_seconds() - cpu, 2)
    _check(report, path)
    facts, failed = archive.facts(), report.failures
    return IngestCost(
        reused, facts.articles, facts.passages, report.embedded, failed, report.seconds, used, _peak_memory_mb()
    )


def _check(report: Report, path: Path) -> None:
    """Raise an error unless the archive is whole, for figures need one; tell people of bad records."""
    if report.interrupted:
        raise KeyboardInterrupt
    if report.stopped:
        raise ArchiveError(report.stopped)
    if report.failed:
        first = report.failed[0]
        told = f"{report.failures} of {report.total} articles failed; {first.origin}: {first.reason}"
        if report.failures == report.total:
            raise EvaluationError(told)
        tell(told)
    if not report.total:
        raise EvaluationError(f"{path} holds no article.")


def _cpu_seconds() -> float:
    """Return the CPU seconds of all threads, and of the children that have ended: one parses web pages."""
    return sum(os.times()[:4])


def _peak_memory_mb() -> float:
    import resource  # not on Windows, where the other commands should run all the same

    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes on macOS, KiB everywhere else
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)
