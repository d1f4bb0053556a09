"""A newsroom of the tests' own on loopback: a feed and its pages, which change as a test wants."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from xml.sax.saxutils import escape

PUBLISHED = "2026-03-10T09:00:00Z"


@dataclass
class Page:
    """What is at a path."""

    body: str
    kind: str = "text/html"
    status: int = 200
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    has_etag: bool = True
    seconds: float = 0
    """Until it is answered."""

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body.encode()).hexdigest()[:16]}"' if self.has_etag else ""


@dataclass
class Newsroom:
    """Its address, its pages by path, and who asked for what."""

    address: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    """Path and status of each request but for rules of robots."""

    def feed(self, items: list[tuple[str, str]], path: str = "/feed", more: str = "", **page: object) -> None:
        """Put a feed of (path of the article, headline) there, the newest first."""
        entries = "".join(
            f"<item><title>{escape(title)}</title><link>{self.address}{link}</link><guid>{link}</guid>"
            f"<description>About {escape(title)}.</description></item>"
            for link, title in items
        )
        channel = f"<channel><title>The Courier</title>{more}{entries}</channel>"
        body = f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'
        self.pages[path] = Page(body, "application/rss+xml", **page)  # type: ignore[arg-type]

    def article(
        self, path: str, title: str, text: str, published: str = "2026-03-10T09:00:00Z", **page: object
    ) -> None:
        """Put an article there, as pages have them."""
        paragraphs = "".join(f"<p>{escape(each)}</p>" for each in text.split("\n"))
        head = (
            f'<title>{escape(title)} | The Courier</title><link rel="canonical" href="{self.address}{path}">'
            f'<meta property="og:site_name" content="The Courier">'
            f'<meta property="article:published_time" content="{PUBLISHED}">'
        )
        shown = f"<article><h1>{escape(title)}</h1>{paragraphs}</article>"
        body = f"<!doctype html><html lang=en><head>{head}</head><body>{shown}</body></html>"
        self.pages[path] = Page(body, **page)  # type: ignore[arg-type]

    def take_requests(self) -> list[tuple[str, int]]:
        """Those since the last time."""
        asked, self.asked = self.asked, []
        return asked


def _handler(room: Newsroom) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = room.pages.get(self.path) or Page("not found", status=404)
            is_known = page.status == 200 and page.etag and self.headers.get("If-None-Match") == page.etag
            status = 304 if is_known else page.status
            if self.path not in ("/robots.txt", "/.well-known/tdmrep.json"):
                room.asked.append((self.path, status))
            body = b"" if is_known else page.body.encode()
            time.sleep(page.seconds)
            self.send_response(status)
            for name, value in {"Content-Type": page.kind, "ETag": page.etag, "Location": page.location}.items():
                if value:
                    self.send_header(name, value)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def newsroom() -> Iterator[Newsroom]:
    """One that answers until the end of the block."""
    room = Newsroom()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(room))
    room.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield room
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
