"""ragbot eval: makes an archive of known articles, asks it known questions, and shows how good the answers were."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragbot import __version__
from ragbot.errors import EvaluationError

if TYPE_CHECKING:
    from ingest.taken import Taken
    from ragbot.evaluation.asked import Asked
    from ragbot.evaluation.figures import Figures
    from ragbot.settings import Settings

DESCRIPTION = """Take the articles into an archive of their own, ask the questions, each as of its date, and show how
often the right article was found, the answer was in what was read and what was said, and how long it took.
The format is that of RealTime QA: docs/evaluation.md."""
SEED = 0


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
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.") from None


def _show(result: dict[str, Any], as_json: bool) -> None:
    from ragbot.cli import print_json
    from ragbot.show import show_evaluation

    if as_json:
        print_json(result)
    else:
        show_evaluation(result)


def _compare(results: Sequence[Path], as_json: bool) -> int:
    from ragbot.cli import print_json
    from ragbot.evaluation.comparison import compared, read_result
    from ragbot.show import show_comparison

    a, b = results
    rows = compared(read_result(a), read_result(b))
    if as_json:
        print_json({row.name: {"a": row.a, "b": row.b, "difference": row.difference} for row in rows})
    else:
        show_comparison(rows, a.name, b.name)
    return 0


def evaluation(arguments: argparse.Namespace) -> dict[str, Any]:
    """The result as JSON can carry it. It names files, never their folders."""
    from ragbot.evaluation.asked import read_questions
    from ragbot.settings import load_settings

    given = {name: getattr(arguments, name) for name in ("articles", "questions", "unanswerable")}
    files = {name: _file(path) for name, path in given.items() if path}
    questions = read_questions(arguments.questions)  # first: a bad line should not wait for the embedding
    unanswerable = read_questions(arguments.unanswerable) if arguments.unanswerable else ()
    asked = (_with_urls(questions, arguments.sample), _sample(unanswerable, arguments.sample))
    with _folder(arguments.archive) as folder:
        # a Chroma server would be left with what was measured, and figures of a language model could not be repeated
        settings = load_settings(archive=folder, chroma="embedded", llm="extractive")
        digest = files["articles"]["sha256"] if arguments.archive else None
        taken, figures, model = _measured(settings, arguments.articles, digest, asked, arguments.json)
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
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.") from None


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
    settings: Settings, articles: Path, digest: str | None, asked: tuple[Sequence[Asked], Sequence[Asked]], quiet: bool
) -> tuple[Taken, Figures, str]:
    """What the ingest took, the figures, and the fingerprint of the model. The archive is closed afterwards.

    It is to be used again where the digest of the articles' file is given.
    """
    from ingest.recipe import kept_to
    from ingest.taken import take_in
    from ragbot.bot import open_bot
    from ragbot.evaluation.evaluate import measure
    from ragbot.show import progress_bar

    bot = open_bot(settings, create=True)
    with bot.archive as archive:
        with kept_to(archive, articles, digest) if digest else nullcontext():
            taken = take_in(archive, articles, quiet)
        with progress_bar("Asking", "questions", quiet) as told:
            return taken, measure(bot, *asked, told), archive.embeddings.fingerprint


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
