"""The recipe of an archive for `ragbot eval`, recorded beside it: another recipe would give other figures."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import distributions
from pathlib import Path

import ingest
import ragbot
from ingest.pipeline.ingester import ingest as take
from ingest.records.passages import passage_spans
from ingest.sources.files import read
from ragbot.archive.archive import Archive
from ragbot.archive.drafts import Draft
from ragbot.archive.intake import Added
from ragbot.errors import ArchiveError
from ragbot.models.embeddings import TextEmbeddings
from ragbot.types import Article, sha256

RECORD = "evaluation.json"
"""The name of the record in the archive's folder."""
PROBE = "On Tuesday the council of Ostvik voted 21 to 9 for a new bridge across the Arle."
NEAR = 0.01
"""The most by which two numbers of an embedding may differ: two machines differ by less than 0.001."""


class MadeOtherwiseError(ArchiveError):
    """The archive was made of something else than is to be measured."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The things that decide what an archive holds."""

    articles: str
    """The SHA-256 of the articles' file."""
    model: str
    code: str
    """The digest of our sources and of all installed packages. When it changes, the next two tell whether that
    matters."""
    yields: str
    """The digest of what the articles become: their records, and the texts for embedding."""
    meaning: tuple[float, ...]
    """The first numbers of the embedding of an invented sentence."""
    holds: int | None = None
    """The number of articles, once all are in it."""


@contextmanager
def kept_to(archive: Archive, articles: Path, digest: str) -> Iterator[None]:
    """Keep the archive to these articles while within; `digest` is the SHA-256 of their file.

    Raises MadeOtherwiseError when it was made of something else, or would now be made otherwise.
    """
    known, held = _recorded(archive.folder), archive.extent()[0]
    if known is None and held:
        raise _refused(archive.folder, "by something else than 'ragbot eval'")
    recipe = _checked(archive, known, held, articles, digest) if known else _recipe(archive, articles, digest)
    _record(archive.folder, recipe)
    yield
    _record(archive.folder, replace(recipe, holds=archive.extent()[0]))


def _checked(archive: Archive, known: Recipe, held: int, articles: Path, digest: str) -> Recipe:
    folder, model = archive.folder, archive.embeddings.fingerprint
    if known.articles != digest:
        raise _refused(folder, "of other articles, or of another state of this file")
    if known.model != model:
        raise _refused(folder, f"with the embedding model {known.model}, not {model}")
    if known.holds not in (None, held):
        raise _refused(folder, f"of {known.holds:,} articles, and now holds {held:,}")
    if known.code == _code(archive.embeddings):
        return known
    now = _recipe(archive, articles, digest)
    if now.yields != known.yields:
        raise _refused(folder, "with other code, or other settings, which made something else of these articles")
    if max(abs(a - b) for a, b in zip(now.meaning, known.meaning, strict=True)) > NEAR:
        raise _refused(folder, "with other code, whose embeddings differ")
    return now


def _refused(folder: Path, how: str) -> MadeOtherwiseError:
    return MadeOtherwiseError(
        f"The archive in {folder} was made {how}: its figures would be those of a mixture. "
        "Name another folder with --archive, or delete this one to have it made anew."
    )


def _recorded(folder: Path) -> Recipe | None:
    try:
        return Recipe(**json.loads((folder / RECORD).read_text()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        told = f"nobody knows of what ({RECORD} in it cannot be read, or is of another release)"
        raise _refused(folder, told) from None


def _recipe(archive: Archive, articles: Path, digest: str) -> Recipe:
    embeddings = archive.embeddings
    meaning = tuple(round(float(number), 4) for number in embeddings.encode([PROBE])[0][:16])
    return Recipe(digest, embeddings.fingerprint, _code(embeddings), _yields(articles, embeddings), meaning)


def _code(embeddings: TextEmbeddings) -> str:
    """Return the digest of the code; of all ours, since a rule of the language may move the end of a passage."""
    sources = sorted(path for room in (ingest, ragbot) for path in Path(room.__path__[0]).rglob("*.py"))
    found = hashlib.sha256(f"{sys.version} {embeddings.max_tokens}".encode())
    for path in sources:
        found.update(path.read_bytes())
    for each in sorted(f"{installed.name} {installed.version}" for installed in distributions()):
        found.update(each.encode())
    return found.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Noting:
    """A sink that keeps, for each article, a digest of what an archive would hold of it, and embeds nothing."""

    embeddings: TextEmbeddings
    digests: list[str] = field(default_factory=list)

    def add(self, articles: Sequence[Article]) -> Added:
        for article in articles:
            passages = Draft(article, passage_spans(article, self.embeddings)).passages(1)
            self.digests.append(sha256("\n".join([repr(article), *(passage.key for passage in passages)])))
        return Added(tuple("added" for _ in articles), 0, 0)


def _yields(articles: Path, embeddings: TextEmbeddings) -> str:
    """Return the digest of what the articles become; a thousand take 12 CPU seconds, their embedding 400."""
    noting = _Noting(embeddings)
    with closing(read([str(articles)])) as raws:
        if take(raws, noting).interrupted:
            raise KeyboardInterrupt
    return sha256("\n".join(sorted(noting.digests)))[:16]


def _record(folder: Path, recipe: Recipe) -> None:
    """Write the record, whole or not at all."""
    fresh = folder / f"{RECORD}.new"
    fresh.write_text(json.dumps(asdict(recipe), indent=2))
    fresh.replace(folder / RECORD)
