"""Measuring: questions whose articles and answers are known, asked of a bot, and how often it was right."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as day
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ragbot.archive import Archive, Progress
from ragbot.bot import Bot
from ragbot.errors import RagbotError
from ragbot.timings import Timings
from ragbot.types import LONGEST_QUESTION, AlsoIn, Answer, Citation, Evidence, Question, Turn, Version, Window

RANKED = 50
"""Passages that are folded to articles."""
DEPTHS = (1, 5, 10)
DEEPEST = 10
"""Articles below it count nothing for the mean reciprocal rank."""
READ = 5
"""Passages in which the answer is looked for: what a reader would read."""
SHORTEST = 3
"""Characters of an answer that is looked for; a shorter one stands in any text by chance."""


class EvaluationError(RagbotError):
    """Questions or results cannot be used."""


# The questions


class Asked(BaseModel):
    """A question whose answer and articles are known, as a line of a questions file has it."""

    model_config = ConfigDict(frozen=True, strict=True)

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)]
    date: Annotated[day, Field(lt=day.max)]
    answers: tuple[str, ...] = ()
    gold_urls: tuple[str, ...] = ()
    silver_urls: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()

    @property
    def urls(self) -> tuple[str, ...]:
        """Of the articles that are right: the gold ones, else the silver ones."""
        return self.gold_urls or self.silver_urls

    def on_its_day(self) -> Question:
        """Articles dated a day later may be used: a publisher's day can be ahead of the one who asks."""
        until = (self.date + timedelta(days=1)).isoformat()
        return Question(self.question, Window(until=until), history=self.history, asked_on=self.date.isoformat())

    def on_the_day(self, asked_on: str | None) -> Question:
        return Question(self.question, history=self.history, asked_on=asked_on)


def read_questions(path: Path) -> tuple[Asked, ...]:
    """The questions of a file, one on each line that is not blank. Raises EvaluationError with the line's number."""
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.") from None
    questions = tuple(_asked(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip())
    if not questions:
        raise EvaluationError(f"{path} holds no question: write one on each line, as JSON.")
    return questions


def _asked(line: bytes, origin: str) -> Asked:
    try:
        return Asked.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        raise EvaluationError(f"{origin}: {where}: {first['msg']}. Mend it, or take the line out.") from None


# Asking them


@dataclass(frozen=True, slots=True)
class Measured:
    """A question with what it got."""

    asked: Asked
    answer: Answer
    articles: tuple[str, ...] = ()
    """Bare addresses of the articles found, best first."""
    passages: tuple[str, ...] = ()
    """Texts of the first few."""
    milliseconds: Mapping[str, float] = field(default_factory=dict)


def measure(
    bot: Bot,
    questions: Sequence[Asked],
    unanswerable: Sequence[Asked] = (),
    progress: Progress = lambda done, total: None,
) -> Figures:
    """Ask the questions as of their dates, and of the unanswerable ones see how many are refused.

    Questions without the address of any right article are counted, not asked.
    """
    known = [asked for asked in questions if asked.urls]
    total = len(known) + len(unanswerable)
    if known:
        _searched_and_asked(bot, known[0])  # the first one of a process is slower than all others
    own, other = [], []
    for asked in known:
        own.append(_searched_and_asked(bot, asked))
        progress(len(own), total)
    newest = bot.archive.extent()[2]
    for asked in unanswerable:
        other.append(Measured(asked, bot.ask(asked.on_the_day(newest and newest[:10]))))
        progress(len(own) + len(other), total)
    return _figures(bot.archive, own, other, len(questions) - len(known))


def _searched_and_asked(bot: Bot, asked: Asked) -> Measured:
    question, whole, stages = asked.on_its_day(), Timings(), Timings()
    with whole.stage("search"):
        evidence = bot.search(question, RANKED, stages).evidence
    with whole.stage("ask"):
        answer = bot.ask(question)
    if question.history:  # a follow-up is found with what it refers to
        evidence = bot.search(replace(question, text=answer.standalone_question), RANKED).evidence
    of_search = {f"search.{name}": ms for name, ms in stages.ms.items()}
    of_ask = {f"ask.{name}": ms for name, ms in answer.timings.items()}
    texts = tuple(piece.passage.text for piece in evidence[:READ])
    return Measured(asked, answer, ranking(evidence), texts, whole.ms | of_search | of_ask)


def ranking(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Bare addresses of the articles in the order of their first passages; the copies of one come right after it."""
    places: dict[str, str] = {}
    for piece in evidence:
        articles: tuple[Version | AlsoIn, ...] = (piece.version, *piece.also_in)
        for article in articles:
            places.setdefault(article.article_id, bare(article.url or ""))
    return tuple(places.values())


def bare(url: str) -> str:
    """An address without what differs between links to one article: scheme, `www.`, query, fragment, last slash."""
    address = re.split(r"[?#]", url.strip(), maxsplit=1)[0]
    host, slash, path = re.sub(r"^(?:https?:)?//", "", address, flags=re.IGNORECASE).partition("/")
    return (host.casefold().removeprefix("www.") + slash + unquote(path)).rstrip("/")


# Judging what they got


@dataclass(frozen=True, slots=True)
class Ranked:
    """How far up the right articles came. Shares are None when there was no question."""

    questions: int
    missing: int
    """Questions none of whose articles the archive holds; they count as not found."""
    recall: Mapping[int, float | None]
    """By depth: the share of questions with a right article among so many."""
    mrr: float | None

    def as_json(self) -> dict[str, Any]:
        recall = {f"recall@{depth}": share for depth, share in self.recall.items()}
        return {"questions": self.questions, "missing": self.missing, **recall, f"mrr@{DEEPEST}": self.mrr}


@dataclass(frozen=True, slots=True)
class Figures:
    """How good the bot was. Shares are between 0 and 1, and None when there was nothing to take them of."""

    gold: Ranked
    silver: Ranked
    """Questions with silver addresses and no gold ones."""
    without_urls: int
    """Questions left out because nobody knows an article for them."""
    answerable: int
    without_usable_answer: int
    """Answerable questions whose answers are too short to look for; the next two leave them out."""
    answer_in_passages: float | None
    answer_contained: float | None
    """In the answer that was given; a refusal contains nothing."""
    citations: int
    citations_exact: float | None
    refused_answerable: float | None
    unanswerable: int
    refused_unanswerable: float | None
    latency_ms: Mapping[str, Mapping[str, float]]
    """Of the answerable questions, by stage."""

    def as_json(self) -> dict[str, Any]:
        return {
            "gold": self.gold.as_json(),
            "silver": self.silver.as_json(),
            "without_urls": self.without_urls,
            "answerable_questions": self.answerable,
            "usable_answers": self.answerable - self.without_usable_answer,
            "without_usable_answer": self.without_usable_answer,
            f"answer@{READ}": self.answer_in_passages,
            "answer_contained": self.answer_contained,
            "citations": self.citations,
            "citations_exact": self.citations_exact,
            "unanswerable_questions": self.unanswerable,
            "refused": {"answerable": self.refused_answerable, "unanswerable": self.refused_unanswerable},
            "latency_ms": {stage: dict(values) for stage, values in self.latency_ms.items()},
        }


def _figures(archive: Archive, own: Sequence[Measured], other: Sequence[Measured], without_urls: int) -> Figures:
    held = _addresses(archive)
    usable = [m for m in own if usable_answers(m.asked.answers)]
    checks = [exact_citations(archive, m.answer) for m in (*own, *other)]
    citations = sum(total for _, total in checks)
    return Figures(
        gold=_ranked([m for m in own if m.asked.gold_urls], held),
        silver=_ranked([m for m in own if not m.asked.gold_urls], held),
        without_urls=without_urls,
        answerable=len(own),
        without_usable_answer=len(own) - len(usable),
        answer_in_passages=_share(any(contains(text, m.asked.answers) for text in m.passages) for m in usable),
        answer_contained=_share(not _refused(m) and contains(m.answer.answer, m.asked.answers) for m in usable),
        citations=citations,
        citations_exact=round(sum(exact for exact, _ in checks) / citations, 4) if citations else None,
        refused_answerable=_share(_refused(m) for m in own),
        unanswerable=len(other),
        refused_unanswerable=_share(_refused(m) for m in other),
        latency_ms=percentiles([m.milliseconds for m in own]),
    )


def _addresses(archive: Archive) -> set[str]:
    """The bare addresses of all articles in the archive."""
    held: set[str] = set()
    cursor: str | None = None
    while True:
        page = archive.articles(cursor=cursor, limit=1000)
        held |= {bare(article.url) for article in page.articles if article.url}
        if not (cursor := page.next):
            return held


def _ranked(measured: Sequence[Measured], held: set[str]) -> Ranked:
    right = [{bare(url) for url in m.asked.urls} for m in measured]
    ranks = [first_rank(m.articles, urls) for m, urls in zip(measured, right, strict=True)]
    recall = {depth: _share(rank is not None and rank <= depth for rank in ranks) for depth in DEPTHS}
    mrr = _share(1 / rank if rank is not None and rank <= DEEPEST else 0.0 for rank in ranks)
    return Ranked(len(measured), sum(not urls & held for urls in right), recall, mrr)


def first_rank(articles: Sequence[str], right: set[str]) -> int | None:
    """The place, from 1, of the first right article; None when there is none."""
    return next((rank for rank, url in enumerate(articles, 1) if url in right), None)


def _share(values: Iterable[float]) -> float | None:
    """The mean of truths or numbers."""
    known = list(values)
    return round(sum(known) / len(known), 4) if known else None


def _refused(measured: Measured) -> bool:
    return measured.answer.outcome == "not_in_archive"


_STRAIGHT = str.maketrans("“”„‘’‚", "\"\"\"'''")
_AROUND = " \"'«».,;:!?…()[]"
"""What may stand around an answer without being of it; not % and $, which tell what a number is."""


def _folded(text: str) -> str:
    return " ".join(text.casefold().translate(_STRAIGHT).split())


def usable_answers(answers: Iterable[str]) -> list[str]:
    """Those long enough to look for, in small letters, without what stands around them."""
    return [answer for given in answers if len(answer := _folded(given).strip(_AROUND)) >= SHORTEST]


def contains(text: str, answers: Iterable[str]) -> bool:
    """Whether one of the answers stands in the text as whole words and whole numbers: not 500 in 1,500."""
    where = _folded(text)
    patterns = (rf"(?<!\w)(?<!\d[.,]){re.escape(answer)}(?!\w)(?![.,]\d)" for answer in usable_answers(answers))
    return any(re.search(pattern, where) for pattern in patterns)


def exact_citations(archive: Archive, answer: Answer) -> tuple[int, int]:
    """How many citations are exact, read from the archive once more, of how many; an [n] without one is not."""
    versions = archive.versions([(c.article_id, c.version) for c in answer.citations])
    exact = sum(_is_exact(c, versions.get((c.article_id, c.version)), answer.answer) for c in answer.citations)
    ends = {citation.end_index for citation in answer.citations}
    uncited = sum(marker.end() not in ends for marker in re.finditer(r"\[\d+\]", answer.answer))
    return exact, len(answer.citations) + uncited


def _is_exact(citation: Citation, version: Version | None, answer: str) -> bool:
    marked = answer[citation.start_index : citation.end_index].endswith(f"[{citation.number}]")
    quoted = version.text[citation.source_start : citation.source_end] if version else ""
    return marked and quoted == citation.cited_text != ""


def percentiles(measured: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Median and 95th percentile of each stage (nearest rank), among the questions that went through it."""
    stages = dict.fromkeys(name for each in measured for name in each)
    values = {name: sorted(each[name] for each in measured if name in each) for name in stages}
    return {
        name: {f"p{share}": sorted_[math.ceil(share / 100 * len(sorted_)) - 1] for share in (50, 95)}
        for name, sorted_ in values.items()
    }


# Two results


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of two results."""

    name: str
    """Its place in the JSON: `gold.recall@1`."""
    a: object
    b: object

    @property
    def difference(self) -> float | None:
        """What the second has more; None unless both are numbers."""
        given = [value for value in (self.a, self.b) if isinstance(value, int | float) and not isinstance(value, bool)]
        return round(given[1] - given[0], 4) if len(given) == 2 else None


def compared(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Row]:
    """Every figure that either result has, those of the first in its order."""
    ours, theirs = _flat(a), _flat(b)
    rows = [Row(name, ours.get(name), theirs.get(name)) for name in dict.fromkeys([*ours, *theirs])]
    return [row for row in rows if (row.a, row.b) != (None, None)]


def _flat(result: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in result.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, Mapping) else {f"{prefix}{name}": value}
    return flat
