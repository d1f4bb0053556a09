"""The archive joins ledger, vectors and full text: it takes articles in and finds their passages."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np

from ragbot.archive import bm25, catalogue, listing, openings, remains, search, soundness
from ragbot.archive.index import ArchiveIndex
from ragbot.archive.late import MOST_LATE, Late
from ragbot.archive.ledger import Draft, Ledger, Stored
from ragbot.archive.listing import Filter, Sort
from ragbot.archive.lock import Lock, WriterLock
from ragbot.archive.openings import Extent, Opening
from ragbot.archive.precedence import Precedence
from ragbot.archive.search import Hit
from ragbot.archive.sources import Sources
from ragbot.archive.states import Notice, Set
from ragbot.archive.tables import Scope
from ragbot.archive.vector_stores import store_at
from ragbot.archive.vocabulary import Vocabulary
from ragbot.errors import ArchiveError, IndexAwayError
from ragbot.models.embeddings import TextEmbeddings, Vectors, open_embeddings
from ragbot.reading.losses import loss
from ragbot.reading.sentences import Span
from ragbot.settings import Settings
from ragbot.types import (
    Article,
    ArticlePage,
    ArticleSummary,
    Days,
    Facts,
    Passage,
    State,
    Version,
    VersionSummary,
    is_before,
)

Result = Literal["added", "updated", "unchanged", "older", "fuller", "shortened"]
"""What became of an article. "older": the archive has a later version and does not know this one. "fuller": the archive
keeps the fuller text that it has. "shortened": it was updated, and its publisher cut most of its text."""
TAKEN = ("added", "updated", "shortened")

Cut = Callable[[Article], list[Span]]
"""Returns the spans of an article's passages."""

SAID: tuple[State, ...] = ("corrected", "retracted", "removed")
"""The states that a publisher may announce in a few words that replace the article's text."""

EXACT = 20_000
"""The most texts in a scope that are compared one by one: 5,000 take 30 to 90 ms."""

ENOUGH = 50
"""Hits in the scope that make a second, narrower search needless."""

PRIOR_ARTICLES, PRIOR_SHARE = 1000, 0.02
"""Imagined articles, and the probability that one of them has a given word: an archive of three articles does not know
yet which words are rare."""

SAME_VECTOR = 1e-5
"""Below this distance of a cosine from 1, float32 does not tell two vectors apart."""

FEW = 5
"""Results among which `verify` looks for a text by its own vector. HNSW is approximate: in one of 45 runs it missed one
of 2,906, so `verify` asks again for as many results as the index gives before it calls the text lost."""
AT_A_TIME = 25
"""Texts whose vectors `verify` searches for in one call, which may take 5 s and takes 0.1 s."""

EVERYTHING = Filter()

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `Archive.add` did."""

    results: tuple[Result, ...]
    passages: int
    """Passages of the new versions."""
    embedded: int
    """Texts that had no embedding yet."""


class Archive:
    """Open it with `open_archive`. Threads may share one; additions wait for each other."""

    def __init__(
        self, folder: Path, ledger: Ledger, vectors: ArchiveIndex, embeddings: TextEmbeddings, lock: Lock | None
    ) -> None:
        self.folder, self.embeddings, self.lock = folder, embeddings, lock
        self._ledger, self._vectors = ledger, vectors
        self._adding = threading.Lock()
        self._on_their_way: set[str] = set()
        self._arrived = threading.Condition()
        self._closing = False
        self._changes = 0
        self._vocabulary = (0, Vocabulary(ledger))
        self.late = Late(Sources(ledger))
        self.precedence = Precedence()

    def close(self) -> None:
        """Finish the additions on their way, begin no others, then close: the lock must outlive every write."""
        with self._arrived:
            self._closing = True
            self._arrived.notify_all()
            self._arrived.wait_for(lambda: not self._on_their_way)
        self.embeddings.close()
        self._vectors.close()
        self._ledger.close()
        if self.lock:
            self.lock.release()

    @property
    def changes(self) -> int:
        """Counts this process's additions and decisions, and its index's returns: each may make a cache stale."""
        return self._changes + self._vectors.returns

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- taking in ------------------------------------------------------------------------------------------------

    def add(self, articles: Sequence[Article], cut: Cut) -> Added:
        """Take in new articles, and new versions of known ones. Each appears whole or not at all.

        The ids of `articles` must differ. `cut` is called only for new versions. When a call was interrupted, wherever
        that was, the same call finishes its work. Raises IndexAwayError when the index does not answer.
        """
        self._vectors.check_known()  # before anything is embedded in vain
        while True:
            if added := self._add(self._as_known(articles), cut):
                return added

    def _add(self, articles: Sequence[Article], cut: Cut) -> Added | None:
        """Return None when a file came in another way meanwhile: then the archive knows it by another id."""
        with self._alone({article.id for article in articles}):
            with self._adding:
                stored = self._ledger.newest([article.id for article in articles])
                results = [self._result(article, stored.get(article.id)) for article in articles]
                incoming = [a for a, r in zip(articles, results, strict=True) if r in TAKEN]
                drafts = [Draft(a, cut(a)) for a in incoming if not _is_stored(a, stored)]
                together = {id_ for article in articles for id_ in (article.id, article.address_id)}
                numbers = self._ledger.begin(drafts, together)
                if numbers is None:
                    return None
                whole = dict(zip((d.article.id for d in drafts), numbers, strict=True))
                left = {a.id: stored[a.id].number for a in incoming if _is_stored(a, stored)}
                for article in (a for a in incoming if a.id in left):  # begun before; dates and state may be new
                    self._ledger.amend(article, left[article.id])
                whole |= left
            embedded = self._embed(whole) if whole else 0
            with self._adding:
                amended = [self._amended(a, r, stored) for a, r in zip(articles, results, strict=True)]
            self._changes += 1
            return Added(tuple(amended), sum(len(d.spans) for d in drafts), embedded)

    def _as_known(self, articles: Sequence[Article]) -> list[Article]:
        """Give articles the ids under which the archive knows them, where their address had another spelling."""
        ids = [article.id for article in articles]
        known = self._ledger.known_as(ids)
        for article in articles:  # a fragment makes no second article of a page's own text
            page = article.page_id
            if page and page not in ids and self._ledger.has_version(page, article.digest):
                known[article.id] = page
        for article in (article for article in articles if article.file):
            known_as = known.get(article.id)
            found = self._ledger.of_file(replace(article, known_as=known_as) if known_as else article)
            if found and found not in (*ids, *known.values()):  # of two such files in one batch the second is another
                known[article.id] = found
        return [replace(a, known_as=known[a.id]) if a.id in known else a for a in articles]

    @contextmanager
    def _alone(self, ids: set[str]) -> Iterator[None]:
        """Make additions of the same article wait for each other; others may be written while this one is embedded."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._closing or self._on_their_way.isdisjoint(ids))
            if self._closing:
                raise ArchiveError("The archive is being closed, and takes nothing in any more: run it again later.")
            self._on_their_way |= ids
        try:
            yield
        finally:
            with self._arrived:
                self._on_their_way -= ids
                self._arrived.notify_all()

    def _result(self, article: Article, stored: Stored | None) -> Result:
        if stored is None or (stored.number == 1 and not stored.is_current and stored.digest == article.digest):
            return "added"
        if stored.digest == article.digest:
            return "unchanged" if stored.is_current else "updated"
        if not stored.is_current:
            return "updated"
        if _is_older(article, stored):
            return "unchanged" if self._ledger.has_version(article.id, article.digest) else "older"
        return self._replacing(article, stored)

    def _replacing(self, article: Article, stored: Stored) -> Result:
        """Decide whether another text may replace the current one.

        A partial text never does, unless it announces a state. A text that lost most of the current one does only when
        its publisher dates it later and it is more than a piece of the current one.
        """
        if article.state in SAID or article.note:
            return "updated"
        current = self._ledger.text_of(article.id, stored.number)
        if article.partial and not current.partial:
            return "fuller"
        lost = loss(current.text, article.text)
        if lost is None:
            return "updated"
        return "shortened" if lost == "rewritten" and _is_later(article, stored) else "fuller"

    def _amended(self, article: Article, result: Result, stored: Mapping[str, Stored]) -> Result:
        """Amend an article of unchanged text: perhaps a date or an author became known. An older one adds nothing."""
        known = stored.get(article.id)
        if result == "unchanged" and known and known.digest == article.digest and not _is_older(article, known):
            return "updated" if self._ledger.amend(article, known.number) else "unchanged"
        return result

    def _embed(self, whole: Mapping[str, int]) -> int:
        """Embed texts that have no embedding yet, then let readers see these versions.

        Other additions may be written meanwhile. When one of them drops an embedding that this one counted on, because
        it updated the last article with that text, another round embeds the text.
        """
        embedded: dict[int, Vectors] = {}
        while True:
            with self._adding, self._vectors.written():
                missing = self._ledger.unembedded(self.embeddings.fingerprint, list(whole.items()))
                if missing.keys() <= embedded.keys():
                    self._finish(missing, {id_: embedded[id_] for id_ in missing}, whole)
                    return len(embedded)
            embedded |= self._vectors_of({id_: each for id_, each in missing.items() if id_ not in embedded})

    def _vectors_of(self, missing: Mapping[int, Passage]) -> dict[int, Vectors]:
        """Embed a few texts at a time, as an answer's own wait behind them; of like length, so that no core idles."""
        found: dict[int, Vectors] = {}
        ordered = sorted(missing, key=lambda id_: len(missing[id_].embedded_text))
        for start in range(0, len(ordered), self.embeddings.at_a_time):
            some = ordered[start : start + self.embeddings.at_a_time]
            with self.precedence.last():
                vectors = self.embeddings.encode([missing[id_].embedded_text for id_ in some])
            found |= zip(some, vectors, strict=True)
        return found

    def _finish(
        self, missing: Mapping[int, Passage], embedded: Mapping[int, Vectors], whole: Mapping[str, int]
    ) -> None:
        if missing:
            self._vectors.upsert([passage.key for passage in missing.values()], np.stack(list(embedded.values())))
        self._vectors.delete(self._ledger.finish(self.embeddings.fingerprint, embedded, whole))

    def set_state(self, article_id: str, state: State, reason: str | None = None) -> Set | None:
        """Mark an article retracted, removed or corrected, or live again. Returns None when no article has that id.

        What an operator retracts or removes stays so, whatever is ingested, until an operator sets another state.
        """
        done = self._ledger.set_state(article_id, state, reason)
        self._changes += 1  # only now: what was looked up before must not pass for what holds afterwards
        return done

    def say(self, article_id: str, state: State, note: str) -> bool:
        """Keep what a publisher says of an article outside its text, such as by taking its page away.

        Returns whether that is new. An operator's word prevails over it.
        """
        done = self._ledger.say(self._id(article_id), state, note)
        self._changes += 1
        return done

    @property
    def followed(self) -> Sources:
        """The sources that the archive follows."""
        return Sources(self._ledger)

    # -- finding --------------------------------------------------------------------------------------------------

    def nearest(self, vector: Vectors, limit: int, scope: Scope) -> list[tuple[Hit, float]]:
        """Return the passages of current versions in the scope that are nearest to `vector`, with cosines, best first.

        `vector` has the shape (dimension,). Raises IndexAwayError when the index does not answer.
        """
        found = dict(self._vectors.nearest(vector.reshape(1, -1), limit)[0])
        hits = [(hit, found[hit.key]) for hit in search.hits(self._ledger, scope, keys=list(found))]
        if not scope.is_everything and len(hits) < ENOUGH:
            hits = self._nearest_exactly(vector, limit, scope) or hits
        if scope.as_of:
            hits += self._nearest_superseded(vector, limit, scope)
        return _ranked(hits)

    def _nearest_superseded(self, vector: Vectors, limit: int, scope: Scope) -> list[tuple[Hit, float]]:
        """Return passages that articles in the scope had then and have no more; none when too many must be compared."""
        cosines = _cosines(vector, *search.superseded_in(self._ledger, self.embeddings.fingerprint, scope, EXACT))
        return self._hits_of(cosines, limit, scope)

    def _nearest_exactly(self, vector: Vectors, limit: int, scope: Scope) -> list[tuple[Hit, float]]:
        """Return the nearest by comparing with every vector in the scope; none when the scope is too wide for that."""
        if search.count_in(self._ledger, scope) > EXACT:
            return []
        cosines = _cosines(vector, *search.vectors_in(self._ledger, self.embeddings.fingerprint, scope))
        return self._hits_of(cosines, limit, scope)

    def _hits_of(self, cosines: Mapping[int, float], limit: int, scope: Scope) -> list[tuple[Hit, float]]:
        best = sorted(cosines, key=cosines.__getitem__, reverse=True)[:limit]
        return [(hit, cosines[hit.text_id]) for hit in search.hits(self._ledger, scope, ids=best)]

    def matching(self, terms: Sequence[str], limit: int, scope: Scope) -> dict[int, float]:
        """Return serials of the articles in the scope that contain any of the terms, with their scores, best first.

        A term is a word, or several in a row. The scores are those of the current texts, even where the scope is as of
        an earlier instant: for that, see `matching_then`.
        """
        return search.matching(self._ledger, terms, limit, scope)

    def matching_then(self, terms: Sequence[str], serials: Sequence[int], scope: Scope) -> dict[int, float]:
        """Return scores of those of these articles that had another text then, by that text: 1 ms each."""
        total, counts = search.frequencies(self._ledger, terms)
        return bm25.scores(search.superseded_texts(self._ledger, scope, serials), bm25.telling(counts, total), total)

    def passages_of(self, serials: Sequence[int], scope: Scope) -> list[Hit]:
        """Return all passages of these articles that are in the scope."""
        return search.hits(self._ledger, scope, serials=serials)

    def cosines_of(self, vector: Vectors, text_ids: Sequence[int]) -> dict[int, float]:
        """Return the cosine of each text's embedding, current or superseded; texts without one are left out."""
        model = self.embeddings.fingerprint
        found = _cosines(vector, *search.vectors_of(self._ledger, model, text_ids))
        if missing := [id_ for id_ in text_ids if id_ not in found]:
            found |= _cosines(vector, *search.superseded_of(self._ledger, model, missing))
        return found

    def vocabulary(self) -> Vocabulary:
        """Return the words of the archive; the same object until the archive changes."""
        changes, vocabulary = self._vocabulary
        if changes != self.changes:
            changes, vocabulary = self._vocabulary = self.changes, Vocabulary(self._ledger)
        return vocabulary

    def leads(self, versions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Vectors]:
        """Return the embedding, of shape (dimension,), of the first passage of each (article id, version number)."""
        return search.leads_of(self._ledger, self.embeddings.fingerprint, versions)

    def size(self) -> int:
        """Return how many articles a search looks through."""
        return search.frequencies(self._ledger, ())[0]

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """Return how much each term tells, in nats: the fewer articles have it, the more."""
        total, frequencies = search.frequencies(self._ledger, terms)
        prior = PRIOR_ARTICLES * PRIOR_SHARE
        return {term: math.log(1 + (total + PRIOR_ARTICLES) / (1 + n + prior)) for term, n in frequencies.items()}

    # -- looking up -----------------------------------------------------------------------------------------------

    def facts(self) -> Facts:
        facts = catalogue.facts(self._ledger, self.embeddings.fingerprint)
        return replace(facts, late=self.late.now()[:MOST_LATE])

    def extent(self, as_of: str | None = None) -> tuple[int, str | None, str | None]:
        """Return how many articles there are, or were at `as_of`, and their first and last date of publication."""
        return catalogue.extent(self._ledger, as_of)

    def extent_in(self, scope: Scope) -> Extent:
        """Return the same for the articles in a scope, and how many outlets they come from."""
        return openings.extent(self._ledger, scope)

    def outlets_in(self, scope: Scope) -> list[tuple[str, int]]:
        """Return each outlet with its number of articles in the scope, most first; "" stands for unknown ones."""
        return openings.outlets(self._ledger, scope)

    def openings(self, scope: Scope, limit: int) -> list[Opening]:
        """Return how the articles in the scope begin, newest first; an even sample when there are more than `limit`."""
        return openings.openings(self._ledger, scope, limit)

    def newest_day(self, until: date, as_of: str | None = None) -> str | None:
        """Return the last day up to `until` on which something was published that the archive had by `as_of`."""
        return catalogue.newest_day(self._ledger, until, as_of)

    def outlets(self) -> tuple[str, ...]:
        """Return the names of all outlets that ever had an article in the archive, in order; "" for the nameless."""
        return catalogue.outlets(self._ledger)

    def as_of(self, by: str | None = None) -> str | None:
        """Return when the archive last took something in, up to the instant `by`; None when it was empty."""
        return catalogue.as_of(self._ledger, by)

    def began(self) -> str | None:
        """Return when the archive took its first article in; None when it is empty."""
        return catalogue.began(self._ledger)

    def articles(
        self, criteria: Filter = EVERYTHING, *, sort: Sort = "date", cursor: str | None = None, limit: int = 50
    ) -> ArticlePage:
        """Return a page of current articles: newest first and undated last, or by relevance to the words searched for.

        Raises QuestionError on a cursor that ragbot did not make and on a search without a word to look for.
        """
        return listing.page(self._ledger, criteria, sort, cursor, limit)

    def days(self, criteria: Filter = EVERYTHING) -> Days:
        """Count the articles published on each day. Raises QuestionError on a search without a word."""
        return listing.days(self._ledger, criteria)

    def article(self, article_id: str) -> tuple[ArticleSummary, tuple[VersionSummary, ...]] | None:
        return catalogue.article(self._ledger, self._id(article_id))

    def _id(self, article_id: str) -> str:
        """Return the id under which the archive knows the article."""
        return self._ledger.known_as([article_id]).get(article_id, article_id)

    def version(self, article_id: str, number: int) -> Version | None:
        return catalogue.version(self._ledger, article_id, number)

    def notice(self, article_id: str) -> Notice | None:
        """Return the state of an article, even a removed one, and who set it; None when no article has that id."""
        return self._ledger.notice(self._id(article_id))

    def notes(self, article_id: str) -> dict[int, str]:
        """Return the publisher's notes on corrections by version number, first version first."""
        return self._ledger.notes(article_id)

    def versions(self, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Version]:
        """Return those of the wanted versions, each an (article id, number), that exist."""
        return catalogue.all_versions(self._ledger, keys)

    def check_ready(self) -> None:
        """Raises ArchiveError within 2 s when the ledger or the index does not answer, or the index is not whole."""
        self._ledger.meta("schema")
        self._vectors.check()

    # -- keeping it sound -----------------------------------------------------------------------------------------

    def verify(self, progress: Progress = lambda done, total: None) -> list[str]:
        """Return what is wrong with the archive, a sentence each: nothing, unless files were damaged."""
        problems = soundness.problems(self._ledger)
        self._vectors.wait_until_whole()
        total, done, lost = self._ledger.count_embeddings(self.embeddings.fingerprint), 0, 0
        for _, keys, vectors in self._ledger.all_embeddings(self.embeddings.fingerprint, AT_A_TIME):
            lost += self._count_lost(keys, vectors)
            done += len(keys)
            progress(done, total)
        if lost:
            problems.append(f"{lost} of {total} texts are not found by their own vector: run 'ragbot rebuild'.")
        return problems

    def _count_lost(self, keys: Sequence[str], vectors: Vectors) -> int:
        """Count the texts that their own vectors do not find. A search asked for more results looks further."""
        for limit in FEW, self._vectors.most:
            found = self._vectors.nearest(vectors, limit)
            lost = [i for i, key in enumerate(keys) if not _is_found(key, found[i])]
            keys, vectors = [keys[i] for i in lost], vectors[lost]
            if not lost:
                break
        return len(keys)


def _is_found(key: str, near: Sequence[tuple[str, float]]) -> bool:
    """Whether the key is among the nearest, or others with the same vector crowd it out."""
    return key in dict(near) or (len(near) > 1 and near[-1][1] > 1 - SAME_VECTOR)


def _is_stored(article: Article, stored: Mapping[str, Stored]) -> bool:
    return article.id in stored and stored[article.id].digest == article.digest


def _is_older(article: Article, stored: Stored) -> bool:
    """Whether both have a date, and the article's is before the stored one's."""
    return is_before(*_written(article, stored))


def _is_later(article: Article, stored: Stored) -> bool:
    return is_before(*reversed(_written(article, stored)))


def _written(article: Article, stored: Stored) -> tuple[str, str]:
    """Return the date of each, of modification if known; empty when unknown."""
    return article.modified or article.published or "", stored.modified or stored.published or ""


def _cosines(vector: Vectors, ids: Sequence[int], vectors: Vectors) -> dict[int, float]:
    return dict(zip(ids, (vectors @ vector).tolist(), strict=True)) if ids else {}


def _ranked(hits: list[tuple[Hit, float]]) -> list[tuple[Hit, float]]:
    return sorted(hits, key=lambda pair: pair[1], reverse=True)


def open_archive(settings: Settings, embeddings: TextEmbeddings | None = None, *, create: bool = False) -> Archive:
    """Open the archive in the settings' folder, which this process owns until it closes the archive.

    Raises ArchiveOwnedError when another process owns it, ArchiveError when there is none (unless `create`), when its
    index was made with another embedding model, or when its files are damaged.
    """
    embeddings = embeddings or open_embeddings(settings.embedding_model, settings.embedding_precision)
    with opened_ledger(settings, create) as (ledger, lock):
        model = ledger.pointer().model
        if model is None:
            with ledger.writing() as connection:
                ledger.set_meta(connection, model=embeddings.fingerprint, generation="1")
        elif model != embeddings.fingerprint:
            raise ArchiveError(
                f"The index of {settings.archive} was made with the embedding model {model}, but the settings ask for "
                f"{embeddings.fingerprint}. Set RAGBOT_EMBEDDING_MODEL and, for what comes after the slash, "
                "RAGBOT_EMBEDDING_PRECISION to the former, or run 'ragbot rebuild' to embed everything with the latter."
            )
        writer, store = WriterLock(settings.archive), store_at(settings.chroma, settings.archive)
        vectors = ArchiveIndex(ledger, store, embeddings.fingerprint, writer)
        with suppress(IndexAwayError):  # the index is made whole later; meanwhile searches go by words
            vectors.make_whole()
            vectors.check_sample()
        return Archive(settings.archive, ledger, vectors, embeddings, lock)


@contextmanager
def open_sources(settings: Settings, *, create: bool = False) -> Iterator[Sources]:
    """Open the sources that the archive follows, even while a server owns the archive: nothing else is touched.

    Raises ArchiveError when there is no archive (unless `create`).
    """
    if not has_ledger(settings.archive):
        with opened_ledger(settings, create) as (ledger, lock):
            ledger.close()
            if lock:
                lock.release()
    with closing(Ledger(ledger_path(settings.archive))) as ledger:
        yield Sources(ledger)


@contextmanager
def opened_ledger(settings: Settings, create: bool) -> Iterator[tuple[Ledger, Lock | None]]:
    """Open the ledger under its lock. Both stay open unless the caller's block fails."""
    folder = settings.archive
    if not has_ledger(folder) and not create:
        raise ArchiveError(
            f"There is no archive in {folder}. Make one with 'ragbot-ingest PATH' (or 'ragbot-ingest --samples'), "
            "or name its folder with --archive or RAGBOT_ARCHIVE."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ArchiveError(
            f"The folder {folder} cannot be made: {error.strerror}. Name another with --archive."
        ) from error
    lock = Lock(folder) if store_at(settings.chroma, folder).has_one_owner else None
    ledger = None
    try:
        ledger = Ledger(ledger_path(folder))
        yield ledger, lock
    except BaseException:
        if ledger:
            ledger.close()
        if lock:
            lock.release()
        raise


def ledger_path(folder: Path) -> Path:
    return folder / "ledger.sqlite3"


def has_ledger(folder: Path) -> bool:
    """Raises ArchiveError when the folder cannot be read, or when it holds only the remains of an archive."""
    try:
        remains.check_ledger_file(ledger_path(folder))
        return ledger_path(folder).exists()
    except OSError as error:
        raise ArchiveError(f"{folder} cannot be read ({error.strerror}): is it yours?") from None


def is_empty(folder: Path) -> bool:
    """Whether the folder holds no archive, or one without articles. Needs no model and no lock."""
    if not has_ledger(folder):
        return True
    ledger = Ledger(ledger_path(folder))
    try:
        return catalogue.extent(ledger)[0] == 0
    finally:
        ledger.close()
