"""Lets go of the apps that tests made: FastAPI remembers the routes of many."""

from __future__ import annotations

from fastapi.dependencies import models


def let_go_of_apps() -> None:
    """Empty FastAPI's caches of which routes are coroutines.

    They keep the last 4,096 routes, and with them what those close over: archives that have ended, with their models.
    """
    for cached in vars(models).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()
