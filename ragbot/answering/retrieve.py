"""Retrieval finds a question's evidence by meaning, words and time, and folds copies together."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ragbot.answering.known_outlets import check_outlets
from ragbot.archive.archive import Archive
from ragbot.archive.search import Hit
from ragbot.archive.tables import VISIBLE, Scope
from ragbot.errors import IndexAwayError
from ragbot.models.embeddings import Vectors
from ragbot.models.rerank import Reranker
from ragbot.reading.near_duplicates import Fingerprint, fingerprint
from ragbot.reading.time_windows import TimeWords, time_words, without
from ragbot.reading.words import pairs_of, terms_of
from ragbot.timestamps import asked_on, end_of
from ragbot.tracing.recorder import Recorder, recorder
from ragbot.tracing.timings import Timings
from ragbot.types import (
    AlsoIn,
    Evidence,
    Question,
    RankedPassage,
    SearchResult,
    StageScores,
    TracedSearch,
    Version,
    Window,
)

log = logging.getLogger(__name__)

NEAREST = 200
"""Passages that the index is asked for. Those that are not current, or out of scope, are dropped afterwards."""
MATCHING, READ = 300, 16
"""Articles that are scored by their words, and the best of them, whose passages are all compared with the question."""
REREAD = 40
"""Articles found by words, and as many found by meaning, that are scored by what they said then: up to 80 ms."""
EMBEDDED_ANEW = 8
"""Earlier passages that are embedded while the reader waits: 0.1 s each."""
MEANING, WORDS = 0.62, 0.43
"""What a passage's cosine is worth, and what its article's words are: the best match by words gets all of that."""
NEWS, NEWS_OF_A_TIME = 0.25, 0.34
"""What publication on the last of the days in question is worth; more when the question names a time."""
HALF_LIFE = 14
"""Days after which half of that is left. docs/evaluation.md measures these weights and the alternatives."""
DAY, AHEAD = len("2022-06-12"), timedelta(days=1)
MOST = MEANING + WORDS + NEWS_OF_A_TIME
MOST_PER_ARTICLE = 4
SPARE = 12
"""Candidates that are read beyond the limit, since folding copies takes some away."""
WORDS_ONLY = "The index of meanings cannot be used now, so this was searched for by its words alone."
RERANKED = 32
"""The least number of candidates that a reranker is given."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a search has found, with its scores."""

    hit: Hit
    similarity: float
    score: float
    """Meaning, words and time together, in [0, 1]."""
    bm25: float = 0.0
    words: float = 0.0
    """The share of the best article's."""
    fresh: float = 0.0


def retrieve(
    archive: Archive,
    question: Question,
    limit: int,
    timings: Timings,
    reranker: Reranker | None = None,
    within: tuple[str, ...] = (),
) -> SearchResult:
    """Return the best passages for a question, best first: at most `limit`, at most MOST_PER_ARTICLE of one article.

    `within` holds the ids of the articles that are searched; empty means all. No outlet has a quota: where one outlet
    has most of an archive, half of the passages that quotas let in from the others were about something else.
    """
    scope = replace(scope_of(archive, question), articles=within)
    asked = _understood(archive, question, scope)
    candidates, words_only = _candidates(archive, asked, scope, timings)
    size = limit + SPARE if reranker is None else max(limit + SPARE, RERANKED)
    order = _capped(candidates)
    starts = range(0, len(order), size)
    blocks = (_block(archive, asked, order[start : start + size], reranker, timings) for start in starts)
    chosen = _best(blocks, limit, timings)
    words = tuple(question.text[slice(*span)] for span in asked.time.spans)
    time = asked.time
    found = SearchResult(chosen, time.window, words, asked.topic, asked.days, time.newest, words_only)
    if noting := recorder():
        _note(noting, asked, found, order, within=within, limit=limit, reranked=reranker is not None)
    return found


def _best(blocks: Iterable[list[Evidence]], limit: int, timings: Timings) -> tuple[Evidence, ...]:
    """Return the best of as many blocks as it takes: only a crowd of copies makes a second one necessary."""
    evidence: list[Evidence] = []
    chosen: list[Evidence] = []
    for block in blocks:
        evidence += block
        with timings.stage("fold"):
            chosen = sorted(_folded(evidence), key=lambda piece: piece.score, reverse=True)[:limit]
        if len(chosen) == limit:
            break
    return tuple(chosen)


PASSED_OVER = 20
"""Candidates beside those found that a trace tells of."""


def _note(
    noting: Recorder,
    query: Query,
    result: SearchResult,
    order: Sequence[Candidate],
    *,
    within: tuple[str, ...],
    limit: int,
    reranked: bool,
) -> None:
    """For a trace: the ranked list, and the best candidates that are not on it."""
    passages, others = _as_shown(result.evidence, order, reranked)
    search = TracedSearch(
        query.text,
        query.topic,
        tuple(query.terms),
        query.days,
        within,
        limit,
        result.words_only,
        len(order),
        passages,
        others,
    )
    noting.add(search)


Ranked = tuple[RankedPassage, ...]


def _as_shown(evidence: Sequence[Evidence], order: Sequence[Candidate], reranked: bool) -> tuple[Ranked, Ranked]:
    """Return the evidence and the best of the candidates that are not in it, each with its scores."""
    candidates = {(c.hit.article_id, c.hit.version, c.hit.start): c for c in order}
    passages = []
    for piece in evidence:
        own = candidates.pop((piece.passage.article_id, piece.passage.version, piece.passage.start))
        copies = tuple(copy.article_id for copy in piece.also_in)
        ranked = _as_ranked(own, piece.score if reranked else None)
        passages.append(replace(ranked, score=piece.score, title=piece.version.title, also_in=copies))
    others = tuple(_as_ranked(candidate) for candidate in list(candidates.values())[:PASSED_OVER])
    return tuple(passages), others


def _as_ranked(candidate: Candidate, rerank: float | None = None) -> RankedPassage:
    hit, score = candidate.hit, round(candidate.score, 4)
    bm25, words = round(candidate.bm25, 4), round(candidate.words, 4)
    scores = StageScores(round(candidate.similarity, 4), bm25, words, round(candidate.fresh, 4), score, rerank)
    return RankedPassage(hit.article_id, hit.version, hit.start, hit.end, hit.source, hit.published, score, scores)


def _block(
    archive: Archive, query: Query, candidates: Sequence[Candidate], reranker: Reranker | None, timings: Timings
) -> list[Evidence]:
    with timings.stage("read"):
        evidence = _read(archive, candidates)
    if reranker is None:
        return evidence
    with timings.stage("rerank"):
        return reranker.ranked(query.text, evidence)


@dataclass(frozen=True, slots=True)
class Query:
    """A question with what it says about time."""

    text: str
    topic: str
    """The text without its time words."""
    time: TimeWords
    days: Window
    """The days in question: those that it names, else all up to the newest."""
    news: float
    """What publication on the last of them is worth."""
    last: date
    """The day on which it is asked; a later one where the reader's own limits allow that."""

    @property
    def terms(self) -> list[str]:
        """The words to look for, and the pairs of words that stand side by side."""
        return [*terms_of(self.topic), *pairs_of(self.topic)]

    def knows(self, hit: Hit) -> bool:
        """Whether the passage was published by the last day. In UTC, the next day may have begun by then."""
        if not hit.published:
            return True
        last = self.last if len(hit.published) == DAY else min(self.last, date.max - AHEAD) + AHEAD
        return hit.published[:DAY] <= last.isoformat()


def scope_of(archive: Archive, question: Question) -> Scope:
    """Return what the search may find. Raises QuestionError on an unknown outlet.

    Where the archive took nothing in since the question's `as_of`, the search is that of today.
    """
    check_outlets(archive, question.sources)
    then = end_of(question.as_of) if question.as_of else None
    newest = archive.as_of() if then else None
    return Scope(question.window, question.sources, None if then and newest and newest <= then else then)


def _understood(archive: Archive, question: Question, scope: Scope) -> Query:
    today = asked_on(question)
    time = time_words(question.text, today)
    named = time.published != Window() and not _is_before_all(archive, time.published, scope)
    days = time.published if named else _up_to_the_newest(archive, scope, today)
    news = NEWS_OF_A_TIME if named or time.newest else NEWS
    until = date.fromisoformat(scope.window.until) if scope.window.until else today
    return Query(question.text, without(question.text, time.spans), time, days, news, max(today, until))


def _is_before_all(archive: Archive, days: Window, scope: Scope) -> bool:
    """Whether nothing is that old: the year in "what was found back in 1996" is told of, and no news is of it."""
    oldest = archive.extent(scope.as_of)[1] if days.until else None
    return bool(oldest and days.until and days.until < oldest[:DAY])


def _up_to_the_newest(archive: Archive, scope: Scope, today: date) -> Window:
    """Return all days up to the newest: who names no time means the newest news, even if it is years old."""
    last = min(today, date.fromisoformat(scope.window.until)) if scope.window.until else today
    return Window(until=archive.newest_day(last, scope.as_of))


def _candidates(archive: Archive, query: Query, scope: Scope, timings: Timings) -> tuple[list[Candidate], bool]:
    """Return passages near in meaning, and those of articles with the words, best first; whether only the latter."""
    with ThreadPoolExecutor(1) as thread:  # SQLite and the embedding model let each other run: 3 to 9 ms less
        matching = thread.submit(archive.matching, query.terms, MATCHING, scope)
        with timings.stage("embed_question"):
            vector = archive.embeddings.encode([query.text])[0]
        with timings.stage("dense"):
            dense, words_only = _near(archive, vector, scope)
        with timings.stage("full_text"):  # only what is left of it when the other two stages are done
            words = matching.result()
            if scope.as_of:
                words = _as_then(archive, query, scope, words, [hit.serial for hit, _ in dense])
    with timings.stage("rank"):
        hits = dict.fromkeys([*(hit for hit, _ in dense), *archive.passages_of(list(words)[:READ], scope)])
        cosines = {hit.text_id: cosine for hit, cosine in dense}
        cosines |= archive.cosines_of(vector, [hit.text_id for hit in hits if hit.text_id not in cosines])
        if scope.as_of:
            cosines |= _cosines_anew(archive, vector, [hit for hit in hits if hit.text_id not in cosines])
        known = [hit for hit in hits if hit.text_id in cosines and query.knows(hit)]
        return _ranked(known, cosines, words, query), words_only


def _near(archive: Archive, vector: Vectors, scope: Scope) -> tuple[list[tuple[Hit, float]], bool]:
    """Return passages near in meaning, and whether there are none because Chroma does not answer."""
    try:
        return archive.nearest(vector, NEAREST, scope), False
    except IndexAwayError as error:
        log.warning("A question is searched for by its words alone: %s", error)
        return [], True


def _as_then(
    archive: Archive, query: Query, scope: Scope, words: Mapping[int, float], near: Sequence[int]
) -> dict[int, float]:
    """Score the words of the likely articles by what those said then; best first."""
    serials = list(dict.fromkeys([*list(words)[:REREAD], *near[:REREAD]]))
    then = {**words, **archive.matching_then(query.terms, serials, scope)}
    return {serial: then[serial] for serial in sorted(then, key=then.__getitem__, reverse=True) if then[serial] > 0}


def _cosines_anew(archive: Archive, vector: Vectors, hits: Sequence[Hit]) -> dict[int, float]:
    """Embed earlier texts whose embeddings are missing: an older ragbot forgot them, or the model has changed."""
    some = list({hit.text_id: hit for hit in hits}.values())[:EMBEDDED_ANEW]
    pieces = _read(archive, [Candidate(hit, 0.0, 0.0) for hit in some])
    if not pieces:
        return {}
    vectors = archive.embeddings.encode([piece.passage.embedded_text for piece in pieces])
    places = {(hit.article_id, hit.version, hit.start): hit.text_id for hit in some}
    ids = [places[p.passage.article_id, p.passage.version, p.passage.start] for p in pieces]
    return dict(zip(ids, (vectors @ vector).tolist(), strict=True))


def _ranked(
    hits: Sequence[Hit], cosines: Mapping[int, float], words: Mapping[int, float], query: Query
) -> list[Candidate]:
    best = max(words.values(), default=1.0)
    fresh = {published: freshness(published, query.days) for published in {hit.published for hit in hits}}
    found = []
    for hit in hits:
        cosine = cosines[hit.text_id]
        bm25, new = words.get(hit.serial, 0.0), fresh[hit.published]
        total = MEANING * max(cosine, 0.0) + WORDS * bm25 / best + query.news * new
        found.append(Candidate(hit, cosine, total / MOST, bm25, bm25 / best, new))
    return sorted(found, key=lambda candidate: candidate.score, reverse=True)


def _capped(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep at most MOST_PER_ARTICLE candidates of each article."""
    count: Counter[str] = Counter()
    kept: list[Candidate] = []
    for candidate in candidates:
        count[candidate.hit.article_id] += 1
        if count[candidate.hit.article_id] <= MOST_PER_ARTICLE:
            kept.append(candidate)
    return kept


def freshness(published: str | None, days: Window) -> float:
    """Return 1 on the last of the days, falling to 1/2 in two weeks and staying there back to the first of them.

    Outside of the days, each two weeks of distance halve it again. Without a date it is 0.
    """
    if not published or not days.until:
        return 0.0
    day, until = date.fromisoformat(published[:10]), date.fromisoformat(days.until)
    age = (until - day).days
    if days.since:
        length = (until - date.fromisoformat(days.since)).days
        age = min(age, HALF_LIFE) + max(0, age - max(length, HALF_LIFE))
    return float(0.5 ** (abs(age) / HALF_LIFE))


def _read(archive: Archive, pool: Sequence[Candidate]) -> list[Evidence]:
    versions = archive.versions([(c.hit.article_id, c.hit.version) for c in pool])
    places = [(c, versions.get((c.hit.article_id, c.hit.version))) for c in pool]
    shown = ((candidate, version) for candidate, version in places if version and version.state in VISIBLE)
    return [_evidence(candidate, version) for candidate, version in shown]  # the rest has just been retracted


def _evidence(candidate: Candidate, version: Version) -> Evidence:
    passage = version.passage(candidate.hit.start, candidate.hit.end)
    return Evidence(passage, version, round(candidate.score, 4), round(candidate.similarity, 4))


def _folded(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Fold copies of a passage, whatever their headlines and small edits, into one with "also in"."""
    kept: list[Evidence] = []
    known: list[Fingerprint] = []
    for piece in evidence:
        own = fingerprint(piece.passage.text)
        i = own.first_copy(known)
        if i is None:
            kept.append(piece)
            known.append(own)
        else:
            kept[i] = _with_copy(kept[i], piece.version)
    return kept


def _with_copy(piece: Evidence, version: Version) -> Evidence:
    listed = {piece.version.article_id, *(copy.article_id for copy in piece.also_in)}
    if version.article_id in listed:
        return piece
    copy = AlsoIn(version.article_id, version.title, version.source, version.url, version.published)
    return replace(piece, also_in=(*piece.also_in, copy))
