"""ragbot eval: it makes an archive of known articles, asks it known questions, and shows how good the answers were."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ragbot import __version__
from ragbot.errors import EvaluationError
from ragbot.operations.terminal import tell

if TYPE_CHECKING:
    from ragbot.archive.archive import Archive
    from ragbot.evaluation.judging import Ask
    from ragbot.evaluation.known_questions import KnownQuestion
    from ragbot.evaluation.typed_questions import Judged
    from ragbot.settings import Settings

Measures = dict[str, Any]
"""A part of a result, in a form for JSON."""
Known = TypeVar("Known")

DESCRIPTION = """Take the articles into an archive of their own, ask the questions, each as of its date, and show how
often the right article was found, the answer was in what was read and what was said, and how long it took; of judged
questions, how right the answers are, by kind. The formats are in docs/evaluation.md."""
SEED = 0
FILES = ("articles", "questions", "unanswerable", "judged")
"""The options that name a file."""


def add_command(commands: Any) -> None:
    """Add `eval` to ragbot's commands."""
    parser = commands.add_parser("eval", help="measure how well known questions are answered", description=DESCRIPTION)
    parser.add_argument("--articles", type=Path, metavar="FILE", help="known articles, as ragbot-ingest takes them")
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="JSON lines: question, date, answers, gold_urls …"
    )
    parser.add_argument("--unanswerable", type=Path, metavar="FILE", help="questions that the articles cannot answer")
    parser.add_argument(
        "--judged", type=Path, metavar="FILE", help="questions with what must and must not be in their answers"
    )
    parser.add_argument(
        "--archive", type=Path, metavar="DIR", help="keep the archive here and use it again; alone, judge on this one"
    )
    parser.add_argument("--sample", type=_count, metavar="N", help="ask only N of each, the same ones every time")
    parser.add_argument("--show", action="store_true", help="print the answer to each judged question with its verdict")
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
    if wrong := _wrong_use(arguments):
        parser.error(wrong)
    if arguments.output and (arguments.output.is_dir() or not arguments.output.parent.is_dir()):
        parser.error(f"--output: {arguments.output} is a folder or in one that does not exist")
    result = evaluation(arguments)
    _show(result, arguments.json, arguments.show)
    if arguments.output:
        _write(arguments.output, result)
    return 0


def _wrong_use(arguments: argparse.Namespace) -> str | None:
    """Return what is missing in the arguments; None when nothing is."""
    if not (arguments.questions or arguments.judged):
        return "name the --articles with the --questions or the --judged ones, or two results to --compare"
    if arguments.questions and not arguments.articles:
        return "name the --articles that the --questions are about"
    if not (arguments.articles or arguments.archive):
        return "name the --articles that the --judged questions are about, or an --archive that has them"
    if arguments.unanswerable and not arguments.questions:
        return "--unanswerable goes with --questions; of the --judged ones, those with 'expect': 'refuse' are such"
    if arguments.show and not arguments.judged:
        return "--show prints the answers to --judged questions"
    return None


def _write(path: Path, result: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.") from None


def _show(result: dict[str, Any], as_json: bool, answers: bool) -> None:
    from ragbot.evaluation.tables import show_answers, show_evaluation
    from ragbot.operations.cli import print_json

    if as_json:
        print_json(result)
        return
    if answers:
        show_answers(result["judged"]["answers"])
    show_evaluation(result)


def _compare(results: Sequence[Path], as_json: bool) -> int:
    from ragbot.evaluation.comparison import changes, compared, read_result
    from ragbot.evaluation.tables import show_comparison
    from ragbot.operations.cli import print_json

    a, b = results
    both = read_result(a), read_result(b)
    rows, changed = compared(*both), changes(*both)
    if as_json:
        figures = {row.name: {"a": row.a, "b": row.b, "difference": row.difference} for row in rows}
        print_json(figures | {"changes": [asdict(change) for change in changed]})
    else:
        show_comparison(rows, changed, a.name, b.name)
    return 0


@dataclass(frozen=True, slots=True)
class _Request:
    """The questions to ask."""

    questions: Sequence[KnownQuestion] = ()
    unanswerable: Sequence[KnownQuestion] = ()
    judged: Sequence[Judged] = ()

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> _Request:
        """Return the questions. Raises EvaluationError: a bad line should not wait for the embedding."""
        from ragbot.evaluation.known_questions import read_questions
        from ragbot.evaluation.typed_questions import read_judged

        size = arguments.sample
        return cls(
            _with_urls(read_questions(arguments.questions), size) if arguments.questions else (),
            _sample(read_questions(arguments.unanswerable), size) if arguments.unanswerable else (),
            _sample(read_judged(arguments.judged), size) if arguments.judged else (),
        )


def evaluation(arguments: argparse.Namespace) -> Measures:
    """Return the result in a form for JSON; it has the names of files, never their folders."""
    files = {name: _file(path) for name in FILES if (path := getattr(arguments, name))}
    asked = _Request.of(arguments)
    measured = _of_articles(arguments, asked, files) if arguments.articles else _of_archive(arguments, asked)
    return {"files": {name: files.get(name) for name in FILES}, "sample": arguments.sample, **measured}


def _of_articles(arguments: argparse.Namespace, request: _Request, files: Mapping[str, Mapping[str, str]]) -> Measures:
    from ragbot.settings import load_settings

    digest = files["articles"]["sha256"] if arguments.archive else None
    with _folder(arguments.archive) as folder:
        # a Chroma server would keep the measured articles, and the figures of a language model could not be repeated
        settings = load_settings(archive=folder, chroma="embedded", llm="extractive")
        measured = _measured(settings, arguments.articles, digest, request, arguments.json)
        measured["ingest"] |= {"disk_mb": _disk_mb(folder)}
    return measured


def _of_archive(arguments: argparse.Namespace, request: _Request) -> Measures:
    """Return the figures of an existing archive, with its own settings; where a server owns it, the server answers."""
    from ragbot.answering.bot import open_bot
    from ragbot.client import find_server
    from ragbot.settings import load_settings

    settings = load_settings(archive=arguments.archive)
    if server := find_server(settings):
        tell(f"the server at {server.address} answers, with its own model")
        return {"judged": _judged(server.ask, request.judged, arguments.json)} | _environment(None, settings)
    bot = open_bot(settings)
    with bot.archive as archive:
        judged = _judged(bot.ask, request.judged, arguments.json, archive)
        return {"judged": judged} | _environment(archive.embeddings.fingerprint, settings)


def _judged(ask: Ask, judged: Sequence[Judged], quiet: bool, archive: Archive | None = None) -> dict[str, Any]:
    from ragbot.evaluation.judging import judge, report
    from ragbot.operations.show import progress_bar

    with progress_bar("Judging", "questions", quiet) as told:
        return report(judge(ask, judged, told), archive)


def _file(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            return {"name": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.") from None


def _with_urls(questions: Sequence[KnownQuestion], size: int | None) -> list[KnownQuestion]:
    """Return a sample of the questions with URLs, and all others, which are only counted."""
    return [*_sample([q for q in questions if q.urls], size), *(q for q in questions if not q.urls)]


def _sample(questions: Sequence[Known], size: int | None) -> list[Known]:
    return list(questions) if size is None else random.Random(SEED).sample(questions, min(size, len(questions)))


@contextmanager
def _folder(archive: Path | None) -> Iterator[Path]:
    """Yield the named folder, or a temporary one."""
    if archive:
        yield archive
        return
    with tempfile.TemporaryDirectory(prefix="ragbot-eval-") as folder:
        yield Path(folder)


def _measured(settings: Settings, articles: Path, digest: str | None, request: _Request, quiet: bool) -> Measures:
    """Return the cost of the ingest, and the figures; close the archive.

    With the digest of the articles' file, the archive is kept for another time.
    """
    from ingest.evaluation.cost import take_in
    from ingest.evaluation.recipe import kept_to
    from ragbot.answering.bot import open_bot
    from ragbot.evaluation.evaluate import measure
    from ragbot.operations.show import progress_bar

    measured: Measures = {}
    bot = open_bot(settings, create=True)
    with bot.archive as archive:
        with kept_to(archive, articles, digest) if digest else nullcontext():
            taken = take_in(archive, articles, quiet)
        if request.questions:
            with progress_bar("Asking", "questions", quiet) as told:
                measured |= measure(bot, request.questions, request.unanswerable, told).as_json()
        if request.judged:
            measured["judged"] = _judged(bot.ask, request.judged, quiet, archive)
        return measured | {"ingest": taken.as_json()} | _environment(archive.embeddings.fingerprint, settings)


def _disk_mb(folder: Path) -> float:
    """Return the size of the folder in MB, without write-ahead logs, since the archive is closed."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 2)


def _environment(model: str | None, settings: Settings) -> Measures:
    """Return the versions and machine of a measurement; `model` is None where a server answers."""
    environment = {
        "ragbot": __version__,
        "python": platform.python_version(),
        "model": model,
        "reranker": Path(settings.reranker).name if settings.reranker else None,
        "cpus": os.cpu_count(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
    }
    return {"environment": environment}
