"""The updates of a standing question as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode
from uuid import UUID, uuid5
from xml.etree import ElementTree as xml

from ragbot.archive.watch import CitedSentence, Sentences, Watch, WatchUpdate

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
LONGEST_TITLE = 120


def feed(watch: Watch, updates: Sequence[WatchUpdate], address: str) -> bytes:
    """Return the feed of a watch whose server is at `address`; the same bytes until something changes.

    Ids come from the watch's own, so that they stay the same at another address.
    """
    xml.register_namespace("", NAMESPACE)
    root = xml.Element(f"{{{NAMESPACE}}}feed")
    _add(root, "id", UUID(watch.id).urn)
    _add(root, "title", watch.question)
    _add(root, "subtitle", "What changed in what the archive answers")
    _add(root, "updated", updates[0].at if updates else watch.added)
    _add(_add(root, "author"), "name", "ragbot")
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=f"{address}/v1/watches/{watch.id}/feed.atom")
    _add(root, "link", rel="alternate", type="text/html", href=_page(address, watch))
    for update in updates:
        _entry(root, watch, update, address)
    written: bytes = xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: xml.Element, watch: Watch, update: WatchUpdate, address: str) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", uuid5(UUID(watch.id), str(update.number)).urn)
    _add(entry, "title", _title(update))
    _add(entry, "updated", update.at)
    _add(entry, "published", update.at)
    _add(entry, "link", rel="alternate", type="text/html", href=_page(address, watch))
    _add(entry, "content", _markup(update, address), type="html")


def _title(update: WatchUpdate) -> str:
    """Return the first new sentence; else the number of those that went."""
    if update.new:
        said = update.new[0].text or update.new[0].cited_text
        return said if len(said) <= LONGEST_TITLE else f"{said[:LONGEST_TITLE].rsplit(' ', 1)[0]} …"
    return f"No longer in the answer: {len(update.old)} cited sentence{'s' if len(update.old) > 1 else ''}"


def _markup(update: WatchUpdate, address: str) -> str:
    parts = [_list("New", "ins", update.new, address), _list("No longer", "del", update.old, address)]
    return "".join([*filter(None, parts), f"<p>{escape(update.answer)}</p>"])


def _list(title: str, tag: str, sentences: Sentences, address: str) -> str:
    lines = "".join(f"<li><{tag}>{escape(each.text)}</{tag}> {_source(each, address)}</li>" for each in sentences)
    return f"<p>{title}:</p><ul>{lines}</ul>" if lines else ""


def _source(sentence: CitedSentence, address: str) -> str:
    is_web = (sentence.url or "").startswith(("http://", "https://"))
    where = sentence.url if is_web else f"{address}/v1/articles/{sentence.article_id}?version={sentence.version}"
    href = escape(where or "", quote=True)
    told = ", ".join(filter(None, [sentence.source, sentence.title, (sentence.published or "")[:10]]))
    return f'(<a href="{href}">{escape(told)}</a>)'


def _page(address: str, watch: Watch) -> str:
    """Return the address at which the page asks the question: ragbot/ui/lib/question-link.js reads it."""
    fields = [("q", watch.question), ("since", watch.since or ""), *(("source", each) for each in watch.sources)]
    return f"{address}/#{urlencode([(name, value) for name, value in fields if value])}"


def _add(parent: xml.Element, name: str, text: str = "", **attributes: str) -> xml.Element:
    clean = {key: _in_xml(value) for key, value in attributes.items()}
    child = xml.SubElement(parent, f"{{{NAMESPACE}}}{name}", clean)
    child.text = _in_xml(text) or None
    return child


def _in_xml(text: str) -> str:
    """Return `text` without characters that XML 1.0 cannot have: controls, lone surrogates, U+FFFE and U+FFFF."""
    return "".join(c for c in text if c in "\t\n\r" or " " <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c > "\uffff")
