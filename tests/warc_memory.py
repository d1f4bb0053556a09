"""Memory and time of reading a web archive of invented pages: `python -m tests.warc_memory 10000`."""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from pathlib import Path

from ingest.sources.files import read
from tests.ingest.formats.test_warc import record, reply

WORDS = (
    *("the", "harbour", "council", "of", "Orm", "voted", "on", "Tuesday", "to", "raise", "crane", "fees", "by"),
    *("twelve", "percent", "from", "June", "said", "Mira", "Sand"),
)
EVERY = 1_000


def page(number: int) -> bytes:
    """Of 400 words in 20 paragraphs, beside a menu of 100 links and a script of 20 kB; a real one has as much."""
    menu = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(100))
    words = [WORDS[(number + n * n) % len(WORDS)] for n in range(400)]
    text = "".join(f"<p>{' '.join(words[start : start + 20]).capitalize()}.</p>" for start in range(0, 400, 20))
    head = f"<title>Fee {number} rises in Orm</title><script>{'var x = 1;' * 2_000}</script>"
    return (
        f"<!doctype html><html><head>{head}</head><body><ul>{menu}</ul><article>{text}</article></body></html>".encode()
    )


def write(path: Path, pages: int) -> None:
    """As CC-NEWS does: each record packed by itself."""
    with path.open("wb") as file:
        for number in range(pages):
            url = f"https://orm.example/{number}"
            file.write(gzip.compress(record(b"GET / HTTP/1.1\r\n\r\n", url, "request"), 1))
            file.write(gzip.compress(record(reply(page(number)), url), 1))


def held() -> int:
    """Megabytes in memory."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) // 1_024


def main(pages: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "invented.warc.gz"
        write(path, pages)
        print(f"{pages:,} pages, {path.stat().st_size / 1e6:.0f} MB packed; {held()} MB held at the start", flush=True)
        began, articles = time.monotonic(), 0
        for raw in read([str(path)]):
            articles += raw.record is not None
            if raw.record is not None and not articles % EVERY:
                rate = articles / (time.monotonic() - began)
                print(f"{articles:,} articles, {rate:.0f} a second, {held()} MB held", flush=True)
        print(f"{articles:,} of {pages:,} pages were articles")


if __name__ == "__main__":
    main(int(sys.argv[1]))
