"""Conversations that the browser keeps: opened again, renamed, deleted, exported; and full or hostile storage."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import MARKUP, WALL, create_fake, running
from tests.e2e.reader import CLIPBOARD, ask, citation, pasted, violations

Shoot = Callable[[Page, str], None]
WIDTHS = (1280, 390)
KEY = "ragbot:conversation:"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_conversation_is_opened_again_and_goes_on(open_page: OpenPage, shoot: Shoot, width: int) -> None:
    app = create_fake()
    with running(app) as address, open_page(address, width=width, height=1200) as page:
        ask(page, "What broke?")
        ask(page, "<b>nothing</b>")
        page.get_by_role("button", name="New conversation").click()
        ask(page, "Another?")
        page.reload()
        kept = page.locator("#conversations")
        expect(kept.locator("li")).to_have_count(2)
        shoot(page, f"conversations-{width}")
        assert violations(page) == []
        kept.get_by_role("button", name="What broke?", exact=True).click()
        expect(page.locator(".turn")).to_have_count(2)
        expect(page.locator(".turn:last-child h2")).to_be_focused()
        page.locator(".citation").first.click()
        expect(page.locator("#article mark.current")).to_have_text(WALL)
        page.keyboard.press("Escape")
        ask(page, "And then?")
        assert violations(page) == []
        page.get_by_role("button", name="New conversation").click()
        expect(kept.locator("li").first).to_contain_text("3 questions")
    assert app.state.asked[-1]["history"][0]["text"] == "What broke?"
    assert len(app.state.asked) == 4


def test_a_conversation_is_renamed_exported_and_deleted(fake: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(fake, width=390, height=1200) as page:
        ask(page, "What broke?")
        page.get_by_role("button", name="New conversation").click()
        kept = page.locator("#conversations")
        kept.get_by_role("button", name="Rename").click()
        page.get_by_label("Name").fill(f"Velm {MARKUP}")
        shoot(page, "renaming-390")
        assert violations(page) == []
        page.keyboard.press("Enter")
        page.reload()
        expect(kept.locator("button.title")).to_have_text(f"Velm {MARKUP}")
        with page.expect_download() as saved:
            kept.get_by_role("button", name="Export JSON").click()
        exported = json.loads(Path(saved.value.path()).read_text())
        assert exported["turns"][0]["asked"]["question"] == "What broke?"
        assert exported["turns"][0]["answer"]["citations"][0]["cited_text"] == WALL
        with page.expect_download() as saved:
            kept.get_by_role("button", name="Export Markdown").click()
        assert saved.value.suggested_filename.endswith(".md")
        assert Path(saved.value.path()).read_text().startswith("## What broke?\n")
        kept.get_by_role("button", name="Delete").click()
        expect(kept.locator("li")).to_have_count(1)
        kept.get_by_role("button", name="Really delete?").click()
        expect(kept).to_be_hidden()
        expect(page.get_by_label("Your question")).to_be_focused()
        assert page.evaluate("localStorage.length") == 0


def test_an_answer_shown_again_tells_that_its_source_was_taken_back(open_page: OpenPage, shoot: Shoot) -> None:
    app = create_fake()
    with running(app) as address, open_page(address, width=390, height=1200, **CLIPBOARD) as page:
        ask(page, "What broke?")
        expect(page.locator(".since")).to_have_count(0)
        page.get_by_role("button", name="New conversation").click()
        app.state.taken_back = {"harbour": "retracted"}
        page.locator("#conversations").get_by_role("button", name="What broke?", exact=True).click()
        warning = "Source 1 has been retracted since: do not rely on it."
        expect(page.locator(".since")).to_contain_text([warning])
        expect(page.locator(".since")).to_contain_text([MARKUP])
        shoot(page, "since-390")
        assert violations(page) == []
        page.get_by_role("button", name="Copy", exact=True).click()
        expect(page.locator(".clippings .told")).to_have_text("Copied.")
        assert f"What broke?\n\n{warning}" in pasted(page)
        app.state.taken_back = {"ferries": "changed"}
        page.get_by_role("button", name="Copy as Markdown").click()
        expect(page.locator(".since")).to_have_text(["Source 2 does not say so any more."])
        assert "**Source 2 does not say so any more.**" in pasted(page, "## ")
        app.state.taken_back = {}
        page.get_by_role("button", name="Copy", exact=True).click()
        expect(page.locator(".since")).to_have_count(0)


def test_that_sources_could_not_be_checked_again_is_said(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address, strict=False) as page:
        ask(page, "What broke?")
        page.get_by_role("button", name="New conversation").click()
        app.state.taken_back = {"unreachable": "unknown"}
        page.locator("#conversations").get_by_role("button", name="What broke?", exact=True).click()
        expect(page.locator(".since")).to_have_text("Whether the sources still stand could not be checked.")
        expect(page.locator(".answer")).to_contain_text("A storm surge")


def test_a_footnote_has_a_label_of_its_own_in_all_of_an_export(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        ask(page, "What broke?")
        ask(page, "<b>nothing</b>")
        ask(page, "And then?")
        page.get_by_role("button", name="New conversation").click()
        app.state.taken_back = {"ferries": "removed"}
        with page.expect_download() as saved:
            page.locator("#conversations").get_by_role("button", name="Export Markdown").click()
        text = Path(saved.value.path()).read_text()
    labels = re.findall(r"^\[\^(\d+)\]: ", text, re.MULTILINE)
    assert labels == ["1", "2", "3", "4"]
    assert set(re.findall(r"\[\^(\d+)\](?!:)", text)) == set(labels)
    assert text.count("has been removed from the archive since") == 2


def test_two_tabs_lose_nothing_of_each_other(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        other = page.context.new_page()
        other.goto(fake)
        expect(other.locator("#conversations")).to_contain_text("1 question")
        ask(page, "And then?")
        expect(other.locator("#conversations")).to_contain_text("2 questions")
        other.locator("#conversations").get_by_role("button", name="Rename").click()
        ask(page, "And after that?")
        other.get_by_label("Name").fill("Velm")
        other.keyboard.press("Enter")
        expect(other.locator("#conversations")).to_contain_text("3 questions")
        other.locator("#conversations button.title").click()
        expect(other.locator(".turn")).to_have_count(3)
        ask(other, "Here?")
        ask(page, "Or there?")
        other.get_by_role("button", name="New conversation").click()
        expect(other.locator("#conversations li")).to_have_count(2)
        expect(other.locator("#conversations li").first).to_contain_text("4 questions")


@pytest.mark.parametrize("broken", ["setItem", "getItem"])
def test_a_storage_that_is_full_or_closed_breaks_nothing(fake: str, open_page: OpenPage, broken: str) -> None:
    with open_page(fake) as page:
        page.evaluate(f"() => {{ Storage.prototype.{broken} = () => {{ throw new DOMException('full') }} }}")
        ask(page, "What broke?")
        assert citation(page) == WALL
        page.keyboard.press("Escape")
        expect(page.locator("#unkept")).to_be_visible(visible=broken == "setItem")
        assert violations(page) == []
        page.get_by_role("button", name="New conversation").click()
        expect(page.get_by_label("Your question")).to_be_focused()
        expect(page.locator("#conversations")).to_be_hidden()


def test_a_page_without_any_storage_answers(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        closed = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed') } })"
        page.add_init_script(closed)
        page.reload()
        page.locator("#facts:not(:empty)").wait_for()
        ask(page, "What broke?")
        expect(page.locator("#unkept")).to_be_visible()


def test_what_others_wrote_into_the_storage_stays_text(fake: str, open_page: OpenPage) -> None:
    asked = {"question": MARKUP, "since": {"a": 1}, "until": None, "sources": "x"}
    odd = {"answer": MARKUP, "outcome": "not a class", "sources": 7, "time_words": MARKUP}
    turns = [{"asked": asked, "answer": odd}, {"asked": 1}, None]
    written = ["", "null", "7", "{", "[]", '{"turns": {}}', '{"name": 1, "changed": "x", "turns": []}']
    hostile = {"name": MARKUP, "changed": "2025-08-14", "turns": turns[:2]}
    written += [json.dumps(hostile), json.dumps({**hostile, "turns": turns})]
    with open_page(fake) as page:
        fill = "([key, values]) => values.forEach((value, index) => localStorage.setItem(key + index, value))"
        page.evaluate(fill, [KEY, written])
        page.reload()
        expect(page.locator("#conversations li")).to_have_count(1)
        expect(page.locator("#conversations button.title")).to_have_text(MARKUP)
        with page.expect_download():
            page.get_by_role("button", name="Export Markdown").click()
        page.locator("#conversations button.title").click()
        expect(page.locator(".turn h2")).to_have_text(MARKUP)
        expect(page.locator(".ended")).to_contain_text("cannot be read")
        assert page.locator("main img").count() == 0
        assert page.title() != "owned"
        ask(page, "What broke?")
        assert citation(page) == WALL
