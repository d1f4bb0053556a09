"""Opinions: whether an article says what its author thinks, its kind, and the author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast
from urllib.parse import urlsplit

from ragbot.types import Genre, Opinion, Version

HEAD, TAIL = 1_200, 700
"""Characters at the beginning and at the end of a text that may say its kind and its author."""
_GENRE = re.compile(
    r"(?P<editorial>editorials?|our view)|(?P<letter>letters?(?: to the editor)?)|(?P<analysis>analys[ie]s)"
    r"|(?P<review>reviews?)|(?P<column>columns?|columnists?)"
    r"|(?P<opinion>opinions?|op-?eds?|commentary|commentisfree|perspectives?|viewpoint|guest essay|opposing view)"
)
"""The name of a genre in a headline or a section, in small letters: "letters to the editor"."""
_TITLE = (
    re.compile(r"^\W*(?P<what>[A-Za-z][A-Za-z -]{3,24})\s*[:|]\s*"),
    re.compile(r"\s*(?:\||\s[-–—])\s*(?P<what>[A-Za-z][A-Za-z -]{3,24})$"),
)
"""The place of the genre in a headline: "Opinion: The ferry was too old", "The ferry was too old | Analysis"."""
_SAYS = re.compile(
    r"\b(?:the )?(?:views?|opinions?) expressed (?:in this \w+|here|by the author)?"
    r"|\bthis (?:column|commentary|op-ed|editorial) (?:does|do|reflects|represents|is the opinion)\b"
    r"|\b(?:read|view) more opinion\b|\b(?:is|as) an? (?:[\w’' -]{3,30} )?columnist (?:at|for|with|of)\b"
    r"|^(?:opinion (?:columnist|contributor|writer)|guest columnist|the editorial board)$",
    re.MULTILINE,
)
"""The sentence in which a text, in small letters, says it is an opinion: "The views expressed in this commentary are
her own", "Mira Holt is a columnist for the Courier", "Opinion contributor" in a line of its own."""
_CUES = ("expressed", "opinion", "column", "editorial board")
"""The words of which each such sentence has one; a search for them first takes a tenth of the time."""
_PERSON = r"[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){1,3}"
_INTRODUCED = (
    rf"\W{{0,3}}(?:Editor[’']s [Nn]ote: )?(?P<name>{_PERSON}),? ?(?:\([^()\n]{{2,30}}\) )?"
    r"(?:(?:is|was) (?:an?|the|now|also|currently)|teaches|writes|serves|covers)\b"
)
_BEGINS = re.compile(_INTRODUCED)  # "Mira Holt is a teacher"
_ENDS = re.compile(rf"(?:^|\n){_INTRODUCED}[^\n]*\.(?=\s|$)")
"""The introduction of an author at the beginning, or in a paragraph at the end: "Editor's note: Mira Holt (@mholt) is a
professor."."""
_LINE = re.compile(
    rf"(?:By )?(?P<name>{_PERSON})(?:, [^\n]{{2,40}})?\n+"
    r"(?:(?:Opinion|Guest|OPINION) ?(?:columnist|contributor|writer|essay)?|Columnist|Special (?:for|to) |USA ?TODAY)"
)
r"""The author in a line above their role: "Mira Holt\nOpinion contributor"."""
_BOARD = re.compile(r"\s*(?:The )?editorial board\b", re.IGNORECASE)  # "The Editorial Board"
_FOLLOWED = re.compile(rf"\bFollow (?:[A-Z][\w ]{{1,20}}[’'] )?(?P<name>{_PERSON}) on (?:Twitter|X|Facebook)")
"""As in "Follow Mira Holt on Twitter"."""
_NOBODY = re.compile(r"\b(?:by|for|staff|editors?|board|news|today|opinion|network|updated|press|cnn)\b", re.IGNORECASE)
"""A name of no person: "Staff"."""


def opinion_of(version: Version) -> Opinion | None:
    """Return the opinion that `version` is; None for a report."""
    persons = [name for name in version.authors if name.casefold() != version.source.casefold()]
    return opinion_in(version.title, version.text, version.url, persons)


def without_genre(title: str) -> str:
    """Return `title` without the word for its genre: "Opinion: The ferry was too old"."""
    found = next((m for m in _said_in(title) if _genre(m["what"])), None)
    return title.strip()[: found.start()] + title.strip()[found.end() :] if found else title


def opinion_in(title: str, text: str, url: str | None, authors: Sequence[str]) -> Opinion | None:
    """Return the kind and the author of an opinion, None for a report; only the ends of `text` are read."""
    kind = _of_title(title) or _of_address(url) or _of_text(text)
    return Opinion(kind, _author(text, url, authors)) if kind else None


def _genre(words: str) -> Genre | None:
    found = _GENRE.fullmatch(words.strip().casefold())
    return cast(Genre, found.lastgroup) if found else None


def _of_title(title: str) -> Genre | None:
    return next(filter(None, (_genre(m["what"]) for m in _said_in(title))), None)


def _said_in(title: str) -> Iterator[re.Match[str]]:
    return filter(None, (pattern.search(title.strip()) for pattern in _TITLE))


def _of_address(url: str | None) -> Genre | None:
    """Return the genre by the sections of `url`: "/opinion/columnist/…" is opinion, "/sports/columnist/…" a column."""
    sections = urlsplit(url or "").path.casefold().split("/")[1:-1]
    return next(filter(None, map(_genre, sections)), None)


def _of_text(text: str) -> Genre | None:
    return "opinion" if any(map(_says, _ends(text))) else None


def _says(part: str) -> bool:
    lowered = part.casefold()
    return any(cue in lowered for cue in _CUES) and _SAYS.search(lowered) is not None


def _ends(text: str) -> tuple[str, str]:
    return text[:HEAD], text[-TAIL:]


def _author(text: str, url: str | None, authors: Sequence[str]) -> str:
    """Return the author by the record, the text or the address of an article; "" where none has one."""
    head, tail = _ends(text)
    if _BOARD.match(head):
        return "Editorial Board"
    return next((name for name in (*_named(authors), *_of_section(url), *_opinion_signs(head, tail)) if name), "")


def _named(authors: Sequence[str]) -> Iterator[str]:
    """Yield at most two authors, joined, without the words around a name: "Opinion Mira Holt For The Courier"."""
    plain = [re.sub(r"^(?:Opinion|Analysis|By) | For .*", "", author).strip() for author in authors]
    people = [name for name in plain if re.fullmatch(_PERSON, name) and not _NOBODY.search(name)]
    single = [name for name in people if not any(other in name and other != name for other in people)]
    yield " and ".join(single[:2])


def _opinion_signs(head: str, tail: str) -> Iterator[str]:
    begins = [_LINE.match(head), _BEGINS.match(head) if _says(head) else None]
    for found in filter(None, [*begins, *_ENDS.finditer(tail), *_FOLLOWED.finditer(tail)]):
        if not _NOBODY.search(found["name"]):
            yield found["name"]


def _of_section(url: str | None) -> Iterator[str]:
    """Yield "Mira Holt" of "/columnist/mira-holt/2026/…"."""
    if found := re.search(r"/columnists?/([a-z]+(?:-[a-z]+){1,2})/", url or ""):
        yield found[1].replace("-", " ").title()
