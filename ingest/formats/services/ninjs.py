"""IPTC's ninjs 1, 2 and 3, and the Associated Press's variant of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.formats.iptc import nitf_text
from ingest.formats.markup import plain_text
from ingest.formats.pages.people import people_in
from ingest.formats.services.service import Record, at, first, string
from ingest.formats.text import without_title
from ingest.records.record import SourceError
from ragbot.addresses import outlet_of

_DATES = ("versioncreated", "versionCreated", "firstcreated", "firstCreated", "contentcreated", "contentCreated")
_CREATED = (
    *("firstpublished", "firstPublished"),  # Superdesk's own
    *("firstcreated", "firstCreated", "contentcreated", "contentCreated"),
)
_SOURCES = ("copyrightholder", "copyrightHolder", "infosource.0.name", "infosources.0.name", "infoSources.0.name")
_BYLINES = (("bylines", "by"), ("authors", "name"))
_TEXT_TYPES = ("text", "composite", "")
_AP = "(ap)", "ap.org"


def is_one(record: Record) -> bool:
    """Return whether a record has a headline or bodies, and a date or status, which ninjs gives to each item."""
    named = any(name in record for name in ("headline", "headlines", "bodies", "body_text", "body_xhtml", "body_nitf"))
    return named and any(name in record for name in (*_DATES, "pubstatus", "pubStatus", "representationtype"))


def record(fields: Record) -> Record:
    """Return the record with the usual names. Raises SourceError for pictures, films and the like."""
    kind = string(fields, "type")
    body = _body(fields)
    if not body and kind.lower() not in _TEXT_TYPES:
        raise SourceError(f"is {'an' if kind[0] in 'aeio' else 'a'} {kind[:40]} without a text of its own")
    title = _of_role(fields, "headlines", "main") or string(fields, "headline")
    published = first(fields, _CREATED)
    version = first(fields, ("versioncreated", "versionCreated"))
    source = _source(fields)
    return {
        **fields,
        "title": title,
        "text": "\n".join(without_title(body.split("\n"), title)),
        "teaser": _teaser(fields),
        "published": published or version,
        "modified": version if published else None,
        "authors": _authors(fields, source),
        "source": source,
        "id": first(fields, ("uri", "altids.itemid")),
    }


def _authors(fields: Record, source: object) -> list[str]:
    """Return the persons of its bylines: "Von Mira Sand, dpa" has one."""
    listed = [at(each, name) for field, name in _BYLINES for each in _listed(fields, field)]
    names = [name for name in (*listed, string(fields, "byline", "by")) if isinstance(name, str)]
    return people_in(names, [source] if isinstance(source, str) else [])


def _source(fields: Record) -> object:
    """Return the outlet by the record's own fields, else the agency or the host of its address."""
    named = first(fields, (*_SOURCES, "sources.0.name", "source"))
    return named or _agency(fields) or outlet_of(string(fields, "uri"))


def _teaser(fields: Record) -> str:
    names = ("description_text", "description_summary", "description_xhtml", "headline_extended")
    return _of_role(fields, "descriptions", "summary") or string(fields, *names)


def _agency(fields: Record) -> str | None:
    told = f"{string(fields, 'uri')} {string(fields, 'altids.itemid')}"
    return "Associated Press" if any(sign in told for sign in _AP) else None


def _body(fields: Record) -> str:
    """Return the body as plain text: from HTML, whose paragraphs are known; a plain one often has headline and place.

    Of NITF and a plain one it takes the longer: some leave the lead out of all but NITF.
    """
    bodies = list(_bodies(fields))
    if found := next((plain_text(text) for kind, text in bodies if "html" in kind), ""):
        return found
    nitf = next((nitf_text(text) for kind, text in bodies if "nitf" in kind), "")
    plain = next((text for kind, text in bodies if "plain" in kind), "")
    rest = next((plain_text(text) for kind, text in bodies), "")
    return max(nitf, plain, key=len) or rest


def _bodies(fields: Record) -> Iterator[tuple[str, str]]:
    """Yield the bodies, each with its content type."""
    for each in _listed(fields, "bodies"):
        if text := string(each, "value"):
            yield string(each, "contenttype", "contentType").lower() or _looks(text), text
    for name, value in fields.items():
        if name.startswith("body_") and isinstance(value, str) and value.strip():
            yield name.removeprefix("body_").lower().replace("text", "plain"), value


def _looks(text: str) -> str:
    return "html" if text.lstrip().startswith("<") else "plain"


def _of_role(fields: Record, name: str, role: str) -> str:
    """Return the text of that role, else the first one."""
    listed = _listed(fields, name)
    wanted = [each for each in listed if at(each, "role") == role] or listed
    text = next((text for each in wanted if (text := string(each, "value"))), "")
    return text


def _listed(fields: Record, name: str) -> list[Record]:
    value = fields.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
