"""How large the page is, and how soon a reader can use it: `python -m tests.e2e.speed`. Medians; no test."""

from __future__ import annotations

import gzip
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from ingest.commands.take_in import samples_folder
from ingest.pipeline.ingester import ingest
from ingest.pipeline.sinks import ArchiveSink
from ingest.sources.files import read
from ragbot import ui
from ragbot.archive.archive import open_archive
from ragbot.settings import load_settings
from tests.e2e.news import served

QUESTION = "What was stolen from Ostrey Abbey?"
KINDS = (".html", ".css", ".js")
NETWORKS = {
    "this machine": None,
    "a slow network (1.6 Mbit/s, 150 ms)": {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000},
}
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
NOTED = """() => {
  const noted = (name, selector) => new MutationObserver((_, observer) => {
    if (!document.querySelector(selector)) return;
    window[name] = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true, characterData: true });
  noted("useful", "#facts:not(:empty)");
  noted("token", ".turn .answer p");
  noted("done", ".turn .colophon");
  document.addEventListener("submit", () => (window.sent = performance.now()), { capture: true });
}"""


@contextmanager
def sample_server() -> Iterator[str]:
    """The address of ragbot with the sample articles, without a language model."""
    with ExitStack() as stack:
        settings = load_settings(archive=Path(stack.enter_context(tempfile.TemporaryDirectory())) / "archive")
        archive = stack.enter_context(open_archive(settings, create=True))
        ingest(read([samples_folder()]), ArchiveSink(archive))
        yield stack.enter_context(served(archive))


def sizes() -> str:
    found = [file for file in Path(ui.__file__).parent.rglob("*") if file.suffix in KINDS]
    whole = sum(file.stat().st_size for file in found)
    zipped = sum(len(gzip.compress(file.read_bytes())) for file in found)
    return f"{len(found)} files, {whole / 1000:.0f} kB, {zipped / 1000:.0f} kB as they are sent"


def visit(browser: Browser, address: str, network: dict[str, int] | None) -> dict[str, float]:
    """Milliseconds from the beginning of the visit, and from pressing Enter, in a browser that has nothing kept."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(f"({NOTED})()")
    if network:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", {"offline": False, **network})
    page.goto(address)
    page.locator("#facts:not(:empty)").wait_for()
    page.get_by_label("Your question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".turn .colophon").wait_for(timeout=60_000)
    spent = "({ painted: %s, useful, token: token - sent, answer: done - sent })" % PAINTED  # noqa: UP031
    times: dict[str, float] = page.evaluate(spent)
    context.close()
    return times


def main(visits: int = 9) -> None:
    print(f"The page: {sizes()}.")
    with sample_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, network in NETWORKS.items():
            visit(browser, address, network)  # the first question of a server is slower
            times = [visit(browser, address, network) for _ in range(visits)]
            medians = {each: statistics.median(time[each] for time in times) for each in times[0]}
            print(f"On {name}: " + ", ".join(f"{each} {ms:.0f} ms" for each, ms in medians.items()))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
