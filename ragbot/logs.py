"""What the server writes to standard error: a line each, with time, level and the part that says so."""

from __future__ import annotations

import logging
import time

OURS = ("ragbot", "ingest")


def log_to_stderr(level: str) -> None:
    """From now on. Libraries are heard from warnings on; uvicorn's own lines about requests are ours to write."""
    handler = logging.StreamHandler()
    handler.setFormatter(_formatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)


def _formatter() -> logging.Formatter:
    """`2026-11-26T14:02:11Z WARNING ragbot.api.request_log POST /v1/answers 503 in 3 ms, …`"""
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    return formatter
