"""A page's own address: it counts on its own site only, for a page must not pass for another's article."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.records.addresses import ROUTE, canonical_url, page_of
from ingest.records.articles import SOURCE
from ragbot.addresses import is_home, outlet_of


def with_own_address(record: Mapping[str, object], url: str) -> Mapping[str, object]:
    """Return the record of the page at `url`; a claim to be on another site costs it that address and that outlet."""
    claimed = record.get("url")
    canonical = canonical_url(claimed) if isinstance(claimed, str) else None
    url = url if ROUTE.search(url) else page_of(url)
    if canonical is None or _site(canonical) == _site(url):
        return {**record, "url": url if _is_shared(canonical, url) else canonical}
    return {**{name: value for name, value in record.items() if name not in SOURCE}, "url": url}


def _is_shared(canonical: str | None, url: str) -> bool:
    """Return whether all articles of a site, or all that one page shows in turn, would have that address."""
    return canonical is None or is_home(canonical) or ("#" in url and canonical == canonical_url(page_of(url)))


def _site(url: str) -> str:
    return outlet_of(url).removeprefix("edition.")
