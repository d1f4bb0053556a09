"""Articles from raw records, whatever names their fields have: clean text, one address, honest dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ingest.records.addresses import MAX_TITLE, canonical_url, one_line, page_of, title_in
from ingest.records.cleaning import clean_line as clean_line
from ingest.records.cleaning import clean_text as clean_text
from ingest.records.dates import is_plausible, is_update, parse_date
from ingest.records.publisher_notices import NOTE, STATE, notice_in
from ingest.records.unread_fields import likely_texts, unread
from ragbot.addresses import is_home, outlet_of
from ragbot.errors import RagbotError
from ragbot.types import Article, sha256

MAX_TEXT = 1_000_000  # characters; a long book has about as many
MAX_LINE = 10_000  # characters of a title or a name as it comes, markup included

# Field names in order of preference: the plain ones, then those of schema.org's NewsArticle and of usual exports.
TITLE = ("title", "headline")
TEXT = ("text", "articleBody", "body", "content")
URL = ("url", "link", "mainEntityOfPage")
PUBLISHED = (
    *("published", "datePublished", "published_at", "publishedAt", "firstPublished", "webPublicationDate", "pubDate"),
    *("pub_date", "pubdate", "published_date", "publish_date", "date_published", "date_publish", "publication_date"),
    *("published_time", "article:published_time", "releaseDate", "date", "dateTime", "datetime", "posted"),
    *("versioncreated", "created_at", "timestamp", "time"),  # the last ones may mean another day
)
MODIFIED = (
    *("modified", "dateModified", "updated", "modifiedAt", "modified_at", "updatedAt", "updated_at", "date_modified"),
    *("date_modify", "lastModified", "last_modified", "article:modified_time"),
)
AUTHORS = ("authors", "author", "byline")
SOURCE = ("source", "publisher", "outlet")
LANGUAGE = ("language", "inLanguage", "lang")
ID = ("id", "guid")
PARTIAL = "partial"
_READ = frozenset(
    (*TITLE, *TEXT, *URL, *PUBLISHED, *MODIFIED, *AUTHORS, *SOURCE, *LANGUAGE, *ID, *STATE, *NOTE, PARTIAL)
)


class ArticleError(RagbotError):
    """A record that is no article; the message is the reason, `origin` the record's place."""

    def __init__(self, origin: str, reason: str) -> None:
        super().__init__(reason)
        self.origin = origin


def article_from(record: Mapping[str, object], origin: str) -> tuple[Article, tuple[str, ...]]:
    """Return the article in a record, and warnings about fields that had to be left unknown.

    Its address is the first of these: the canonical URL, the publisher's id with its outlet, the file that holds it
    alone, outlet with title and day, a hash of its text. Names with an underscore are ours: `_address` comes with a
    record from another process, `_file` or `_within` name the file that holds it, alone or not, and `_in` names it too,
    whatever becomes of those. Raises ArticleError.
    """
    article, warnings = _by_fields(record, _text(record, origin))
    address = _address(record, article)
    article = replace(article, address=address, file=_file(record, address))
    return article, (*warnings, *unread(record, _READ, article.published))


def _by_fields(record: Mapping[str, object], text: str) -> tuple[Article, list[str]]:
    """Return the article by the record's fields, still without address and file, and warnings."""
    warnings: list[str] = []
    url = _url(record, _address_field(record), warnings)
    title = _title(record) or title_in(url)
    published, modified = _dates(record, warnings)
    state, note, unclear = notice_in(record, title, text)
    article = Article(
        title=title,
        text=text,
        address="",
        url=url,
        source=_source(record, _address_field(record)),
        published=published,
        modified=modified,
        authors=authors_in(_first(record, AUTHORS)),
        language=_language(record, text),
        state=state,
        note=note,
        partial=record.get(PARTIAL) is True,
    )
    return article, [*warnings, *unclear]


def record_of(article: Article) -> dict[str, object]:
    """Return a record for JSON, which `article_from` turns into this very article."""
    return {
        "title": article.title,
        "text": article.text,
        "_address": article.address,
        "_in": article.file,
        "url": article.url,
        "source": article.source,
        "published": article.published,
        "modified": article.modified,
        "authors": list(article.authors),
        "language": article.language,
        "state": article.state,
        "correction": article.note,
        PARTIAL: article.partial,
    }


def _first(record: Mapping[str, object], names: Iterable[str]) -> object:
    """Return the first of these fields that is not empty; None without one."""
    found = (record.get(name) for name in names)
    return next((value for value in found if value not in (None, "", [], {}) and str(value).strip()), None)


def _string(record: Mapping[str, object], names: Iterable[str]) -> str:
    value = _first(record, names)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _text(record: Mapping[str, object], origin: str) -> str:
    value = _first(record, TEXT)
    if value is None:
        seen = f"; {likely} not read" if (likely := likely_texts(record)) else ""
        raise ArticleError(origin, f"has no text; it belongs in one of the fields {', '.join(TEXT)}{seen}")
    if not isinstance(value, str):
        raise ArticleError(origin, f"has a {type(value).__name__} as its text, where a string belongs")
    text = clean_text(value)
    if not text:
        raise ArticleError(origin, "has no text that can be seen, only blanks and control characters")
    if len(text) > MAX_TEXT:
        raise ArticleError(origin, f"has {len(text):,} characters of text, over the limit of {MAX_TEXT:,}; split it")
    return text


def _title(record: Mapping[str, object]) -> str:
    return clean_line(clean_line(_string(record, TITLE)[:MAX_LINE])[:MAX_TITLE])


def _address_field(record: Mapping[str, object]) -> object:
    """Return the value of the field for the article's address."""
    value = _first(record, URL)
    return _first(value, ("@id", "url")) if isinstance(value, Mapping) else value


def _url(record: Mapping[str, object], value: object, warnings: list[str]) -> str | None:
    if value is None:
        return None
    url = canonical_url(value) if isinstance(value, str) else None
    if url and not is_home(url) and url != _home(record):
        return url
    reason = "is the home page of its site, and no article" if url else "is not an http(s) address"
    warnings.append(f'url: "{_shown(value)}" {reason}; kept as unknown')
    return None


def _home(record: Mapping[str, object]) -> str | None:
    """Return the address that the record gives for its outlet."""
    outlet = _first(record, SOURCE)
    value = _first(outlet, ("url", "@id")) if isinstance(outlet, Mapping) else None  # a page names itself for its host
    return canonical_url(value) if isinstance(value, str) else None


def _shown(value: object) -> str:
    """Return the start of a value, harmless in a terminal."""
    line = clean_line(str(value)[:200])
    return line if len(line) <= 60 else f"{line[:59]}…"


def _address(record: Mapping[str, object], article: Article) -> str:
    """Return the address that makes it the same article next time, in the order that `article_from` says."""
    if given := one_line(_string(record, ("_address",))):
        return given
    number = one_line(_string(record, ID))
    if article.url:
        post = canonical_url(number) or ""  # of several posts on one page
        return post if "#" in post and page_of(post) == page_of(article.url) else article.url
    within = article.source or one_line(_string(record, ("_within",)))  # without it the ids of two files would be one
    if number:
        guid = canonical_url(number)
        return guid if guid and not is_home(guid) else f"id:{within}|{number}"
    if file := one_line(_string(record, ("_file",))):
        return file
    if article.title and article.published:  # not by the title alone: "Letters to the editor" come every day
        return f"title:{within}|{article.title}|{article.published[:10]}"
    return f"text:{sha256(article.title + article.text)[:32]}"


def _file(record: Mapping[str, object], address: str) -> str:
    """Return the file of the record, if the address has it or would: an upload without a title has no such address."""
    file = one_line(_string(record, ("_in",)))
    if not file.startswith(("file:", "upload:")):
        return ""
    is_by_text = address.startswith("text:") and "_file" in record
    return file if "_address" in record or is_by_text or file in address else ""


def _source(record: Mapping[str, object], value: object) -> str:
    """Return the name of the outlet, else the host of the article's address."""
    named = next(iter(_names(_first(record, SOURCE))), "")
    address = canonical_url(named) if named else canonical_url(value) if isinstance(value, str) else None
    return outlet_of(address) if address else named


def _names(value: object) -> list[str]:
    """Return the names in a string, an object with a name, or a list of either."""
    if isinstance(value, str):
        return [line] if (line := clean_line(value[:MAX_LINE])) else []
    if isinstance(value, Mapping):
        return _names(value.get("name"))
    if isinstance(value, list | tuple):
        return [name for entry in value if not isinstance(entry, list | tuple) for name in _names(entry)]
    return []


_BY = re.compile(r"(?:by\b[\s:]*)+", re.IGNORECASE)  # "By: Mira Holt"
_AND = re.compile(r"\s*(?:[;&]|\band\b)\s*", re.IGNORECASE)  # "Mira Holt and Jon Berg"
_AND_OR_COMMA = re.compile(rf"{_AND.pattern}|\s*,(?!\s*(?:Jr|Sr|II|III|IV|MD|PhD)\b)\s*", re.IGNORECASE)
"""As in "Mira Holt, Jon Berg", not "Jon Berg, Jr."."""


def authors_in(value: object) -> tuple[str, ...]:
    """Return the people of a byline such as "By A, B and C"; in a list a comma belongs to its name ("Lee, Ann")."""
    separator = _AND_OR_COMMA if isinstance(value, str) else _AND
    parts = (part for name in _names(value) if not canonical_url(name) for part in separator.split(name))
    names = (name for part in parts if (name := _without_by(part)))
    return tuple({name.casefold(): name for name in reversed(list(names))}.values())[::-1]


def _without_by(name: str) -> str:
    found = _BY.match(name)
    return name[found.end() :].strip(" ,") if found else name.strip(" ,")


def _language(record: Mapping[str, object], text: str) -> str | None:
    value = _first(record, LANGUAGE)
    value = value[0] if isinstance(value, list) and value else value
    given = re.fullmatch(r"([a-z]{2})(?:[-_].*)?", value.strip().lower()) if isinstance(value, str) else None
    return given[1] if given else guess_language(text)


def guess_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language at the text's start; None when there is too little to tell."""
    start = text[:2_000]  # 0.9 ms; on 1,000 English articles 500 characters gave the same 1,000 answers
    if sum(character.isalpha() for character in start) < 20:
        return None
    from py3langid.langid import classify  # loading its model takes a second

    code = str(classify(start)[0])
    return code if re.fullmatch("[a-z]{2}", code) else None


def _date(record: Mapping[str, object], names: tuple[str, ...], warnings: list[str]) -> str | None:
    value = _first(record, names)
    found = parse_date(value)
    if value is None or (found and is_plausible(found)):
        return found
    reason = "is of no day on which news was written" if found else "is not a date"
    warnings.append(f'{names[0]}: "{_shown(value)}" {reason}; kept as unknown')
    return None


def _dates(record: Mapping[str, object], warnings: list[str]) -> tuple[str | None, str | None]:
    """Return when the article was published and modified; a value that calls itself "Updated" is no publication."""
    published, modified = _date(record, PUBLISHED, warnings), _date(record, MODIFIED, warnings)
    return (None, modified or published) if is_update(_first(record, PUBLISHED)) else (published, modified)
