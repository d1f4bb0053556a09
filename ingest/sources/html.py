"""Web pages: trafilatura finds the article in one, in a process of its own that is killed when it takes too long."""

from __future__ import annotations

import json
import logging
import multiprocessing
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Self

from ingest.sources import SourceError
from ingest.sources.text import decode, without_title

PARSE_SECONDS = 15.0
"""For one page; a usual one takes 0.05 s, while 60,000 paragraphs have taken 30."""
DECLARED = ("datePublished", "dateModified", "inLanguage", "correction", "creativeWorkStatus")
"""What is taken from a page's JSON-LD."""
_START_SECONDS = 120.0  # importing trafilatura takes 1 s, on a busy machine without bytecode far longer

_META_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,300}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w-]+)""", re.I
)


def page_text(data: bytes, charset: str = "") -> str:
    """The characters of a page, by its server's word (`charset`), else by its own. Raises SourceError for no text."""
    declared = _META_CHARSET.search(data[:4_096])
    text = decode(data, charset or (declared[1].decode() if declared else ""))
    return re.sub(r"^\s*<\?xml[^>]*>", "", text)  # its encoding is no longer true


class PageParser:
    """Turns pages into records. Its process starts with the first page and ends with the `with` block."""

    def __init__(self, seconds: float = PARSE_SECONDS) -> None:
        self._seconds = seconds
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def parse(self, page: str) -> Mapping[str, object]:
        """The record of a page's article. Raises SourceError when there is none, or when finding it takes too long."""
        try:
            connection = self._connection or self._start()
            connection.send(page)
            reply = self._reply(connection, self._seconds)
        except (EOFError, OSError):
            self.close()
            raise SourceError("made the HTML parser crash; save the article's text as .txt instead") from None
        if isinstance(reply, str):
            raise SourceError(reply)
        return dict(reply)

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")  # forking a process that has threads can hang
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True, name="html-parser")
        with _interrupts_held():
            self._process.start()
        theirs.close()
        try:
            self._reply(self._connection, _START_SECONDS)
        except (EOFError, OSError):
            self.close()
            reason = "needs the HTML parser, whose process did not start; a script needs if __name__ == '__main__'"
            raise SourceError(reason) from None
        return self._connection

    def _reply(self, connection: Connection, seconds: float) -> Any:
        if connection.poll(seconds):
            return connection.recv()
        self.close()
        raise SourceError(f"took longer than {seconds:g} s to parse; save the article's text as .txt instead")

    def close(self) -> None:
        """End the process, whatever it is doing; the next page starts another."""
        if self._connection:
            self._connection.close()
        if self._process and self._process.pid:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._connection = self._process = None


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process started meanwhile is deaf to Ctrl-C from the first; Python takes 50 ms until it can say so itself."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # started by the process otherwise, and it would let interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection) -> None:
    """The process: answer each page with a record or with the reason why there is none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    logging.disable()
    import trafilatura  # noqa: F401  so that the first page does not pay for it

    connection.send("ready")
    while True:
        try:
            connection.send(_record_or_reason(connection.recv()))
        except (EOFError, OSError):  # the parent is gone
            return


def _record_or_reason(page: str) -> dict[str, object] | str:
    try:
        return _record(page) or "holds no article text; if it needs a browser to show any, save the text as .txt"
    except Exception as error:  # a parser of other people's pages; whatever it is, it is about this page
        return f"cannot be parsed as HTML: {type(error).__name__}: {error}"


def _record(page: str) -> dict[str, object] | None:
    from trafilatura import bare_extraction, load_html

    tree = load_html(page)
    if tree is None:
        return None
    declared = _declared(tree)
    # extensive_search would take any date on the page, a copyright line's too, for the publisher's
    dates = {"extensive_search": False, "original_date": True}
    found = bare_extraction(tree, with_metadata=True, include_comments=False, date_extraction_params=dates)
    if found is None or isinstance(found, dict) or not found.text:
        return None
    return {
        "title": found.title,
        "text": "\n\n".join(without_title(found.text.split("\n"), found.title or "")),
        "url": found.url,
        "source": found.sitename,
        "published": declared.get("datePublished") or found.date,
        "modified": declared.get("dateModified"),
        "authors": found.author,
        "language": declared.get("inLanguage"),
        "correction": declared.get("correction"),
        "creativeWorkStatus": declared.get("creativeWorkStatus"),
    }


def _declared(tree: Any) -> dict[str, object]:
    """What the page says in JSON-LD, else in meta tags; trafilatura keeps only the day, and no language."""
    blocks = tree.xpath("//script[@type='application/ld+json']/text()")
    stated = next((article for block in blocks if (article := _dated(_parsed(block)))), {})
    for name, meta in (("datePublished", "article:published_time"), ("dateModified", "article:modified_time")):
        for content in tree.xpath(f"//meta[@property='{meta}']/@content")[:1]:
            stated.setdefault(name, str(content))
    return stated


def _parsed(block: str) -> object:
    try:
        return json.loads(block, strict=False)
    except (ValueError, RecursionError):
        return None


def _dated(value: object) -> dict[str, object]:
    """The first object with a publication date, however deep in lists and graphs."""
    if isinstance(value, dict) and "datePublished" in value:
        return {name: value.get(name) for name in DECLARED if value.get(name)}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((found for part in inner if (found := _dated(part))), {})
