"""ragbot eval: makes an archive of known articles, asks it known questions, and shows how good the answers were."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragbot import __version__
from ragbot.errors import ArchiveError

if TYPE_CHECKING:
    from ingest.ingester import Report, Tally
    from ragbot.archive import Archive, Progress
    from ragbot.embeddings import TextEmbeddings
    from ragbot.evaluate import Asked, EvaluationError, Figures
    from ragbot.settings import Settings

DESCRIPTION = """Take the articles into an archive of their own, ask the questions, each as of its date, and show how
often the right article was found, the answer was in what was read and what was said, and how long it took.
The format is that of RealTime QA: docs/evaluation.md."""
SEED = 0
RECORD = "evaluation.json"
"""Beside the archive: what it was made of."""


def add_command(commands: Any) -> None:
    """Add `eval` to ragbot's commands."""
    parser = commands.add_parser("eval", help="measure how well known questions are answered", description=DESCRIPTION)
    parser.add_argument("--articles", type=Path, metavar="FILE", help="known articles, as ragbot-ingest takes them")
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="JSON lines: question, date, answers, gold_urls …"
    )
    parser.add_argument("--unanswerable", type=Path, metavar="FILE", help="questions that the articles cannot answer")
    parser.add_argument("--archive", type=Path, metavar="DIR", help="keep the archive here and use it again next time")
    parser.add_argument("--sample", type=_count, metavar="N", help="ask only N of each, the same ones every time")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the JSON here, too")
    parser.add_argument("--json", action="store_true", help="print the JSON instead of tables")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("A", "B"), help="only show two results side by side")
    parser.set_defaults(command=partial(_eval, parser))


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1")
    return int(text)


def _eval(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    if arguments.compare:
        return _compare(arguments.compare, arguments.json)
    if not (arguments.articles and arguments.questions):
        parser.error("name the --articles and the --questions, or two results to --compare")
    if arguments.output and (arguments.output.is_dir() or not arguments.output.parent.is_dir()):
        parser.error(f"--output: {arguments.output} is a folder or in one that does not exist")
    result = evaluation(arguments)
    _show(result, arguments.json)
    if arguments.output:
        _write(arguments.output, result)
    return 0


def _write(path: Path, result: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise _unusable(f"{path} cannot be written: {error.strerror}.") from None


def _unusable(message: str) -> EvaluationError:
    from ragbot.evaluate import EvaluationError

    return EvaluationError(message)


def _show(result: dict[str, Any], as_json: bool) -> None:
    from ragbot.cli import print_json
    from ragbot.show import show_evaluation

    if as_json:
        print_json(result)
    else:
        show_evaluation(result)


def evaluation(arguments: argparse.Namespace) -> dict[str, Any]:
    """The result as JSON can carry it. It names files, never their folders."""
    from ragbot.evaluate import read_questions
    from ragbot.settings import load_settings

    given = {name: getattr(arguments, name) for name in ("articles", "questions", "unanswerable")}
    files = {name: _file(path) for name, path in given.items() if path}
    questions = read_questions(arguments.questions)  # first: a bad line should not wait for the embedding
    unanswerable = read_questions(arguments.unanswerable) if arguments.unanswerable else ()
    asked = (_with_urls(questions, arguments.sample), _sample(unanswerable, arguments.sample))
    with _folder(arguments.archive) as folder:
        # a Chroma server would be left with what was measured, and figures of a language model could not be repeated
        settings = load_settings(archive=folder, chroma="embedded", llm="extractive")
        taken, figures, model = _measured(
            settings, arguments.articles, files["articles"]["sha256"], asked, arguments.json
        )
        disk = {"disk_mb": _disk_mb(folder)}
    return {
        "files": {name: files.get(name) for name in given},
        "sample": arguments.sample,
        **figures.as_json(),
        "ingest": taken.as_json() | disk,
        "environment": _environment(model, settings),
    }


def _file(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            return {"name": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    except OSError as error:
        raise _unusable(f"{path} cannot be read: {error.strerror}.") from None


def _with_urls(questions: Sequence[Asked], size: int | None) -> list[Asked]:
    """A sample of those that will be asked, and all others: they are only counted."""
    return [*_sample([q for q in questions if q.urls], size), *(q for q in questions if not q.urls)]


def _sample(questions: Sequence[Asked], size: int | None) -> list[Asked]:
    return list(questions) if size is None else random.Random(SEED).sample(questions, min(size, len(questions)))


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    """The folder that was named, or one for the time being."""
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="ragbot-eval-") as folder:
        yield Path(folder)


def _measured(
    settings: Settings, articles: Path, digest: str, asked: tuple[Sequence[Asked], Sequence[Asked]], quiet: bool
) -> tuple[Taken, Figures, str]:
    """What the ingest took, the figures, and the fingerprint of the model. The archive is closed afterwards."""
    from ragbot.bot import open_bot
    from ragbot.evaluate import measure
    from ragbot.show import progress_bar

    bot = open_bot(settings, create=True)
    with bot.archive as archive:
        made_of = _claimed(archive, digest)
        taken = _taken(archive, articles, quiet)
        _record(archive.folder, replace(made_of, holds=archive.extent()[0]))
        with progress_bar("Asking", quiet) as told:
            return taken, measure(bot, *asked, told), archive.embeddings.fingerprint


# What the archive was made of


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What decides what an archive holds; another archive gives other figures."""

    articles: str
    """SHA-256 of their file."""
    model: str
    passages: str
    """Digest of how an invented article is cut."""
    holds: int | None = None
    """Articles, once all are in it."""


def _claimed(archive: Archive, articles: str) -> MadeOf:
    """What the archive is to be made of, recorded. Raises ArchiveError when it was made of something else."""
    wanted = MadeOf(articles, archive.embeddings.fingerprint, _cutting(archive.embeddings))
    known, held = _recorded(archive.folder), archive.extent()[0]
    if known is None and held:
        raise _refused(archive.folder, "by something else than 'ragbot eval'")
    if known is None:
        _record(archive.folder, wanted)
        return wanted
    if known.articles != wanted.articles:
        raise _refused(archive.folder, "of other articles, or of another state of this file")
    if known.model != wanted.model:
        raise _refused(archive.folder, f"with the embedding model {known.model}, not {wanted.model}")
    if known.passages != wanted.passages:
        raise _refused(archive.folder, "with other passage settings")
    if known.holds not in (None, held):
        raise _refused(archive.folder, f"of {known.holds:,} articles, and now holds {held:,}")
    return known


def _refused(folder: Path, how: str) -> ArchiveError:
    return ArchiveError(
        f"The archive in {folder} was made {how}: its figures would be those of a mixture. "
        "Name another folder with --archive, or delete this one to have it made anew."
    )


def _recorded(folder: Path) -> MadeOf | None:
    try:
        return MadeOf(**json.loads((folder / RECORD).read_text()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        raise _refused(folder, f"nobody knows of what ({RECORD} in it cannot be read)") from None


def _record(folder: Path, made_of: MadeOf) -> None:
    fresh = folder / f"{RECORD}.new"
    fresh.write_text(json.dumps(asdict(made_of), indent=2))
    fresh.replace(folder / RECORD)


def _cutting(embeddings: TextEmbeddings) -> str:
    """Changes whenever an article would be cut into other passages, or these be embedded with another heading."""
    from ingest.passages import passage_spans
    from ragbot.ledger import Draft
    from ragbot.types import Article, sha256

    sentences = [f"On day {i} the council of Town{i} voted {i} to {i % 7} for a new bridge." for i in range(1, 200)]
    text = "\n\n".join(" ".join(sentences[i : i + 5]) for i in range(0, len(sentences), 5))
    probe = Article("Towns vote for bridges" * 20, text, "probe", source="Probe", published="2026-01-01", language="en")
    passages = Draft(probe, passage_spans(probe, embeddings)).passages(1)
    return sha256("\n".join(passage.key for passage in passages))[:16]


# Taking the articles in


@dataclass(frozen=True, slots=True)
class Taken:
    """What the ingest did, and what it cost. Of an archive that was there already, only what it holds."""

    reused: bool
    articles: int
    passages: int
    embedded: int
    failed: int
    seconds: float
    cpu_seconds: float
    peak_memory_mb: float
    """Of the process, the embedding model included."""

    def as_json(self) -> dict[str, Any]:
        """Rates are None when most of the work had been done before."""
        rates = {
            "articles_per_s": round(self.articles / max(self.seconds, 0.001), 2),
            "passages_per_s": round(self.passages / max(self.seconds, 0.001), 2),
            "cpu_seconds_per_article": round(self.cpu_seconds / max(self.articles, 1), 4),
        }
        return asdict(self) | (dict.fromkeys(rates) if self.reused else rates)


def _taken(archive: Archive, path: Path, quiet: bool) -> Taken:
    """Take them in, with the model warm. Done again, this changes nothing; interrupted, it is finished."""
    from ingest.ingester import ArchiveSink, ingest
    from ingest.sources.files import read
    from ragbot.show import progress_bar

    archive.embeddings.load()
    reused, cpu = archive.extent()[0] > 0, _cpu_seconds()
    with progress_bar("Ingesting", quiet) as told, closing(read([str(path)])) as raws:
        report = ingest(raws, ArchiveSink(archive), lambda tally: _tell(tally, told))
    used = round(_cpu_seconds() - cpu, 2)
    _check(report, path)
    facts, failed = archive.facts(), len(report.failed)
    return Taken(
        reused, facts.articles, facts.passages, report.embedded, failed, report.seconds, used, _peak_memory_mb()
    )


def _tell(tally: Tally, told: Progress) -> None:
    """How many articles were taken, of how many there seem to be by the share of the file that was read."""
    done = len(tally.outcomes)
    told(done, max(done, round(done / (tally.progress or 1))))


def _check(report: Report, path: Path) -> None:
    """Nothing is measured on an archive that is not whole; of bad records, people are told."""
    if report.interrupted:
        raise KeyboardInterrupt
    if report.stopped:
        raise ArchiveError(report.stopped)
    if report.failed:
        first = report.failed[0]
        told = f"{len(report.failed)} of {report.total} articles failed; {first.origin}: {first.reason}"
        if len(report.failed) == report.total:
            raise _unusable(told)
        print(f"ragbot: {told}", file=sys.stderr)
    if not report.total:
        raise _unusable(f"{path} holds no article.")


def _cpu_seconds() -> float:
    """Of all threads, and of the children that have ended: one parses web pages."""
    return sum(os.times()[:4])


def _peak_memory_mb() -> float:
    import resource  # not on Windows, where the other commands should run all the same

    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes on macOS, KiB everywhere else
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)


def _disk_mb(folder: Path) -> float:
    """Measured when the archive is closed, so without the write-ahead logs."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 2)


def _environment(model: str, settings: Settings) -> dict[str, Any]:
    return {
        "ragbot": __version__,
        "python": platform.python_version(),
        "model": model,
        "reranker": Path(settings.reranker).name if settings.reranker else None,
        "cpus": os.cpu_count(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
    }


# Two results


def _compare(results: Sequence[Path], as_json: bool) -> int:
    from ragbot.cli import print_json
    from ragbot.evaluate import compared
    from ragbot.show import show_comparison

    a, b = results
    rows = compared(_result(a), _result(b))
    if as_json:
        print_json({row.name: {"a": row.a, "b": row.b, "difference": row.difference} for row in rows})
    else:
        show_comparison(rows, a.name, b.name)
    return 0


def _result(path: Path) -> dict[str, Any]:
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unusable(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        result = None
    if not isinstance(result, dict) or "gold" not in result:
        raise _unusable(f"{path} is no result of 'ragbot eval --output'.")
    return result
