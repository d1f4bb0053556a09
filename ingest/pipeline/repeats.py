"""Repeats: an article that one run had before changes nothing, unless it has another text with a later date."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.pipeline.tally import Entry, Tally
from ragbot.types import Article, is_before


@dataclass(slots=True)
class Seen:
    """What one run had of an article."""

    newest: str
    """The digest of the text that counts."""
    when: str
    """The day or instant of that text; "" when it is unknown."""
    digests: set[str]
    is_hidden: bool = False
    """Whether the article was retracted or removed."""
    partial: bool = False
    """Whether only a part of the text came."""

    def gives_way_to(self, article: Article, when: str) -> bool:
        """Return whether an article of the day `when` counts instead: it completes the text, or has a later date."""
        completes = self.partial and not article.partial
        is_later = article.digest != self.newest and is_before(self.when, when)
        return is_later or (completes and not is_before(when, self.when))


def is_repeated(entry: Entry, seen: dict[str, Seen], tally: Tally) -> bool:
    """Return whether this run had the article before; a text that it had counts as unchanged.

    Another text becomes a new version only with a later date; else each run would undo the other's work. A retraction
    by the publisher always counts.
    """
    article = entry.article
    is_hidden = article.state in ("retracted", "removed")
    when, digest = article.modified or article.published or "", article.digest
    known = _known(article, seen)
    if known is None or known.gives_way_to(article, when):
        digests = {digest, *(known.digests if known else ())}
        seen[article.id] = Seen(digest, when, digests, is_hidden, article.partial)
        return False
    if digest == known.newest and is_hidden and not known.is_hidden:
        known.is_hidden = True
        return False
    _count(entry, known, tally)
    return True


def _known(article: Article, seen: dict[str, Seen]) -> Seen | None:
    """Return what this run had of the article; a fragment makes no second article of the page's own text."""
    page = seen.get(article.page_id or "")
    of_page = page if page and article.digest in page.digests else None
    return seen.get(article.id) or of_page


def _count(entry: Entry, known: Seen, tally: Tally) -> None:
    """Tally an article that changes nothing: it is unchanged, less full than the text that is kept, or refused."""
    article = entry.article
    if article.digest in known.digests:
        tally.take(entry.place, "unchanged")
    elif article.partial and not known.partial:
        tally.keep_fuller(entry)
    else:
        reason = f"{article.address} came before in this run, with other text and no earlier date; kept the first"
        tally.fail(entry.place, entry.origin, reason)
