"""The commands `ragbot feedback list | export`: what readers say of answers, and a question set made of it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragbot.errors import EvaluationError
from ragbot.operations.keys import Outcome, Step

if TYPE_CHECKING:
    from ragbot.archive.feedback import CitedSpan, Feedback
    from ragbot.settings import Settings
    from ragbot.types import Version

Versions = Mapping[tuple[str, int], "Version"]
Line = dict[str, Any]
"""A question as `ragbot eval --judged` reads it."""
ANOTHER = ("wrong", "outdated", "other_story")
"""Reasons by which what was cited must not stand in an answer again."""


def add_command(commands: Any, finish: Callable[[Any, Step], None]) -> None:
    """Add `feedback` to the commands; `finish` gives a step's parser the common options, and prints the outcome."""
    parser = commands.add_parser("feedback", help="list what readers say of answers, or make a question set of it")
    steps = parser.add_subparsers(metavar="STEP", required=True)
    listing = steps.add_parser("list", help="list what readers say of answers, the newest first")
    listing.add_argument("--limit", type=int, default=50, metavar="N", help="how many at most (default: 50)")
    finish(listing, _list)
    export = steps.add_parser(
        "export",
        help="write a question set for 'ragbot eval --judged'",
        description="Write a question for each answer that was rated up, or that the articles are said not to have. "
        "What else was rated down has no known answer: --open writes it, too, with a `must` to be filled in.",
    )
    export.add_argument("file", type=Path, help="a new file")
    export.add_argument("--open", type=Path, metavar="FILE", help="a new file for the questions without a known answer")
    finish(export, _export)


def _list(settings: Settings, arguments: argparse.Namespace) -> Outcome:
    from ragbot.archive.archive import open_feedback

    with open_feedback(settings) as book:
        newest, count = book.newest(max(0, arguments.limit)), book.count()
    text = "\n".join(_line(each) for each in newest) or "Nobody has said anything of an answer yet."
    return Outcome({"feedback": newest, "count": count}, text)


def _line(one: Feedback) -> str:
    """`12  2026-11-27T09:12:00Z  down: outdated  How much is the toll?  “It is ten by now.”  news desk`"""
    rating = f"{one.rating}: {one.reason}" if one.reason else one.rating
    text = f"“{' '.join(one.text.split())}”" if one.text else ""
    return "  ".join(filter(None, (str(one.id), one.at, rating, one.answer.question, text, one.who)))


def _export(settings: Settings, arguments: argparse.Namespace) -> Outcome:
    from ragbot.archive.archive import open_feedback

    files = [path for path in (arguments.file, arguments.open) if path]
    _check_new(files)
    with open_feedback(settings) as book:
        every = list(book.all())
        versions = book.versions(span for each in every for span in each.answer.citations)
    known = [line for each in every if (line := question_of(each, versions))]
    unknown = [open_question_of(each, versions) for each in every if not question_of(each, versions)]
    _write(arguments.file, known)
    if arguments.open:
        _write(arguments.open, unknown)
    body = {"questions": len(known), "open": len(unknown)}
    return Outcome(body, f"{len(known)} questions are in {arguments.file}.", tuple(_notes(arguments, known, unknown)))


def _notes(arguments: argparse.Namespace, known: Sequence[Line], unknown: Sequence[Line]) -> list[str]:
    notes = []
    if unknown:
        where = f"are in {arguments.open}" if arguments.open else "are left out (--open FILE writes them)"
        notes.append(
            f"{len(unknown)} more {where}: nobody knows what must stand in their answers; fill in their `must`."
        )
    if known:
        notes.append("A rating is what a reader thinks: look through them before you measure by them.")
    return notes


def _check_new(files: Sequence[Path]) -> None:
    """Raises EvaluationError: what was filled in by hand is not overwritten."""
    for path in files:
        if path.exists() or not path.parent.is_dir() or files.count(path) > 1:
            raise EvaluationError(f"{path} is there already, or in no folder, or named twice: name another file.")


def _write(path: Path, lines: Sequence[Line]) -> None:
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.") from None


# -- questions --


def question_of(one: Feedback, versions: Versions) -> Line | None:
    """The question with what its answer is to be; None where a rating does not tell that.

    Rated up, one of the texts that were cited must stand there again, and a refusal, be a refusal again; but not one
    for want of the index, by words alone: with it, the answer may well be found.
    """
    is_refused = one.answer.outcome in ("not_in_archive", "related")
    quotes = _quotes(one.answer.citations, versions)
    if one.rating == "down":
        return _question(one, "refuse", must_not=quotes) if one.reason == "unfounded" else None
    if is_refused:
        return _question(one, "refuse")
    if not one.answer.citations:
        return _question(one, "smalltalk") if one.answer.outcome == "answered" else None  # degraded: found by no word
    if not quotes:
        return None
    return _question(one, "answer", must=[quotes], cite_any=_addresses(one.answer.citations, versions))


def open_question_of(one: Feedback, versions: Versions) -> Line:
    """The question, to be answered in a way that nobody has said; `must` is to be filled in."""
    must_not = _quotes(one.answer.citations, versions) if one.reason in ANOTHER else []
    return _question(one, "answer", must=[], must_not=must_not)


def _question(one: Feedback, expect: str, **more: Any) -> Line:
    answer = one.answer
    until = {"until": answer.until} if answer.until else {}
    line = {"id": f"feedback-{one.id}", "kind": one.reason or one.rating, "question": answer.standalone_question}
    asked_on = answer.asked_on or one.at[:10]
    return {**line, "history": [], "asked_on": asked_on, "expect": expect, **more, **until, "note": _note(one)}


def _note(one: Feedback) -> str:
    typed = one.answer.question if one.answer.question != one.answer.standalone_question else ""
    return "; ".join(filter(None, (typed and f"typed: {typed}", one.text)))


def _quotes(spans: Sequence[CitedSpan], versions: Versions) -> list[str]:
    """The texts that were cited, each once: those with a letter or a digit, of articles that were not removed."""
    texts = [
        versions[span.article_id, span.version].text[span.source_start : span.source_end]
        for span in spans
        if (span.article_id, span.version) in versions
    ]
    return list(dict.fromkeys(text for text in texts if any(character.isalnum() for character in text)))


def _addresses(spans: Sequence[CitedSpan], versions: Versions) -> list[str]:
    """None where one of the articles has no address: it could be the one that is cited again."""
    found = [version.url for span in spans if (version := versions.get((span.article_id, span.version)))]
    return list(dict.fromkeys(filter(None, found))) if all(found) else []
