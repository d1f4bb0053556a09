"""The archive joins ledger, vectors and full text: it takes articles in and finds their passages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

from sqlalchemy import Connection

from ragbot.archive import bm25, catalogue, listing, openings, remains, retention, search, spellings, states
from ragbot.archive.deeds import Deeds
from ragbot.archive.feedback import FeedbackBook
from ragbot.archive.index import ArchiveIndex
from ragbot.archive.intake import Added, Cut, Intake, Result
from ragbot.archive.keys import Keys
from ragbot.archive.late import MOST_LATE, Late
from ragbot.archive.ledger import Ledger
from ragbot.archive.listing import Filter, Sort
from ragbot.archive.lock import Lock, WriterLock
from ragbot.archive.nearest import Nearest
from ragbot.archive.openings import Extent, Opening
from ragbot.archive.precedence import Precedence
from ragbot.archive.retention import Expiry, Plan, Vacuumed
from ragbot.archive.search import Hit
from ragbot.archive.sources import Sources
from ragbot.archive.states import Notice, Set
from ragbot.archive.tables import Scope
from ragbot.archive.vector_stores import store_at
from ragbot.archive.verify import Progress, verify
from ragbot.archive.vocabulary import Vocabulary
from ragbot.archive.watches import Watches
from ragbot.errors import ArchiveError, IndexAwayError
from ragbot.models.embeddings import TextEmbeddings, Vectors, open_embeddings
from ragbot.settings import Settings
from ragbot.tracing.spans import Spans, open_spans
from ragbot.types import (
    Article,
    ArticlePage,
    ArticleSummary,
    Days,
    Facts,
    State,
    Version,
    VersionSummary,
)

PRIOR_ARTICLES, PRIOR_SHARE = 1000, 0.02
"""Imagined articles, and the probability that one of them has a given word: an archive of three articles does not know
yet which words are rare."""


EVERYTHING = Filter()


class Archive:
    """Open it with `open_archive`. Threads may share one; additions wait for each other."""

    def __init__(
        self, folder: Path, ledger: Ledger, vectors: ArchiveIndex, embeddings: TextEmbeddings, lock: Lock | None
    ) -> None:
        self.folder, self.embeddings, self.lock = folder, embeddings, lock
        self._ledger, self._vectors = ledger, vectors
        self._changes = 0
        self._vocabulary = (0, Vocabulary(ledger))
        self.late = Late(Sources(ledger))
        self.precedence, self.spans = Precedence(), Spans()
        self._intake = Intake(ledger, vectors, embeddings, self.precedence)
        self._nearest = Nearest(ledger, vectors, embeddings.fingerprint)

    def close(self) -> None:
        """Finish the additions on their way, begin no others, then close: the lock must outlive every write."""
        self._intake.close()
        self.embeddings.close()
        self._vectors.close()
        self._ledger.close()
        if self.lock:
            self.lock.release()
        self.spans.close()  # last: a collector that is away takes some seconds

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
        with self.spans.start("ragbot.ingest", {"ragbot.articles": len(articles)}) as span:
            added = self._intake.add(articles, cut, span)
            counts = Counter(added.results)
            span.set({f"ragbot.articles.{result}": counts[result] for result in counts})
            span.set({"ragbot.passages": added.passages, "ragbot.texts.embedded": added.embedded})
        self._changes += 1
        return added

    def ingested(self) -> Mapping[Result, int]:
        """Return what became of the articles that this process took in, by result."""
        return {result: self._intake.counts[result] for result in get_args(Result)}

    def set_state(self, article_id: str, state: State, reason: str | None = None) -> Set | None:
        """Mark an article retracted, removed or corrected, or live again. Returns None when no article has that id.

        What an operator retracts or removes stays so, whatever is ingested, until an operator sets another state.
        """
        done = self._ledger.set_state(article_id, state, reason)
        self._changes += 1  # only now: a cache of the state before must not pass for the state after
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

    @property
    def keys(self) -> Keys:
        """The keys of the service that answers from the archive."""
        return Keys(self._ledger)

    @property
    def deeds(self) -> Deeds:
        """Who changed what through the service or the command line."""
        return Deeds(self._ledger)

    @property
    def feedback(self) -> FeedbackBook:
        """What readers say of answers."""
        return FeedbackBook(self._ledger)

    @property
    def watches(self) -> Watches:
        """The standing questions."""
        return Watches(self._ledger)

    # -- finding --------------------------------------------------------------------------------------------------

    def nearest(self, vector: Vectors, limit: int, scope: Scope) -> list[tuple[Hit, float]]:
        """Return the passages in the scope nearest to `vector`, of shape (dimension,), with cosines, best first.

        Raises IndexAwayError when the index does not answer.
        """
        return self._nearest.passages(vector, limit, scope)

    def cosines_of(self, vector: Vectors, text_ids: Sequence[int]) -> dict[int, float]:
        """Return the cosine of each text's embedding, current or superseded; texts without one are left out."""
        return self._nearest.cosines_of(vector, text_ids)

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
        """Return the number of articles that a search looks through."""
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
        """Return the openings of the articles in the scope, newest first; of more than `limit` an even sample."""
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
        with self._ledger.reading() as connection:
            return spellings.known_as(connection, [article_id]).get(article_id, article_id)

    def version(self, article_id: str, number: int) -> Version | None:
        return catalogue.version(self._ledger, article_id, number)

    def notice(self, article_id: str) -> Notice | None:
        """Return the state of an article, even a removed one, and who set it; None when no article has that id."""
        known = self._id(article_id)
        with self._ledger.reading() as connection:
            return states.notice(connection, known)

    def notes(self, article_id: str) -> dict[int, str]:
        """Return the publisher's notes on corrections by version number, first version first."""
        with self._ledger.reading() as connection:
            return states.notes_of(connection, article_id)

    def versions(self, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Version]:
        """Return those of the wanted versions, each an (article id, number), that exist."""
        return catalogue.all_versions(self._ledger, keys)

    def check_ready(self) -> None:
        """Raises ArchiveError within 2 s when the ledger or the index does not answer, or the index is not whole."""
        self._ledger.meta("schema")
        self._vectors.check()

    def expiry(self, article_id: str) -> Expiry | None:
        """Return what is known of an article that retention took out; None when it took out no such article."""
        with self._ledger.reading() as connection:
            return retention.expiry(connection, article_id)

    # -- keeping it sound -----------------------------------------------------------------------------------------

    def vacuum(self, keep: Mapping[str | None, int | None], today: date, dry: bool) -> Vacuumed:
        """Take out the articles that are older than `keep` says, a few at a time; or only say which (`dry`).

        Killed at any time, what is gone is gone whole, and the same call goes on. Each of the articles is looked at
        again when it goes. Raises ArchiveError when the disk or the index fails; what was not taken out by then stays.
        """
        with self._ledger.reading() as connection:
            plan = retention.plan(connection, keep, today, self._cited_articles())
        size = self._ledger.size()
        if dry:
            return Vacuumed(dry, plan.counts, plan.kept, size, size, shrunk=False)
        went, kept = Counter[str](), Counter(plan.kept)
        for some in plan.batches():
            final = self._take_out(some, keep, today)
            went.update(final.counts)
            kept.update(final.kept)
        shrunk = self._ledger.shrink()
        return Vacuumed(dry, dict(went.most_common()), dict(kept), size, self._ledger.size(), shrunk)

    def _take_out(self, ids: Sequence[str], keep: Mapping[str | None, int | None], today: date) -> Plan:
        """Take out those of `ids` that are still to go, and return the plan for all of them."""

        def planned(connection: Connection) -> Plan:
            return retention.plan(connection, keep, today, self._cited_articles(), among=ids)

        with self._intake.alone(set(ids)), self._vectors.written():
            plan, keys = self._ledger.take_out(planned)
            self._vectors.delete(keys)
        self._changes += 1
        return plan

    def _cited_articles(self) -> set[str]:
        """Return the ids of the articles that kept answers cite: answers to standing questions, and rated ones."""
        return {*self.watches.cited_articles(), *self.feedback.cited_articles()}

    def verify(self, progress: Progress = lambda done, total: None) -> list[str]:
        """Return what is wrong with the archive, a sentence each: nothing, unless files were damaged."""
        return verify(self._ledger, self._vectors, self.embeddings.fingerprint, progress)


def open_archive(settings: Settings, embeddings: TextEmbeddings | None = None, *, create: bool = False) -> Archive:
    """Open the archive in the settings' folder, which this process owns until it closes the archive.

    Raises ArchiveOwnedError when another process owns it, ArchiveError when there is none (unless `create`), when its
    index was made with another embedding model, or when its files are damaged.
    """
    embeddings = embeddings or open_embeddings(settings.embedding_model, settings.embedding_precision)
    spans = open_spans(settings)
    with opened_ledger(settings, create) as (ledger, lock):
        _settle_model(ledger, embeddings.fingerprint, settings.archive)
        writer, store = WriterLock(settings.archive), store_at(settings.chroma, settings.archive)
        vectors = ArchiveIndex(ledger, store, embeddings.fingerprint, writer)
        with suppress(IndexAwayError):  # the index is made whole later; meanwhile searches go by words
            vectors.make_whole()
            vectors.check_sample()
        archive = Archive(settings.archive, ledger, vectors, embeddings, lock)
        archive.spans = spans
        return archive


def _settle_model(ledger: Ledger, model: str, folder: Path) -> None:
    """Keep the embedding model of a new index. Raises ArchiveError when there is an index that another one made."""
    made_with = ledger.pointer().model
    if made_with is None:
        with ledger.writing() as connection:
            ledger.set_meta(connection, model=model, generation="1")
    elif made_with != model:
        raise ArchiveError(
            f"The index of {folder} was made with the embedding model {made_with}, but the settings ask for "
            f"{model}. Set RAGBOT_EMBEDDING_MODEL and, for what comes after the slash, "
            "RAGBOT_EMBEDDING_PRECISION to the former, or run 'ragbot rebuild' to embed everything with the latter."
        )


@contextmanager
def open_sources(settings: Settings, *, create: bool = False) -> Iterator[Sources]:
    """Open the sources that the archive follows, even while a server owns the archive: nothing else is touched.

    Raises ArchiveError when there is no archive (unless `create`).
    """
    with _ledger_alone(settings, create) as ledger:
        yield Sources(ledger)


@contextmanager
def open_keys(settings: Settings, *, create: bool = False) -> Iterator[Keys]:
    """Open the keys of the archive's service, even while a server owns the archive.

    Raises ArchiveError when there is no archive (unless `create`).
    """
    with _ledger_alone(settings, create) as ledger:
        yield Keys(ledger)


@contextmanager
def open_watches(settings: Settings) -> Iterator[Watches]:
    """Open the standing questions, even while a server owns the archive. Raises ArchiveError when there is none."""
    with _ledger_alone(settings, create=False) as ledger:
        yield Watches(ledger)


@contextmanager
def open_deeds(settings: Settings) -> Iterator[Deeds]:
    """Open the audit, even while a server owns the archive. Raises ArchiveError when there is no archive."""
    with _ledger_alone(settings, create=False) as ledger:
        yield Deeds(ledger)


@contextmanager
def open_feedback(settings: Settings) -> Iterator[FeedbackBook]:
    """Open what readers say of answers, even while a server owns the archive.

    Raises ArchiveError when there is no archive.
    """
    with _ledger_alone(settings, create=False) as ledger:
        yield FeedbackBook(ledger)


def states_of(settings: Settings, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], State]:
    """Return the article's state by version, an (article id, number), for those that exist; also beside a server.

    Raises ArchiveError when there is no archive.
    """
    with _ledger_alone(settings, create=False) as ledger:
        return catalogue.states_of(ledger, versions)


def expiries_of(settings: Settings, article_ids: Collection[str]) -> dict[str, Expiry]:
    """Return the records of those of the articles that retention took out, even while a server owns the archive.

    Raises ArchiveError when there is no archive.
    """
    with _ledger_alone(settings, create=False) as ledger, ledger.reading() as connection:
        return retention.expiries(connection, article_ids)


@contextmanager
def _ledger_alone(settings: Settings, create: bool) -> Iterator[Ledger]:
    """Open the ledger alone: another process may own the rest."""
    if not has_ledger(settings.archive):
        with opened_ledger(settings, create) as (ledger, lock):
            ledger.close()
            if lock:
                lock.release()
    with closing(Ledger(ledger_path(settings.archive))) as ledger:
        yield ledger


@contextmanager
def opened_ledger(settings: Settings, create: bool) -> Iterator[tuple[Ledger, Lock | None]]:
    """Open the ledger under its lock. Both stay open unless the caller's block fails."""
    folder = settings.archive
    _make_folder(folder, create)
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


def _make_folder(folder: Path, create: bool) -> None:
    """Raises ArchiveError when it holds no archive (unless `create`), or cannot be made."""
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
    """Return whether `folder` holds no archive, or one without articles. Needs no model and no lock."""
    if not has_ledger(folder):
        return True
    ledger = Ledger(ledger_path(folder))
    try:
        return catalogue.extent(ledger)[0] == 0
    finally:
        ledger.close()
