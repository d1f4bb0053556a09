"""How a question was understood, and what a reader can do about it: change it, share it, take its answer along."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import COST, HOSTILE_TITLE, MARKUP, WALL, create_fake, running
from tests.e2e.reader import CLIPBOARD, ask, pasted, violations

Shoot = Callable[[Page, str], None]
WIDTHS = (1280, 390)
MADE_UP = f"{MARKUP}\u202e"


def answered(page: Page, turns: int) -> None:
    expect(page.locator(".colophon, .ended")).to_have_count(turns)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_days_in_a_question_become_a_limit_and_are_dropped(open_page: OpenPage, shoot: Shoot, width: int) -> None:
    app = create_fake()
    with running(app) as address, open_page(address, width=width, height=844) as page:
        ask(page, "What broke in Velm last week?")
        shoot(page, f"terms-{width}")
        assert violations(page) == []
        page.get_by_role("button", name="Only these days").click()
        answered(page, 2)
        expect(page.locator("#filtered")).to_contain_text("Only 4")
        chips = page.locator(".turn:last-child .chip")
        expect(chips).to_have_count(2)  # the days are no preference any more
        shoot(page, f"terms-limited-{width}")
        assert violations(page) == []
        chips.get_by_role("button", name="Remove: Only until 10 August 2025").click()
        answered(page, 3)
        chips.get_by_role("button", name="Any time").click()
        answered(page, 4)
        expect(page.locator(".turn:last-child h2")).to_have_text("What broke in Velm?")
        expect(page.locator(".turn:last-child h2")).to_be_focused()
    _, limited, opened, anytime = app.state.asked
    assert (limited["since"], limited["until"], limited["history"]) == ("2025-08-04", "2025-08-10", [])
    assert (opened["since"], opened["until"]) == ("2025-08-04", None)
    assert (anytime["question"], anytime["since"], anytime["history"]) == ("What broke in Velm?", "2025-08-04", [])


def test_a_question_goes_back_into_the_form_to_be_changed(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        ask(page, "What broke in Velm last week?")
        page.get_by_role("button", name="Change: Preferred").click()
        since = page.locator("#filter").get_by_label("From", exact=True)
        expect(since).to_be_focused()
        expect(since).to_have_value("2025-08-04")
        since.fill("2025-08-06")
        question = page.get_by_label("Your question")
        expect(question).to_have_value("What broke in Velm last week?")
        question.press("Enter")
        answered(page, 2)
    _, changed = app.state.asked
    assert (changed["since"], changed["until"]) == ("2025-08-06", "2025-08-10")


def test_an_outlet_is_dropped_from_the_question_and_the_next_ones(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        page.get_by_text("Dates and outlets").click()
        for outlet in ("Northern Wire", "<i>Outlet</i>"):
            page.get_by_role("checkbox", name=outlet).check()
        ask(page, "What broke?")
        page.get_by_role("button", name="Remove: Only <i>Outlet</i>").click()
        answered(page, 2)
        ask(page, "And then?")
    assert [body["sources"] for body in app.state.asked] == [
        ["Northern Wire", "<i>Outlet</i>"],
        *[["Northern Wire"]] * 2,
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_what_was_understood_is_put_right(open_page: OpenPage, shoot: Shoot, width: int) -> None:
    app = create_fake()
    with running(app) as address, open_page(address, width=width, height=844) as page:
        ask(page, "What broke?")
        ask(page, "And its window?")
        page.get_by_role("button", name="Edit").click()
        box = page.get_by_label("Understood as")
        expect(box).to_be_focused()
        shoot(page, f"rewording-{width}")
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Edit")).to_be_focused()
        page.keyboard.press("Enter")
        box.fill("What broke in Port Anders?")
        page.keyboard.press("Enter")
        answered(page, 3)
        expect(page.locator(".turn:last-child h2")).to_have_text("What broke in Port Anders?")
    assert (app.state.asked[2]["question"], app.state.asked[2]["history"]) == ("What broke in Port Anders?", [])


def test_the_story_of_a_follow_up_is_shown_and_left(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        ask(page, "What broke?")
        ask(page, "And who pays, in the story?")
        chip = page.locator(".turn:last-child .chip")
        expect(chip).to_contain_text("In the story: Sea wall of <i>Velm</i> breaks")
        assert violations(page) == []
        chip.get_by_role("button", name="Remove: In the story").click()
        answered(page, 3)
    _, followed, left = app.state.asked
    assert followed["history"][1]["cited"] == ["harbour", "ferries"]
    assert (left["question"], left["history"]) == ("And who pays, in the story?", [])


def test_a_link_asks_its_question_with_its_limits(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address, **CLIPBOARD) as page:
        page.get_by_text("Dates and outlets").click()
        page.locator("#filter").get_by_label("From", exact=True).fill("2025-08-01")
        page.get_by_role("checkbox", name="<i>Outlet</i>").check()
        ask(page, "What broke & why + how?")
        page.get_by_role("button", name="Copy link").click()
        link = pasted(page)
        requested: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.goto("about:blank")
        page.goto(link)
        answered(page, 1)
        expect(page.locator("#filtered")).to_have_text("Only <i>Outlet</i>, from 1 August 2025")
        assert page.url == f"{address}/"
        assert not [url for url in requested if "why" in url and "#" not in url]
    assert app.state.asked[0] == app.state.asked[1]


def test_the_link_of_a_follow_up_asks_for_the_same_alone(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address, **CLIPBOARD) as page:
        ask(page, "What broke?")
        ask(page, "And the window?")
        page.get_by_role("button", name="Copy link").last.click()
        link = pasted(page)
        page.goto("about:blank")
        page.goto(link)
        answered(page, 1)
    assert (app.state.asked[-1]["question"], app.state.asked[-1]["history"]) == ("What broke in Velm?", [])


@pytest.mark.parametrize("width", WIDTHS)
def test_a_typo_is_shown_and_can_be_searched_for_as_typed(open_page: OpenPage, shoot: Shoot, width: int) -> None:
    app = create_fake()
    with running(app) as address, open_page(address, width=width) as page:
        ask(page, "What broke in the harbuor?")
        told = page.locator(".understood")
        expect(told).to_have_count(1)
        expect(told).to_contain_text("Showing results for What broke in the harbour?")
        shoot(page, f"typo-{width}")
        assert violations(page) == []
        page.get_by_role("button", name="Search for What broke in the “harbuor”? instead").click()
        answered(page, 2)
        expect(page.locator(".turn:last-child .understood")).to_have_count(0)
    assert [body["question"] for body in app.state.asked] == [
        "What broke in the harbuor?",
        "What broke in the “harbuor”?",
    ]
    assert app.state.asked[1]["history"] == []


def test_a_hostile_link_is_text_and_a_question_at_most(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        fields = [("q", f"{MADE_UP} hostile" * 300), ("since", "2025-13-99"), ("until", MADE_UP), ("source", MADE_UP)]
        page.goto(f"{address}/#{urlencode([*fields, ('source', 'x' * 301), ('history', 'x')])}")
        answered(page, 1)
        expect(page.locator("#filtered")).to_contain_text(MARKUP)
        assert page.locator("img").count() == 0
        assert page.title() != "owned"
        page.goto(f"{address}/#%E0%A4%A&q=")
        expect(page.locator(".turn")).to_have_count(1)
    [body] = app.state.asked
    assert len(body["question"]) == 2000
    assert (body["since"], body["until"], body["sources"]) == (None, None, [MADE_UP])


def test_an_answer_is_copied_with_its_citations(fake: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(fake, **CLIPBOARD) as page:
        ask(page, "What broke?")
        page.get_by_role("button", name="Copy", exact=True).click()
        text = pasted(page)
        assert text.startswith("What broke?\n\nA storm surge of 2.4 metres broke")
        for part in (
            "Monday night. [1] ",
            "[1] Storm closes the harbour",
            "12 August 2025, https://",
            f"“{WALL}”",
            COST,
        ):
            assert part in text
        page.get_by_role("button", name="Copy as Markdown").click()
        markdown = pasted(page, "## ")
        assert "[^1]: [Storm closes the harbour of Velm until Friday](<https://news.example/harbour>), " in markdown
        assert "Monday night. [^1] " in markdown
        shoot(page, "copied-1280")


def test_hostile_words_are_copied_as_text(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, **CLIPBOARD) as page:
        ask(page, "hostile")
        page.get_by_role("button", name="Copy as Markdown").click()
        markdown = pasted(page)
        assert "<img" not in markdown.replace("\\<", "")
        assert "javascript" not in markdown
        assert "\u202e" not in markdown
        assert "unsupported" in markdown
        assert HOSTILE_TITLE[-40:] in markdown


def test_where_the_clipboard_is_closed_the_reader_copies(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')) }")
        ask(page, "What broke?")
        page.get_by_role("button", name="Copy", exact=True).click()
        box = page.locator(".clippings textarea")
        expect(box).to_be_focused()
        assert box.input_value().startswith("What broke?")
        assert violations(page) == []


def test_an_answer_is_asked_for_again(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        ask(page, "What broke?")
        page.get_by_role("button", name="Ask again").click()
        answered(page, 2)
        page.get_by_label("Your question").fill("slow: what broke?")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Ask again").first.click()
        expect(page.get_by_role("alert")).to_have_text("Wait for the answer, or stop it first.")
    assert app.state.asked[0] == app.state.asked[1]


@pytest.mark.parametrize("width", WIDTHS)
def test_an_empty_page_tells_what_can_be_asked(server: str, open_page: OpenPage, shoot: Shoot, width: int) -> None:
    with open_page(server, width=width, height=1100) as page:
        facts = page.request.get(f"{server}/v1/archive").json()
        expect(page.locator("#beginnings ul button")).to_have_count(3)
        suggested = page.request.post(f"{server}/v1/suggestions", data={}).json()["questions"]
        assert page.locator("#beginnings ul button").all_text_contents() == [one["question"] for one in suggested]
        for line, one in zip(page.locator("#beginnings li p").all(), suggested, strict=True):
            expect(line).to_contain_text(one["title"][:100])
            expect(line).to_contain_text(one["source"])
        held = page.locator("#beginnings dl")
        for one in facts["sources"][:12]:
            expect(held).to_contain_text(f"{one['source'] or 'outlet unknown'} ({one['articles']})")
        expect(held).to_contain_text("Updated")
        shoot(page, f"holdings-{width}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
