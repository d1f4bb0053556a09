"""Keeps what clients can add to without end from growing: beyond so many, the oldest go."""

from __future__ import annotations

from itertools import islice
from typing import Any


def drop_oldest(kept: dict[str, Any], most: int) -> None:
    """Take out what was put in first, until `kept` has `most` at the most."""
    for name in list(islice(kept, max(len(kept) - most, 0))):
        del kept[name]
