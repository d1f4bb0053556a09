"""A reader says under an answer whether it was right, and why not: with the pointer, by keyboard, in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ragbot.archive.archive import Archive
from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import MARKUP, create_fake, running
from tests.e2e.news import COST
from tests.e2e.reader import ask, violations

Shoot = Callable[[Page, str], None]
WIDTHS = (1280, 768, 360)


# -- against ragbot itself


def test_a_rating_goes_into_the_ledger(told: str, harrow: Archive, open_page: OpenPage) -> None:
    before = harrow.feedback.count()
    with open_page(told) as page:
        ask(page, COST)
        row = page.get_by_role("group", name="Was this answer right?")
        row.get_by_role("button", name="Yes").click()
        expect(row.locator(".told")).to_have_text("Thank you, noted.")
        expect(row.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")
        (kept,) = harrow.feedback.newest(1)
        assert (kept.rating, kept.answer.question, kept.answer.outcome) == ("up", COST, "answered")
        assert kept.answer.citations
        row.get_by_role("button", name="No").click()
        row.get_by_label("It is out of date").check()
        row.get_by_label("In your own words").fill(f"It is 50 million. {MARKUP}")
        row.get_by_role("button", name="Send").click()
        expect(row.get_by_role("button", name="No")).to_be_focused()
        expect(row.locator("form")).to_have_count(0)
        expect(row.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "false")
        expect(row.get_by_role("button", name="No")).to_have_attribute("aria-pressed", "true")
    (kept,) = harrow.feedback.newest(1)
    assert (kept.rating, kept.reason, kept.text) == ("down", "outdated", f"It is 50 million. {MARKUP}")
    assert harrow.feedback.count() == before + 1, "who changes their mind says one thing"


# -- against the fake


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(fake: str, open_page: OpenPage, shoot: Shoot, width: int, scheme: str) -> None:
    with open_page(fake, width=width, color_scheme=scheme, reduced_motion="reduce") as page:
        ask(page, "What broke?")
        page.locator(".rating").get_by_role("button", name="No").click()
        page.locator(".grading").scroll_into_view_if_needed()
        expect(page.locator(".grading input").first).to_be_focused()
        shoot(page, f"rating-{scheme}-{width}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_is_said_by_keyboard_alone(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        ask(page, "What broke?")
        no = page.locator(".rating").get_by_role("button", name="No")
        no.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("What it says is wrong")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".grading")).to_have_count(0)
        expect(no).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_label("What it says is wrong")).to_be_focused()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("It was two ferries.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(no).to_be_focused()
        expect(page.get_by_role("status")).to_contain_text("Thank you, noted.")
    assert [(one["rating"], one.get("reason"), one.get("text")) for one in app.state.rated] == [
        ("down", None, None),
        ("down", None, None),
        ("down", "outdated", "It was two ferries."),
    ]
    last = app.state.rated[-1]
    assert (last["question"], last["outcome"]) == ("What broke?", "answered")
    assert {tuple(one) for one in last["citations"]} == {("article_id", "version", "source_start", "source_end")}
    assert last["answer_id"]


def test_of_a_refusal_other_reasons_are_offered(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        ask(page, "nothing")
        page.locator(".rating").get_by_role("button", name="No").click()
        expect(page.locator(".grading label:has(input)")).to_have_text(["The archive has an answer", "Something else"])
        page.get_by_label("The archive has an answer").check()
        page.locator(".rating").get_by_role("button", name="Send").click()
        expect(page.locator(".grading")).to_have_count(0)
    assert (app.state.rated[-1]["reason"], app.state.rated[-1]["citations"]) == ("missed", [])


def test_a_failure_is_told_and_nothing_is_taken_for_said(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, strict=False) as page:
        ask(page, "unlucky: what broke?")
        row = page.locator(".rating")
        for name in ("Yes", "No"):
            row.get_by_role("button", name=name).click()
            expect(row.locator(".told")).to_contain_text("The archive is being rebuilt")
            expect(row.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "false")
        expect(row.locator("form")).to_have_count(0)


def test_an_answer_of_a_kept_conversation_can_be_rated(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        ask(page, "What broke?")
        page.get_by_role("button", name="New conversation").click()
        page.locator("#conversations").get_by_role("button", name="What broke?", exact=True).click()
        page.locator(".rating").get_by_role("button", name="Yes").click()
        expect(page.locator(".rating .told")).to_have_text("Thank you, noted.")
    assert [one["rating"] for one in app.state.rated] == ["up"]


def test_it_is_not_printed(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        page.emulate_media(media="print")
        expect(page.locator(".rating")).to_be_hidden()
