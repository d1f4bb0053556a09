"""Standing questions in the page: watched from an answer, listed with what changed, paused and deleted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from ingest.http.articles import router
from ingest.watches.standing import StandingQuestions
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.keyring import Keyring
from ragbot.archive.archive import Archive
from ragbot.archive.watch import Watch
from ragbot.settings import load_settings
from tests.conftest import add, article
from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import MARKUP, running
from tests.e2e.news import opened
from tests.e2e.reader import ask, highlighted, violations
from tests.ingest.sources.test_following import Clock
from tests.ingest.watches.desk import QUESTION, ferry

Shoot = Callable[[Page, str], None]
TOKEN = "operators-token"
WIDTHS = (1280, 768, 360)
HOSTILE = f"Who said {MARKUP} \u202egnp.exe\u2066 {'w' * 300}?"


@dataclass
class Desk:
    """A server whose standing questions take their turns when the test says so, and its archive."""

    archive: Archive
    address: str = ""
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.questions = StandingQuestions(self.archive, load_settings(), Bot(self.archive), self.clock)

    def turn(self) -> None:
        self.clock.forward(minutes=2)
        while due := self.questions.next_due(set()):
            self.questions.check(due)

    def watch(self, number: int, question: str, **more: object) -> Watch:
        made = Watch(f"{number:032}", question, "2026-03-09T10:00:00Z", "9999-12-31T00:00:00Z", **more)  # type: ignore[arg-type]
        assert self.archive.watches.add(made, 100)
        return made


@pytest.fixture
def desk(browser: object, tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "archive", ferry()) as archive:
        ring = Keyring(archive.keys, TOKEN)
        desk = Desk(archive)
        with running(create_app(Bot(archive), routers=[router(archive, TOKEN)], keyring=ring)) as desk.address:
            yield desk


def enter(page: Page, key: str = TOKEN) -> None:
    page.evaluate("location.hash = '#manage'")
    page.get_by_label("Your key").fill(key)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Drop files here")).to_be_visible()


def go(page: Page, view: str) -> None:
    page.locator("#views").get_by_role("link", name=view).click()


def watch_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Watch this question")


def row(page: Page, question: str = QUESTION) -> Locator:
    return page.locator(".standing > ul > li").filter(has=page.locator("h4", has_text=question))


def changes(page: Page) -> Locator:
    return page.get_by_role("group", name=f"What changed: {QUESTION}").get_by_role("listitem")


def test_from_an_answer_to_what_changed_in_it_by_the_keyboard(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address) as page:
        enter(page)
        expect(page.locator(".standing")).to_contain_text("No question is watched yet. Ask one")
        go(page, "Ask")
        ask(page, QUESTION)
        watch_button(page).press("Enter")
        expect(page.locator(".watching .told")).to_contain_text("Watched: it is asked again when its articles change.")
        expect(page.locator("#status")).to_contain_text("Watched: it is asked again")
        (kept,) = desk.archive.watches.all()
        assert (kept.question, kept.since, kept.sources) == (QUESTION, None, ())
        watch_button(page).press("Enter")
        expect(page.locator(".watching .told")).to_contain_text("It is watched already.")
        page.get_by_role("link", name="See its changes").press("Enter")
        expect(row(page)).to_be_focused()
        expect(row(page)).to_contain_text("Waiting to be asked")
        desk.turn()
        expect(row(page)).to_contain_text("First answered", timeout=20_000)
        see = row(page).get_by_role("button", name=f"What changed: {QUESTION}")
        see.press("Enter")
        expect(see).to_be_focused()
        expect(see).to_have_attribute("aria-expanded", "true")
        expect(changes(page)).to_have_count(1)
        add(desk.archive, ferry("ten"))
        desk.turn()
        go(page, "Ask")
        go(page, "Manage")
        expect(changes(page)).to_have_count(2)
        newest = changes(page).first.locator("dl")
        expect(newest.locator("dt")).to_have_text(["New", "Gone"])
        expect(newest.locator("dd").nth(0)).to_contain_text("ten people died")
        expect(newest.locator("dd").nth(0)).to_contain_text("The Daily · 9 Mar 2026")
        expect(newest.locator("dd").nth(1)).to_contain_text("nine people died")
        newest.get_by_role("button").nth(1).press("Enter")
        expect(page.locator("#article mark.current").first).to_be_visible()
        assert "nine people died" in highlighted(page), "what is gone opens in the version that had it"


def test_a_question_is_paused_asked_and_deleted_only_when_asked_twice(desk: Desk, open_page: OpenPage) -> None:
    kept = desk.watch(1, QUESTION)
    with open_page(desk.address) as page:
        enter(page)
        watched = row(page)
        watched.get_by_role("button", name=f"Pause: {QUESTION}").press("Enter")
        expect(watched).to_contain_text("Paused")
        expect(watched.get_by_role("button", name=f"Resume: {QUESTION}")).to_be_focused()
        expect(page.locator("#manage > [role=status]")).to_contain_text("is paused.")
        assert [each.state for each in desk.archive.watches.all()] == ["paused"]
        watched.get_by_role("button", name="Resume").press("Enter")
        expect(watched).to_contain_text("Watched")
        watched.get_by_role("button", name="Ask now").press("Enter")
        expect(watched).to_contain_text("Waiting to be asked")
        desk.turn()
        expect(watched).to_contain_text("First answered", timeout=20_000)
        watched.get_by_role("button", name="Delete").press("Enter")
        expect(watched.get_by_role("button", name="Delete", exact=True)).to_be_focused()
        watched.get_by_role("button", name="Keep it").press("Enter")
        expect(watched.get_by_role("button", name=f"Delete…: {QUESTION}")).to_be_focused()
        assert desk.archive.watches.named(kept.id)
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(watched).to_have_count(0)
        expect(page.locator("#standing-title")).to_be_focused()
        assert desk.archive.watches.all() == []


def test_who_has_no_key_reads_what_changed_and_changes_nothing(desk: Desk, open_page: OpenPage) -> None:
    desk.watch(1, QUESTION, webhook="https://desk.example/hook?key=k123", webhook_state="active")
    desk.archive.watches.set(f"{1:032}", next_check="")
    desk.turn()
    with open_page(desk.address) as page:
        ask(page, QUESTION)
        expect(watch_button(page)).to_be_hidden()
        go(page, "Manage")
        expect(row(page).get_by_role("button")).to_have_text(["What changed"])
        expect(row(page)).not_to_contain_text("k123")
        row(page).get_by_role("button").click()
        expect(changes(page)).to_contain_text(["nine people died"])
        feed = row(page).get_by_role("link", name=f"Atom feed: {QUESTION}")
        found = page.request.get(str(feed.evaluate("link => link.href")))
        assert (found.status, found.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")


def test_a_reader_with_a_key_is_told_what_it_may_and_offered_no_more(desk: Desk, open_page: OpenPage) -> None:
    secret = desk.archive.keys.add("reader", ("ask",))
    with open_page(desk.address, strict=False) as page:  # the browser logs the refusals
        page.evaluate("location.hash = '#manage'")
        page.get_by_label("Your key").fill(secret)
        page.keyboard.press("Enter")
        expect(page.get_by_text("This key may ask and read.")).to_be_visible()
        go(page, "Ask")
        ask(page, QUESTION)
        expect(watch_button(page)).to_be_hidden()


def test_where_the_server_shows_none_the_page_does_not_either(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, strict=False) as page:  # the browser logs the 404
        with page.expect_response(re.compile("/v1/watches")) as asked:
            page.evaluate("location.hash = '#manage'")
        assert asked.value.status == 404
        expect(page.locator(".following")).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.locator(".standing")).to_be_hidden()


def test_a_question_goes_with_its_limits_and_not_where_its_days_have_ended(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address) as page:
        enter(page)
        go(page, "Ask")
        page.locator("#filtered").click()
        page.locator("#since").fill("2026-03-01")
        ask(page, QUESTION)
        watch_button(page).click()
        expect(page.locator(".watching .told")).to_contain_text("Watched")
        assert [each.since for each in desk.archive.watches.all()] == ["2026-03-01"]
        page.locator("#until").fill("2026-03-31")
        ask(page, QUESTION)
        expect(page.locator(".turn").nth(1).locator(".watching")).to_have_count(0)
        page.emulate_media(media="print")
        expect(page.locator(".watching")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_is_calm_and_accessible(
    desk: Desk, open_page: OpenPage, shoot: Shoot, width: int, scheme: str
) -> None:
    kept = desk.watch(1, QUESTION)
    for toll in ("nine", "ten", "eleven"):
        add(desk.archive, ferry(toll), article("The opera opens.", "Opera", f"https://daily.example/{toll}"))
        desk.archive.watches.set(kept.id, next_check="")
        desk.turn()
    desk.watch(2, HOSTILE, state="paused", since="2026-03-01", sources=("The Daily", MARKUP))
    dead = {"webhook": f"https://desk.example/{'w' * 200}", "webhook_state": "dead", "webhook_error": f"404 {MARKUP}"}
    desk.watch(3, "What is the latest on the ferry?", failures=3, error="The model is away.", **dead)
    with open_page(desk.address, width=width, color_scheme=scheme, reduced_motion="reduce") as page:
        enter(page)
        go(page, "Ask")
        ask(page, QUESTION)
        watch_button(page).click()
        expect(page.locator(".watching .told")).to_contain_text("Watched")
        page.locator(".watching").scroll_into_view_if_needed()
        shoot(page, f"watch-{scheme}-{width}")
        assert violations(page) == []
        go(page, "Manage")
        row(page).first.get_by_role("button", name="What changed").click()
        expect(changes(page)).to_have_count(3)
        row(page, "Who said").get_by_role("button", name="Delete").click()
        page.evaluate("document.querySelector('.standing').scrollIntoView()")
        shoot(page, f"watches-{scheme}-{width}")
        row(page, "What is the latest").evaluate("row => row.scrollIntoView({ block: 'end' })")
        shoot(page, f"watches-end-{scheme}-{width}")
        assert violations(page) == []
        assert page.locator(".standing img").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        row(page, "What is the latest").get_by_role("button", name="Post again").click()
        expect(row(page, "What is the latest").get_by_role("button", name="Post again")).to_have_count(0)
