"""What each address of the API asks of a key. One table for all routes, so that none is forgotten."""

from __future__ import annotations

from typing import Literal

from ragbot.api.admission import ANSWERS
from ragbot.key_scopes import KeyScope

Permission = KeyScope | Literal["open"]

OPEN = ("/", "/healthz", "/readyz")
"""The page, and what whoever watches over the server asks."""
LOGIN = ("POST", "/v1/login")
"""Its code is what is asked for."""
OPEN_FOLDERS = ("/static/",)
READ = ("/openapi.json", "/v1/archive", "/v1/articles", "/v1/models", "/v1/permissions", "/v1/sources", "/v1/watches")
"""With what is below them."""
INGEST = {
    ("POST", "/v1/articles"),
    ("POST", "/v1/articles/file"),
    ("POST", "/v1/articles/url"),
    ("GET", "/v1/archive/ids"),
    ("GET", "/v1/formats"),
}
RATE = ("POST", "/v1/feedback")
"""Whoever may ask may say what the answer is worth."""
OPERATE = {
    ("GET", "/metrics"),
    ("GET", "/v1/feedback"),
    ("GET", "/v1/sources/opml"),
    ("POST", "/v1/login/codes"),
    ("POST", "/v1/archive/vacuum"),
}
CHANGED = ("/v1/articles/", "/v1/sources", "/v1/watches")
"""Whatever else changes these is an operator's."""


def permission_for(method: str, path: str) -> Permission | None:
    """What a request needs; None for an address that the table does not name, as those of other people's packages."""
    asked = ("GET" if method == "HEAD" else method, path)
    if asked == LOGIN or (asked[0] == "GET" and (path in OPEN or path.startswith(OPEN_FOLDERS))):
        return "open"
    if asked in INGEST:
        return "ingest"
    if asked in OPERATE:
        return "operate"
    if (
        asked == RATE
        or path in ANSWERS
        or (asked[0] == "GET" and any(path == each or path.startswith(f"{each}/") for each in READ))
    ):
        return "ask"
    return "operate" if path.startswith(CHANGED) else None
