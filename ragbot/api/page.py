"""The chat page and its files."""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePath

from fastapi import APIRouter, Request
from starlette.responses import Response

from ragbot.api.entity_tags import is_known
from ragbot.api.problems import Problem

router = APIRouter(include_in_schema=False)

# Not the mimetypes module: it reads the machine's tables, which may call JavaScript text/plain.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
END_OF_HEAD = "</head>"
FOR_EVER = "public, max-age=31536000, immutable"
"""A year is the longest that caches know."""


# Coroutines, with everything in memory: the page needs no thread, so that it comes at once when all threads are busy.


@router.api_route("/", methods=["GET", "HEAD"])
async def page(request: Request) -> Response:
    """It names its files by their digest, so that a browser keeps them, all of them from one edition."""
    return _response(_html(), "text/html; charset=utf-8", request, "no-cache")


@cache
def _html() -> bytes:
    html = files("ragbot.ui").joinpath("index.html").read_text("utf-8")
    html = html.replace(END_OF_HEAD, f"{_preloads(html)}{END_OF_HEAD}").replace('"static/', f'"static/{_edition()}/')
    return html.encode()


def _preloads(html: str) -> str:
    """Every other module: else a browser finds them one import after the other, each level another round."""
    modules = (name for name in _listing() if name.endswith(".js") and f'"static/{name}"' not in html)
    return "".join(f'<link rel="modulepreload" href="static/{name}">\n' for name in modules)


@router.api_route("/static/{edition}/{path:path}", methods=["GET", "HEAD"])
async def static(edition: str, path: str, request: Request) -> Response:
    """A page of another edition, from before an update, gets the files too, but is not to keep them."""
    caching = FOR_EVER if edition == _edition() else "no-cache"
    return _response(_content(path), MEDIA_TYPES[PurePath(path).suffix], request, caching)


def _response(content: bytes, media_type: str, request: Request, caching: str) -> Response:
    etag = _etag(content)
    headers = {"ETag": etag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
    if is_known(etag, request.headers):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = _zipped(content), "gzip"
    return Response(content, headers=headers, media_type=media_type)


@cache
def _etag(content: bytes) -> str:
    return f'W/"{sha256(content).hexdigest()[:32]}"'


@cache
def _content(path: str) -> bytes:
    return _file_of(path).read_bytes()


@cache
def _zipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _file_of(path: str) -> Traversable:
    """Raises Problem 404: only a name in the listing is a file of the page, so that no path leads out of it."""
    if found := _listing().get(path):
        return found
    raise Problem(404, "The page has no such file.")


@cache
def _listing() -> dict[str, Traversable]:
    """What the page may name, by the path below its folder: one visit asks seventy times."""
    return dict(sorted(_below(files("ragbot.ui"), "")))


def _below(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for each in folder.iterdir():
        if each.is_dir():
            found += _below(each, f"{path}{each.name}/")
        elif PurePath(each.name).suffix in MEDIA_TYPES:
            found.append((path + each.name, each))
    return found


@cache
def _edition() -> str:
    """Changes when any of the files does; whoever edits them starts the server again."""
    digest = sha256(files("ragbot.ui").joinpath("index.html").read_bytes())
    for name, file in _listing().items():
        digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
