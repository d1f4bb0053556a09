"""One story is one article: under each spelling of its address, and never under the address of something else."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import pytest

from ingest.formats.pages.address import with_own_address
from ingest.pipeline.ingester import ingest
from ingest.pipeline.report import Report
from ingest.pipeline.sinks import ArchiveSink
from ingest.records.addresses import canonical_url
from ingest.records.articles import article_from
from ingest.records.record import Raw
from ragbot.addresses import is_home, outlet_of, plain
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.tables import Scope
from ragbot.settings import Settings
from ragbot.types import Article, sha256
from tests.conftest import STORY, add, article
from tests.fakes import WordEmbeddings

STORY_URL = "https://www.velm.example/news/tram-tax"
SPELLINGS = [
    "http://www.velm.example/news/tram-tax",
    "https://velm.example/news/tram-tax",
    "https://WWW.Velm.Example/news/tram%2Dtax",
    "https://m.velm.example/news/tram-tax",
    "https://mobile.velm.example/news/tram-tax",
    "https://amp.velm.example/news/tram-tax",
    "https://amp-www.velm.example/news/tram-tax",
    "https://www.velm.example/news/tram-tax/amp",
    "https://www.velm.example/news/tram-tax/amp/",
    "https://www.velm.example/amp/news/tram-tax",
    "https://www.velm.example/news/tram-tax.amp",
    "https://www.velm.example/news/tram-tax?amp=1",
    "https://www.velm.example/news/tram-tax?amp",
    "https://www.velm.example/news/tram-tax?outputType=amp",
    "https://www.google.com/amp/s/www.velm.example/news/tram-tax",
    "https://www.google.co.uk/amp/s/amp.velm.example/news/tram-tax/amp",
    "https://www-velm-example.cdn.ampproject.org/c/s/www.velm.example/news/tram-tax?usqp=mq331",
    "https://www-velm-example.cdn.ampproject.org/v/s/www.velm.example/news/tram-tax?amp_js_v=0.1",
    "https://www.velm.example/news/tram-tax?CMP=share_btn",
    "https://www.velm.example/news/tram-tax?ref=rss",
    "https://www.velm.example/news/tram-tax?source=letter",
    "https://www.velm.example/news/tram-tax?xtor=RSS-1",
    "https://www.velm.example/news/tram-tax?wt_mc=rss.news",
    "https://www.velm.example/news/tram-tax?maca=en-rss",
    "https://www.velm.example/news/tram-tax?smid=tw-share",
    "https://www.velm.example/news/tram-tax?cid=12345",
    "https://www.velm.example/news/tram-tax?ICID=top",
    "https://www.velm.example/news/tram-tax?srsltid=AfmBOo",
    "https://www.velm.example/news/tram-tax?_hsenc=p2ANq",
    "https://www.velm.example/news/tram-tax?mkt_tok=Nz",
    "https://www.velm.example/news/tram-tax?spm=a2g0o.1",
    "https://www.velm.example/news/tram-tax?guccounter=1",
    "https://www.velm.example/news/tram-tax?share=mail",
    "https://www.velm.example/news/tram-tax?__twitter_impression=true",
    "https://www.velm.example/news/tram-tax?utm_source=x&UTM_Medium=y",
    "https://www.velm.example/news/tram-tax;jsessionid=0A1B2C",
    "https://www.velm.example/news/tram-tax?PHPSESSID=k2j4",
    "https://www.velm.example/news/tram-tax?sid=8f7e6d5c4b3a2910",
    "https://www.velm.example/news/tram-tax/index.html",
    "https://www.velm.example//news//tram-tax",
    "https://www.velm.example:443/news/tram-tax/",
    "https://www.velm.example./news/tram-tax",
    "https://www.velm.example/news/tram-tax#comments",
    "https://www.velm.example/news/tram-tax#xtor=RSS-1",
    "https://www.velm.example/news/tram-tax#:~:text=the%20tram",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_each_spelling_is_the_same_article_of_the_same_outlet(spelling: str) -> None:
    found = article_from({"text": STORY, "url": spelling}, "here")[0]
    assert found.id == article("", address=STORY_URL).id
    assert found.source == "velm.example"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?p=1", "https://a.example/?p=2"),
        ("https://a.example/index.php?id=4", "https://a.example/index.php?id=5"),
        ("https://a.example/article.php?sid=55", "https://a.example/article.php?sid=56"),
        ("https://a.example/mod.php?name=News&sid=5", "https://a.example/mod.php?name=News&sid=6"),
        ("https://a.example/news?cid=12", "https://a.example/news?cid=13"),
        ("https://a.example/live#p1", "https://a.example/live#p2"),
        ("https://a.example/#!/article/1", "https://a.example/#!/article/2"),
        ("https://a.example/AbC", "https://a.example/abc"),
        ("https://amp-velm.example/x", "https://velm.example/x"),
        ("https://m.co.uk/x", "https://co.uk/x"),
        ("https://a.example:8080/x", "https://a.example/x"),
        ("https://news.a.example/x", "https://a.example/x"),
    ],
)
def test_what_may_tell_two_articles_apart_does(one: str, other: str) -> None:
    ids = {article_from({"text": STORY, "url": url}, "here")[0].id for url in (one, other)}
    assert len(ids) == 2


# An address that is something else's


@pytest.mark.parametrize(
    "url",
    [
        "https://velm.example",
        "https://www.velm.example/",
        "https://velm.example/index.html",
        "https://velm.example/?utm_source=x&ref=top",
        "https://velm.example/en-gb/",
        "https://velm.example/#top",
    ],
)
def test_a_home_page_is_no_articles_address(url: str) -> None:
    record = {"title": "Tram", "text": STORY, "url": url, "_file": "file:/saved/tram.html"}
    found, told = article_from(record, "here")
    assert (found.address, found.url, found.source) == ("file:/saved/tram.html", None, "velm.example")
    assert told == (f'url: "{url}" is the home page of its site, and no article; kept as unknown',)
    del record["_file"]
    one, other = (article_from({**record, "published": "2026-03-14", "title": title}, "")[0] for title in ("A", "B"))
    assert one.id != other.id


def test_the_outlets_own_address_is_no_articles() -> None:
    outlet = {"name": "Velm Post", "url": "https://media.example/velm-post/"}
    found, told = article_from({"text": STORY, "url": "https://media.example/velm-post", "publisher": outlet}, "here")
    assert (found.url, found.source) == (None, "Velm Post")
    assert any("is the home page of its site" in each for each in told)


@pytest.mark.parametrize(
    ("claimed", "fetched", "address"),
    [
        ("https://velm.example/", "https://velm.example/tram#part-2", "https://velm.example/tram"),
        ("https://other.example/tram", "https://velm.example/tram", "https://velm.example/tram"),
        (None, "https://velm.example/tram", "https://velm.example/tram"),
        ("https://velm.example/app", "https://velm.example/app#!/7", "https://velm.example/app#!/7"),
        ("https://velm.example/tram", "https://m.velm.example/tram", "https://velm.example/tram"),
    ],
)
def test_a_page_has_the_address_that_was_fetched_where_its_own_is_something_elses(
    claimed: str | None, fetched: str, address: str
) -> None:
    assert with_own_address({"url": claimed}, fetched)["url"] == address


def test_an_address_in_the_outlets_place_tells_its_host_and_is_no_home_page() -> None:
    found, _ = article_from({"text": STORY, "url": STORY_URL, "source": STORY_URL}, "here")
    assert (found.url, found.source) == (STORY_URL, "velm.example")


def test_a_post_is_told_from_others_on_its_page_by_its_own_id() -> None:
    record = {"text": STORY, "url": "https://velm.example/live", "id": "https://velm.example/live#p7"}
    assert article_from(record, "here")[0].address == "https://velm.example/live#p7"


def taken(archive: Archive, *records: Mapping[str, object]) -> Report:
    return ingest([Raw(f"record {n}", record) for n, record in enumerate(records)], ArchiveSink(archive))


def test_posts_of_one_page_are_articles_and_its_parts_are_none(archive: Archive) -> None:
    posts = [{"text": f"Post {n} says so.", "url": f"https://velm.example/live#p{n}"} for n in (1, 2)]
    page = {"text": STORY, "url": "https://velm.example/story"}
    part = {**page, "url": "https://velm.example/story#ferry"}
    report = taken(archive, *posts, page, part)
    assert (report.added, report.unchanged, report.failures) == (3, 1, 0)
    assert taken(archive, part).unchanged == 1
    assert archive.facts().articles == 3


# In the archive


def test_two_feeds_with_two_spellings_change_nothing_for_ever(archive: Archive) -> None:
    records = [{"title": "Tram", "text": STORY, "url": url} for url in (SPELLINGS[3], STORY_URL, SPELLINGS[18])]
    assert taken(archive, records[0]).added == 1
    assert taken(archive, records[1]).updated == 1, "the plainer address is better to open"
    for record in records:
        assert taken(archive, record).unchanged == 1
    (listed,) = archive.articles().articles
    assert listed.url == STORY_URL


OLD = (STORY_URL.replace("www.", "m."), f"{STORY_URL}?CMP=share", f"{STORY_URL}?from_letter=9")


def old_id(url: str) -> str:
    """As ragbot made it before it knew spellings."""
    return sha256(url.removeprefix("https://").removeprefix("www."))[:32]


def older(settings: Settings, *urls: str) -> None:
    """An archive that took one story in under each of these addresses, before spellings were known."""
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        for url in urls:
            add(archive, Article("Tram", STORY, url, url, outlet_of(url), known_as=old_id(url)))
    with sqlite3.connect(settings.archive / "ledger.sqlite3") as connection:
        connection.execute("DROP TABLE spellings")
        connection.execute("DELETE FROM meta WHERE name = 'addresses'")
    connection.close()


def test_what_is_there_under_an_old_spelling_is_found_and_not_doubled(settings: Settings) -> None:
    older(settings, OLD[0])
    with open_archive(settings, WordEmbeddings()) as archive:
        new = Article("Tram", f"{STORY} It is new.", STORY_URL, STORY_URL, "velm.example")
        assert add(archive, new).results == ("updated",)
        assert archive.facts().articles == 1
        found = archive.article(new.id)
        assert found
        assert (found[0].id, found[0].version) == (old_id(OLD[0]), 2)
        assert add(archive, new).results == ("unchanged",)


@pytest.mark.parametrize("named", [*OLD, STORY_URL])
@pytest.mark.parametrize("state", ["retracted", "removed"])
def test_an_operators_word_reaches_every_spelling_and_copy(settings: Settings, named: str, state: str) -> None:
    older(settings, *OLD[:2], *([STORY_URL] if named == STORY_URL else []), OLD[2])
    wire = Article("Tram", STORY, "https://wire.example/1", "https://wire.example/1", "wire.example")
    with open_archive(settings, WordEmbeddings()) as archive:
        add(archive, wire)
        assert archive.set_state(article("", address=named).id, state, "Invented.") == "changed"  # type: ignore[arg-type]
        assert [one.url for one in archive.articles().articles] == [wire.url], "another outlet answers for itself"
        assert len(archive.matching(["ferry"], 9, Scope())) == 1
        assert archive.set_state(article("", address=named).id, "live") == "changed"
        assert archive.facts().articles == len(OLD) + 1 + (named == STORY_URL)
        assert archive.verify() == []


def test_a_publishers_retraction_under_one_spelling_reaches_the_others(settings: Settings) -> None:
    older(settings, *OLD)
    with open_archive(settings, WordEmbeddings()) as archive:
        record = {"title": "Tram", "text": STORY, "url": f"{STORY_URL}?ref=rss", "retracted": True}
        assert taken(archive, record).updated == 1
        assert archive.facts().articles == 0
        assert archive.matching(["ferry"], 9, Scope()) == {}
        assert taken(archive, {**record, "retracted": False}).updated == 1
        assert archive.facts().articles == len(OLD)
        assert archive.verify() == []


def test_a_copy_in_the_same_batch_is_taken_back_too(archive: Archive) -> None:
    copy = {"title": "Tram", "text": STORY, "url": "https://velm.example/tram?from_letter=9"}
    original = {**copy, "url": "https://velm.example/tram", "status": "withdrawn"}
    assert taken(archive, copy, original).added == 2
    assert archive.facts().articles == 0
    assert archive.verify() == []
    assert taken(archive, {**copy, "text": f"{STORY} More."}).updated == 1
    assert archive.verify() == []


def test_spellings_are_read_in_no_time() -> None:
    for long in ("https://a.example/" + "a-" * 900, "https://a.example/?" + "sid=1&" * 300, "https://m." * 180):
        assert plain(canonical_url(long) or long) == plain(canonical_url(long) or long)
        assert not is_home(long)
