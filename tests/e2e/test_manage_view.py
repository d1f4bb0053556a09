"""The operator's view: what goes in, what is told of it, what is taken back; and a key that only its owner has."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Locator, Page, Route, expect

from ingest.fetch.fetcher import Fetcher
from ingest.formats.format import Parsers
from ingest.formats.table import suffixes
from ingest.http.articles import router
from ingest.records.record import IsOver, Raw
from ingest.sources.web import read_page
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.keyring import Keyring
from ragbot.api.login import Codes, login_routes
from ragbot.archive.archive import Archive
from tests.conftest import add, article
from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import MARKUP, running
from tests.e2e.news import BLAMED, HOW_MANY, bridge_news, opened
from tests.e2e.reader import ask, citation, violations

Shoot = Callable[[Page, str], None]
TOKEN = "operators-token"
WIDTHS = (1280, 768, 360)
STORY = "The lighthouse of Orrin was sold to a choir for ninety crowns on Friday, its keeper Edda Moss said."
HOSTILE = f"{MARKUP} \u202egnp.exe\u2066 "


@dataclass
class Desk:
    """A server with a key that the test knows, and its archive."""

    address: str
    archive: Archive
    page: str
    """The address of an article's page on this machine, which only this server may fetch."""

    @property
    def link(self) -> str:
        return f"{self.address}/#manage?key={TOKEN}"


@pytest.fixture(scope="session")
def desk(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened(tmp_path_factory.mktemp("desk") / "archive", *bridge_news()) as archive, website() as page:
        for n in range(25):
            text = f"The weather in town number {n} stays as it was, said the office on Monday."
            url = f"https://town-{n}.example/weather"
            add(archive, article(text, f"Weather {n}", url, source=f"Town {n} Gazette", published="2026-01-02"))
        app = create_app(Bot(archive), routers=[router(archive, TOKEN, read_from_here)])
        with running(app) as address:
            yield Desk(address, archive, page)


def read_from_here(url: str, pages: Parsers, is_over: IsOver) -> Generator[Raw]:
    return read_page(url, pages, is_over, Fetcher(networks=[ip_network("127.0.0.0/8")]))


@contextmanager
def website() -> Iterator[str]:
    """The address of a page on 127.0.0.1."""
    site = FastAPI()
    page = f"<html><head><title>Lamp lit</title></head><body><article><p>{STORY}</p></article></body></html>"
    site.add_api_route("/lamp", lambda: HTMLResponse(page))
    with running(site) as address:
        yield f"{address}/lamp"


def enter(page: Page, desk: Desk) -> None:
    page.evaluate("location.hash = '#manage'")
    page.get_by_label("Your key").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Drop files here")).to_be_visible()


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    given: Sequence[Any] = [{"name": name, "mimeType": "", "buffer": data} for name, data in files]
    page.locator("#files").set_input_files(given)


def choose_large(page: Page, name: str, size: int) -> None:
    """A file that the browser makes itself: 24 MB that Playwright hands over take 12 s of the processor."""
    chosen = """([name, size]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(size)], name));
      const box = document.getElementById("files");
      box.files = data.files;
      box.dispatchEvent(new Event("change"));
    }"""
    page.evaluate(chosen, [name, size])


def line(page: Page, name: str) -> Locator:
    return page.locator(".intake ol > li").filter(has=page.locator(".name", has_text=name)).first


def jsonl(*records: Mapping[str, object]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in records)


def paste(page: Page, **fields: str) -> None:
    page.get_by_text("A text that you paste").click()
    for name, value in fields.items():
        page.locator(f"#pasted-{name}").fill(value)
    page.locator(".pasting button").click()


def find_box(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Retract")


def find(page: Page, words: str) -> Locator:
    """Look for what is to be retracted; the first that is found."""
    with page.expect_response(re.compile(r"/v1/articles(\?q=|/)")):
        find_box(page).fill(words)
        page.keyboard.press("Enter")
    found = page.locator(".retraction > .found button.title").first
    found.wait_for()
    return found


def decide(page: Page, what: str, reason: str) -> None:
    page.get_by_role("button", name=f"{what}…").click()
    page.get_by_label("Reason, for readers").fill(reason)
    page.get_by_role("button", name=what, exact=True).click()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_view_is_calm_and_accessible(
    desk: Desk, open_page: OpenPage, shoot: Shoot, width: int, scheme: str
) -> None:
    with open_page(desk.address, width=width, color_scheme=scheme, reduced_motion="reduce") as page:
        page.evaluate("location.hash = '#manage'")
        expect(page.get_by_label("Your key")).to_be_visible()
        shoot(page, f"manage-locked-{width}-{scheme}")
        assert violations(page) == []
        enter(page, desk)
        good = {"title": "Good", "text": f"{STORY} {width} {scheme}", "published": "soon"}
        drop(page, ("news.jsonl", jsonl(*[{"title": f"Number {n}"} for n in range(25)], good)), ("empty.txt", b""))
        expect(line(page, "empty.txt")).to_contain_text("1 failed")
        page.get_by_text("A text that you paste").click()
        shoot(page, f"manage-{width}-{scheme}")
        assert violations(page) == []
        line(page, "news.jsonl").scroll_into_view_if_needed()
        shoot(page, f"manage-report-{width}-{scheme}")
        page.locator(".outlets").scroll_into_view_if_needed()
        shoot(page, f"manage-outlets-{width}-{scheme}")
        find(page, "Harrow bridge")
        page.locator(".retraction").scroll_into_view_if_needed()
        shoot(page, f"manage-retraction-{width}-{scheme}")
        page.locator(".retraction button.title").first.click()
        page.get_by_role("button", name="Retract…").click()
        shoot(page, f"manage-article-{width}-{scheme}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# The key


@pytest.fixture(scope="module")
def printed(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The link that `ragbot serve` prints for its operator, over an empty archive."""
    folder = str(tmp_path_factory.mktemp("printed") / "archive")
    serve = [sys.executable, "-u", "-m", "ragbot.operations.cli", "serve", "--archive", folder, "--port", "0"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        try:
            said = [process.stdout.readline(), process.stdout.readline()]
            found = re.search(r"Manage the archive at (\S+)", said[1])
            assert found, said
            yield found[1]
        finally:
            process.kill()


def test_from_the_printed_link_to_an_answer_and_its_retraction(printed: str, open_page: OpenPage, shoot: Shoot) -> None:
    address, code = printed.split("/#manage?code=")
    with open_page(address) as page:
        page.goto(printed)
        expect(page.get_by_text("Drop files here")).to_be_visible()
        assert page.url == f"{address}/#manage"
        assert code not in page.evaluate(
            "location.href + document.documentElement.outerHTML + JSON.stringify(sessionStorage)"
        )
        good = {"title": "Fares rise", "text": "Bus fares in Ostvale rise by four crowns.", "source": "Daily"}
        drop(page, ("news.jsonl", jsonl(good, {"title": "No text"})))
        expect(line(page, "news.jsonl")).to_contain_text("1 added, 1 failed")
        expect(line(page, "news.jsonl")).to_contain_text("has no text")
        expect(line(page, "news.jsonl")).to_contain_text("news.jsonl:2")
        expect(page.locator("#facts")).to_contain_text("1 article")
        paste(page, title="Lamp sold", text=STORY, source="The Orrin Post", published="2026-03-01")
        expect(line(page, "Lamp sold")).to_contain_text("1 added")
        expect(page.locator(".outlets tbody tr").first).to_contain_text("The Orrin Post")
        question = "Who bought the lighthouse of Orrin?"
        page.get_by_role("link", name="Ask").click()
        ask(page, question)
        expect(page.locator(".turn .answer").last).to_contain_text("choir")
        page.get_by_role("link", name="Manage").click()
        find(page, "lighthouse Orrin").click()
        decide(page, "Retract", "It was sold to nobody.")
        expect(page.locator("#article .state.retracted")).to_contain_text("It was sold to nobody.")
        expect(page.locator("#article .operator")).to_contain_text("It is retracted now.")
        shoot(page, "manage-retracted")
        page.keyboard.press("Escape")
        expect(page.locator(".retraction section button.title")).to_have_text("Lamp sold")
        page.get_by_role("link", name="Ask").click()
        ask(page, question)
        expect(page.locator(".turn").last).to_have_class(re.compile("not_in_archive|related"))
        page.get_by_role("link", name="Manage").click()
        page.locator(".retraction section button.title").click()
        page.get_by_role("button", name="Bring back").click()
        expect(page.locator("#article .operator")).to_contain_text("It stands as it was again.")
        page.keyboard.press("Escape")
        expect(page.locator(".retraction section")).to_be_hidden()
        page.get_by_role("link", name="Ask").click()
        ask(page, question)
        expect(page.locator(".turn .answer").last).to_contain_text("choir")


def test_a_wrong_key_is_told_and_asked_for_again(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address, strict=False) as page:  # Chromium logs each refusal
        page.evaluate("location.hash = '#feed?key=wrong'")  # as links had it once: no key comes out of an address
        box = page.get_by_label("Your key")
        expect(box).to_be_visible()
        assert page.evaluate("sessionStorage.length") == 0
        for key in ("", "wrong", "ключ", "two words"):
            box.fill(key)
            page.keyboard.press("Enter")
            expect(page.locator(".keyform [role=alert]")).to_contain_text("key")
            expect(box).to_be_focused()
        expect(page.get_by_text("Drop files here")).to_be_hidden()
        expect(page.locator(".outlets tbody tr").first).to_be_visible()
        box.fill(f" {TOKEN} ")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Drop files here")).to_be_visible()
        expect(page.locator("#manage-title")).to_be_focused()
        assert box.input_value() == ""


def test_the_key_stays_in_the_tab_until_it_is_forgotten(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address) as page:
        enter(page, desk)
        page.reload()
        expect(page.get_by_text("Drop files here")).to_be_visible()
        assert page.evaluate("localStorage.length") == 0
        find(page, "Harrow bridge").click()
        expect(page.locator("#article .operator")).to_be_visible()
        page.get_by_role("button", name="Forget the key").click()
        expect(page.get_by_label("Your key")).to_be_focused()
        expect(page.get_by_text("Drop files here")).to_be_hidden()
        assert page.evaluate("sessionStorage.length") == 0
        page.get_by_role("link", name="Ask").click()
        ask(page, HOW_MANY)
        citation(page)
        expect(page.locator("#article .operator")).to_have_count(0)


def test_a_key_that_is_no_longer_right_is_asked_for_and_then_it_goes_on(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address, strict=False) as page:
        enter(page, desk)
        page.evaluate("sessionStorage.setItem('ragbot:key', 'of-the-server-before')")
        drop(page, ("note.txt", f"A note\n\n{STORY} Or so.".encode()))
        expect(line(page, "note.txt")).to_contain_text("does not take the key any more")
        page.get_by_label("Your key").fill(TOKEN)
        page.keyboard.press("Enter")
        expect(page.get_by_label("Your key")).not_to_be_visible()  # it is known only then
        line(page, "note.txt").get_by_role("button", name="Try again").click()
        expect(line(page, "note.txt")).to_contain_text("1 added")


def test_a_browser_without_storage_keeps_the_key_while_the_page_is_open(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address) as page:
        closed = "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('closed') } })"
        page.add_init_script(closed)
        page.reload()
        enter(page, desk)
        drop(page, ("empty.txt", b""))
        expect(line(page, "empty.txt")).to_contain_text("is empty")


# Ways in


def test_a_page_is_fetched_and_a_refused_one_says_why(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address) as page:
        enter(page, desk)
        box = page.get_by_label("An address")
        page.get_by_role("button", name="Take in").first.click()
        expect(page.get_by_text("Type an address first.")).to_be_visible()
        expect(box).to_be_focused()
        box.fill(desk.page)
        page.keyboard.press("Enter")
        expect(line(page, desk.page)).to_contain_text(re.compile("1 added|1 unchanged"))
        expect(box).to_have_value("")
        for url, reason in (
            ("http://10.0.0.1/", "is no public address"),
            ("ftp://news.example/", "is no http or https address"),
            ("javascript:alert(1)", "is no http or https address"),
        ):
            box.fill(url)
            page.keyboard.press("Enter")
            expect(line(page, url)).to_contain_text(reason)
            expect(box).to_have_value(url)


def test_files_can_be_dropped(desk: Desk, open_page: OpenPage) -> None:
    dropped = """([where, name]) => {
      const data = new DataTransfer();
      data.items.add(new File([`Dropped\\n\\nA lamp fell from the tower of ${name} and nobody was hurt.`], name));
      for (const type of ["dragover", "drop"]) {
        const event = new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
        document.querySelector(where).dispatchEvent(event);
      }
    }"""
    with open_page(desk.address) as page:
        enter(page, desk)
        page.evaluate(dropped, [".drop", "one.txt"])
        expect(line(page, "one.txt")).to_contain_text("1 added")
        page.evaluate(dropped, [".outlets", "beside.txt"])  # missed: else the browser would open it
        expect(line(page, "beside.txt")).to_contain_text("1 added")
        expect(page.locator(".drop.over")).to_have_count(0)


def test_a_file_over_the_limit_is_not_even_sent(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address) as page:
        enter(page, desk)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        choose_large(page, "big.jsonl", 32 * 1024 * 1024 + 1)
        expect(line(page, "big.jsonl")).to_contain_text("ragbot-ingest FILE")
        expect(page.locator("#manage [role=status]").last).to_contain_text("32 MiB")
        assert not [url for url in asked if "/file" in url]


def test_files_go_in_one_after_the_other_and_each_can_be_stopped(desk: Desk, open_page: OpenPage, shoot: Shoot) -> None:
    many = [{"title": f"Count {n}", "text": f"Lamp {n} of Orrin was counted. " * 40} for n in range(400)]
    with open_page(desk.address) as page:
        enter(page, desk)
        before = desk.archive.facts().articles
        drop(page, ("long.jsonl", jsonl(*many)), ("second.txt", b"x"), ("third.txt", b""))
        expect(line(page, "second.txt")).to_contain_text("Waiting for the one before")
        expect(line(page, "long.jsonl").get_by_role("progressbar")).to_be_visible()
        expect(line(page, "long.jsonl")).to_contain_text(re.compile(r"\d+ of about \d+"), timeout=60_000)
        page.locator(".intake").scroll_into_view_if_needed()
        line(page, "third.txt").scroll_into_view_if_needed()
        shoot(page, "manage-progress")
        line(page, "second.txt").get_by_role("button", name="Stop").click()
        line(page, "long.jsonl").get_by_role("button", name="Stop").click()
        for name in ("second.txt", "long.jsonl"):
            expect(line(page, name)).to_contain_text("Stopped. What had gone in by then stays.")
        expect(line(page, "third.txt")).to_contain_text("is empty", timeout=60_000)
        while "feed" in [thread.name for thread in threading.enumerate()]:
            time.sleep(0.1)  # the batches that were on their way
        assert 0 < desk.archive.facts().articles - before < 400


# Others' words


def test_what_others_named_and_wrote_stays_text(desk: Desk, open_page: OpenPage, shoot: Shoot) -> None:
    record = {"title": HOSTILE + "x" * 400, "text": f"{STORY} {MARKUP}", "source": HOSTILE + "outlet" * 300}
    odd = {"title": MARKUP, "text": "More of it.", "url": f"javascript:{MARKUP}", "published": MARKUP}
    with open_page(desk.address, width=320, reduced_motion="reduce") as page:
        enter(page, desk)
        drop(page, (f"{MARKUP}{'n' * 150}.jsonl", jsonl(record, odd, {"title": MARKUP})))
        expect(line(page, "onerror")).to_contain_text("2 added, 1 failed")
        expect(page.locator(".outlets tbody")).to_contain_text("<img src=x")
        find(page, "lighthouse")  # in a text, markup is read as markup: its words alone are left
        expect(page.locator(".retraction > .found")).to_contain_text("<img src=x")
        shoot(page, "manage-hostile-320")
        page.evaluate("document.querySelector('.outlets').scrollIntoView()")
        shoot(page, "manage-hostile-outlets-320")
        assert violations(page) == []
        assert page.locator("#manage img, #manage script").count() == 0
        assert page.title() != "owned"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_report_with_markup_and_endless_reasons_stays_text(desk: Desk, open_page: OpenPage, shoot: Shoot) -> None:
    problems = [{"origin": f"{HOSTILE}{n}", "reason": f"{HOSTILE}{'r' * 10_000}"} for n in range(50)]
    report = {"added": 0, "updated": 0, "unchanged": 0, "failed": problems, "warnings": problems[:1]}
    told = f"event: progress\ndata: {json.dumps({'done': 1, 'expected': None})}\n\n"
    told += f": still at it\n\nevent: done\ndata: {json.dumps({**report, 'interrupted': True})}\n\n"
    with open_page(desk.address, width=320, reduced_motion="reduce") as page:
        enter(page, desk)
        page.route("**/v1/articles/file*", lambda route: route.fulfill(body=told, content_type="text/event-stream"))
        drop(page, ("news.txt", b"x"))
        expect(line(page, "news.txt")).to_contain_text("And 30 more")
        expect(line(page, "news.txt")).to_contain_text("The server was stopped before the end.")
        page.evaluate("document.querySelector('.intake').scrollIntoView()")
        shoot(page, "manage-hostile-report-320")
        assert page.locator("#manage img").count() == 0
        assert page.title() != "owned"
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "The connection broke before the report came."),
        ('event: error\ndata: {"status": 503, "detail": "The disk is full."}\n\n', "The disk is full."),
    ],
)
def test_a_report_that_does_not_come_says_why(desk: Desk, open_page: OpenPage, body: str, words: str) -> None:
    with open_page(desk.address) as page:
        enter(page, desk)
        page.route("**/v1/articles/file*", lambda route: route.fulfill(body=body, content_type="text/event-stream"))
        drop(page, ("news.txt", b"x"))
        expect(line(page, "news.txt")).to_contain_text(words)
        page.unroute("**/v1/articles/file*")
        line(page, "news.txt").get_by_role("button", name="Try again").click()
        expect(line(page, "news.txt")).to_contain_text(re.compile("1 added|1 unchanged"))


def test_the_page_lists_the_formats_that_the_server_reads(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address) as page:
        enter(page, desk)
        expect(page.locator("#files-hint")).to_have_text(
            f"{' '.join(suffixes())}, each also with .gz or .zst, up to 32 MiB."
        )
        assert (page.locator("#files").get_attribute("accept") or "").split(",") == [*suffixes(), ".gz", ".zst"]


def test_a_server_that_is_gone_is_told_and_what_is_refused_is_not_tried_again(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address, strict=False) as page:
        enter(page, desk)
        page.route("**/v1/**", lambda route: route.abort())
        drop(page, ("news.txt", b"x"))
        expect(line(page, "news.txt")).to_contain_text("The server does not answer.")
        find_box(page).fill("lamp")
        page.keyboard.press("Enter")
        expect(page.locator(".retraction .found [role=status]").first).to_contain_text("does not answer")
        page.unroute("**/v1/**")
        choose_large(page, "film.mp4", 24_000_000)  # refused before it is read, but told all the same
        expect(line(page, "film.mp4")).to_contain_text("these are read: .txt")
        expect(line(page, "film.mp4").get_by_role("button")).to_have_count(0)


# Outlets, and what is taken back


def test_hundreds_of_outlets_stay_usable(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address) as page:
        rows, held = page.locator(".outlets tbody tr"), list[Route]()
        page.locator("#facts").get_by_text("articles").wait_for()
        page.route("**/v1/archive", lambda route: held.append(route))
        page.evaluate("location.hash = '#manage'")
        expect(rows).to_have_count(20)
        page.get_by_role("button", name=re.compile(r"Show all \d+ outlets")).click()
        assert rows.count() > 25
        expect(rows.nth(20)).to_be_focused()
        assert held, "the archive is asked again"
        with page.expect_response("**/v1/archive"):
            held.pop().continue_()
        page.unroute_all()
        page.wait_for_timeout(100)
        expect(rows.nth(20)).to_be_focused()
        facts = page.request.get(f"{desk.address}/v1/archive").json()
        newest = max(source["seen"] for source in facts["sources"])
        assert rows.first.locator("time").last.get_attribute("datetime") == newest


def test_an_article_is_found_by_its_address_and_its_id(desk: Desk, open_page: OpenPage) -> None:
    known = article("", address=BLAMED).id
    with open_page(desk.address, strict=False) as page:  # an id that none has is a 404
        enter(page, desk)
        for named in (BLAMED, f"{BLAMED}/?utm_source=x#top", BLAMED.removeprefix("https://"), known):
            expect(find(page, named)).to_have_text("Signalman admits blame for Harrow bridge")
        for unknown in ("https://tide.example/other", "0" * 32, "zzyzx"):
            find_box(page).fill(unknown)
            page.keyboard.press("Enter")
            expect(page.locator(".retraction .found [role=status]").first).to_contain_text("Nothing found.")


def test_a_removed_article_says_that_it_cannot_be_opened_and_comes_back(desk: Desk, open_page: OpenPage) -> None:
    known = article("", address=BLAMED).id
    with open_page(desk.address, strict=False) as page:
        enter(page, desk)
        find(page, BLAMED).click()
        page.get_by_role("button", name="Remove…").click()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Remove…")).to_be_focused()
        decide(page, "Remove", "")
        told = page.locator("#article .operator")
        expect(told).to_contain_text("can not be opened any more")
        expect(told).to_contain_text(f"ragbot-ingest --state live {known}")
        assert page.request.get(f"{desk.address}/v1/articles/{known}").status == 404
        page.get_by_role("button", name="Bring back").click()
        expect(told).to_contain_text("It stands as it was again.")
        decide(page, "Mark as corrected", MARKUP)
        expect(page.locator("#article .state.corrected")).to_contain_text(MARKUP)
        page.get_by_role("button", name="Take the mark off").click()
        expect(page.locator("#article .state")).to_have_count(0)
        assert page.title() != "owned"


def test_an_operators_control_that_fails_says_why(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address, strict=False) as page:
        enter(page, desk)
        find(page, BLAMED).click()
        page.route("**/state", lambda route: route.abort())
        decide(page, "Retract", "")
        expect(page.locator("#article .operator [role=status]")).to_contain_text("The server does not answer.")


def test_the_keyboard_alone_is_enough(desk: Desk, open_page: OpenPage) -> None:
    def tab_to(what: str) -> None:
        for _ in range(60):
            if page.evaluate("what => document.activeElement.matches(what)", what):
                return
            page.keyboard.press("Tab")
        raise AssertionError(what)

    with open_page(desk.address) as page:
        tab_to("#views a[href='#manage']")
        page.keyboard.press("Enter")
        tab_to("#key")
        page.keyboard.type(TOKEN)
        page.keyboard.press("Enter")
        expect(page.locator("#manage-title")).to_be_focused()
        tab_to("#files")
        assert page.locator(".drop").evaluate("zone => getComputedStyle(zone).outlineStyle") == "solid"
        tab_to("#page")
        page.keyboard.type("http://10.0.0.1/")
        page.keyboard.press("Enter")
        expect(line(page, "10.0.0.1")).to_contain_text("is no public address")
        tab_to(".ways summary")
        page.keyboard.press("Enter")
        tab_to("#pasted-title")
        page.keyboard.type("Typed")
        tab_to("#pasted-text")
        page.keyboard.type("A text that somebody typed about the ferry of Velm.")
        tab_to(".pasting button")
        page.keyboard.press("Enter")
        expect(line(page, "Typed")).to_contain_text(re.compile("1 added|1 unchanged"))
        tab_to("#named")
        page.keyboard.type(BLAMED)
        page.keyboard.press("Enter")
        page.locator(".retraction button.title").first.wait_for()
        tab_to(".retraction button.title")
        page.keyboard.press("Enter")
        expect(page.locator("#article-title")).to_be_focused()
        tab_to(".operator .acts button")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Reason, for readers")).to_be_focused()
        page.keyboard.type("Tried.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#article .state.retracted")).to_contain_text("Tried.")
        tab_to(".operator .acts button")
        page.keyboard.press("Enter")
        expect(page.locator("#article .state")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.locator("#article")).to_be_hidden()


def test_what_happens_is_told_to_who_cannot_see(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address) as page:
        enter(page, desk)
        seen = """() => { window.told = []; const status = document.querySelector("#manage > [role=status]");
          new MutationObserver(() => window.told.push(status.textContent)).observe(status, { childList: true }) }"""
        page.evaluate(seen)
        drop(page, ("empty.txt", b""))
        expect(line(page, "empty.txt")).to_contain_text("1 failed")
        assert page.evaluate("window.told") == ["empty.txt is going in.", "empty.txt: 1 failed"]


def test_where_keys_are_asked_for_the_page_asks_once_and_then_a_reader_reads(
    archive: Archive, open_page: OpenPage
) -> None:
    add(archive, *bridge_news())
    key, codes = archive.keys.add("reader", ["ask"]), Codes()
    ring = Keyring(archive.keys, TOKEN)
    app = create_app(Bot(archive), routers=[login_routes(codes, ring), router(archive, TOKEN)], keyring=ring)
    with running(app) as address, open_page(address, strict=False) as page:
        page.get_by_label("Your key").fill(key)
        page.keyboard.press("Enter")
        expect(page.locator("#facts")).to_contain_text("article")
        expect(page.get_by_text("This key may ask and read.")).to_be_visible()
        for closed in (page.get_by_text("Drop files here"), page.locator("#follow"), page.locator("#named")):
            expect(closed).to_be_hidden()
        page.get_by_role("link", name="Ask").click()
        ask(page, HOW_MANY)
        citation(page)
        page.reload()
        expect(page.locator("#facts")).to_contain_text("article")
        code, other = codes.make(), codes.make()
        used = "This link was used already"
        for link, shown in (
            (f"#manage?code={code}", "Drop files here"),
            (f"#manage?code={code}", used),
            (f"#feed?code={other}", "Drop files here"),  # as links had it once
        ):
            page.evaluate("sessionStorage.clear()")
            page.reload()
            page.goto(f"{address}/{link}")
            expect(page.get_by_text(shown).first).to_be_visible()
            assert page.url == f"{address}/#manage"


@pytest.mark.parametrize("name", ["feed", "upload"])
def test_a_link_from_before_manage_had_its_name_leads_there(desk: Desk, open_page: OpenPage, name: str) -> None:
    with open_page(desk.address) as page:
        page.evaluate(f"location.hash = '#{name}'")
        expect(page.locator("main#manage")).to_be_focused()
        page.reload()
        expect(page.get_by_role("heading", name="Manage the archive")).to_be_visible()
        expect(page.get_by_role("link", name="Manage")).to_have_attribute("aria-current", "page")
        expect(page).to_have_title("Manage · ragbot: ask the news")
        page.get_by_role("link", name="Ask").click()
        expect(page.locator("main#manage")).to_be_hidden()
