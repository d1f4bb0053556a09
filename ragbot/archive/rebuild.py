"""Makes the index of an archive anew from its ledger."""

from __future__ import annotations

from array import array
from contextlib import closing

import numpy as np

from ragbot.archive import soundness, text_vectors, texts
from ragbot.archive.archive import opened_ledger
from ragbot.archive.index import index_name
from ragbot.archive.ledger import Ledger
from ragbot.archive.lock import WriterLock, rebuilding
from ragbot.archive.vector_stores import store_at
from ragbot.archive.vectors import VectorIndex
from ragbot.archive.verify import Progress
from ragbot.models.embeddings import TextEmbeddings, open_embeddings
from ragbot.settings import Settings

FEW = 100
"""The most texts to embed while writers wait: 5 s."""


def rebuild(
    settings: Settings, embeddings: TextEmbeddings | None = None, progress: Progress = lambda done, total: None
) -> int:
    """Make vectors and full text anew, under the settings' embedding model; return the number of vectors.

    It copies the ledger's vectors, and embeds only under another model. The old index serves until the new one is
    whole, and one pointer flips; a kill before that changes nothing. Other processes on the same store may write
    meanwhile, and follow: so the old index goes one rebuild later.
    """
    model = embeddings or open_embeddings(settings.embedding_model, settings.embedding_precision)
    with closing(model), opened_ledger(settings, create=False) as (ledger, lock), rebuilding(settings.archive):
        store, writer = store_at(settings.chroma, settings.archive), WriterLock(settings.archive)
        generation = ledger.pointer().generation + 1
        old, new = index_name(ledger, generation - 1), index_name(ledger, generation)
        _prepare(ledger, model, writer, progress)
        store.drop(keep=[old])  # also what a killed rebuild left
        with closing(store.open(new)) as index:
            total = _switch(ledger, index, generation, model, writer, progress)
        if store.has_one_owner:  # which is this process: nobody searches the old one any more
            store.drop(keep=[new])
        ledger.close()
        if lock:
            lock.release()
        return total


def _prepare(ledger: Ledger, model: TextEmbeddings, writer: WriterLock, progress: Progress) -> None:
    """Forget vectors that are broken or unused, and embed what has none, until next to nothing is missing."""
    with writer.held():
        soundness.forget_bad_embeddings(ledger)
        ledger.forget_unused()
    while _embed_missing(ledger, model, progress) > FEW:
        pass  # what others have added meanwhile


def _switch(
    ledger: Ledger, index: VectorIndex, generation: int, model: TextEmbeddings, writer: WriterLock, progress: Progress
) -> int:
    """Fill an empty index, and have the ledger point at it; return the number of its vectors."""
    copied = _fill(ledger, index, model.fingerprint, progress)
    with writer.held():
        _embed_missing(ledger, model, progress)
        total = _catch_up(ledger, index, model.fingerprint, copied)
        ledger.switch(model.fingerprint, generation)
    return total


def _embed_missing(ledger: Ledger, embeddings: TextEmbeddings, progress: Progress) -> int:
    """Embed the texts without a vector; return how many there were."""
    missing = list(texts.unembedded(ledger, embeddings.fingerprint).items())
    for i in range(0, len(missing), 128):
        some = dict(missing[i : i + 128])
        vectors = embeddings.encode([passage.embedded_text for passage in some.values()])
        ledger.keep(embeddings.fingerprint, dict(zip(some, vectors, strict=True)))
        progress(i + len(some), len(missing))
    return len(missing)


def _fill(ledger: Ledger, index: VectorIndex, model: str, progress: Progress) -> array[int]:
    """Copy the ledger's vectors into `index`; return the ids of their texts."""
    total, copied = text_vectors.count(ledger, model), array("q")
    for ids, keys, vectors in text_vectors.batches(ledger, model, 1000):
        index.add(keys, vectors)
        copied.extend(ids)
        progress(len(copied), total)
    return copied


def _catch_up(ledger: Ledger, index: VectorIndex, model: str, copied: array[int]) -> int:
    """Copy vectors that others have added since, and delete those that they dropped; return how many there are now."""
    before, now = np.asarray(copied, np.int64), text_vectors.text_ids(ledger, model)
    for _, keys, vectors in text_vectors.batches_of(ledger, model, np.setdiff1d(now, before).tolist()):
        index.add(keys, vectors)
    gone = np.setdiff1d(before, now).tolist()
    for i in range(0, len(gone), 1000):
        index.delete(texts.keys_of(ledger, gone[i : i + 1000]))
    return len(now)
