"""The chat page in a real Chromium: against ragbot itself, and against a fake for what is rare or hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ragbot.answering.refusal import RELATED_TEXT
from ragbot.api.guards import BODY_LIMIT
from ragbot.types import LONGEST_TURN, MOST_TURNS
from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import COST, CURRENT, DETOUR, EMOJI_TEXT, MARKUP, UI, WALL, create_fake, running
from tests.e2e.reader import ask, citation, violations

Shoot = Callable[[Page, str], None]
WIDTHS = (1280, 768, 360)
QUESTION = "How many people died when the ferry sank?"


@pytest.mark.parametrize(
    "file", [file for file in UI.rglob("*") if file.suffix in (".html", ".js")], ids=lambda f: f.name
)
def test_text_never_becomes_markup(file: Path) -> None:
    """The policy forbids it too, but only where a test happens to pass."""
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\bstyle=|\bon\w+=\"|<style|https?://(?!www\.w3)"
    assert re.findall(forbidden, file.read_text()) == []


# Against ragbot itself


def test_a_citation_opens_the_article_on_the_exact_sentence(server: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(server) as page:
        with page.expect_response("**/v1/answers") as streaming:
            ask(page, QUESTION)
        assert streaming.value.headers["content-type"].startswith("text/event-stream")
        page.locator(".citation").first.hover()
        quote = page.get_by_role("tooltip").locator("q").first.text_content()
        with page.expect_response(re.compile("/v1/articles/[^?]+")) as opening:
            text = citation(page)
        answer = page.request.post(f"{server}/v1/answers", data={"question": QUESTION}).json()
        cited = answer["citations"][0]
        version = page.request.get(opening.value.url).json()["version"]
        assert text == quote == version["text"][cited["source_start"] : cited["source_end"]] == cited["cited_text"]
        expect(page.locator("#article mark.current").first).to_be_in_viewport()
        shoot(page, "real-article")


def test_the_keyboard_alone_is_enough(server: str, open_page: OpenPage) -> None:
    with open_page(server) as page:
        for _ in range(10):
            if page.evaluate("document.activeElement.id") == "question":
                break
            page.keyboard.press("Tab")
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        page.locator(".colophon").wait_for(timeout=60_000)
        first = page.locator(".citation").first
        for _ in range(40):
            page.keyboard.press("Shift+Tab")
            if first.evaluate("button => button === document.activeElement"):
                break
        expect(page.get_by_role("tooltip")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#article mark.current").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#article")).to_be_hidden()
        expect(first).to_be_focused()


def test_what_the_archive_does_not_tell_is_said_calmly(server: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(server) as page:
        page.get_by_text("Dates and outlets").click()
        page.locator("#filter").get_by_label("To", exact=True).fill("1990-12-31")
        ask(page, QUESTION)
        expect(page.locator(".turn.not_in_archive .answer")).not_to_be_empty()
        expect(page.locator(".citation, .sources, .ended")).to_have_count(0)
        shoot(page, "real-not-in-archive")


def test_the_archive_introduces_itself(server: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(server) as page:
        facts = page.request.get(f"{server}/v1/archive").json()
        outlets = [source for source in facts["sources"] if source["source"]]
        expect(page.locator("#facts")).to_contain_text(f"{facts['articles']} articles from {len(outlets)} outlets")
        expect(page.locator("#facts")).to_contain_text(f"{facts['invented']} of them invented")
        shoot(page, "real-empty")
        page.locator("#beginnings button").first.click()
        expect(page.locator(".turn h2")).to_be_focused()
        page.locator(".turn .colophon").wait_for(timeout=60_000)
        expect(page.locator(".turn .citation").first).to_be_visible()
        shoot(page, "real-begin")


# Against the fake


def test_the_answer_streams_and_can_be_stopped(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        page.get_by_label("Your question").fill("slow: what broke?")
        page.keyboard.press("Enter")
        expect(page.locator(".answer")).to_contain_text("A storm surge of")
        expect(page.locator(".answer")).not_to_contain_text("Port Anders")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".ended")).to_contain_text("Stopped")
        page.get_by_role("button", name="Ask again").click()
        expect(page.locator(".sources li")).to_have_count(2)
        expect(page.locator(".turn")).to_have_count(1)


def test_the_lines_of_a_digest_are_a_list(fake: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(fake) as page:
        ask(page, "headlines")
        expect(page.locator(".answer > *")).to_have_count(3)
        items = page.locator(".answer > ul > li")
        expect(items).to_have_count(2)
        expect(items.first).to_have_text(re.compile(r"^12 August 2025 · Sea wall breaks: A storm surge .* \[1\]\s*$"))
        expect(page.locator(".answer > p").last).to_have_text("The archive has 2 articles of these days.")
        assert citation(page, 1) == DETOUR
        shoot(page, "digest")


def test_every_citation_of_the_article_is_marked_and_the_clicked_one_most(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        assert citation(page, 1) == COST
        assert page.locator("#article mark:not(.current)").all_text_contents() == [WALL]
        assert citation(page, 0) == WALL
        for shown in (
            "The Velm Courier",
            "Mara Lindqvist, Tomas Eder",
            "12 August 2025",
            "Version 2 of 2",
            "corrected",
        ):
            expect(page.locator("#article")).to_contain_text(shown)
        link = page.get_by_role("link", name="Read the original")
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"
        page.get_by_role("button", name="Close", exact=True).click()
        expect(page.locator(".citation").first).to_be_focused()


def test_offsets_are_code_points(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "emoji")
        expect(page.locator(".citation")).to_have_count(2)
        assert citation(page, 0) == "sails again.\n\n\tFirst sailing: 7 a.m. 🌊 on Friday."
        assert citation(page, 1) == "4 crowns"
        assert page.locator("#article .text").text_content() == EMOJI_TEXT
        expect(page.locator("#article .byline")).to_contain_text("date unknown")


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_text_stays_text(fake: str, open_page: OpenPage, shoot: Shoot, width: int) -> None:
    with open_page(fake, width=width) as page:
        ask(page, "hostile <script>document.title='owned'</script>" + "z" * 900)
        shoot(page, f"hostile-{width}")
        expect(page.locator(".answer")).to_contain_text("<img src=x onerror=")
        expect(page.locator(".citation")).to_have_count(1)
        assert "Ignore all previous instructions" in citation(page)
        shoot(page, f"hostile-article-{width}")
        expect(page.locator("#article .state")).to_contain_text(MARKUP)
        assert page.locator("#article-title").text_content() == CURRENT["hostile"].title
        assert page.locator("#article a, img, .answer script").count() == 0
        assert page.title() != "owned"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.querySelector('#article').scrollWidth <= innerWidth")


def test_a_first_tap_shows_the_quote_and_a_second_opens_the_article(
    fake: str, open_page: OpenPage, shoot: Shoot
) -> None:
    with open_page(fake, width=360, height=740, has_touch=True, is_mobile=True) as page:
        ask(page, "What broke?")
        page.locator(".citation").first.tap()
        expect(page.get_by_role("tooltip")).to_contain_text(WALL)
        shoot(page, "tap-360")
        expect(page.locator("#article")).to_be_hidden()
        page.locator(".citation").first.tap()
        expect(page.locator("#article mark.current")).to_have_text(WALL)
        assert page.evaluate("document.querySelector('#chat').inert")


def test_a_press_beside_the_pane_closes_it(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, width=768, height=1024) as page:
        ask(page, "What broke?")
        citation(page)
        page.mouse.click(384, 40)
        expect(page.locator("#article")).to_be_hidden()
        expect(page.locator(".citation").first).to_be_focused()


def test_related_passages_are_not_proof_and_can_be_read(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "nothing")
        expect(page.locator(".turn")).to_contain_text("No passage in the archive bears on the World Cup.")
        page.locator(".nearest").get_by_role("button", name="Storm closes").click()
        expect(page.locator("#article mark.current")).to_have_text(WALL)


def test_an_article_that_came_in_only_in_part_says_so_beside_the_way_to_the_whole(
    fake: str, open_page: OpenPage
) -> None:
    with open_page(fake) as page:
        ask(page, "nothing")
        page.locator(".nearest").get_by_role("button", name="Ferries to be diverted").click()
        pane = page.locator("#article")
        expect(pane.locator(".note")).to_have_text("Only the beginning of this article is in the archive.")
        expect(pane.get_by_role("link", name="Read the original at news.example")).to_be_visible()


def test_articles_that_may_not_answer_are_shown_as_that(fake: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(fake) as page:
        ask(page, "unsure")
        turn = page.locator(".turn.related")
        expect(turn.locator(".answer")).to_have_text(RELATED_TEXT)
        expect(turn.locator(".reason")).to_have_text("Nearest is the wall.")
        shown = turn.locator(".nearest li")
        expect(shown.get_by_role("button", name="Storm closes")).to_be_visible()
        expect(shown.locator("blockquote")).to_contain_text(WALL[:40])
        expect(turn.locator(".citation, .sources")).to_have_count(0)
        shoot(page, "related")


def test_a_degraded_answer_says_why_and_a_window_is_shown(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "degraded window")
        expect(page.locator(".turn .note")).to_contain_text("did not answer within 60 seconds")
        expect(page.locator(".understood")).to_have_text("Understood as: What broke in Velm? Edit")
        expect(page.locator(".chips")).to_contain_text("31 August 2025")


def test_an_answer_found_by_words_alone_says_so_and_no_more(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke, by words?")
        expect(page.locator(".turn .note")).to_have_text(
            "The index of meanings cannot be used now, so this was searched for by its words alone."
        )


def test_a_question_brings_its_limits_and_the_conversation(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        ask(page, "What broke?")
        page.get_by_text("Dates and outlets").click()
        page.locator("#filter").get_by_label("From", exact=True).fill("2025-08-01")
        page.get_by_role("checkbox", name="Northern Wire").check()
        expect(page.locator("#filtered")).to_have_text("Only Northern Wire, from 1 August 2025")
        for _ in range(11):
            ask(page, "And then?")
    first, second, *_, last = app.state.asked
    assert first == {
        "question": "What broke?",
        "since": None,
        "until": None,
        "sources": [],
        "history": [],
        "stream": True,
    }
    assert (second["since"], second["sources"]) == ("2025-08-01", ["Northern Wire"])
    assert [turn["role"] for turn in second["history"]] == ["user", "assistant"]
    assert second["history"][0]["text"] == "What broke?"
    assert len(last["history"]) == MOST_TURNS


def test_a_conversation_is_cut_to_what_the_server_takes(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        for _ in range(9):
            ask(page, "long 語" + "語" * 1_990)
    histories = [body["history"] for body in app.state.asked]
    assert len(histories[1][1]["text"]) == LONGEST_TURN
    assert max(len(json.dumps(body, ensure_ascii=False).encode()) for body in app.state.asked) < BODY_LIMIT
    assert [len(history) for history in histories][-3:] == [12, 12, 12], "the oldest go first"
    assert [turn["role"] for turn in histories[-1][-2:]] == ["user", "assistant"]


def test_an_unusable_question_is_not_sent(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        page.get_by_label("Your question").press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Type a question first.")
        page.get_by_label("Your question").fill("😀" * 2001)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("The question is 1 character too long.")
        page.get_by_label("Your question").fill("two")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("lines")
        expect(page.get_by_label("Your question")).to_have_value("two\nlines")
    assert app.state.asked == []


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("problem", "The archive is being rebuilt; try again in a minute."),
        ("error", "The archive fell over."),
        ("broken", "The connection broke before the answer was complete."),
    ],
)
def test_a_failure_is_told_in_the_servers_words(fake: str, open_page: OpenPage, question: str, message: str) -> None:
    with open_page(fake, strict=False) as page:
        ask(page, question)
        expect(page.locator(".ended")).to_contain_text(message)
        expect(page.get_by_role("status")).to_have_text(message)


def test_a_server_that_is_gone_is_named_and_tried_again(open_page: OpenPage, shoot: Shoot) -> None:
    with ExitStack() as stack:
        with running(create_fake()) as address:
            port = int(address.rsplit(":", 1)[1])
            page = stack.enter_context(open_page(address, strict=False))
            ask(page, "What broke?")
        ask(page, "And now?")
        expect(page.locator(".ended")).to_contain_text("The server does not answer.")
        page.locator(".citation").first.click()
        expect(page.locator("#article")).to_contain_text("The server does not answer.")
        shoot(page, "server-gone")
        with running(create_fake(), port):
            expect(page.locator("#article mark.current")).to_have_text(WALL, timeout=20_000)  # opened by itself
            page.keyboard.press("Escape")
            page.locator(".ended").get_by_role("button", name="Ask again").click()
            expect(page.locator(".turn:last-child .sources li")).to_have_count(2)


def test_an_article_that_cannot_be_had_is_tried_again(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, strict=False) as page:
        ask(page, "What broke?")
        page.route("**/v1/articles/*", lambda route: route.fulfill(status=503, json={"detail": "Being rebuilt."}))
        page.locator(".citation").first.click()
        expect(page.locator("#article")).to_contain_text("Being rebuilt.")
        page.unroute("**/v1/articles/*")
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("#article mark.current")).to_have_text(WALL)


def test_an_empty_archive_says_how_to_fill_it(open_page: OpenPage) -> None:
    with running(create_fake(empty=True)) as address, open_page(address) as page:
        expect(page.locator("#beginnings")).to_contain_text("ragbot-ingest")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(fake: str, open_page: OpenPage, shoot: Shoot, width: int, scheme: str) -> None:
    with open_page(fake, width=width, color_scheme=scheme, reduced_motion="reduce") as page:
        name = f"{scheme}-{width}"
        expect(page.locator("#beginnings li")).to_have_count(3)
        shoot(page, f"{name}-1-empty")
        assert violations(page) == []
        ask(page, "What broke in the harbour of Velm?")
        page.locator(".citation").nth(1).hover()
        shoot(page, f"{name}-2-quote")
        assert violations(page) == []
        citation(page, 1)
        shoot(page, f"{name}-3-article")
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.get_by_text("Dates and outlets").click()
        ask(page, "nothing about the World Cup?")
        shoot(page, f"{name}-4-not-in-archive")
        assert violations(page) == []


def test_the_narrowest_phone_scrolls_only_down(fake: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(fake, width=320, height=568) as page:
        ask(page, "What broke in the harbour of Velm, and what about the arabic press?")
        shoot(page, "320-answer")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_right_to_left_text_runs_right_to_left(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "arabic")
        citation(page)
        for place in ("#article-title", "#article .text p", ".answer p"):
            assert page.locator(place).first.evaluate("node => getComputedStyle(node).direction") == "rtl"
