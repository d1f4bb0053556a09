"""Answerability: whether the evidence answers a question, decided before any language model is asked."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal

from ragbot.answering.question_terms import read_terms
from ragbot.answering.signals import READ, Signals, seen, signals
from ragbot.archive.archive import Archive
from ragbot.reading.days import years_in
from ragbot.reading.events import meanings
from ragbot.reading.expected import VALUES, form_of, told_in
from ragbot.reading.pronouns import GENERIC
from ragbot.reading.reading import reading
from ragbot.reading.sentences import sentence_spans
from ragbot.reading.words import terms_of
from ragbot.tracing.recorder import recorder
from ragbot.types import Evidence, Gate, SearchResult

WEIGHTS = Path(__file__).with_name("answerability.json")
"""The weight of each signal. `python -m tests.fit_answerability` fits them; docs/answers.md measures them."""
NEAR = 0.3
"""A passage whose score is at most so much below the best one's bears on the question too."""
ABOUT = 1.0
"""A passage is about the question when its cosine and its article's share of the words add up to this; at most 2."""

SIZE, FEW = 1000, 116
"""The number of articles for which the weights were fitted, and the number below which the bar sinks no further."""
GROWTH, GROWTH_OF_FEW = 0.28, 0.84
"""What the odds lose for each e-fold of articles, beyond SIZE and below: among more, the nearest is nearer by chance.
The first was measured on 1,000 and on 4,929, before the cross-encoder; the second on the 116 of tests/quality, where
.162 of what can be answered are refused, and .611 of the rest."""

FOCUSED = 3.0
"""How much less is needed of the story that a follow-up goes on with, where a sentence has all that it asks."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the evidence answers the question."""

    outcome: Literal["answerable", "related", "unknown"]
    """`related`: the evidence is on the topic, and may lack what is asked. `unknown`: nothing near was found."""
    near: tuple[Evidence, ...] = ()
    """The pieces that bear on the question, best first; none when the outcome is `unknown`."""


def judge(result: SearchResult, archive: Archive, own: str = "", text: str = "") -> Judgement:
    """Whether what was found for a question answers it.

    `own`: a follow-up as it was typed, of which nothing was searched but the story that it goes on with. `text`: what
    sentences are compared with, where it is not just what was searched.
    """
    asked = read_terms(result.topic, archive)
    if not asked.weights or not result.evidence:
        return _noted(Judgement("unknown"), result)
    pieces = seen(asked, result)
    best = max(piece.support for piece in pieces)
    near = tuple(piece.evidence for piece in pieces if piece.support >= best - NEAR)
    measured = signals(asked, result, pieces, text)
    likely = odds(measured, archive.size())
    is_told = (likely >= 0 and measured.article > 0) or (  # meaning alone does not answer
        likely >= -FOCUSED and own and (_is_said(own, result) or _is_meant(result, archive))
    )
    if is_told and not _is_of_another_year(result, near[0]):
        return _noted(Judgement("answerable", near), result, measured, likely)
    about = max(piece.evidence.similarity + asked.share(piece.article) for piece in pieces) >= ABOUT
    return _noted(Judgement("related", near) if about else Judgement("unknown"), result, measured, likely)


def _noted(judgement: Judgement, result: SearchResult, measured: Signals | None = None, likely: float = 0) -> Judgement:
    """The judgement, with what it rests on noted for a trace."""
    if noting := recorder():
        figures = {name: round(value, 4) for name, value in asdict(measured).items()} if measured else {}
        noting.add(Gate(result.topic, figures, round(likely, 4) if measured else None, judgement.outcome))
    return judgement


def _is_of_another_year(result: SearchResult, best: Evidence) -> bool:
    """Whether the question names a year in which the best article was not published, and of which it says nothing."""
    years = years_in(" ".join(result.time_words))
    version = best.version
    told = {(version.published or "")[:4], *years_in(f"{version.title} {version.text[:READ]}")}
    return bool(years) and bool(version.published) and years.isdisjoint(told)


def _is_said(own: str, result: SearchResult) -> bool:
    """Whether a sentence of the passages tells of all words of a question, be it in other words."""
    words = [meanings(word) for word in terms_of(own) if word not in GENERIC]
    sentences = (reading(sentence).meanings for sentence in _sentences(result)) if words else ()
    return any(all(any(word & told for told in sentence) for word in words) for sentence in sentences)


MEANT, MOST_COMPARED = 0.65, 20
"""Cosine from which a sentence with a value of the form that is asked for has it, and sentences that are compared. Of
56 follow-ups 2 more are answered right so; of 106 that were put to another story 1 more is answered."""


def _is_meant(result: SearchResult, archive: Archive) -> bool:
    """Whether a sentence has the value that is asked for, and is near in meaning: "when does he get paid"."""
    form = form_of(result.topic)
    if form not in VALUES:
        return False
    telling = islice((sentence for sentence in _sentences(result) if told_in(sentence, form)), MOST_COMPARED)
    return max(archive.embeddings.cosines(result.topic, [*telling]), default=0.0) >= MEANT


def _sentences(result: SearchResult) -> Iterator[str]:
    texts = (piece.passage.text for piece in result.evidence)
    return (text[slice(*span)] for text in texts for span in sentence_spans(text))


def odds(signals: Signals, articles: int = SIZE) -> float:
    """The logarithm of the odds that evidence out of so many articles answers, moved: from 0 on it is answered."""
    weights = _weights()
    speaks: float = sum(weights[name] * value for name, value in asdict(signals).items())
    return speaks - weights["least"] - lost_among(articles)


def lost_among(articles: int) -> float:
    """Return what the odds lose among so many articles; less than nothing among few."""
    growth = GROWTH if articles > SIZE else GROWTH_OF_FEW
    return growth * math.log(max(articles, FEW) / SIZE)


@cache
def _weights() -> Mapping[str, float]:
    return {name: float(value) for name, value in json.loads(WEIGHTS.read_text(encoding="utf-8")).items()}
