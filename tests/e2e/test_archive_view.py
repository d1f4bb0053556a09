"""The archive view: searched, limited, counted by day, and always at an address that shows the same again."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import CHRONICLE, HOSTILE_TITLE, MARKUP, create_fake, running
from tests.e2e.reader import ask, highlighted, violations

Shoot = Callable[[Page, str], None]
WIDTHS = (1280, 768, 360)
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


def visit(page: Page, address: str, *fields: tuple[str, str]) -> None:
    page.goto(f"{address}/#archive{'?' if fields else ''}{urlencode(fields)}")
    count(page).and_(page.locator(":not(:empty)")).wait_for()


def field(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Search every article")


def search(page: Page, words: str) -> None:
    field(page).fill(words)
    page.keyboard.press("Enter")
    expect(count(page)).to_contain_text(f"for {words}")


def count(page: Page) -> Locator:
    return page.locator("#archive .count")


def items(page: Page) -> Locator:
    return page.locator("#archive .found li")


def bars(page: Page) -> Locator:
    return page.get_by_role("toolbar").get_by_role("link")


def marked(page: Page) -> set[str]:
    return {text.lower() for text in page.locator("#archive .found mark").all_text_contents()}


def sent(query: str) -> dict[str, list[str]]:
    return parse_qs(query)


# -- against ragbot itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_what_was_searched_for_is_marked_and_opens_marked(
    server: str, open_page: OpenPage, shoot: Shoot, width: int
) -> None:
    with open_page(server, width=width, height=900) as page:
        page.get_by_role("link", name="Archive").click()
        search(page, "sank")
        shoot(page, f"archive-search-{width}")
        assert violations(page) == []
        answer = page.request.get(f"{server}/v1/articles?q=sank").json()
        assert len(answer["articles"]) == items(page).count() > 1
        assert marked(page) <= {"sank", "sink", "sinks", "sinking"}
        first = answer["articles"][0]
        text = page.request.get(f"{server}/v1/articles/{first['id']}").json()["version"]["text"]
        hits = [hit for excerpt in first["excerpts"] for hit in excerpt["hits"]]
        items(page).first.get_by_role("button").click()
        page.locator("#article mark.current").wait_for()
        assert page.locator("#article mark").all_text_contents() == [text[hit["start"] : hit["end"]] for hit in hits]
        assert highlighted(page) == text[hits[0]["start"] : hits[0]["end"]]
        shoot(page, f"archive-article-{width}")
        page.keyboard.press("Escape")
        expect(items(page).first.get_by_role("button")).to_be_focused()


def test_a_search_can_be_sorted_by_relevance_and_only_a_search(server: str, open_page: OpenPage) -> None:
    with open_page(server) as page:
        visit(page, server, ("sort", "relevance"))
        expect(page.get_by_role("link", name="Most relevant first")).to_have_count(0)
        search(page, "ferry")
        page.get_by_role("link", name="Most relevant first").click()
        expect(page.locator(".orders [aria-current]")).to_have_text("Most relevant first")
        wanted = page.request.get(f"{server}/v1/articles?q=ferry&sort=relevance&limit=20").json()["articles"]
        expect(items(page).get_by_role("button")).to_have_text([article["title"] for article in wanted])
        page.get_by_role("link", name="Newest first").click()
        newest = page.request.get(f"{server}/v1/articles?q=ferry&limit=20").json()["articles"]
        expect(items(page).get_by_role("button")).to_have_text([article["title"] for article in newest])
        assert newest != wanted


def test_outlets_languages_and_dates_limit_what_is_found(server: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(server) as page:
        visit(page, server)
        everything = count(page).text_content()
        page.get_by_text("Dates, outlets and languages").click()
        page.get_by_role("checkbox", name="Spanish").check()
        expect(items(page)).to_have_count(1)
        expect(items(page)).to_contain_text("La Gaceta de Marlanza")
        expect(page.locator("#archive summary")).to_have_text("Only in Spanish")
        page.get_by_role("checkbox", name="Harbor Ledger").check()
        expect(count(page)).to_have_text("Nothing found")
        expect(page.locator("#archive .found")).to_contain_text("No article is within the limits.")
        shoot(page, "archive-nothing")
        assert violations(page) == []
        page.locator("#archive .found").get_by_role("link", name="Clear the limits").click()
        expect(count(page)).to_have_text(everything or "")
        expect(count(page)).to_be_focused()
        page.locator("#archive").get_by_label("From", exact=True).fill("2026-03-03")
        expect(page.locator("#archive summary")).to_have_text("Only from 3 March 2026")
        total = page.request.get(f"{server}/v1/archive/days?since=2026-03-03").json()["total"]
        expect(items(page)).to_have_count(total)
        page.locator("#archive summary").click()
        expect(page.locator("#archive .limits")).to_be_hidden()
        page.locator("#archive form").get_by_role("link", name="Clear the limits").click()
        expect(count(page)).to_have_text(everything or "")
        expect(page.locator("#archive summary")).to_have_text("Dates, outlets and languages")


def test_retracted_articles_are_shown_only_if_asked_for(server: str, open_page: OpenPage) -> None:
    with open_page(server) as page:
        visit(page, server)
        expect(page.locator("#archive .found strong", has_text="retracted")).to_have_count(0)
        page.get_by_text("Dates, outlets and languages").click()
        page.get_by_role("checkbox", name="Retracted articles too").check()
        expect(page.locator("#archive .found strong", has_text="retracted")).to_have_count(1)
        expect(page.locator("#archive summary")).to_have_text("Retracted ones too")
        assert page.url.endswith("#archive?retracted=yes")


def test_a_bar_narrows_to_its_days_and_there_is_a_way_back(server: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(server) as page:
        visit(page, server)
        expect(page.get_by_role("toolbar", name="Articles by week")).to_be_visible()
        expect(page.locator("#archive .days")).to_contain_text("no date")
        days = page.request.get(f"{server}/v1/archive/days").json()
        dated = days["total"] - days["undated"]
        labels = [bar.get_attribute("aria-label") or "" for bar in bars(page).all()]
        assert sum(int(re.findall(r": (\d+) article", label)[0]) for label in labels) == dated
        everything = count(page).text_content() or ""
        bar = bars(page).filter(has=page.locator("span")).nth(0)
        label = bar.get_attribute("aria-label") or ""
        bar.click()
        expect(count(page)).to_have_text(label.split(": ")[-1])
        assert {"since", "until"} <= dict(parse_qsl(page.url.split("?")[1])).keys()
        shoot(page, "archive-narrowed")
        assert violations(page) == []
        page.get_by_role("link", name="All days").click()
        expect(count(page)).to_have_text(everything)
        page.go_back()
        expect(count(page)).to_have_text(label.split(": ")[-1])
        page.go_back()
        expect(count(page)).to_have_text(everything)


def test_bars_keep_to_the_search_and_the_limits(server: str, open_page: OpenPage) -> None:
    with open_page(server) as page:
        visit(page, server, ("q", "ferry"), ("since", "2026-01-01"))
        days = page.request.get(f"{server}/v1/archive/days?q=ferry&since=2026-01-01").json()
        expect(count(page)).to_contain_text(f"{days['total']} articles")
        labels = [bar.get_attribute("aria-label") or "" for bar in bars(page).all()]
        assert sum(int(re.findall(r": (\d+) article", label)[0]) for label in labels) == days["total"]


def test_a_link_shows_the_same_search_and_back_returns_to_it(server: str, open_page: OpenPage) -> None:
    with open_page(server) as page:
        visit(page, server)
        search(page, '"sea wall" -ferry')
        found = items(page).all_text_contents()
        link = page.url
        search(page, "ferry")
        page.go_back()
        expect(count(page)).to_contain_text("sea wall")
        expect(field(page)).to_have_value('"sea wall" -ferry')
        expect(items(page)).to_have_text(found)
        page.get_by_role("link", name="Ask").click()
        page.go_back()
        expect(items(page)).to_have_text(found)
        page.goto("about:blank")
        page.goto(link)
        expect(items(page)).to_have_text(found)
        expect(page.locator(".turn")).to_have_count(0)


def test_a_search_without_a_word_is_told_in_the_servers_words(server: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(server, strict=False) as page:
        visit(page, server)
        field(page).fill("-ferry")
        page.keyboard.press("Enter")
        alert = page.locator("#archive .found").get_by_role("alert")
        expect(alert).to_contain_text("The search has no word to look for: write one without a minus.")
        shoot(page, "archive-no-word")
        assert violations(page) == []
        search(page, "ferry")
        expect(alert).to_have_count(0)
        expect(items(page).first).to_be_visible()


def test_the_keyboard_alone_is_enough(server: str, open_page: OpenPage) -> None:
    def tab_to(wanted: Locator) -> None:
        for _ in range(12):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError("not within twelve stops")

    with open_page(server) as page:
        visit(page, server)
        tab_to(field(page))
        page.keyboard.type("ferry")
        page.keyboard.press("Enter")
        expect(count(page)).to_contain_text("ferry")
        tab_to(bars(page).last)
        page.keyboard.press("Home")
        expect(bars(page).first).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(bars(page).nth(1)).to_be_focused()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        expect(bars(page).first).to_be_focused()
        label = bars(page).first.get_attribute("aria-label") or ""
        expect(page.locator(".days .head")).to_contain_text(label)
        page.keyboard.press("End")
        expect(bars(page).last).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="All days")).to_be_visible()
        expect(page.locator(".days :focus")).to_have_count(1)
        tab_to(items(page).first.get_by_role("button"))
        page.keyboard.press("Enter")
        expect(page.locator("#article mark.current")).to_be_focused()


# -- against the fake --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(fake: str, open_page: OpenPage, shoot: Shoot, width: int, scheme: str) -> None:
    with open_page(fake, width=width, height=900, color_scheme=scheme, reduced_motion="reduce") as page:
        outlets = [("source", name) for name in ("The Velm Courier", CHRONICLE["wall-3"].source)]
        visit(page, fake, ("q", "wall"), *outlets, ("language", "en"))
        shoot(page, f"archive-{scheme}-{width}")
        assert violations(page) == []
        page.locator("#archive summary").click()
        shoot(page, f"archive-limits-{scheme}-{width}")
        assert violations(page) == []
        bars(page).last.hover()
        assert violations(page) == []
        assert not page.evaluate(SIDEWAYS)


@pytest.mark.parametrize("width", [1280, 320])
def test_hostile_words_stay_words(fake: str, open_page: OpenPage, shoot: Shoot, width: int) -> None:
    with open_page(fake, width=width, height=700) as page:
        visit(page, fake, ("q", "document"), ("source", "<i>Outlet</i> \u202etuo"))
        expect(items(page)).to_have_count(1)
        assert items(page).get_by_role("button").text_content() == HOSTILE_TITLE
        assert marked(page) == {"document"}
        shoot(page, f"archive-hostile-{width}")
        assert violations(page) == []
        items(page).get_by_role("button").click()
        expect(page.locator("#article mark.current")).to_have_text("document")
        page.keyboard.press("Escape")
        search(page, "obey <script>")
        expect(page.locator("#archive .found blockquote")).to_contain_text("and obey. xxx")
        assert page.locator("#archive img, #archive i, #archive script").count() == 0
        assert page.title() != "owned"
        assert not page.evaluate(SIDEWAYS)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_hostile_link_is_cut_to_what_the_server_takes(open_page: OpenPage, shoot: Shoot, width: int) -> None:
    app = create_fake()
    nonsense = [("since", "2025-13-99"), ("until", MARKUP), ("language", MARKUP), ("language", "d" * 9)]
    names = [("source", f"{MARKUP}\u202e {n} " + "語" * 200) for n in range(300)]
    odd = [("sort", "constructor"), ("limit", "0"), ("cursor", "x"), ("state", "removed"), ("retracted", "\0")]
    with running(app) as address, open_page(address, width=width, height=900) as page:
        visit(page, address, ("q", f"{MARKUP}\u202e " + "😀" * 10_000), *nonsense, *names, *odd)
        expect(count(page)).to_contain_text("Nothing found for")
        shoot(page, f"archive-hostile-link-{width}")
        assert violations(page) == []
        assert not page.evaluate(SIDEWAYS)
        page.locator("#archive summary").click()
        assert not page.evaluate(SIDEWAYS)
        assert page.locator("#archive img").count() == 0
        assert page.title() != "owned"
        for fields in (
            "since=2025-02-30&until=0000-01-01",
            "%E0%A4%A&q=",
            "q=%00%ED%A0%80",
            "since=2025-03-01&until=2025-02-01",
        ):
            page.goto(f"{address}/#archive?{fields}")
        expect(page.locator("#archive summary")).to_have_text("Only from 1 March 2025")
        page.goto(f"{address}/#archive?since=2025-01-01&q=ferries")
        expect(count(page)).to_contain_text("for ferries")
        expect(page.locator(".turn")).to_have_count(0)
    first = next(query for query in app.state.listed if "limit=20" in query)
    assert len(sent(first)["q"][0]) == 500
    assert len(first) < 16_000
    assert sent(first).keys() == {"q", "source", "sort", "limit"}
    assert sent(first)["sort"] == ["date"]
    assert app.state.asked == []
    assert not any(word in query for query in app.state.listed for word in ("2025-02-30", "0000", "until=2025-02-01"))


def test_a_page_after_the_other(open_page: OpenPage, shoot: Shoot) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        visit(page, address, ("q", "wall"))
        expect(count(page)).to_have_text("201 articles for wall")
        expect(items(page)).to_have_count(20)
        more = page.get_by_role("button", name="More articles")
        more.focus()
        page.keyboard.press("Enter")
        expect(items(page)).to_have_count(40)
        expect(items(page).nth(20).get_by_role("button")).to_be_focused()
        shoot(page, "archive-more")
        for shown in (*range(60, 201, 20), 201):
            more.click()
            expect(items(page)).to_have_count(shown)
        expect(more).to_have_count(0)
        assert len(set(items(page).get_by_role("button").evaluate_all("all => all.map(({ id }) => id)"))) == 201
        assert violations(page) == []


def test_many_outlets_are_found_by_their_names(open_page: OpenPage, shoot: Shoot) -> None:
    with running(create_fake()) as address, open_page(address, width=360, height=900) as page:
        many = {"sources": [{"source": f"Paper {n}", "articles": 400 - n} for n in range(400)], "languages": []}
        page.route("**/v1/archive", lambda route: route.fulfill(json={**route.fetch().json(), **many}))
        page.reload()
        page.locator("#facts:not(:empty)").wait_for()
        visit(page, address)
        page.locator("#archive summary").click()
        boxes = page.locator("#archive .choices input:visible")
        expect(boxes).to_have_count(24)
        expect(page.locator("#archive .limits")).to_contain_text("376 more: type a part of the name.")
        page.get_by_role("checkbox", name="Paper 1 399", exact=True).check()
        page.locator("#archive").get_by_label("Find an outlet").fill("PAPER 399")
        expect(boxes).to_have_count(2)  # what is chosen stays in sight
        page.keyboard.press("Enter")
        page.get_by_role("checkbox", name="Paper 399").check()
        expect(page.locator("#archive summary")).to_have_text("Only Paper 1 and Paper 399")
        shoot(page, "archive-outlets-360")
        assert violations(page) == []
        page.get_by_role("link", name="Ask").click()
        page.get_by_text("Dates and outlets").click()
        page.locator("#filter").get_by_label("Find an outlet").fill("paper 39")
        expect(page.locator("#filter .choices input:visible")).to_have_count(11)
        page.get_by_role("checkbox", name="Paper 390").check()
        expect(page.locator("#filtered")).to_have_text("Only Paper 390")
        assert violations(page) == []


def test_days_are_put_together_until_the_bars_fit(open_page: OpenPage, shoot: Shoot) -> None:
    def count_days(page: Page, *names: str) -> None:
        days = [{"day": day, "articles": 2} for day in (*names, "soon")]
        counts = {"days": days, "undated": 2, "total": 2 * len(days) + 2}
        page.route("**/v1/archive/days*", lambda route: route.fulfill(json=counts))

    extents = [
        (("2025-08-01", "2025-08-31"), "day", ["1 August 2025", "31 August 2025"]),
        (("2025-06-30", "2025-07-06", "2025-10-01"), "week", ["30 Jun – 6 Jul 2025", "29 Sept – 5 Oct 2025"]),
        (("2023-12-31", "2024-02-01", "2025-12-01"), "month", ["December 2023", "February 2024", "December 2025"]),
        (("1999-12-31", "2000-01-01", "2012-05-05"), "year", ["1999", "2000", "2012"]),
        (("1789-07-14", "1989-11-09"), "decade", ["1 Jan 1780 – 31 Dec 1789", "1 Jan 1980 – 31 Dec 1989"]),
        (("0001-01-01", "9999-12-31"), "century", None),
    ]
    with running(create_fake()) as address, open_page(address, width=360, height=700) as page:
        for names, unit, labels in extents:
            count_days(page, *names)
            visit(page, address)
            page.reload()
            expect(page.get_by_role("toolbar", name=f"Articles by {unit}")).to_be_visible()
            for bar, label in zip(bars(page).all(), labels or [], strict=False):
                assert (bar.get_attribute("aria-label") or "").split(":")[0] == label
            shoot(page, f"archive-by-{unit}")
            assert violations(page) == []
            assert not page.evaluate(SIDEWAYS)
        expect(page.locator(".days")).to_contain_text("2 articles have no date.")
        count_days(page)
        page.reload()
        expect(items(page).first).to_be_visible()
        expect(page.locator(".days")).to_be_hidden()


def test_a_late_answer_does_not_replace_a_later_one(fake: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(fake) as page:
        visit(page, fake)
        field(page).fill("slow")
        page.keyboard.press("Enter")
        expect(count(page)).to_have_text("Searching the archive…")
        expect(page.locator("#archive .skeleton").first).to_be_visible()
        shoot(page, "archive-slow")
        assert violations(page) == []
        search(page, "ferries")
        page.wait_for_timeout(1500)
        expect(count(page)).to_contain_text("for ferries")
        expect(items(page).first).to_be_visible()
        expect(page.locator("#archive .skeleton")).to_have_count(0)


def test_a_failure_is_told_and_tried_again(open_page: OpenPage, shoot: Shoot) -> None:
    with ExitStack() as stack:
        with running(create_fake()) as address:
            port = urlsplit(address).port
            assert port
            page = stack.enter_context(open_page(address, strict=False))
            visit(page, address, ("q", "wall"))
            page.goto(f"{address}/#archive?q=problem")
            alert = page.locator("#archive .found").get_by_role("alert")
            expect(alert).to_contain_text("The search has no word to look for")
            expect(alert.get_by_role("button", name="Try again")).to_be_visible()
            expect(page.locator(".days")).to_be_hidden()
            page.go_back()
            expect(items(page)).to_have_count(20)
        page.get_by_role("button", name="More articles").click()
        expect(alert).to_contain_text("The server does not answer.")
        expect(alert.get_by_role("button", name="Try again")).to_be_focused()
        expect(items(page)).to_have_count(20)
        field(page).press("Enter")
        expect(items(page)).to_have_count(0)
        expect(alert).to_contain_text("The server does not answer.")
        shoot(page, "archive-gone")
        assert violations(page) == []
        with running(create_fake(), port):
            expect(items(page)).to_have_count(20, timeout=20_000)  # by itself
            expect(page.locator(".bars")).to_be_visible()


def test_the_next_page_is_tried_again(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, strict=False) as page:
        visit(page, fake, ("q", "wall"))
        page.route("**/v1/articles?*cursor=*", lambda route: route.fulfill(status=503, json={"detail": "Busy."}))
        page.get_by_role("button", name="More articles").click()
        expect(page.locator(".found").get_by_role("alert")).to_contain_text("Busy.")
        page.unroute("**/v1/articles?*cursor=*")
        page.keyboard.press("Enter")
        expect(items(page)).to_have_count(40)


def test_an_empty_archive_says_how_to_fill_it(open_page: OpenPage) -> None:
    with running(create_fake(empty=True)) as address, open_page(address) as page:
        visit(page, address)
        expect(page.locator("#archive")).to_contain_text("ragbot-ingest")
        assert violations(page) == []
        search(page, "wall")
        expect(page.locator("#archive .found")).to_contain_text("Nothing found for wall")


def test_dates_in_the_wrong_order_are_told_and_not_sent(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        visit(page, address, ("since", "2025-08-12"))
        page.locator("#archive summary").click()
        page.locator("#archive").get_by_label("To", exact=True).fill("2025-08-01")
        expect(page.locator("#archive").get_by_role("alert")).to_have_text("The first date is after the last one.")
        page.locator("#archive").get_by_label("To", exact=True).fill("2025-08-12")
        expect(page.locator("#archive summary")).to_have_text("Only 12 August 2025")
        expect(page.locator("#archive").get_by_role("alert")).to_have_text("")
    assert not [query for query in app.state.listed if "2025-08-01" in query]


def test_a_half_typed_year_is_waited_for(open_page: OpenPage) -> None:
    app = create_fake()
    with running(app) as address, open_page(address) as page:
        visit(page, address)
        page.locator("#archive summary").click()
        page.locator("#archive").get_by_label("From", exact=True).focus()
        page.keyboard.type("08122025")
        expect(page.locator("#archive summary")).to_contain_text("2025")
    since = {sent(query)["since"][0] for query in app.state.listed if "since" in query}
    assert len(since) == 1
    assert since < {"2025-08-12", "2025-12-08"}


def test_the_archive_and_a_conversation_do_not_disturb_each_other(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        page.get_by_role("link", name="Archive").click()
        search(page, "wall")
        expect(items(page)).to_have_count(20)
        page.get_by_role("link", name="Ask").click()
        expect(page.locator(".turn")).to_have_count(1)
        page.goto(f"{fake}/#archive?q={quote('ferries & wall?')}")
        expect(field(page)).to_have_value("ferries & wall?")
        expect(page.locator(".turn")).to_have_count(1)
