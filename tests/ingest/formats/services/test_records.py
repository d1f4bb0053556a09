"""Records of the usual services are known by their shape, and become articles with the right text, date and address."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest.formats.services.records import LISTS, MARKUP, WRAPPERS, raws_of, usual
from ingest.formats.services.records import TEASERS as TEASERS_NAMES
from ingest.records.articles import article_from
from ingest.records.record import SourceError
from ragbot.types import Article

FIRST = "The harbour council of Orm voted on Tuesday to raise crane fees by 12 percent from June."
SECOND = "Boats under eight metres pay nothing, the chairwoman said."
HTML = f"<p>{FIRST}</p>\n<p>{SECOND}</p>"
TEXT = f"{FIRST}\n\n{SECOND}"


def articles(value: object) -> list[Article]:
    raws = list(raws_of(value, "here"))
    assert not [raw.failure for raw in raws if raw.failure]
    return [article_from(raw.record or {}, raw.origin)[0] for raw in raws]


def the(value: object) -> Article:
    (found,) = articles(value)
    return found


def reason(value: object) -> str:
    (raw,) = raws_of(value, "here")
    assert raw.record is None
    return raw.failure or ""


NEWSAPI = {
    "status": "ok",
    "totalResults": 1,
    "articles": [
        {
            "source": {"id": None, "name": "Orm Post"},
            "author": "Mira Sand",
            "title": "Crane fees rise - Orm Post",
            "description": "Fees rise by 12 percent.",
            "url": "https://post.example/cranes",
            "urlToImage": "https://post.example/c.jpg",
            "publishedAt": "2026-03-10T09:12:00Z",
            "content": f"{FIRST} {SECOND[:30]}… [+1834 chars]",
        }
    ],
}
GNEWS = {
    "totalArticles": 1,
    "articles": [
        {
            "id": "a1",
            "title": "Crane fees rise",
            "description": "Fees rise.",
            "content": f"{FIRST} {SECOND[:30]}... [834 chars]",
            "url": "https://post.example/cranes",
            "image": "https://post.example/c.jpg",
            "publishedAt": "2026-03-10T09:12:00Z",
            "lang": "en",
            "source": {"id": "s1", "name": "Orm Post", "url": "https://post.example", "country": "gb"},
        }
    ],
}
GUARDIAN = {
    "response": {
        "status": "ok",
        "results": [
            {
                "id": "world/2026/mar/10/cranes",
                "type": "article",
                "sectionId": "world",
                "webPublicationDate": "2026-03-10T09:12:00Z",
                "webTitle": "Crane fees rise",
                "webUrl": "https://post.example/cranes",
                "apiUrl": "https://api.post.example/cranes",
                "fields": {
                    "headline": "Crane fees rise",
                    "trailText": "Fees rise",
                    "byline": "Mira Sand",
                    "lastModified": "2026-03-10T10:00:00Z",
                    "body": HTML,
                    "bodyText": f"{FIRST} {SECOND}",
                },
                "pillarName": "News",
            }
        ],
    }
}
EVENT_REGISTRY = {
    "articles": {
        "page": 1,
        "totalResults": 1,
        "results": [
            {
                "uri": "8001",
                "lang": "eng",
                "isDuplicate": False,
                "date": "2026-03-11",
                "time": "01:00:00",
                "dateTime": "2026-03-11T01:00:00Z",
                "dateTimePub": "2026-03-10T09:12:00Z",
                "dataType": "news",
                "url": "https://post.example/cranes",
                "title": "Crane fees rise",
                "body": TEXT,
                "source": {"uri": "post.example", "dataType": "news", "title": "Orm Post"},
                "authors": [{"uri": "mira@post.example", "name": "Mira Sand", "type": "author", "isAgency": False}],
            }
        ],
    }
}
NEWS_PLEASE = {
    "authors": ["Mira Sand"],
    "date_download": "2026-03-12 00:00:00",
    "date_modify": "2026-03-10 10:00:00",
    "date_publish": "2026-03-10 09:12:00",
    "description": "Fees rise.",
    "filename": "cranes.html",
    "language": "en",
    "maintext": TEXT,
    "source_domain": "post.example",
    "title": "Crane fees rise",
    "url": "https://post.example/cranes",
}
WORDPRESS = {
    "id": 12,
    "date": "2026-03-10T10:12:00",
    "date_gmt": "2026-03-10T09:12:00",
    "guid": {"rendered": "https://post.example/?p=12"},
    "modified_gmt": "2026-03-10T10:00:00",
    "slug": "cranes",
    "status": "publish",
    "type": "post",
    "link": "https://post.example/cranes",
    "title": {"rendered": "Crane <em>fees</em> rise"},
    "content": {"rendered": HTML, "protected": False},
    "excerpt": {"rendered": "<p>Fees rise [&hellip;]</p>", "protected": False},
    "author": 3,
    "_embedded": {"author": [{"id": 3, "name": "Mira Sand", "link": "https://post.example/mira"}]},
    "yoast_head_json": {"og_site_name": "Orm Post"},
}
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Orm Post",
    "home_page_url": "https://post.example/",
    "language": "en-GB",
    "items": [
        {
            "id": "https://post.example/cranes",
            "url": "https://post.example/cranes",
            "title": "Crane fees rise",
            "content_html": HTML,
            "summary": "Fees rise.",
            "date_published": "2026-03-10T10:12:00+01:00",
            "authors": [{"name": "Mira Sand"}],
        }
    ],
}
GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "@id": "https://post.example/#org", "name": "Orm Post"},
        {"@type": "Person", "@id": "https://post.example/#mira", "name": "Mira Sand"},
        {"@type": "WebPage", "@id": "https://post.example/cranes", "name": "Fees", "datePublished": "2020-01-01"},
        {
            "@type": ["NewsArticle"],
            "headline": "Crane fees rise",
            "articleBody": TEXT,
            "datePublished": "2026-03-10T09:12:00Z",
            "author": [{"@id": "https://post.example/#mira"}],
            "publisher": {"@id": "https://post.example/#org"},
            "mainEntityOfPage": {"@id": "https://post.example/cranes"},
        },
    ],
}  # fmt: skip
NINJS_1 = {
    "uri": "https://post.example/cranes",
    "type": "text",
    "versioncreated": "2026-03-10T10:00:00Z",
    "firstcreated": "2026-03-10T09:12:00Z",
    "pubstatus": "usable",
    "language": "en",
    "headline": "Crane fees rise",
    "byline": "By Mira Sand",
    "copyrightholder": "Orm Post",
    "copyrightnotice": "Copyright 2026 Orm Post. All rights reserved.",
    "usageterms": "Not for publication in Tolvik",
    "body_text": f"{FIRST} {SECOND}",
    "body_xhtml": f"<div><h1>Crane fees rise</h1>{HTML}</div>",
}
NINJS_2 = {
    "uri": "https://post.example/cranes",
    "standard": {"name": "ninjs", "version": "2.1"},
    "type": "text",
    "versioncreated": "2026-03-10T10:00:00Z",
    "firstcreated": "2026-03-10T09:12:00Z",
    "pubstatus": "usable",
    "language": "en",
    "by": "Mira Sand",
    "infosources": [{"name": "Orm Post", "role": "publisher"}],
    "headlines": [{"role": "short", "value": "Fees"}, {"role": "main", "value": "Crane fees rise"}],
    "bodies": [
        {"role": "text", "contenttype": "text/plain", "value": f"Crane fees rise\nOrm\n{FIRST}\n{SECOND}"},
        {"role": "nitf", "contenttype": "application/xml", "value": "<nitf><HEAD>Orm</HEAD></nitf>"},
        {"role": "web", "contenttype": "text/html", "value": HTML},
    ],
}
_CAMELS = {"versioncreated": "versionCreated", "firstcreated": "firstCreated", "pubstatus": "pubStatus"}
NINJS_3: dict[str, Any] = {_CAMELS.get(name, name): value for name, value in NINJS_2.items()} | {
    "copyrightHolder": "Orm Post",
    "bodies": [{"role": "web", "contentType": "text/html", "value": HTML}],
}
AP = {
    "api_version": "1.1",
    "data": {
        "updated": "2026-03-10T10:00:00Z",
        "items": [
            {
                "meta": {"credits_charged": 1},
                "item": {
                    "uri": "https://post.example/cranes",
                    "altids": {"itemid": "0aab", "etag": "0aab_1a1"},
                    "type": "text",
                    "language": "en",
                    "versioncreated": "2026-03-10T10:00:00Z",
                    "firstcreated": "2026-03-10T09:12:00Z",
                    "pubstatus": "usable",
                    "headline": "Crane fees rise",
                    "bylines": [{"by": "By MIRA SAND", "title": "Orm Post"}],
                    "copyrightholder": "Orm Post",
                    "body_nitf": f"<block>{HTML}</block>",
                },
            }
        ],
    },
}
BBC = {
    "metadata": {
        "id": "urn:bbc:ares::article:c0aab",
        "locators": {"optimoUrn": "urn:bbc:optimo:asset:c0aab", "canonicalUrl": "https://post.example/cranes"},
        "type": "article",
        "firstPublished": 1773133920000,
        "lastPublished": 1773136800000,
        "passport": {"language": "en-gb"},
    },
    "content": {
        "model": {
            "blocks": [
                {"type": "headline", "model": {"blocks": [
                    {"type": "text", "model": {"blocks": [
                        {"type": "paragraph", "model": {"text": "Crane fees rise", "blocks": [
                            {"type": "fragment", "model": {"text": "Crane fees rise", "attributes": []}}]}}]}}]}},
                {"type": "byline", "model": {"blocks": [
                    {"type": "contributor", "model": {"blocks": [
                        {"type": "name", "model": {"blocks": [{"type": "text", "model": {"text": "Mira Sand"}}]}},
                        {"type": "role", "model": {"blocks": [{"type": "text", "model": {"text": "Harbours"}}]}}]}}]}},
                {"type": "image", "model": {"blocks": [{"type": "caption", "model": {"text": "A crane"}}]}},
                {"type": "text", "model": {"blocks": [
                    {"type": "paragraph", "model": {"text": FIRST, "blocks": []}},
                    {"type": "paragraph", "model": {"text": SECOND, "blocks": []}}]}},
                {"type": "relatedContent", "model": {"blocks": [{"type": "text", "model": {"text": "Other"}}]}},
            ]
        }
    },
}  # fmt: skip
WHOLE = {
    "Guardian": GUARDIAN, "Event Registry": EVENT_REGISTRY, "news-please": NEWS_PLEASE, "WordPress": [WORDPRESS],
    "JSON Feed": JSON_FEED, "schema.org": GRAPH, "ninjs 1": NINJS_1, "ninjs 2": NINJS_2, "ninjs 3": NINJS_3, "AP": AP,
    "BBC": BBC,
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_a_service_that_has_the_whole_text_brings_it_with_all_that_it_knows(name: str) -> None:
    found = the(WHOLE[name])
    assert found.text == TEXT
    assert found.title == "Crane fees rise"
    assert found.url == "https://post.example/cranes" or name.startswith(("ninjs", "AP"))
    assert found.address == "https://post.example/cranes"
    assert (found.published or "")[:10] == "2026-03-10"
    moment = "2026-03-10T10:12:00+01:00" if name == "JSON Feed" else "2026-03-10T09:12:00Z"
    assert found.published == moment or name == "news-please"  # which does not tell the zone
    assert [author.title() for author in found.authors] == ["Mira Sand"]
    assert not found.partial


@pytest.mark.parametrize(
    ("name", "outlet"),
    [("Event Registry", "Orm Post"), ("WordPress", "Orm Post"), ("JSON Feed", "Orm Post"), ("schema.org", "Orm Post"),
     ("ninjs 1", "Orm Post"), ("ninjs 2", "Orm Post"), ("ninjs 3", "Orm Post"), ("news-please", "post.example"),
     ("BBC", "BBC"), ("Guardian", "post.example")],
)  # fmt: skip
def test_the_outlet_is_the_one_that_the_service_names(name: str, outlet: str) -> None:
    assert the(WHOLE[name]).source == outlet


@pytest.mark.parametrize("sent", [NEWSAPI, GNEWS])
def test_a_text_that_its_service_cuts_off_is_a_part_without_the_count(sent: object) -> None:
    found = the(sent)
    assert found.partial
    assert found.text.startswith(FIRST)
    assert found.text.endswith(("…", "..."))
    assert (found.published, found.source, found.language) == ("2026-03-10T09:12:00Z", "Orm Post", "en")


def test_what_newsapi_calls_removed_is_refused_and_the_next_one_goes_in() -> None:
    gone = {"source": {"name": "Orm Post"}, "title": "[Removed]", "url": "https://removed.com", "content": "[Removed]"}
    bad, good = raws_of({"status": "ok", "articles": [gone, *NEWSAPI["articles"]]}, "here")  # type: ignore[misc]
    assert "was removed by its publisher" in (bad.failure or "")
    assert good.record
    assert good.origin == "here#2"


TEASERS = {
    "Mediastack": {"pagination": {"total": 1}, "data": [{
        "author": "Mira Sand", "title": "Crane fees rise", "description": FIRST, "url": "https://post.example/cranes",
        "source": "Orm Post", "image": None, "category": "general", "language": "en", "country": "gb",
        "published_at": "2026-03-10T09:12:00+00:00"}]},
    "newsdata.io": {"status": "success", "totalResults": 1, "results": [{
        "article_id": "ab", "title": "Crane fees rise", "link": "https://post.example/cranes", "creator": ["Mira Sand"],
        "description": FIRST, "content": "ONLY AVAILABLE IN PAID PLANS", "pubDate": "2026-03-10 09:12:00",
        "pubDateTZ": "UTC", "source_id": "post", "source_name": "Orm Post", "language": "english"}]},
    "NYT": {"status": "OK", "response": {"docs": [{
        "abstract": "Fees rise.", "web_url": "https://post.example/cranes", "snippet": "Fees", "lead_paragraph": FIRST,
        "source": "Orm Post", "headline": {"main": "Crane fees rise", "kicker": None}, "pub_date":
        "2026-03-10T09:12:00+0000", "byline": {"original": "By Mira Sand"}, "_id": "nyt://article/1"}]}},
    "HuffPost": {"category": "WORLD", "headline": "Crane fees rise", "authors": "Mira Sand", "short_description": FIRST,
                 "link": "https://post.example/cranes", "date": "2026-03-10"},
    "NewsAPI without content": {"articles": [{**NEWSAPI["articles"][0], "content": None, "description": FIRST}]},  # type: ignore[index]
}  # fmt: skip


@pytest.mark.parametrize("name", TEASERS)
def test_a_teaser_is_the_text_only_where_there_is_no_other_and_the_article_is_a_part(name: str) -> None:
    found = the(TEASERS[name])
    assert (found.text, found.title) == (
        FIRST,
        "Crane fees rise" if "News" not in name else "Crane fees rise - Orm Post",
    )
    assert found.partial
    assert (found.published or "")[:10] == "2026-03-10"
    assert (found.url, found.authors) == ("https://post.example/cranes", ("Mira Sand",))
    assert found.source in ("Orm Post", "post.example")


def test_cc_news_and_all_the_news_name_their_outlet() -> None:
    cc_news = {"title": "Fees", "text": TEXT, "domain": "post.example", "date": "2026-03-10 00:00:00", "url": "",
               "description": "Fees rise.", "image_url": "x"}  # fmt: skip
    kaggle = {"date": "2026-03-10", "year": 2026, "month": 3.0, "day": 10, "author": "Mira Sand", "title": "Fees",
              "article": TEXT, "url": "https://post.example/a", "section": "", "publication": "Orm Post"}  # fmt: skip
    assert (the(cc_news).source, the(cc_news).published) == ("post.example", "2026-03-10")
    assert (the(kaggle).source, the(kaggle).text, the(kaggle).partial) == ("Orm Post", TEXT, False)


def test_gdelt_has_addresses_only_and_that_is_said() -> None:
    listed = {
        "url": "https://post.example/a",
        "title": "Fees",
        "seendate": "20260310T091500Z",
        "domain": "post.example",
    }
    assert "has an address and no text" in reason({"articles": [listed]})


def test_the_answer_of_a_service_that_refused_is_told() -> None:
    assert 'refused: "Your API key is invalid."' in reason(
        {"status": "error", "code": "apiKeyInvalid", "message": "Your API key is invalid."}
    )


def test_a_list_in_each_line_and_a_record_alone_are_read_as_well() -> None:
    assert the(NEWSAPI["articles"][0]).published == "2026-03-10T09:12:00Z"  # type: ignore[index]
    assert len(articles([WORDPRESS, NEWS_PLEASE])) == 2
    (raw,) = raws_of({"articles": [GUARDIAN["response"]["results"][0]]}, "f.jsonl:3")
    assert raw.origin == "f.jsonl:3#1"


def test_an_article_that_has_lists_of_its_own_is_one_article() -> None:
    assert the({"title": "Fees", "text": TEXT, "items": [{"a": 1}], "results": []}).text == TEXT


@pytest.mark.parametrize("value", [{"articles": {"results": {}}}, {"@graph": [1, None]}, {"data": {"items": 3}}])
def test_odd_lists_bring_no_articles_and_raise_nothing(value: object) -> None:
    for raw in raws_of(value, "here"):
        assert raw.failure or raw.record


# Embargo and status


def _in(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("sent", [NINJS_1, NINJS_2, NINJS_3])
def test_what_is_under_embargo_is_refused_until_then(sent: dict[str, Any]) -> None:
    until = _in(hours=2)
    assert reason({**sent, "embargoed": until}) == f"is under embargo until {until}; take it in then"
    assert the({**sent, "embargoed": _in(hours=-2)}).text == TEXT
    assert "without a known end" in reason({**sent, "embargoed": "until the minister has spoken"})


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_what_is_canceled_or_withheld_is_a_retracted_article(status: str) -> None:
    assert the({**NINJS_1, "pubstatus": status}).state == "retracted"
    assert the({**NINJS_3, "pubStatus": status}).state == "retracted"


def test_a_cancellation_without_text_says_what_to_retract() -> None:
    notice = {"uri": "urn:orm:1", "headline": "KILL: cranes", "pubstatus": "canceled", "versioncreated": _in()}
    assert reason(notice) == "says that an article is canceled, without its text; retract urn:orm:1 by hand"


# Texts


def test_html_in_any_text_and_title_is_read() -> None:
    found = the({"title": "Cranes &amp; <b>fees</b>", "text": HTML})
    assert (found.title, found.text) == ("Cranes & fees", TEXT)
    assert the({"html": f"{FIRST} <b", "title": "x"}).text.startswith(FIRST)


def test_a_text_that_speaks_of_html_stays() -> None:
    text = "Write <b> for bold, says the guide, as 3 < 4 and AT&T agree."
    assert the({"text": text}).text == text


def test_unusual_things_in_usual_fields_raise_nothing() -> None:
    values: tuple[object, ...] = (7, ["a"], {"rendered": 3}, {"rendered": None}, True, "\ud83d", {"@graph": []})
    for value in values:
        for name in ("title", "text", "content", "embargoed", "headlines", "bodies", "headline", "description", "item"):
            for record in ({name: value}, {**NINJS_3, name: value}, {**WORDPRESS, name: value}):
                list(raws_of(record, "here"))


def test_reading_a_record_twice_changes_nothing_more() -> None:
    for value in WHOLE.values():
        for raw in raws_of(value, "here"):
            again = usual(raw.record or {})
            assert article_from(again, "x")[0].text == TEXT


def test_a_removed_record_raises() -> None:
    with pytest.raises(SourceError):
        usual({"title": "[Removed]", "text": json.dumps(TEXT)})


# Lists and refusals


@pytest.mark.parametrize("path", LISTS)
def test_the_list_of_a_service_is_found_at_its_path(path: str) -> None:
    value: object = [{"title": "One", "text": FIRST}, {"title": "Two", "text": SECOND}]
    for name in reversed(path.split(".")):
        value = {name: value}
    assert [raw.origin for raw in raws_of(value, "here")] == ["here#1", "here#2"]
    assert [found.text for found in articles(value)] == [FIRST, SECOND]


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_wrapped_article_is_the_one_inside(wrapper: str) -> None:
    value: object = {"title": "Crane fees rise", "text": TEXT}
    for name in reversed(wrapper.split(".")):
        value = {name: value}
    assert the(value).text == TEXT
    assert the({"title": "Fees", "text": FIRST, "item": {"text": SECOND}}).text == FIRST


def test_a_guardian_article_alone_is_one() -> None:
    assert the({"response": {"status": "ok", "content": GUARDIAN["response"]["results"][0]}}).text == TEXT


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "failed", "results": {"message": "The key is missing."}},
        {"error": {"message": "The key is missing."}},
        {"errors": [{"message": "The key\nis missing."}]},
        {"fault": {"faultstring": "The key is missing."}},
    ],
)
def test_a_refusal_is_told_in_its_words(answer: object) -> None:
    assert reason(answer) == 'is no article but the answer of a service that refused: "The key is missing."'


@pytest.mark.parametrize("value", [7, "text", None, True, 1.5], ids=str)
def test_what_is_no_object_is_none(value: object) -> None:
    expected = f"is a JSON {type(value).__name__}, where an object with the article's fields belongs"
    assert reason(value) == expected
    bad, good = raws_of([value, {"text": FIRST}], "here")
    assert (bad.failure, good.record) == (expected, {"text": FIRST})


@pytest.mark.parametrize("name", TEASERS_NAMES)
def test_a_teaser_alone_is_a_part(name: str) -> None:
    sent = {"title": "Fees", name: f"<p>{FIRST}</p>"}
    assert usual(sent) == {**sent, "text": FIRST, "partial": True}
    assert "partial" not in usual({"text": SECOND, name: FIRST})


@pytest.mark.parametrize("name", MARKUP)
def test_a_field_of_markup_is_the_text_where_there_is_no_other(name: str) -> None:
    assert usual({name: HTML})["text"] == TEXT
    assert usual({name: HTML, "text": SECOND})["text"] == (TEXT if name == "content_html" else SECOND)


def test_a_record_without_any_text_stays_as_it_is() -> None:
    assert usual({"title": "Fees", "url": "https://post.example/a"}) == {
        "title": "Fees",
        "url": "https://post.example/a",
    }
    assert usual({}) == {}
