"""A real Chromium, and the servers it visits: ragbot itself with the samples, and a fake with canned answers."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from ragbot.archive.archive import Archive
from tests.conftest import article
from tests.e2e.fake_server import create_fake, running
from tests.e2e.news import BLAMED, bridge_news, opened, served

SAMPLES = Path(__file__).parents[2] / "ingest" / "samples"
SCREENSHOTS = Path(__file__).parent / "screenshots"
START = 120  # seconds a server may take to say its address
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")

# The last two, which suggest what to type as an address, are two pages of Chromium's own in each window: a page that is
# opened takes 0.9 s of the processor without them, and 2.4 with them. Only the last such flag counts, so those that
# Playwright sets are repeated.
WITHOUT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    *("PreconnectToSearch", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)
expect.set_options(timeout=15_000)  # as actions have: five seconds are not enough where all cores are taken
FLAGS = ("--no-sandbox", f"--disable-features={','.join(WITHOUT)}")

OpenPage = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("there is no chromium, chromium-browser or google-chrome on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real server, with the sample articles in its archive."""
    archive = str(tmp_path_factory.mktemp("e2e") / "archive")
    ingest = [sys.executable, "-m", "ingest.cli", "--archive", archive, str(SAMPLES)]
    subprocess.run(ingest, check=True, timeout=600, capture_output=True)
    serve = [sys.executable, "-u", "-m", "ragbot.operations.cli", "serve", "--archive", archive, "--port", "0"]
    process = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _address(process: subprocess.Popen[str]) -> str:
    """The address that the server prints; the rest of its output is read too, so that it never waits for us."""
    lines: Queue[str] = Queue()
    assert process.stdout is not None
    output = process.stdout

    def read() -> None:
        with output:
            for line in output:
                lines.put(line)

    threading.Thread(target=read, daemon=True).start()
    seen = ""
    try:
        while not (found := ADDRESS.search(seen)):
            seen += lines.get(timeout=START)
    except Empty:
        pytest.fail(f"the server did not say its address within {START} s; it said: {seen}")
    return found[0]


@pytest.fixture(scope="session")
def fake(browser: Browser) -> Iterator[str]:
    with running(create_fake()) as address:
        yield address


@pytest.fixture(scope="session")
def harrow(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of the news of `news.py`; its operator has retracted one of them."""
    with opened(tmp_path_factory.mktemp("harrow") / "archive", *bridge_news()) as archive:
        archive.set_state(article("", address=BLAMED).id, "retracted", "There is no such signalman.")
        yield archive


@pytest.fixture(scope="session")
def told(harrow: Archive) -> Iterator[str]:
    """The address of ragbot itself on that archive, without a language model."""
    with served(harrow) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser) -> OpenPage:
    """Open the page in a window of its own; leaving it checks that the page kept its promises."""

    @contextmanager
    def open_at(
        address: str, *, width: int = 1280, height: int = 800, strict: bool = True, **given: object
    ) -> Iterator[Page]:
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, locale="en-GB", timezone_id="UTC", **given)  # type: ignore[arg-type]
        try:
            page = context.new_page()
            page.set_default_timeout(15_000)
            requested, troubles = _watch(context, page)
            page.goto(address)
            page.locator("#facts:not(:empty)").wait_for()
            yield page
            assert {url for url in requested if not url.startswith((address + "/", "data:"))} == set()
            assert troubles == [] or not strict
        finally:
            context.close()

    return open_at


def _watch(context: BrowserContext, page: Page) -> tuple[list[str], list[str]]:
    """Every address the page asks for, and every error or violation of its Content Security Policy."""
    requested: list[str] = []
    troubles: list[str] = []

    def logged(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            troubles.append(message.text)

    context.on("request", lambda request: requested.append(request.url))
    page.on("console", logged)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return requested, troubles


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Keep a picture of the page, for people to look at; the folder is not committed."""

    def keep(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return keep
