"""Articles that one run had before: the same text changes nothing, and another one only when it is dated later."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.pipeline.tally import Entry, Tally
from ragbot.types import is_before


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


def is_repeated(entry: Entry, seen: dict[str, Seen], tally: Tally) -> bool:
    """Whether this run had the article before: a text that it had counts as unchanged.

    Another text is only taken as a new version when it is dated later; else each run would undo the other's work. That
    its publisher retracts it is never passed over.
    """
    article = entry.article
    is_hidden = article.state in ("retracted", "removed")
    when, digest = article.modified or article.published or "", article.digest
    known = seen.get(article.id)
    page = seen.get(article.page_id or "")
    if known is None and page and digest in page.digests:  # a fragment makes no second article of the page's own text
        known = page
    if known is None:
        seen[article.id] = Seen(digest, when, {digest}, is_hidden, article.partial)
        return False
    completes = known.partial and not article.partial
    if (completes and not is_before(when, known.when)) or (digest != known.newest and is_before(known.when, when)):
        seen[article.id] = Seen(digest, when, known.digests | {digest}, is_hidden, article.partial)
        return False
    if digest == known.newest and is_hidden and not known.is_hidden:
        known.is_hidden = True
        return False
    if digest in known.digests:
        tally.take(entry.place, "unchanged")
    elif article.partial and not known.partial:
        tally.keep_fuller(entry)
    else:
        reason = f"{article.address} came before in this run, with other text and no earlier date; kept the first"
        tally.fail(entry.place, entry.origin, reason)
    return True
