"""Ways to begin and ways to go on: questions that the archive answers, on the empty page and under an answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import BEGINNINGS, MARKUP, WAYS_ON, create_fake, running
from tests.e2e.reader import ask, violations

Shoot = Callable[[Page, str], None]
WIDTHS = (1280, 768, 360)
QUESTION = "How many people died when the Grey Linnet sank?"


def answered(page: Page, turns: int) -> None:
    expect(page.locator(".colophon")).to_have_count(turns, timeout=60_000)


# Against ragbot itself


def test_each_way_to_begin_is_answered_from_its_article(server: str, open_page: OpenPage) -> None:
    with open_page(server) as page:
        beginnings = page.locator("#beginnings ul button")
        expect(beginnings).to_have_count(3)
        suggested = page.request.post(f"{server}/v1/suggestions", data={}).json()["questions"]
        for i in range(3):
            beginnings.nth(i).click()
            answered(page, 1)
            expect(page.locator(".turn .citation").first).to_be_visible()
            expect(page.locator(".turn h2")).to_have_text(suggested[i]["question"])
            titles = page.locator(".sources").get_by_role("button", name=suggested[i]["title"][:60])
            expect(titles.first).to_be_visible()
            page.get_by_role("button", name="New conversation").click()
            expect(beginnings).to_have_count(3)


def test_ways_to_begin_keep_to_the_limits_that_are_set(server: str, open_page: OpenPage) -> None:
    with open_page(server) as page:
        expect(page.locator("#beginnings ul button")).to_have_count(3)
        page.get_by_text("Dates and outlets").click()
        page.locator("#filter").get_by_label("To", exact=True).fill("1990-12-31")
        expect(page.locator("#beginnings ul")).to_have_count(0)
        page.locator("#filter").get_by_role("button", name="Clear").click()
        expect(page.locator("#beginnings ul button")).to_have_count(3)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_answer_leads_on(server: str, open_page: OpenPage, shoot: Shoot, width: int) -> None:
    with open_page(server, width=width, height=900, reduced_motion="reduce") as page:
        shoot(page, f"begin-{width}")
        ask(page, QUESTION)
        ways = page.locator(".suggestions button")
        expect(ways.first).to_be_visible()
        ways.first.scroll_into_view_if_needed()
        shoot(page, f"suggestions-{width}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        question = ways.first.text_content()
        assert question
        ways.first.focus()
        page.keyboard.press("Enter")
        answered(page, 2)
        expect(page.locator(".turn:last-child h2")).to_have_text(question)
        expect(page.locator(".turn:last-child h2")).to_be_focused()
        expect(page.locator(".turn:last-child .citation").first).to_be_visible()


# Against the fake


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(fake: str, open_page: OpenPage, shoot: Shoot, width: int, scheme: str) -> None:
    with open_page(fake, width=width, color_scheme=scheme, reduced_motion="reduce") as page:
        expect(page.locator("#beginnings ul button")).to_have_text(list(BEGINNINGS))
        ask(page, "nothing, hostile")
        expect(page.locator(".suggestions button")).to_have_count(3)
        page.locator(".suggestions").scroll_into_view_if_needed()
        shoot(page, f"suggestions-{scheme}-{width}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert MARKUP in (page.locator(".suggestions button").first.text_content() or "")
        assert page.locator("img").count() == 0
        assert page.title() != "owned"


def test_what_was_asked_and_quoted_goes_along_with_the_limits(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        page.get_by_text("Dates and outlets").click()
        page.locator("#filter").get_by_label("From", exact=True).fill("2025-08-01")
        ask(page, "What broke?")
        page.get_by_role("button", name="Who is Ilse Varga?").click()
        answered(page, 2)
        expect(page.locator(".suggestions")).to_have_count(2)
    *_, one, other = app.state.suggested
    assert one["asked"] == ["What broke?"]
    assert [each["article_id"] for each in one["articles"]] == ["harbour", "ferries"]
    assert {each["article_id"] for each in one["used"]} == {"harbour", "ferries"}
    assert (one["since"], one["until"], one["sources"]) == ("2025-08-01", None, [])
    assert other["asked"] == ["What broke?", "Who is Ilse Varga?"]
    assert other["since"] == "2025-08-01"
    followed = app.state.asked[1]
    assert (followed["question"], followed["since"]) == ("Who is Ilse Varga?", "2025-08-01")
    assert [turn["role"] for turn in followed["history"]] == ["user", "assistant"]


def test_what_is_only_related_leads_on_too(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        ask(page, "nothing")
        expect(page.locator(".suggestions button")).to_have_text(list(WAYS_ON))
    assert [each["article_id"] for each in app.state.suggested[-1]["articles"]] == ["harbour", "ferries"]
    assert app.state.suggested[-1]["used"] == []


def test_what_comes_too_late_stays_away(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "later")
        ask(page, "What broke?")
        expect(page.locator(".turn:last-child .suggestions")).to_have_count(1)
        page.wait_for_timeout(900)
        expect(page.locator(".turn:first-child .suggestions")).to_have_count(0)


def test_the_answer_does_not_move_when_ways_to_go_on_come(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, height=600) as page:
        ask(page, "later: what broke?")
        page.locator(".colophon").scroll_into_view_if_needed()
        before = page.locator(".colophon").bounding_box()
        expect(page.locator(".suggestions")).to_be_attached()
        assert page.locator(".colophon").bounding_box() == before


def test_a_failure_is_not_told(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, strict=False) as page:
        refused = page.expect_response(lambda reply: "/v1/suggestions" in reply.url and reply.status == 503)
        with refused:  # the page's own first ones, which go well, may come as late
            ask(page, "unlucky: what broke?")
        page.wait_for_timeout(200)
        expect(page.locator(".suggestions, .ended")).to_have_count(0)
        expect(page.get_by_role("status")).to_contain_text("Answer complete")


def test_a_way_on_waits_for_the_answer_that_runs(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        ask(page, "What broke?")
        way = page.get_by_role("button", name="Who is Ilse Varga?")
        expect(way).to_be_visible()
        page.get_by_label("Your question").fill("slow: what broke?")
        page.keyboard.press("Enter")
        way.click()
        expect(page.get_by_role("alert")).to_have_text("Wait for the answer, or stop it first.")
    assert [one["question"] for one in app.state.asked] == ["What broke?", "slow: what broke?"]


def test_a_conversation_that_is_opened_again_leads_on_from_its_end(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        ask(page, "And then?")
        page.get_by_role("button", name="New conversation").click()
        page.locator("#conversations").get_by_role("button", name="What broke?", exact=True).click()
        expect(page.locator(".turn:last-child .suggestions button")).to_have_count(len(WAYS_ON))
        expect(page.locator(".suggestions")).to_have_count(1)
