"""Articles in the shapes in which agencies send them, after public examples of IPTC and the BBC; texts invented."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingest.records.articles import article_from
from ragbot.types import Article
from tests.formats import read

TITLE = "Crane fees rise in Orm"
LEAD = "The harbour council of Orm raises the fees of its cranes by 12 percent from June, it said on Tuesday."
MORE = "Boats under eight metres pay nothing, said Tor Lind, who keeps the big crane."
TEXT = f"{LEAD}\n\n{MORE}"
MARKUP = f"<p>{LEAD}</p><p>{MORE}</p>"
NITF = f"""<?xml version="1.0" encoding="UTF-8"?><nitf><head><title>{TITLE}</title><docdata><urgency ed-urg="5"/>
</docdata></head><body><body.head><hedline><hl1>{TITLE}</hl1></hedline><byline>By Orm Watch</byline></body.head>
<body.content><block id="lead"><p lede="true">{LEAD}</p></block><block><p>{MORE}</p></block></body.content></body>
</nitf>"""
PAGE = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{MARKUP}</article></body></html>"
ASSOCIATIONS = {"type": "picture", "by": "Ann Foto/ORM", "headline": "A crane", "body_text": "secret"}
CAMEL = {
    "uri": "urn:orm:3",
    "type": "text",
    "versionCreated": "2026-03-10T10:37:00Z",
    "pubStatus": "usable",
    "copyrightHolder": "Orm Agency",
    "language": "en",
    "by": "Mira Sand and Jon Holt",
    "headlines": [{"role": "short", "value": "Cranes"}, {"role": "main", "value": TITLE}],
    "bodies": [
        {"role": "main", "contentType": "text/plain", "value": f"{LEAD} {MORE}"},
        {"role": "richtext", "contentType": "application/xhtml+xml", "value": MARKUP},
    ],
    "associations": [ASSOCIATIONS],
    "subjects": [{"name": "secret"}],
}
GERMAN = {
    "uri": "urn:newsml:orm.example:20260310:190510-99-1",
    "version": "2",
    "versioncreated": "2026-03-10T16:02:28+01:00",
    "pubstatus": "usable",
    "urgency": 4,
    "copyrightholder": "oda",
    "copyrightnotice": "Copyright 2026, oda",
    "language": "de",
    "bodies": [{"role": "html", "contenttype": "text/html", "value": f'<section class="main">{MARKUP}</section>'}],
    "headlines": [{"role": "main", "value": TITLE}],
    "by": "Von Mira Sand, oda",
}
WHOLE_PAGE = {
    "uri": "http://ott.example/media/text/260310-cranes",
    "type": "text",
    "representationtype": "full",
    "versioncreated": "2026-03-10T13:40:18+01:00",
    "pubstatus": "usable",
    "copyrightholder": "OTT",
    "headlines": [{"role": "main", "value": TITLE}],
    "descriptions": [{"role": "text", "value": LEAD[:60]}],
    "bodies": [
        {"role": "text", "contenttype": "text/plain", "value": f"{TITLE}\nHarbours OTT\n{LEAD}\n{MORE}"},
        {"role": "html5", "contenttype": "text/html", "value": PAGE},
        {"role": "ottnitf", "contenttype": "application/xml", "value": "<OTTNITF><HEAD><X>secret</X></HEAD></OTTNITF>"},
    ],
}
LEAD_IN_NITF = {
    "uri": "https://ormwatch.example/news/crane-fees",
    "standard": {"name": "ninjs", "version": "2.2"},
    "type": "text",
    "versioncreated": "2026-03-10T02:34:03+01:00",
    "pubstatus": "usable",
    "headlines": [{"role": "main", "value": TITLE}],
    "descriptions": [{"role": "lead", "value": LEAD}],
    "bodies": [
        {"role": "nitf", "contenttype": "text/vnd.IPTC.NITF", "value": NITF},
        {"role": "text", "contenttype": "text/plain", "value": MORE},
    ],
    "by": "Mira Sand",
}
OLD = {
    "uri": "http://ninjs.example/newsitems/20260310cranes",
    "type": "composite",
    "versioncreated": "2026-03-10T10:37:00Z",
    "byline": "Mira Sand",
    "headline": TITLE,
    "body_text": f"{LEAD} {MORE}",
    "body_xhtml": MARKUP,
    "associations": {"mainpic": ASSOCIATIONS},
}
SUPERDESK = {
    "guid": "tag:desk.example:2026:1",
    "type": "text",
    "pubstatus": "usable",
    "versioncreated": "2026-03-11T10:00:00+0000",
    "firstcreated": "2026-03-10T08:00:00+0000",
    "firstpublished": "2026-03-10T09:00:00+0000",
    "source": "Orm Agency",
    "headline": TITLE,
    "description_text": LEAD,
    "body_html": MARKUP,
    "authors": [{"code": "ms", "name": "Mira Sand", "role": "writer", "biography": "secret"}],
    "priority": 6,
}
AP_ITEM = {
    "altids": {"itemid": "0a1b", "etag": "0a1b_1"},
    "uri": "https://api.ap.org/media/v/content/0a1b?qt=x",
    "version": 1,
    "type": "text",
    "firstcreated": "2026-03-10T09:00:00Z",
    "versioncreated": "2026-03-10T11:00:00Z",
    "pubstatus": "usable",
    "title": "EU--Cranes",
    "headline": TITLE,
    "headline_extended": f"{TITLE} by 12 percent",
    "bylines": [{"by": "By MIRA SAND", "title": "AP Harbour Writer"}],
    "body_nitf": f'<block id="Main">{MARKUP}</block>',
}
FLAT = {
    "metadata": {
        "id": "urn:bbc:ares::asset:orm/cranes-1",
        "locators": {"assetUri": "/orm/cranes-1"},
        "type": "STY",
        "language": "en",
        "firstPublished": 1773133920000,
        "lastPublished": 1773140000000,
    },
    "content": {
        "blocks": [
            {"type": "image", "caption": "secret", "altText": "secret"},
            {"type": "paragraph", "markupType": "candy_xml", "text": LEAD.replace("Orm", "<bold>Orm</bold>")},
            {
                "type": "list",
                "items": [{"type": "listItem", "text": "<itemMeta>orm/2</itemMeta>", "meta": [{"id": "secret"}]}],
            },
            {"type": "paragraph", "markupType": "plain_text", "text": MORE},
            {"type": "social_embed", "text": "secret", "markupType": "plain_text"},
        ]
    },
    "promo": {"headlines": {"headline": TITLE}, "summary": LEAD, "byline": {"name": "By Mira Sand", "title": "Orm"}},
    "relatedContent": {"groups": [{"promos": [{"headlines": {"headline": "secret"}}]}]},
}
SHAPES: dict[str, Any] = {
    "ninjs 1": OLD,
    "ninjs 2": GERMAN,
    "ninjs 2, a whole page": WHOLE_PAGE,
    "ninjs 2, lead in NITF": LEAD_IN_NITF,
    "ninjs 3": CAMEL,
    "Superdesk": SUPERDESK,
    "AP": {"data": {"updated": "2026-03-10", "items": [{"meta": {"score": 1}, "item": AP_ITEM}]}},
    "AP alone": {"api_version": "1.1", "data": {"item": AP_ITEM}},
    "BBC, flat": FLAT,
    "BBC, wrapped": {"data": {"article": FLAT, "secondaryData": {"topStories": [{"text": "secret"}]}}},
}


def the(data: Any) -> Article:
    (raw,) = read(
        data if isinstance(data, bytes) else json.dumps(data).encode(), "" if isinstance(data, bytes) else "a.json"
    )
    assert raw.record is not None, raw.failure
    return article_from(raw.record, raw.origin)[0]


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_brings_title_text_and_day_and_nothing_else(name: str) -> None:
    found = the(SHAPES[name])
    assert (found.title, found.text) == (TITLE, TEXT)
    assert (found.published or "")[:10] == "2026-03-10"
    assert not found.partial


@pytest.mark.parametrize(
    ("name", "authors", "source"),
    [
        ("ninjs 1", ("Mira Sand",), "ninjs.example"),
        ("ninjs 2", ("Mira Sand",), "oda"),
        ("ninjs 2, a whole page", (), "OTT"),
        ("ninjs 2, lead in NITF", ("Mira Sand",), "ormwatch.example"),
        ("ninjs 3", ("Mira Sand", "Jon Holt"), "Orm Agency"),
        ("Superdesk", ("Mira Sand",), "Orm Agency"),
        ("AP alone", ("MIRA SAND",), "Associated Press"),
        ("BBC, flat", ("Mira Sand",), "BBC"),
    ],
)
def test_its_authors_are_persons_and_its_outlet_is_told(name: str, authors: tuple[str, ...], source: str) -> None:
    found = the(SHAPES[name])
    assert (found.authors, found.source) == (authors, source)


def test_one_that_has_a_summary_only_is_a_part() -> None:
    given = {**GERMAN, "bodies": [], "descriptions": [{"role": "text", "contenttype": "text/plain", "value": LEAD}]}
    found = the(given)
    assert (found.text, found.partial) == (LEAD, True)


@pytest.mark.parametrize(("kind", "word"), [("picture", "a picture"), ("event", "an event"), ("audio", "an audio")])
def test_what_is_no_text_says_what_it_is(kind: str, word: str) -> None:
    given = {"uri": "urn:orm:4", "type": kind, "versioncreated": "2026-03-10T09:00:00Z", "headline": TITLE}
    (raw,) = read(json.dumps(given).encode(), "a.json")
    assert raw.failure == f"is {word} without a text of its own"


PROVIDER = '<provider uri="http://orm.example/about/"/>'


def g2(meta: str, content: str) -> bytes:
    inline = f'<inlineXML contenttype="application/nitf+xml">{content}</inlineXML>'
    return f"""<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:orm:5">
<rightsInfo><copyrightHolder><name>Orm Agency</name></copyrightHolder></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/>{PROVIDER}<versionCreated>2026-03-10T16:25:32+01:00</versionCreated>
<pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline role="hl:title">{TITLE}</headline>
<headline role="hl:subtitle">Boats pay nothing</headline>{meta}</contentMeta>
<contentSet>{inline}</contentSet></newsItem>
""".encode()


INLINE = NITF.partition("?>")[2].replace("By Orm Watch", "By Mira Sand, <byttl>Harbour Reporter</byttl>")


@pytest.mark.parametrize(
    ("meta", "authors"),
    [
        (
            "<creator><name>Mira Sand</name></creator><creator><name>Jon Holt</name></creator>",
            ("Mira Sand", "Jon Holt"),
        ),
        ("<by>By Jon Holt</by><creator><name>jh</name></creator>", ("Jon Holt",)),
        ("<infoSource><name>Other Agency</name></infoSource>", ("Mira Sand",)),
    ],
)
def test_a_g2_item_names_all_who_wrote_and_whose_it_is(meta: str, authors: tuple[str, ...]) -> None:
    found = the(g2(meta, INLINE))
    assert (found.title, found.text, found.authors, found.source) == (TITLE, TEXT, authors, "Orm Agency")
