"""What the page tells beside an answer: doubts, disagreement, corrections, whose words, which time, how old it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from ragbot.archive.archive import Archive
from ragbot.checks.annotations import table
from ragbot.checks.annotations.basis import Basis
from ragbot.types import Answer
from tests.conftest import article
from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import HOSTILE_TITLE, MARKUP
from tests.e2e.news import BLAMED, COST, HOW_MANY, NOTE, UNKNOWN, WHO, served
from tests.e2e.reader import ask, citation, highlighted, violations

Shoot = Callable[[Page, str], None]
WIDTHS = (1280, 390)

FELL = "The bridge at Harrow fell on Monday while the evening train crossed it [1]. "
RESIGNED = "Prime minister Karl Odd resigned over the cracks in the pier [1]."
MOURNED = "The whole country mourned with Harrow."
INVENTED = " It cost 990 billion yen [1]."


def box(page: Page, index: int) -> Locator:
    """The box of a citation."""
    page.mouse.move(0, 0)
    page.locator(".turn:last-child .citation").nth(index).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    shown = page.get_by_role("tooltip")
    expect(shown).to_be_visible()
    return shown


def opens(page: Page, button: Locator) -> str:
    """What is marked in the article that a button opens; it is closed again, and the focus is back."""
    button.focus()
    page.keyboard.press("Enter")
    page.locator("#article mark.current").first.wait_for()
    marked = highlighted(page)
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    return marked


COMPLETE = re.compile(r"Answer complete, with \d sources\. The articles differ\.")
"""Such as "Answer complete, with 2 sources. The articles differ."; a third may repeat the one value or the other."""

# -- against ragbot itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_where_articles_disagree_each_value_opens_its_article(
    told: str, open_page: OpenPage, shoot: Shoot, width: int
) -> None:
    with open_page(told, width=width) as page:
        ask(page, HOW_MANY)
        shoot(page, f"conflict-{width}")
        rows = page.get_by_role("table", name="The articles differ").locator("tbody").get_by_role("row")
        expect(page.get_by_role("status")).to_have_text(COMPLETE)
        expect(rows.get_by_role("rowheader")).to_have_text(["Forty-three", "41 earlier"])
        expect(rows.first).to_contain_text("Halmere Wirealso Courier")
        expect(rows.first.locator("time")).to_have_text("6 Jan 2026")
        for row in rows.all():
            quote = row.get_by_role("button").text_content()
            assert opens(page, row.get_by_role("button")) == quote
        rows.last.click(position={"x": 5, "y": 5})  # anywhere in it
        expect(page.locator("#article mark.current")).to_contain_text("At least 41 people")
        assert violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_corrected_source_tells_what_was_and_what_is(
    told: str, open_page: OpenPage, shoot: Shoot, width: int
) -> None:
    with open_page(told, width=width) as page:
        ask(page, COST)
        shoot(page, f"correction-{width}")
        correction = page.locator(".sources li .correction")
        expect(correction.get_by_role("heading")).to_have_text("Corrected")
        expect(correction).to_contain_text(NOTE)
        expect(correction.get_by_role("term")).to_have_text(["Was", "Is now", "Removed", "Added"])
        expect(correction.locator("del")).to_have_text("14")
        expect(correction.locator("ins")).to_have_text("41")
        for button in correction.get_by_role("button").all():
            sentence = button.text_content()
            assert opens(page, button) == sentence, "each opens the version that has the sentence"
        correction.get_by_role("button").first.click()
        notice = page.get_by_role("complementary").get_by_role("note")
        expect(notice).to_contain_text("The publisher has corrected this article.")
        expect(notice).to_contain_text(NOTE)
        expect(page.locator("#article")).to_contain_text("Version 1 of 2")
        shoot(page, f"correction-open-{width}")
        assert violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_not_supported_is_said_in_words(harrow: Archive, open_page: OpenPage, shoot: Shoot, width: int) -> None:
    with served(harrow, f"{FELL}{RESIGNED} {MOURNED}{INVENTED}") as address, open_page(address, width=width) as page:
        ask(page, "What fell at Harrow while the evening train crossed it?")
        shoot(page, f"unsupported-{width}")
        expect(page.locator(".unsupported")).to_have_text([RESIGNED, MOURNED])
        decoration = "node => getComputedStyle(node).textDecorationStyle"
        assert page.locator(".unsupported").first.evaluate(decoration) == "dotted"
        said = f"{RESIGNED} (unsupported: name, event, meaning) {MOURNED} (unsupported: no source)"
        expect(page.locator(".answer")).to_contain_text(said)
        first, second = page.locator(".doubts").all_text_contents()
        assert first.startswith("2 sentences are unsupported:")
        assert second == (
            "1 sentence was left out: no article has its number or quotation, or what it cites denies it."
        )
        expect(page.get_by_role("status")).to_have_text("Answer complete, with 1 source. 2 sentences are unsupported.")
        expect(box(page, 1)).to_contain_text("Does not bear out the sentence: name, event, meaning.")
        shoot(page, f"unsupported-box-{width}")
        assert violations(page) == []


def test_what_an_annotation_of_ones_own_notes_is_said_as_text(
    harrow: Archive, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = "Only Courier tells of it <b>so far</b>."

    def with_mine(answer: Answer, _: Basis) -> Answer:
        return replace(answer, notes=(*answer.notes, note))

    monkeypatch.setattr(table, "ANNOTATIONS", (*table.ANNOTATIONS, with_mine))
    with served(harrow, FELL) as address, open_page(address) as page:
        ask(page, "What fell at Harrow while the evening train crossed it?")
        expect(page.locator(".doubts")).to_have_text([note])


@pytest.mark.parametrize("width", WIDTHS)
def test_a_citation_tells_who_said_it_and_who_else_says_so(
    told: str, open_page: OpenPage, shoot: Shoot, width: int
) -> None:
    with open_page(told, width=width) as page:
        ask(page, WHO)
        index = page.locator(".answer").inner_text().split("The mayor of Harrow")[0].count("[")
        expect(box(page, index)).to_contain_text("said by Anna Berg, in Courier")
        shoot(page, f"voice-{width}")
        ask(page, HOW_MANY)
        expect(box(page, 0)).to_contain_text(re.compile("also said by (Courier|Halmere Wire)"))
        page.keyboard.press("Escape")
        assert re.search("(Forty-three|43) dead", citation(page, 0))


def test_a_source_without_a_name_is_an_unnamed_source(harrow: Archive, open_page: OpenPage) -> None:
    says = "Engineers had reported cracks, according to a person familiar with the inspections [1]."
    with served(harrow, says) as address, open_page(address) as page:
        ask(page, "Who had reported cracks in the pier of the Harrow bridge?")
        expect(box(page, 0)).to_contain_text("said by an unnamed source, in Daily")


def test_a_follow_up_tells_how_it_was_understood(told: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(told, width=390, height=844) as page:
        ask(page, COST)
        expect(page.locator(".understood")).to_have_count(0)
        ask(page, "And when did the ministry say so?")
        expect(page.locator(".turn:last-child .terms")).to_contain_text("In the story: What a new bridge would cost")
        shoot(page, "followup-390")


def test_the_small_print_tells_time_and_age(told: str, open_page: OpenPage, shoot: Shoot) -> None:
    question = "What fell into the river at Harrow in January 2026?"
    with open_page(told, width=390, height=844) as page:
        ask(page, question)
        answer = page.request.post(f"{told}/v1/answers", data={"question": question}).json()
        small, chips = page.locator(".colophon"), page.locator(".chips")
        expect(chips).to_contain_text(re.compile(r"Preferred 1\s?–\s?31 January 2026"))
        expect(chips.locator("q")).to_have_text("in January 2026")
        expect(small).to_contain_text(f"({answer['newest_evidence_age']} days before the question). Archive as of ")
        shoot(page, "time-390")


@pytest.mark.parametrize("width", WIDTHS)
def test_what_the_archive_does_not_tell_comes_with_the_nearest_passages(
    told: str, open_page: OpenPage, shoot: Shoot, width: int
) -> None:
    with open_page(told, width=width) as page:
        ask(page, UNKNOWN)
        shoot(page, f"unknown-{width}")
        expect(page.locator(".turn")).to_contain_text("Nearest is “")
        expect(page.locator(".colophon")).to_contain_text("Newest article")
        related = page.locator(".nearest").get_by_role("button").first
        assert opens(page, related)
        expect(page.locator(".ended, [role=alert]:not(:empty)")).to_have_count(0)
        assert violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_retracted_article_says_so_and_why(harrow: Archive, open_page: OpenPage, shoot: Shoot, width: int) -> None:
    """As for a reader whose article is retracted between the answer and the click."""
    found = article("", address=BLAMED).id
    harrow.set_state(found, "live")
    with served(harrow) as address, open_page(address, width=width) as page:
        ask(page, "Who caused the Harrow bridge collapse?")
        harrow.set_state(found, "retracted", f"There is no such signalman. {MARKUP}")
        page.locator(".sources button.title", has_text="Signalman").click()
        notice = page.locator("#article .state")
        expect(notice).to_contain_text("marked as retracted in this archive. No answer draws on it.")
        expect(notice).to_contain_text(f"There is no such signalman. {MARKUP}")
        expect(page.locator("#article img")).to_have_count(0)
        shoot(page, f"retracted-{width}")
        assert violations(page) == []


# -- against the fake --------------------------------------------------------------------------------------------------


def test_times_are_told_with_the_words_for_them(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "last week")
        chip = page.locator(".turn:last-child .chip > span")
        lines = page.locator(".turn:last-child .colophon p")
        expect(chip).to_have_text(re.compile(r"Preferred 4\s?–\s?10 August 2025 \(last week\)"))
        expect(lines.nth(0)).to_contain_text(
            "Newest article 13 August 2025 (1 day before the question). Archive as of 14"
        )
        ask(page, "lately")
        expect(chip).to_have_text("Preferred articles from 1 August 2025 (lately, recently)")
        expect(lines.nth(0)).to_contain_text("(on the day of the question)")
        ask(page, "What broke?")
        expect(lines.nth(0)).to_have_text("Archive as of 14 Aug 2025, 06:30.")


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_words_beside_an_answer_stay_text(fake: str, open_page: OpenPage, shoot: Shoot, width: int) -> None:
    with open_page(fake, width=width) as page:
        ask(page, "hostile")
        page.locator(".correction summary").click()
        shoot(page, f"hostile-beside-{width}")
        for place in (".understood", ".unsupported", ".verdict", ".conflicts", ".correction", ".colophon", ".chips"):
            expect(page.locator(place).first).to_contain_text("<img src=x onerror=")
        expect(page.locator(".conflicts tbody th").first).to_contain_text(MARKUP)
        expect(page.locator(".sources")).to_contain_text("Was")
        shown = box(page, 0)
        expect(shown).to_contain_text(f"said by {MARKUP}")
        expect(shown).to_contain_text(f"also said by {MARKUP}")
        shoot(page, f"hostile-box-{width}")
        assert violations(page) == []
        page.locator(".conflicts button").first.click()
        expect(page.locator("#article .state.retracted")).to_contain_text(MARKUP)
        assert page.locator("#article-title").text_content() == HOSTILE_TITLE
        assert page.locator("img, #chat script, #article script").count() == 0
        assert page.title() != "owned"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.querySelector('#article').scrollWidth <= innerWidth")
