"""NewsML and NITF bring headline, byline, dates, provider and body; embargo and status hold, rights are no text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BufferedReader, BytesIO
from pathlib import Path

import pytest

from ingest.formats.format import Content, Parsers
from ingest.formats.parsers import ParserProcess
from ingest.formats.reading import articles_in
from ingest.formats.stream import Stream
from ingest.records.articles import ArticleError, article_from
from ingest.records.record import Raw
from ragbot.types import Article

FIRST = "The harbour council of Orm voted on Tuesday to raise crane fees by 12 percent from June."
SECOND = "Boats under eight metres pay nothing, the chairwoman said."
TEXT = f"{FIRST}\n\n{SECOND}"
PARAGRAPHS = f"<p>{FIRST}</p><p>Boats under eight <em>metres</em> pay nothing, the chairwoman said.</p>"
NITF_BODY = f"""<body><body.head><hedline><hl1>Crane fees rise</hl1></hedline><byline>By <person>Mira Sand</person>
<byttl>Harbours</byttl></byline><distributor><org>Orm Post</org></distributor><dateline>ORM</dateline></body.head>
<body.content><block>{PARAGRAPHS}</block><media media-type="image">
<media-metadata name="id" value="7">secret</media-metadata></media>
</body.content><body.end><tagline>secret</tagline></body.end></body>"""
INLINE = {
    "nitf": f'<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">{NITF_BODY}</nitf>'
    "</inlineXML>",
    "xhtml": '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>secret'
    f"</title></head><body><h1>Crane fees rise</h1>{PARAGRAPHS}</body></html></inlineXML>",
    "plain": f'<inlineData contenttype="text/plain">{TEXT}</inlineData>',
}


def item(body: str = INLINE["nitf"], meta: str = "", kind: str = "text", status: str = "usable") -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:orm:1" version="2">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.xml"/>
<rightsInfo><copyrightHolder literal="op"><name>Orm Post</name></copyrightHolder>
<copyrightNotice>secret</copyrightNotice><usageTerms>secret</usageTerms></rightsInfo>
<itemMeta><itemClass qcode="ninat:{kind}"/><provider qcode="nprov:OP"><name>Orm Post</name></provider>
<versionCreated>2026-03-10T10:00:00Z</versionCreated><firstCreated>2026-03-10T10:12:00+01:00</firstCreated>{meta}
<pubStatus qcode="stat:{status}"/><edNote>secret</edNote></itemMeta>
<contentMeta><urgency>4</urgency><language tag="en"/><headline>Crane fees rise</headline>
<by>By Mira Sand</by></contentMeta>
<contentSet>{body}</contentSet></newsItem>"""


NITF = f"""<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-5.dtd"><nitf><head><title>Fees</title>
<docdata management-status="usable"><doc-id id-string="orm.1"/><date.issue norm="20260310T091200Z"/>
<date.release norm="20260310"/><doc.copyright holder="secret"/></docdata><pubdata name="Orm Post"/></head>
{NITF_BODY}</nitf>"""
NEWSML_1 = f"""<?xml version="1.0"?><NewsML><NewsEnvelope><DateAndTime>20260311T000000Z</DateAndTime></NewsEnvelope>
<NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:newsml:orm:1</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20260310T091200Z</FirstCreated><ThisRevisionCreated>20260310T100000Z</ThisRevisionCreated>
<Status FormalName="Usable"/></NewsManagement><NewsComponent><AdministrativeMetadata><Provider>
<Party FormalName="Orm Post"/></Provider></AdministrativeMetadata>
<NewsLines><HeadLine>Crane fees rise</HeadLine><ByLine>By Mira Sand</ByLine>
<CopyrightLine>secret</CopyrightLine></NewsLines><DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
<ContentItem><DataContent>{PARAGRAPHS}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""
WHOLE = {**{name: item(body) for name, body in INLINE.items()}, "NITF": NITF, "NewsML 1": NEWSML_1}


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    with ParserProcess() as process:
        yield process


def raws(parsers: Parsers, xml: str | bytes) -> list[Raw]:
    data = xml if isinstance(xml, bytes) else xml.encode()
    return list(articles_in(Content(Stream(BufferedReader(BytesIO(data))), "a.xml", parsers, "a.xml")))


def the(parsers: Parsers, xml: str) -> Article:
    (raw,) = raws(parsers, xml)
    assert raw.record, raw.failure
    return article_from(raw.record, raw.origin)[0]


def reason(parsers: Parsers, xml: str | bytes) -> str:
    (raw,) = raws(parsers, xml)
    assert raw.record is None
    return raw.failure or ""


@pytest.mark.parametrize("name", WHOLE)
def test_an_item_brings_its_text_and_all_that_it_says_of_it(parsers: Parsers, name: str) -> None:
    found = the(parsers, WHOLE[name])
    assert found.text == TEXT
    assert (found.title, found.authors, found.source) == ("Crane fees rise", ("Mira Sand",), "Orm Post")
    assert found.published in ("2026-03-10T09:12:00Z", "2026-03-10T10:12:00+01:00")  # as it gives the instant
    assert found.modified == (None if name == "NITF" else "2026-03-10T10:00:00Z")
    assert found.address == ("id:Orm Post|orm.1" if name == "NITF" else "id:Orm Post|urn:newsml:orm:1")
    assert found.language == "en"


def test_a_message_has_many_items_and_one_that_is_refused_hides_no_other(parsers: Parsers) -> None:
    later = (datetime.now(UTC) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    held = item(meta=f"<embargoed>{later}</embargoed>")
    message = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-03-11T00:00:00Z</sent></header>
    <itemSet>{held}{item("<remoteContent href='a.jpg'/>", kind="picture")}{item()}</itemSet></newsMessage>"""
    one, two, three = raws(parsers, message)
    assert one.failure == f"is under embargo until {later}; take it in then"
    assert two.failure == "is a picture without a text of its own"
    assert three.record


def test_an_embargo_that_is_over_is_none(parsers: Parsers) -> None:
    assert the(parsers, item(meta="<embargoed>2026-03-10T12:00:00Z</embargoed>")).text == TEXT
    assert "without a known end" in reason(parsers, item(meta="<embargoed>noon</embargoed>"))
    later = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y%m%dT%H%M%SZ")
    assert "is under embargo until" in reason(parsers, NITF.replace('norm="20260310"', f'norm="{later}"'))
    today = datetime.now(UTC).strftime("%Y%m%d")
    assert the(parsers, NITF.replace('norm="20260310"', f'norm="{today}"')).text == TEXT


def test_a_canceled_item_is_a_retracted_article(parsers: Parsers) -> None:
    assert the(parsers, item(status="canceled")).state == "retracted"
    assert the(parsers, NITF.replace('status="usable"', 'status="withheld"')).state == "retracted"
    assert "says that an article is canceled" in reason(parsers, item("", status="canceled"))


def test_of_two_blocks_the_one_with_the_full_text_is_read(parsers: Parsers) -> None:
    lead = f'<block class="lead_paragraph"><p>{FIRST}</p></block>'
    assert the(parsers, NITF.replace("<block>", f'{lead}<block class="full_text">')).text == TEXT


@pytest.mark.parametrize(
    "xml",
    [
        b"<nitf><body>", b"<nitf/>", b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"/>', b"<newsMessage/>",
        b"<nitf>" + b"<block>" * 5_000, b"<?xml version='1.0' encoding='no-such'?><nitf/>", b"<nitf " + b"a" * 100_000,
    ],
)  # fmt: skip
def test_bad_xml_is_refused_with_a_reason(parsers: Parsers, xml: bytes) -> None:
    (raw,) = raws(parsers, xml)
    if raw.record:
        with pytest.raises(ArticleError, match="has no text"):
            article_from(raw.record, "x")
    else:
        assert any(why in (raw.failure or "") for why in ("cannot be parsed as XML", "holds no articles"))


def test_entities_are_not_expanded_and_no_file_is_read(parsers: Parsers, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    kinds = f'<!ENTITY own "haha"><!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">'
    declared = NITF.replace('SYSTEM "nitf-3-5.dtd"', f"[{kinds}]")
    found = the(parsers, declared.replace("<block>", "<block><p>Said: &own; &x; end</p>")).text
    assert "secret" not in found
    assert "haha" not in found
    assert found.endswith(TEXT)
    assert the(parsers, NITF.replace("raise crane", "raise&nbsp;crane")).text == TEXT


def test_a_bomb_of_entities_is_refused(parsers: Parsers) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = NITF.replace('SYSTEM "nitf-3-5.dtd"', f'[<!ENTITY l0 "ha">{levels}]').replace(
        "<block>", "<block><p>&l9;</p>"
    )
    assert "cannot be parsed as XML" in reason(parsers, bomb)
