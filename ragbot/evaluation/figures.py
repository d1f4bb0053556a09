"""Figures: how often a bot was right on questions whose answers and articles are known."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ragbot.evaluation.known_questions import KnownQuestion
from ragbot.types import Answer, Citation, Version

if TYPE_CHECKING:
    from ragbot.archive.archive import Archive

DEPTHS = (1, 5, 10)
DEEPEST = 10
"""Articles below it count nothing for the mean reciprocal rank."""
READ = 5
"""Passages in which the answer is looked for: what a reader would read."""
SHORTEST = 3
"""Characters of an answer that is looked for; a shorter one stands in any text by chance."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A question with what it got."""

    question: KnownQuestion
    answer: Answer
    articles: tuple[str, ...] = ()
    """Bare addresses of the articles found, best first."""
    passages: tuple[str, ...] = ()
    """Texts of the first few."""
    milliseconds: Mapping[str, float] = field(default_factory=dict)


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
    related_answerable: float | None
    """Refused, too, but with passages that are about it."""
    related_unanswerable: float | None
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
            "related": {"answerable": self.related_answerable, "unanswerable": self.related_unanswerable},
            "latency_ms": {stage: dict(values) for stage, values in self.latency_ms.items()},
        }


def figures_of(archive: Archive, own: Sequence[Measured], other: Sequence[Measured], without_urls: int) -> Figures:
    """From what its `own` questions got, and `other` ones, which the archive cannot answer."""
    held = _addresses(archive)
    usable = [m for m in own if usable_answers(m.question.answers)]
    checks = [exact_citations(archive, m.answer) for m in (*own, *other)]
    citations = sum(total for _, total in checks)
    return Figures(
        gold=_ranked([m for m in own if m.question.gold_urls], held),
        silver=_ranked([m for m in own if not m.question.gold_urls], held),
        without_urls=without_urls,
        answerable=len(own),
        without_usable_answer=len(own) - len(usable),
        answer_in_passages=_share(any(contains(text, m.question.answers) for text in m.passages) for m in usable),
        answer_contained=_share(not _refused(m) and contains(m.answer.answer, m.question.answers) for m in usable),
        citations=citations,
        citations_exact=round(sum(exact for exact, _ in checks) / citations, 4) if citations else None,
        refused_answerable=_share(_refused(m) for m in own),
        unanswerable=len(other),
        refused_unanswerable=_share(_refused(m) for m in other),
        related_answerable=_share(m.answer.outcome == "related" for m in own),
        related_unanswerable=_share(m.answer.outcome == "related" for m in other),
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
    right = [{bare(url) for url in m.question.urls} for m in measured]
    ranks = [first_rank(m.articles, urls) for m, urls in zip(measured, right, strict=True)]
    recall = {depth: _share(rank is not None and rank <= depth for rank in ranks) for depth in DEPTHS}
    mrr = _share(1 / rank if rank is not None and rank <= DEEPEST else 0.0 for rank in ranks)
    return Ranked(len(measured), sum(not urls & held for urls in right), recall, mrr)


def first_rank(articles: Sequence[str], right: set[str]) -> int | None:
    """The place, from 1, of the first right article; None when there is none."""
    return next((rank for rank, url in enumerate(articles, 1) if url in right), None)


def bare(url: str) -> str:
    """An address without what differs between links to one article: scheme, `www.`, query, fragment, last slash."""
    address = re.split(r"[?#]", url.strip(), maxsplit=1)[0]
    host, slash, path = re.sub(r"^(?:https?:)?//", "", address, flags=re.IGNORECASE).partition("/")
    return (host.casefold().removeprefix("www.") + slash + unquote(path)).rstrip("/")


def _share(values: Iterable[float]) -> float | None:
    """The mean of truths or numbers."""
    known = list(values)
    return round(sum(known) / len(known), 4) if known else None


def _refused(measured: Measured) -> bool:
    return measured.answer.outcome in ("not_in_archive", "related")


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
