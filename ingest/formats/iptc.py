"""NewsML-G2, NewsML 1 and NITF, IPTC's formats in XML: the item's headline, byline, dates and body, without rights."""

from __future__ import annotations

import re
from itertools import chain

from ingest.formats.embargo import check_embargo, check_withdrawn
from ingest.formats.format import REFUSED, Format, Record
from ingest.formats.markup import plain_text
from ingest.formats.signs import rooted
from ingest.formats.text import without_title
from ingest.formats.xml import Element, below, first_line, inside, line, name_of, root_of, text_of
from ingest.records.cleaning import clean_text
from ingest.records.record import SourceError

_AS_HTML = {
    **dict.fromkeys(("block", "body.content", "DataContent", "inlineXML", "inlineData", "nitf", "body"), "div"),
    "hl2": "h2",
    "hl3": "h3",
    "media-caption": "figcaption",
    "media": "figure",
    "para": "p",
    "q": "span",
}
_ZONED = re.compile(r"T.*(?:Z|[+-]\d\d:?\d\d)$")  # `20260310T091200Z`: a day of release is no embargo
_UNSEEN = frozenset((
    "head", "title", "body.head", "body.end", "media-metadata", "media-reference", "media-producer", "media-object",
    "copyrite", "doc.rights", "series.name", "hedline", "byline", "dateline", "abstract", "rights", "tagline",
))  # fmt: skip


def _parsed(data: bytes, charset: str = "") -> list[Record] | Record:
    """Return the record of each item, one alone by itself. Raises SourceError for broken XML."""
    root = root_of(data)
    if name_of(root) == "nitf":
        return _checked(_of_nitf(root))
    if name_of(root) == "NewsML":
        records = [_checked(_of_newsml_1(item)) for item in below(root, "NewsItem")]
    else:
        records = [_checked(_of_newsml_g2(item)) for item in below(root, "newsItem")]
    return records[0] if len(records) == 1 else records


def _checked(record: Record) -> Record:
    """Return the record; for no article, a record with the reason."""
    try:
        check_embargo(record)
        if not record["text"]:
            check_withdrawn(record)
            if kind := record["kind"]:
                raise SourceError(f"is a {kind} without a text of its own")
    except SourceError as error:
        return {REFUSED: str(error)}
    return record


def _record(text: str, title: str, **more: object) -> Record:
    body = "\n".join(without_title(text.split("\n"), title)).strip()
    return {"kind": "", "title": title, "text": body, **{name: value for name, value in more.items() if value}}


def _of_newsml_g2(item: Element) -> Record:
    created = first_line(item, "itemMeta/firstCreated", "contentMeta/contentCreated")
    version = first_line(item, "itemMeta/versionCreated")
    bodies = [each for kind in ("inlineXML", "inlineData") for each in inside(item, "contentSet", kind)]
    kind = _code(item, "itemMeta", "itemClass")
    return _record(
        next(filter(None, map(_body, bodies)), ""),
        first_line(item, "contentMeta/headline", "itemMeta/title"),
        kind="" if kind in ("text", "composite") else kind,
        published=created or version,
        modified=first_line(item, "contentMeta/contentModified") or (version if created else ""),
        authors=_authors(item),
        source=first_line(
            item, "itemMeta/provider/name", "rightsInfo/copyrightHolder/name", "contentMeta/infoSource/name"
        )
        or _code(item, "itemMeta", "provider"),
        language=next((each.get("tag") for each in inside(item, "contentMeta", "language")), ""),
        id=item.get("guid"),
        pubStatus=_code(item, "itemMeta", "pubStatus"),
        embargoed=first_line(item, "itemMeta/embargoed"),
    )


def _authors(item: Element) -> str:
    creators = "; ".join(filter(None, (line(each) for each in inside(item, "contentMeta", "creator", "name"))))
    inline = (_byline(nitf) for nitf in below(item, "nitf"))
    return first_line(item, "contentMeta/by") or creators or next(filter(None, inline), "")


def _code(item: Element, *path: str) -> str:
    """Return the code of an element: `usable` of `<pubStatus qcode="stat:usable"/>`."""
    found = next(inside(item, *path), None)
    code = "" if found is None else found.get("qcode") or found.get("literal") or found.get("uri") or ""
    return str(code).replace("/", ":").rpartition(":")[2]


def _body(holder: Element) -> str:
    """Return the text in NITF, in XHTML or as it is."""
    if not len(holder):
        return clean_text(holder.text or "")
    full = (each for each in below(holder, "block") if each.get("class") == "full_text")  # its lead stands beside it
    content = next(chain(full, below(holder, "body.content")), None)
    if content is None:
        content = next(below(holder, "body"), holder)
    return text_of(content, _AS_HTML, _UNSEEN)


def nitf_text(xml: str) -> str:
    """Return the text of an article in NITF; without its marks where it cannot be parsed."""
    try:
        return _body(root_of(xml.encode()))
    except SourceError:
        return plain_text(xml)


def _of_newsml_1(item: Element) -> Record:
    created = first_line(item, "NewsManagement/FirstCreated")
    revised = first_line(item, "NewsManagement/ThisRevisionCreated")
    lines = {name: next(filter(None, map(line, below(item, name))), "") for name in ("HeadLine", "ByLine")}
    languages = (each.get("FormalName") for each in below(item, "Language"))
    return _record(
        next(filter(None, map(_body, below(item, "DataContent"))), ""),
        lines["HeadLine"],
        published=created or revised,
        modified=revised if created else "",
        authors=lines["ByLine"],
        source=next((each.get("FormalName") for each in below(item, "Party")), ""),
        language=next(filter(None, languages), ""),
        id=first_line(item, "Identification/NewsIdentifier/PublicIdentifier"),
        pubStatus=next((each.get("FormalName") for each in inside(item, "NewsManagement", "Status")), "").lower(),
    )


def _of_nitf(root: Element) -> Record:
    told = next(inside(root, "head", "docdata"), root)
    release = _norm(told, "date.release")
    publication: Element = next(inside(root, "head", "pubdata"), {})
    return _record(
        _body(root),
        first_line(root, "body/body.head/hedline/hl1", "head/title"),
        published=_norm(told, "date.issue") or publication.get("date.publication") or release,
        authors=_byline(root),
        source=publication.get("name")
        or first_line(root, "body/body.head/distributor/org", "body/body.head/distributor"),
        id=next((each.get("id-string") for each in inside(told, "doc-id")), ""),
        pubStatus=told.get("management-status"),
        embargoed=release if _ZONED.search(release) or told.get("management-status") == "embargoed" else "",
    )


def _byline(root: Element) -> str:
    """Return the persons, without roles: `<byline>By <person>Mira Sand</person><byttl>Harbours</byttl></byline>`."""
    byline = next(inside(root, "body", "body.head", "byline"), None)
    if byline is None:
        return ""
    persons = [line(each) for each in below(byline, "person")]
    return "; ".join(persons) or " ".join(filter(None, [byline.text, *(each.tail for each in byline)])).strip()


def _norm(element: Element, name: str) -> str:
    return next((each.get("norm") or line(each) for each in inside(element, name)), "")


NEWSML = Format(
    "NewsML",
    "news in XML (NewsML, NITF)",
    (".newsml", ".nitf"),
    rooted("newsitem", "newsmessage", "newsml", "nitf"),
    parse=_parsed,
)
