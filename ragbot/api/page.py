"""The chat page and its files."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath

from fastapi import APIRouter, Request
from starlette.responses import Response

from ragbot.api.problems import Problem

router = APIRouter(include_in_schema=False)

# Not the mimetypes module: it reads the machine's tables, which may call JavaScript text/plain.
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}


@router.api_route("/", methods=["GET", "HEAD"])
def page(request: Request) -> Response:
    return _file("index.html", request)


@router.api_route("/static/{name}", methods=["GET", "HEAD"])
def static(name: str, request: Request) -> Response:
    return _file(name, request)


def _file(name: str, request: Request) -> Response:
    media_type = MEDIA_TYPES.get(PurePath(name).suffix)
    found = next((file for file in files("ragbot.ui").iterdir() if file.name == name), None)
    if not media_type or not found:  # only a name in the listing, so that no path leads out of it
        raise Problem(404, "The page has no such file.")
    content = found.read_bytes()
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)
