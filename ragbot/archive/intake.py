"""Intake: decides whether an article is new, keeps it in the ledger, embeds its texts, and shows it whole."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ragbot.archive import file_names, spellings, texts, versions
from ragbot.archive.drafts import Draft
from ragbot.archive.index import ArchiveIndex
from ragbot.archive.ledger import Ledger
from ragbot.archive.precedence import Precedence
from ragbot.archive.versions import Stored
from ragbot.errors import ArchiveError
from ragbot.models.embeddings import TextEmbeddings, Vectors
from ragbot.reading.losses import loss
from ragbot.reading.sentences import Span as TextSpan
from ragbot.tracing.spans import NOTHING, Attributes, Span
from ragbot.types import Article, Passage, State, is_before

Result = Literal["added", "updated", "unchanged", "older", "fuller", "shortened"]
"""What became of an article. "older": the archive has a later version and does not know this one. "fuller": the archive
keeps the fuller text that it has. "shortened": it was updated, and its publisher cut most of its text."""
TAKEN = ("added", "updated", "shortened")

Cut = Callable[[Article], list[TextSpan]]
"""Return the spans of an article's passages."""

SAID: tuple[State, ...] = ("corrected", "retracted", "removed")
"""The states that a publisher may announce in a few words that replace the article's text."""


@dataclass(frozen=True, slots=True)
class Added:
    """The outcome of `Archive.add`, by article and in numbers."""

    results: tuple[Result, ...]
    passages: int
    """Passages of the new versions."""
    embedded: int
    """Texts that had no embedding yet."""


class Intake:
    """The intake of one archive. Threads may share it; additions of the same article wait for each other."""

    def __init__(
        self, ledger: Ledger, vectors: ArchiveIndex, embeddings: TextEmbeddings, precedence: Precedence
    ) -> None:
        self._ledger, self._vectors, self.embeddings, self.precedence = ledger, vectors, embeddings, precedence
        self._adding = threading.Lock()
        self._on_their_way: set[str] = set()
        self._arrived = threading.Condition()
        self.closing = False
        self.counts: Counter[Result] = Counter()
        """What became of the articles that this process took in."""

    def close(self) -> None:
        """Finish the additions on their way, and begin no others."""
        with self._arrived:
            self.closing = True
            self._arrived.notify_all()
            self._arrived.wait_for(lambda: not self._on_their_way)

    def add(self, articles: Sequence[Article], cut: Cut, span: Span = NOTHING) -> Added:
        """Take in new articles, and new versions of known ones. Each appears whole or not at all.

        The ids of `articles` must differ. `cut` is called only for new versions. When a call was interrupted, wherever
        that was, the same call finishes its work. `span` is that of the addition, in which its embedding has its own.
        Raises IndexAwayError when the index does not answer.
        """
        self._vectors.check_known()  # before anything is embedded in vain
        while True:
            if added := self._add(self._as_known(articles), cut, span):
                return added

    def _add(self, articles: Sequence[Article], cut: Cut, span: Span) -> Added | None:
        """Return None when a file came in another way meanwhile: then the archive knows it by another id."""
        with self._alone({article.id for article in articles}):
            with self._adding:
                stored = versions.newest(self._ledger, [article.id for article in articles])
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
            embedded = self._embed(whole, span) if whole else 0
            with self._adding:
                amended = [self._amended(a, r, stored) for a, r in zip(articles, results, strict=True)]
            self.counts.update(amended)
            return Added(tuple(amended), sum(len(d.spans) for d in drafts), embedded)

    def _as_known(self, articles: Sequence[Article]) -> list[Article]:
        """Give articles the ids under which the archive knows them, where their address had another spelling."""
        ids = [article.id for article in articles]
        with self._ledger.reading() as connection:
            known = spellings.known_as(connection, ids)
        for article in articles:  # a fragment makes no second article of a page's own text
            page = article.page_id
            if page and page not in ids and versions.has_version(self._ledger, page, article.digest):
                known[article.id] = page
        for article in (article for article in articles if article.file):
            known_as = known.get(article.id)
            found = file_names.of_file(self._ledger, replace(article, known_as=known_as) if known_as else article)
            if found and found not in (*ids, *known.values()):  # of two such files in one batch the second is another
                known[article.id] = found
        return [replace(a, known_as=known[a.id]) if a.id in known else a for a in articles]

    def alone(self, ids: set[str]) -> AbstractContextManager[None]:
        """Hold off additions of these articles for a block. Raises ArchiveError when the archive is closing."""
        return self._alone(ids)

    @contextmanager
    def _alone(self, ids: set[str]) -> Iterator[None]:
        """Make additions of the same article wait for each other; others may be written while this one is embedded."""
        with self._arrived:
            self._arrived.wait_for(lambda: self.closing or self._on_their_way.isdisjoint(ids))
            if self.closing:
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
            return "unchanged" if versions.has_version(self._ledger, article.id, article.digest) else "older"
        return self._replacing(article, stored)

    def _replacing(self, article: Article, stored: Stored) -> Result:
        """Decide whether another text may replace the current one.

        A partial text never does, unless it announces a state. A text that lost most of the current one does only when
        its publisher dates it later and it is more than a piece of the current one.
        """
        if article.state in SAID or article.note:
            return "updated"
        current = versions.text_of(self._ledger, article.id, stored.number)
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

    def _embed(self, whole: Mapping[str, int], span: Span) -> int:
        """Embed texts that have no embedding yet, then let readers see these versions.

        Other additions may be written meanwhile. When one of them drops an embedding that this one counted on, because
        it updated the last article with that text, another round embeds the text.
        """
        embedded: dict[int, Vectors] = {}
        while True:
            with self._adding, self._vectors.written():
                missing = texts.unembedded(self._ledger, self.embeddings.fingerprint, list(whole.items()))
                if missing.keys() <= embedded.keys():
                    self._finish(missing, {id_: embedded[id_] for id_ in missing}, whole)
                    return len(embedded)
            new = {id_: each for id_, each in missing.items() if id_ not in embedded}
            with span.child(f"embeddings {self.embeddings.fingerprint}", _embedding_of(new)):
                embedded |= self._vectors_of(new)

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
            self._vectors.add([passage.key for passage in missing.values()], np.stack(list(embedded.values())))
        self._vectors.delete(self._ledger.finish(self.embeddings.fingerprint, embedded, whole))


def _embedding_of(missing: Mapping[int, Passage]) -> Attributes:
    return {"gen_ai.operation.name": "embeddings", "ragbot.texts": len(missing)}


def _is_stored(article: Article, stored: Mapping[str, Stored]) -> bool:
    return article.id in stored and stored[article.id].digest == article.digest


def _is_older(article: Article, stored: Stored) -> bool:
    """Return whether both have a date, and the article's is before the stored one's."""
    return is_before(*_written(article, stored))


def _is_later(article: Article, stored: Stored) -> bool:
    return is_before(*reversed(_written(article, stored)))


def _written(article: Article, stored: Stored) -> tuple[str, str]:
    """Return the dates of `article` and `stored`, of modification if known; "" when unknown."""
    return article.modified or article.published or "", stored.modified or stored.published or ""
