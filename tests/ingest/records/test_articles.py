"""A record becomes an article, whatever its fields are called, and nothing in it is guessed."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.records.articles import (
    MAX_TEXT,
    ArticleError,
    article_from,
    authors_in,
    guess_language,
    record_of,
)
from ingest.records.cleaning import clean_text
from ingest.records.dates import parse_date
from ragbot.types import Article
from tests.ingest.records.test_cleaning import any_text

unhurried = settings(deadline=None)  # the first example may load a model, and machines are shared


def article(**fields: object) -> Article:
    return article_from({"text": "The council met.", **fields}, "here")[0]


def warnings(**fields: object) -> tuple[str, ...]:
    return article_from({"text": "The council met.", **fields}, "here")[1]


# Fields


def test_the_fields_of_schema_org_are_read() -> None:
    record = {
        "@type": "NewsArticle",
        "headline": "Council passes budget",
        "articleBody": "The council passed its budget.",
        "datePublished": "2022-06-12T08:30:00+02:00",
        "dateModified": "2022-06-13",
        "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ray"}],
        "publisher": {"@type": "Organization", "name": "The Daily"},
        "inLanguage": "en-GB",
        "mainEntityOfPage": {"@id": "https://daily.example/budget?utm_source=x"},
    }
    found, told = article_from(record, "here")
    assert told == ()
    assert found == Article(
        title="Council passes budget",
        text="The council passed its budget.",
        address="https://daily.example/budget",
        url="https://daily.example/budget",
        source="The Daily",
        published="2022-06-12T08:30:00+02:00",
        modified="2022-06-13",
        authors=("Ann Lee", "Bo Ray"),
        language="en",
    )


@pytest.mark.parametrize("name", ["text", "body", "content", "articleBody"])
def test_the_text_goes_by_several_names(name: str) -> None:
    assert article_from({name: "Words."}, "here")[0].text == "Words."


DATES = (
    *("published", "date", "datePublished", "published_at", "publishedAt", "pubDate", "pub_date", "pubdate"),
    *("published_date", "publish_date", "date_published", "date_publish", "publication_date", "published_time"),
    *("datetime", "dateTime", "timestamp", "created_at", "firstPublished", "webPublicationDate", "versioncreated"),
    *("releaseDate", "posted", "time", "article:published_time"),
)


@pytest.mark.parametrize("name", DATES)
def test_the_date_goes_by_several_names(name: str) -> None:
    assert article(**{name: "2022-06-12"}).published == "2022-06-12"


def test_of_several_dates_the_one_of_publication_counts() -> None:
    assert article(timestamp="2024-01-01", created_at="2023-01-01", pubDate="2022-06-12").published == "2022-06-12"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"dateLive": "2026-03-10"}, "no date: field dateLive was not read"),
        ({"when": "10 March 2026", "meta": {"issued": "soon"}}, "no date: fields when, meta.issued were not read"),
        ({"dateline": "ORM", "update_count": 3, "id": "20260310", "sometimes": "x"}, None),
        ({"year": 2026, "released": False, "created": ""}, None),
    ],
)
def test_what_looks_like_a_date_and_was_not_read_is_told(fields: dict[str, object], told: str | None) -> None:
    assert warnings(**fields) == ((told,) if told else ())
    assert warnings(published="2026-03-10", **fields) == ()


def test_what_looks_like_a_text_and_was_not_read_is_told() -> None:
    with pytest.raises(ArticleError, match=r"; fields storyText, parts were not read$"):
        article_from({"storyText": "The council met on Sunday.", "parts": ["word " * 30] * 2, "slug": "x"}, "here")


def test_an_empty_field_gives_way_to_the_next_name_for_it() -> None:
    assert article(title=" ", headline="Budget", url="", link="https://a.example/x").title == "Budget"


@pytest.mark.parametrize("record", [{}, {"title": "Only a title"}, {"text": ""}, {"text": " \n\t"}, {"text": None}])
def test_a_record_without_text_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(ArticleError, match="has no text") as caught:
        article_from(record, "news.jsonl:3")
    assert caught.value.origin == "news.jsonl:3"


def test_text_of_unseen_characters_is_no_text() -> None:
    with pytest.raises(ArticleError, match="has no text that can be seen"):
        article(text="\u200b\ufeff \x00")


def test_text_that_is_no_string_is_refused() -> None:
    with pytest.raises(ArticleError, match="has a list as its text"):
        article(text=["a", "b"])


def test_a_text_over_the_limit_is_refused_with_the_limit() -> None:
    assert len(article(text="a" * MAX_TEXT, language="en").text) == MAX_TEXT
    with pytest.raises(ArticleError, match="1,000,001 characters of text, over the limit of 1,000,000"):
        article(text="a" * (MAX_TEXT + 1))


def test_a_missing_title_stays_empty() -> None:
    assert article().title == ""


def test_a_title_is_one_line_without_entities() -> None:
    assert article(title=" Tom &amp;amp; Ann:\n a\u00a0 tale\u200b ").title == "Tom & Ann: a tale"


def test_markup_in_a_text_stays_as_it_is() -> None:
    assert article(text="<p>One &amp; two.</p>").text == "<p>One &amp; two.</p>"


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Lee and Bo Ray", ("Ann Lee", "Bo Ray")),
        ("Ann Lee, Bo Ray & Cy Day; Di Fox", ("Ann Lee", "Bo Ray", "Cy Day", "Di Fox")),
        ("Ann Lee, Jr., Bo Ray", ("Ann Lee, Jr.", "Bo Ray")),
        (["By Ann Lee", "Ann Lee", "Ray, Bo"], ("Ann Lee", "Ray, Bo")),
        ([{"name": "Ann Lee"}, "Bo Ray"], ("Ann Lee", "Bo Ray")),
        ({"name": ["Ann Lee", "Bo Ray"]}, ("Ann Lee", "Bo Ray")),
        ("Byron Anders", ("Byron Anders",)),
        ("https://social.example/annlee", ()),
        (None, ()),
        (7, ()),
    ],
)
def test_authors_are_told_apart(byline: object, names: tuple[str, ...]) -> None:
    assert authors_in(byline) == names


def test_the_outlet_is_the_named_one_else_the_host() -> None:
    assert article(publisher={"name": "The Daily"}, url="https://www.daily.example/a").source == "The Daily"
    assert article(source={"id": "daily", "name": "The Daily"}).source == "The Daily"
    assert article(source="https://www.daily.example/").source == "daily.example"
    assert article(url="https://www.daily.example:8080/a").source == "daily.example"
    assert article().source == ""


def test_a_given_language_is_kept_and_a_name_is_no_code() -> None:
    german = "Der Rat der Stadt hat am Montag den Haushalt beschlossen, sagte die Sprecherin."
    assert article(text=german, language="FR_ca").language == "fr"
    assert article(text=german, language="Spanish").language == "de"
    assert article(text=german).language == "de"


def test_a_few_words_do_not_tell_a_language() -> None:
    assert guess_language("OK 12.") is None


# Address


def test_the_address_is_the_first_that_the_record_has() -> None:
    record: dict[str, Any] = {
        "_address": "handed over",
        "url": "https://daily.example/a",
        "id": 7,
        "_file": "file:/news/a.txt",
        "source": "The Daily",
        "published": "2026-03-14T08:00:00Z",
        "title": "Budget",
        "text": "The council met.",
    }
    found = []
    for name in ("_address", "url", "id", "_file", "title", "text"):
        found.append(article_from(record, "here")[0].address)
        if name != "text":
            del record[name]
    assert found[:5] == [
        "handed over",
        "https://daily.example/a",
        "id:The Daily|7",
        "file:/news/a.txt",
        "title:The Daily|Budget|2026-03-14",
    ]
    assert found[5].startswith("text:")


def test_an_id_that_is_an_address_is_treated_as_one() -> None:
    assert article(guid="https://daily.example/a/?utm_source=rss").address == "https://daily.example/a"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "www.daily.example/a",
        "http://",
        "http://[",
        "http://a b/",
        "x" * 9,
        "http://a.example:99999/",
        "https://a.example/" + "x" * 3000,
    ],
)
def test_what_is_no_web_address_is_left_out_with_a_warning(url: str) -> None:
    assert article(url=url).url is None
    (told,) = warnings(url=url)
    assert told.startswith('url: "')
    assert told.endswith("is not an http(s) address; kept as unknown")


# Dates


@pytest.mark.parametrize(
    ("given_date", "parsed"),
    [
        ("2022-06-12", "2022-06-12"),
        ("20220612", "2022-06-12"),
        (20220612, "2022-06-12"),
        ("2022/6/2", "2022-06-02"),
        ("2022-06-12T08:30:00Z", "2022-06-12T08:30:00Z"),
        ("2022-06-12T08:30:00.123+02:00", "2022-06-12T08:30:00+02:00"),
        ("2022-06-12 01:30:00+0200", "2022-06-12T01:30:00+02:00"),
        ("Sun, 12 Jun 2022 08:30:00 GMT", "2022-06-12T08:30:00Z"),
        ("Sun, 12 Jun 2022 08:30:00 -0400", "2022-06-12T08:30:00-04:00"),
        ("June 12, 2022", "2022-06-12"),
        ("Published: June 12, 2022", "2022-06-12"),
        ("12 June 2022 14:05 GMT", "2022-06-12T14:05:00Z"),
        ("Updated 8:30 AM EDT, Sun June 12, 2022", "2022-06-12T08:30:00-04:00"),
        ("2022-06-12 08:30 EDT", "2022-06-12T08:30:00-04:00"),
        ("13/06/2022", "2022-06-13"),
        (1655022600, "2022-06-12T08:30:00Z"),
        (1655022600000, "2022-06-12T08:30:00Z"),
        (1655022600.5, "2022-06-12T08:30:00Z"),
        ("1655022600", "2022-06-12T08:30:00Z"),
        ("Tuesday 10 March 2026 09.12 GMT", "2026-03-10T09:12:00Z"),
        ("Mar 10, 2026 | 9:12 AM", "2026-03-10"),
        ("Mar 10, 2026 | 9.12 a.m. EST", "2026-03-10T09:12:00-05:00"),
        ("20260310091200", "2026-03-10"),
        ("2026-3-10", "2026-03-10"),
        ("4. März 2026", "2026-03-04"),
        ("4. März 2026, 09:12 Uhr", "2026-03-04"),
        ("Dienstag, 10. März 2026", "2026-03-10"),
        ("10 de marzo de 2026", "2026-03-10"),
        ("10 mars 2026 à 09h12", "2026-03-10"),
        ("1er août 2026", "2026-08-01"),
        ("10 марта 2026", "2026-03-10"),
        ("10 Mart 2026 Salı", "2026-03-10"),
        ("2026. március 10.", "2026-03-10"),
        ("2026年3月10日", "2026-03-10"),
        ("2026년 3월 10일 오전 9:12", "2026-03-10"),
        ("10.03.2026", None),
        ("10/03/2026 | 09:12", None),
        ("10 listopada 2026", None),  # November in Polish, October in Croatian
        ("31. Februar 2026", None),
        ("4. März 2026 – 6. März 2026", None),
    ],
)
def test_a_date_is_read_where_it_can_be_read_one_way_only(given_date: object, parsed: str | None) -> None:
    assert parse_date(given_date) == parsed


@pytest.mark.parametrize("naive", ["2022-06-12T08:30:00", "June 12, 2022 8:30 am", "12 Jun 2022 08:30 IST"])
def test_an_hour_in_an_unknown_zone_is_left_out(naive: str) -> None:
    assert parse_date(naive) == "2022-06-12"


@pytest.mark.parametrize(
    "nonsense",
    [
        "June 2022",
        "2022",
        "June 12",
        "Monday",
        "yesterday",
        "10:30",
        "06/12/2022",
        "2022-13-45",
        "2022-W23",
        "soon",
        "∞",
        "0001-01-01",
        "9999-12-31",
        "2022-06",
        2022,
        0,
        7,
        -5,
        True,
        1e300,
        float("nan"),
        float("inf"),
        {"@value": 1},
        "9" * 50,
        "12 Jun 2022 " * 50,
    ],
)
def test_what_is_no_full_date_stays_unknown_with_a_warning(nonsense: object) -> None:
    assert article(published=nonsense).published is None
    (told,) = warnings(published=nonsense)
    assert told.startswith('published: "')
    assert told.endswith("is not a date; kept as unknown")
    assert len(told) < 120


def test_a_missing_date_stays_missing_without_a_word() -> None:
    assert article(published=None).published is None
    assert warnings(published="", modified=None) == ()


def test_a_warning_cannot_reorder_a_terminal() -> None:
    (told,) = warnings(published="\x1b[2J\u202esoon\n")
    assert told == 'published: "[2Jsoon" is not a date; kept as unknown'


@unhurried
@given(st.one_of(st.text(), st.text("0123456789-/:. TZ+June", max_size=30), st.floats(), st.integers()))
def test_no_date_makes_the_parser_fail(value: object) -> None:
    parsed = parse_date(value)
    assert parsed is None or len(parsed) in (10, 20)


@unhurried
@given(st.datetimes(timezones=st.timezones()))
def test_an_instant_is_its_own_date(moment: Any) -> None:
    parsed = parse_date(moment.isoformat())
    assert parsed is None or parse_date(parsed) == parsed


@pytest.mark.parametrize("ahead", [2, 400])
def test_a_day_that_is_yet_to_come_is_unknown(ahead: int) -> None:
    then = datetime.now(UTC) + timedelta(days=ahead)
    for given_date in (f"{then:%Y-%m-%d}", then.isoformat()):
        assert article(published=given_date).published is None
        (told,) = warnings(published=given_date)
        assert told.endswith("is of no day on which news was written; kept as unknown")


def test_tomorrow_is_a_day_somewhere() -> None:
    tomorrow = f"{datetime.now(UTC) + timedelta(hours=20):%Y-%m-%d}"
    assert article(published=tomorrow).published == tomorrow


def test_the_beginning_of_1970_is_an_empty_field() -> None:
    assert article(published="1970-01-01T00:00:00Z").published is None
    assert article(published="1970-01-01").published == "1970-01-01"


def test_what_says_that_it_was_updated_is_no_day_of_publication() -> None:
    found = article(published="Updated 10:12 GMT, March 10, 2026")
    assert (found.published, found.modified) == (None, "2026-03-10T10:12:00Z")
    assert article(published="Last updated March 10, 2026", modified="2026-03-11").modified == "2026-03-11"


# Hand-over

a_value = st.one_of(any_text, st.none(), st.integers(), st.dictionaries(st.just("name"), any_text), st.lists(any_text))
a_date = st.one_of(any_text, st.dates().map(str), st.datetimes(timezones=st.timezones()).map(str))
a_record = st.fixed_dictionaries(
    {"text": any_text.filter(lambda text: clean_text(text) != "")},
    optional={
        "title": any_text,
        "url": st.one_of(any_text.map("https://a.example/".__add__), any_text),
        "id": a_value,
        "address": a_value,
        "source": a_value,
        "author": a_value,
        "published": a_date,
        "modified": a_date,
        "language": st.sampled_from(["en", "DE-at", "Spanish", "x", 3]),
    },
)


@unhurried
@given(a_record)
def test_a_handed_over_article_is_the_same_article(record: dict[str, object]) -> None:
    found, _ = article_from(record, "here")
    handed_over = json.loads(json.dumps(record_of(found)))
    assert article_from(handed_over, "there") == (found, ())


def test_the_same_title_is_another_article_on_another_day_or_in_another_file() -> None:
    letters: list[dict[str, object]] = [
        {"title": "Letters", "source": "Daily", "published": "2026-01-01"},
        {"title": "Letters", "source": "Daily", "published": "2026-01-02"},
        {"title": "Letters", "_within": "file:/a.jsonl", "published": "2026-01-01"},
        {"title": "Letters", "_within": "file:/b.jsonl", "published": "2026-01-01"},
        {"id": 7, "_within": "file:/a.jsonl"},
        {"id": 7, "_within": "file:/b.jsonl"},
    ]
    assert len({article(**letter).id for letter in letters}) == len(letters)


def test_two_undated_texts_under_one_title_are_two_articles() -> None:
    assert article(title="Letters", text="The first of them.").id != article(title="Letters", text="Another one.").id


def test_a_street_address_is_not_the_address_of_an_article() -> None:
    one = article(url="https://daily.example/a", address="12 High Street")
    assert one.address == "https://daily.example/a"


def test_entities_escaped_a_thousand_times_take_no_time() -> None:
    monstrous = "&" + "amp;" * 100_000
    begin = time.process_time()
    article(title=monstrous, source=monstrous, authors=[monstrous])
    assert time.process_time() - begin < 5, "it was minutes"


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://news.example/2025/06/12/media/quiet-harbour-season-2", "Quiet harbour season 2"),
        ("https://news.example/story/ferry_sinks-off-coast/7698122001/", "Ferry sinks off coast"),
        ("https://news.example/videos/volcano-eruption-2025-vpx.html", "Volcano eruption 2025 vpx"),
        ("https://news.example/%C5%A1al%C4%8Diai-po-audros", "Šalčiai po audros"),
        ("https://news.example/7698122001", ""),
        ("https://news.example/news/uk-politics-61795026", ""),
        ("https://news.example/uk-politics/61795026", ""),
        ("https://news.example/world-news/4f2c", ""),
        ("https://news.example/business", ""),
        ("https://news.example/?p=a-b-c", ""),
        ("https://news.example/%00%e2%80%ae-x-%ff%ff", ""),
        ("https://news.example", ""),
    ],
)
def test_an_article_without_a_headline_gets_the_words_of_its_address(url: str, title: str) -> None:
    article, _ = article_from({"text": "The harbour stayed shut on Monday.", "url": url}, "a.json")
    assert article.title == title
    again, warnings = article_from(record_of(article), "handed over")
    assert (again, warnings) == (article, ())


def test_a_headline_that_is_given_stays() -> None:
    article, _ = article_from({"title": "Shut", "text": "It is shut.", "url": "https://news.example/a-b-c"}, "a.json")
    assert article.title == "Shut"
