"""How good the answers are on real questions, until `ragbot eval` comes: python -m tests.quality.measure --help."""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from ragbot.bot import EVIDENCE, Bot, open_bot
from ragbot.retrieve import retrieve
from ragbot.settings import load_settings
from ragbot.timings import Timings
from ragbot.types import Answer, Question, Window


@dataclass(frozen=True, slots=True)
class Measured:
    """One question with its answer."""

    asked: dict[str, Any]
    urls: Sequence[str]
    """Addresses of the retrieved articles, best first."""
    answer: Answer


def main() -> None:
    """Ask both sets and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("answerable", type=Path, help="questions.jsonl of RealTime QA, asked as of their date")
    parser.add_argument("unanswerable", type=Path, help="questions.jsonl of another year")
    parser.add_argument("--sample", type=int, default=300, help="how many of each (default: 300)")
    arguments = parser.parse_args()
    bot = open_bot(load_settings(archive=arguments.archive))
    with bot.archive:
        bot.archive.embeddings.load()
        own = [_measured(bot, asked, as_of=True) for asked in _questions(arguments.answerable, arguments.sample)]
        other = [_measured(bot, asked, as_of=False) for asked in _questions(arguments.unanswerable, arguments.sample)]
    print(json.dumps(_figures(own, other), indent=2))


def _questions(path: Path, sample: int) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in path.read_text().splitlines()]
    return random.Random(0).sample(found, min(sample, len(found)))


def _measured(bot: Bot, asked: dict[str, Any], as_of: bool) -> Measured:
    """With nothing newer than the day after the question, when asked as of its date."""
    until = (date.fromisoformat(asked["date"]) + timedelta(days=1)).isoformat()
    question = Question(asked["question"], Window(until=until) if as_of else Window())
    evidence = retrieve(bot.archive, question, EVIDENCE, Timings())
    urls = list(dict.fromkeys(piece.version.url or "" for piece in evidence))
    return Measured(asked, urls, bot.ask(question))


def _figures(own: Sequence[Measured], other: Sequence[Measured]) -> dict[str, Any]:
    known = [m for m in own if m.asked["gold_urls"] or m.asked["silver_urls"]]
    told = [m for m in own if m.answer.outcome == "answered"]
    return {
        "questions": [len(own), len(other)],
        "article_recall@1": round(mean(bool(_right(m) & set(m.urls[:1])) for m in known), 3),
        "article_recall@5": round(mean(bool(_right(m) & set(m.urls[:5])) for m in known), 3),
        "answer_contained": round(mean(_contains(m) for m in told), 3),
        "refused": {"answerable": _refused(own), "unanswerable": _refused(other)},
        "latency_ms": {name: _percentiles(values) for name, values in _stages(own)},
    }


def _right(measured: Measured) -> set[str]:
    return set(measured.asked["gold_urls"] or measured.asked["silver_urls"])


def _contains(measured: Measured) -> bool:
    text = measured.answer.answer.casefold()
    return any(len(answer) >= 3 and answer.strip("“”").casefold() in text for answer in measured.asked["answers"])


def _refused(measured: Sequence[Measured]) -> float:
    return round(mean(m.answer.outcome == "not_in_archive" for m in measured), 3)


def _stages(measured: Sequence[Measured]) -> Iterator[tuple[str, list[float]]]:
    for name in measured[0].answer.timings:
        yield name, [m.answer.timings[name] for m in measured if name in m.answer.timings]


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(values, n=20)
    return {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1)}


if __name__ == "__main__":
    main()
