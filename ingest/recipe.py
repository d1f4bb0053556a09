"""What an archive for `ragbot eval` was made of, recorded beside it: of other things it would give other figures."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.passages import passage_spans
from ragbot.archive import Archive
from ragbot.errors import ArchiveError
from ragbot.models.embeddings import TextEmbeddings
from ragbot.store.ledger import Draft
from ragbot.types import Article, sha256

RECORD = "evaluation.json"
"""In the archive's folder."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides what an archive holds."""

    articles: str
    """SHA-256 of their file."""
    model: str
    passages: str
    """Digest of how an invented article is cut."""
    holds: int | None = None
    """Articles, once all are in it."""


def claim(archive: Archive, articles: str) -> Recipe:
    """What the archive is to be made of, recorded; `articles` is the SHA-256 of their file.

    Raises ArchiveError when it was made of something else.
    """
    wanted = Recipe(articles, archive.embeddings.fingerprint, _cutting(archive.embeddings))
    known, held = _recorded(archive.folder), archive.extent()[0]
    if known is None and held:
        raise _refused(archive.folder, "by something else than 'ragbot eval'")
    if known is None:
        record(archive.folder, wanted)
        return wanted
    if known.articles != wanted.articles:
        raise _refused(archive.folder, "of other articles, or of another state of this file")
    if known.model != wanted.model:
        raise _refused(archive.folder, f"with the embedding model {known.model}, not {wanted.model}")
    if known.passages != wanted.passages:
        raise _refused(archive.folder, "with other passage settings")
    if known.holds not in (None, held):
        raise _refused(archive.folder, f"of {known.holds:,} articles, and now holds {held:,}")
    return known


def _refused(folder: Path, how: str) -> ArchiveError:
    return ArchiveError(
        f"The archive in {folder} was made {how}: its figures would be those of a mixture. "
        "Name another folder with --archive, or delete this one to have it made anew."
    )


def _recorded(folder: Path) -> Recipe | None:
    try:
        return Recipe(**json.loads((folder / RECORD).read_text()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        raise _refused(folder, f"nobody knows of what ({RECORD} in it cannot be read)") from None


def _cutting(embeddings: TextEmbeddings) -> str:
    """Changes whenever an article would be cut into other passages, or these be embedded with another heading."""
    sentences = [f"On day {i} the council of Town{i} voted {i} to {i % 7} for a new bridge." for i in range(1, 200)]
    text = "\n\n".join(" ".join(sentences[i : i + 5]) for i in range(0, len(sentences), 5))
    probe = Article("Towns vote for bridges" * 20, text, "probe", source="Probe", published="2026-01-01", language="en")
    passages = Draft(probe, passage_spans(probe, embeddings)).passages(1)
    return sha256("\n".join(passage.key for passage in passages))[:16]


def record(folder: Path, recipe: Recipe) -> None:
    """Written whole or not at all."""
    fresh = folder / f"{RECORD}.new"
    fresh.write_text(json.dumps(asdict(recipe), indent=2))
    fresh.replace(folder / RECORD)
