"""Makes the index of an archive anew from its ledger."""

from __future__ import annotations

from contextlib import closing

from ragbot.archive import Progress, collection_name, opened_ledger
from ragbot.models.embeddings import TextEmbeddings, open_embeddings
from ragbot.settings import Settings
from ragbot.store import soundness
from ragbot.store.ledger import Ledger
from ragbot.store.vectors import VectorIndex, drop_collections


def rebuild(
    settings: Settings, embeddings: TextEmbeddings | None = None, progress: Progress = lambda done, total: None
) -> int:
    """Make vectors and full text anew, under the settings' embedding model; the number of vectors.

    Vectors in the ledger are taken as they are: only under another model is anything embedded. The old index serves
    until the new one is whole, and one pointer flips; killed before, it is as if nothing had been done.
    """
    model = embeddings or open_embeddings(settings.embedding_model, settings.embedding_precision)
    with closing(model), opened_ledger(settings, create=False) as (ledger, lock):
        generation = int(ledger.meta("generation") or 1)
        old, new = collection_name(ledger, generation), collection_name(ledger, generation + 1)
        soundness.forget_bad_embeddings(ledger)
        ledger.forget_unused()
        _embed_missing(ledger, model, progress)
        drop_collections(settings.chroma, settings.archive, keep=old)  # what a killed rebuild left
        with closing(VectorIndex(settings.chroma, settings.archive, new)) as index:
            total = _fill(ledger, index, model.fingerprint, progress)
        ledger.switch(model.fingerprint, generation + 1)
        drop_collections(settings.chroma, settings.archive, keep=new)
        ledger.close()
        if lock:
            lock.release()
        return total


def _embed_missing(ledger: Ledger, embeddings: TextEmbeddings, progress: Progress) -> None:
    missing = list(ledger.unembedded(embeddings.fingerprint).items())
    for i in range(0, len(missing), 128):
        some = dict(missing[i : i + 128])
        vectors = embeddings.encode([passage.embedded_text for passage in some.values()])
        ledger.keep(embeddings.fingerprint, dict(zip(some, vectors, strict=True)))
        progress(i + len(some), len(missing))


def _fill(ledger: Ledger, index: VectorIndex, model: str, progress: Progress) -> int:
    total, done = ledger.count_embeddings(model), 0
    for keys, vectors in ledger.all_embeddings(model, 1000):
        index.upsert(keys, vectors)
        done += len(keys)
        progress(done, total)
    return total
