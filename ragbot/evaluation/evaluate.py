"""Measuring: known questions are asked of a bot, each as of its day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ragbot.answering.bot import Bot
from ragbot.archive.verify import Progress
from ragbot.evaluation.figures import READ, Figures, Measured, bare, figures_of
from ragbot.evaluation.known_questions import KnownQuestion
from ragbot.tracing.timings import Timings
from ragbot.types import AlsoIn, Evidence, Version

RANKED = 50
"""Passages that are folded to articles."""


def measure(
    bot: Bot,
    questions: Sequence[KnownQuestion],
    unanswerable: Sequence[KnownQuestion] = (),
    progress: Progress = lambda done, total: None,
) -> Figures:
    """Ask the questions as of their dates, and of the unanswerable ones see how many are refused.

    Questions without the address of any right article are counted, not asked.
    """
    known = [asked for asked in questions if asked.urls]
    total = len(known) + len(unanswerable)
    if known:
        _measured_on(bot, known[0])  # the first one of a process is slower than all others
    own, other = [], []
    for asked in known:
        own.append(_measured_on(bot, asked))
        progress(len(own), total)
    newest = bot.archive.extent()[2]
    for asked in unanswerable:
        other.append(Measured(asked, bot.ask(asked.on_the_day(newest and newest[:10]))))
        progress(len(own) + len(other), total)
    return figures_of(bot.archive, own, other, len(questions) - len(known))


def _measured_on(bot: Bot, known: KnownQuestion) -> Measured:
    question, whole, stages = known.on_its_day(), Timings(), Timings()
    with whole.stage("search"):
        evidence = bot.search(question, RANKED, stages).evidence
    with whole.stage("ask"):
        answer = bot.ask(question)
    of_search = {f"search.{name}": ms for name, ms in stages.ms.items()}
    of_ask = {f"ask.{name}": ms for name, ms in answer.timings.items()}
    texts = tuple(piece.passage.text for piece in evidence[:READ])
    return Measured(known, answer, ranking(evidence), texts, whole.ms | of_search | of_ask)


def ranking(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Bare addresses of the articles in the order of their first passages; the copies of one come right after it."""
    places: dict[str, str] = {}
    for piece in evidence:
        articles: tuple[Version | AlsoIn, ...] = (piece.version, *piece.also_in)
        for article in articles:
            places.setdefault(article.article_id, bare(article.url or ""))
    return tuple(places.values())
