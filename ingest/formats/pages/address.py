"""What a page calls its own address: it counts on its own site only, for a page must not pass for another's article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from ingest.articles import SOURCE, canonical_url

_FACES = re.compile(r"^(?:www|m|mobile|amp|edition)\.")  # of one site


def with_own_address(record: Mapping[str, object], url: str) -> Mapping[str, object]:
    """The record of the page at `url`; what claims to be on another site has neither that address nor that outlet."""
    claimed = record.get("url")
    canonical = canonical_url(claimed) if isinstance(claimed, str) else None
    if canonical is None or _site(canonical) == _site(url):
        return {**record, "url": canonical or url}
    return {**{name: value for name, value in record.items() if name not in SOURCE}, "url": url}


def _site(url: str) -> str:
    return _FACES.sub("", urlsplit(url).hostname or "")
