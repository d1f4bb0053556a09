"""Retrieval: a question's evidence, by meaning and by words, without copies and from more than one voice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ragbot.archive import Archive
from ragbot.embeddings import Vectors
from ragbot.ledger import Hit
from ragbot.tables import Scope
from ragbot.timings import Timings
from ragbot.types import AlsoIn, Evidence, Question, sha256
from ragbot.words import terms_of

FETCHED = 200
"""Candidates from each of the two searches; what is not current is dropped from them."""
RRF_K = 60
"""Reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009."""
DENSE_WEIGHT, TEXT_WEIGHT = 1.0, 1.0
MOST_PER_ARTICLE = 3


@dataclass(slots=True)
class Candidate:
    """A passage that a search has found, with the copies of it."""

    hit: Hit
    score: float = 0.0
    similarity: float | None = None
    also_in: tuple[AlsoIn, ...] = ()


def retrieve(archive: Archive, question: Question, limit: int, timings: Timings) -> tuple[Evidence, ...]:
    """The best passages for a question, best first; at most `limit`, at most 3 from one article.

    No outlet gets more than half of the places while others have something to say.
    """
    scope = Scope(question.window, question.sources)
    with timings.stage("embed_question"):
        vector = archive.embeddings.encode([question.text])[0]
    with timings.stage("dense"):
        dense = archive.nearest(vector, FETCHED, scope)
    with timings.stage("full_text"):
        words = archive.matching(terms_of(question.text), FETCHED, scope)
        dense = _with_words(archive, vector, dense, words)
    with timings.stage("fuse"):
        chosen = _diverse(_folded(_fused(dense, words)), limit)
        return _evidence(archive, chosen)


def _with_words(
    archive: Archive, vector: Vectors, dense: Sequence[tuple[Hit, float]], words: Sequence[Hit]
) -> list[tuple[Hit, float]]:
    """The dense ranking, with what only the words have found in its place: the index gives the nearest 300 at most."""
    known = {hit.text_id for hit, _ in dense}
    more = archive.cosines(vector, [hit for hit in words if hit.text_id not in known])
    return sorted([*dense, *more], key=lambda pair: pair[1], reverse=True)


def _fused(dense: Sequence[tuple[Hit, float]], words: Sequence[Hit]) -> list[Candidate]:
    """Both rankings as one, best first; scores in [0, 1], 1 for the first of both."""
    found: dict[tuple[str, int], Candidate] = {}
    for weight, hits in ((DENSE_WEIGHT, [hit for hit, _ in dense]), (TEXT_WEIGHT, words)):
        for hit, rank in _ranks(hits):
            candidate = found.setdefault(_place(hit), Candidate(hit))
            candidate.score += weight * (RRF_K + 1) / (RRF_K + rank) / (DENSE_WEIGHT + TEXT_WEIGHT)
    for hit, cosine in dense:
        found[_place(hit)].similarity = cosine
    return sorted(found.values(), key=lambda c: c.score, reverse=True)


def _ranks(hits: Iterable[Hit]) -> list[tuple[Hit, int]]:
    """Ranks from 1; the passages of one text share theirs."""
    ranks: dict[int, int] = {}
    return [(hit, ranks.setdefault(hit.text_id, len(ranks) + 1)) for hit in hits]


def _place(hit: Hit) -> tuple[str, int]:
    return hit.passage.article_id, hit.passage.start


def _folded(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Copies of a passage, whatever their headline and punctuation, as one with "also in"."""
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        original = first.setdefault(_words_digest(candidate.hit.passage.text), candidate)
        listed = {original.hit.article.article_id, *(a.article_id for a in original.also_in)}
        if candidate.hit.article.article_id not in listed:
            original.also_in = (*original.also_in, candidate.hit.article)
    return list(first.values())


def _words_digest(text: str) -> str:
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return sha256(words or text)


def _diverse(candidates: Sequence[Candidate], limit: int) -> list[Candidate]:
    """The best of them under the caps; the cap per outlet gives way when nothing else is left."""
    chosen: list[Candidate] = []
    spare: list[Candidate] = []
    by_article: Counter[str] = Counter()
    by_source: Counter[str] = Counter()
    for candidate in candidates:
        article = candidate.hit.article
        if by_article[article.article_id] == MOST_PER_ARTICLE:
            continue
        by_article[article.article_id] += 1
        if article.source and by_source[article.source] >= (limit + 1) // 2:
            spare.append(candidate)
            continue
        by_source[article.source] += 1
        chosen.append(candidate)
        if len(chosen) == limit:
            break
    return sorted(chosen + spare[: limit - len(chosen)], key=lambda c: c.score, reverse=True)


def _evidence(archive: Archive, chosen: Sequence[Candidate]) -> tuple[Evidence, ...]:
    versions = archive.versions([(c.hit.passage.article_id, c.hit.passage.version) for c in chosen])
    return tuple(
        Evidence(
            c.hit.passage,
            versions[c.hit.passage.article_id, c.hit.passage.version],
            round(c.score, 4),
            None if c.similarity is None else round(c.similarity, 4),
            c.also_in,
        )
        for c in chosen
    )
