"""Articles that one run had before: the same text changes nothing, and another one only when it is dated later."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.pipeline.tally import Entry, Tally
from ragbot.types import Article, is_before


@dataclass(slots=True)
class Seen:
    """What this run had of one article."""

    newest: str
    """Digest of the text that counts."""
    when: str
    """When that was written; empty when nobody knows."""
    digests: set[str]
    is_hidden: bool = False
    """Whether it was retracted or removed."""
    partial: bool = False
    """Whether only a part of it came."""

    def gives_way_to(self, article: Article, when: str) -> bool:
        """Whether an article of the day `when` counts in its place: it completes it, or is dated later."""
        completes = self.partial and not article.partial
        is_later = article.digest != self.newest and is_before(self.when, when)
        return is_later or (completes and not is_before(when, self.when))


def is_repeated(entry: Entry, seen: dict[str, Seen], tally: Tally) -> bool:
    """Whether this run had the article before: a text that it had counts as unchanged.

    Another text is only taken as a new version when it is dated later; else each run would undo the other's work. That
    its publisher retracts it is never passed over.
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
    """Find what this run had of the article; a fragment makes no second article of the page's own text."""
    page = seen.get(article.page_id or "")
    of_page = page if page and article.digest in page.digests else None
    return seen.get(article.id) or of_page


def _count(entry: Entry, known: Seen, tally: Tally) -> None:
    """Tell what becomes of an article that changes nothing: it is unchanged, fuller than what is kept, or refused."""
    article = entry.article
    if article.digest in known.digests:
        tally.take(entry.place, "unchanged")
    elif article.partial and not known.partial:
        tally.keep_fuller(entry)
    else:
        reason = f"{article.address} came before in this run, with other text and no earlier date; kept the first"
        tally.fail(entry.place, entry.origin, reason)
