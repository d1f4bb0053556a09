"""The people who wrote a page's article: names of persons, each once, and nothing else from a byline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ingest.formats.pages.roles import AGENCY, NO_NAME, ROLE, SCHOOL
from ingest.records.cleaning import clean_line

LONGEST = 60
"""The most characters of a name."""
MOST_WORDS = 6
_BY = re.compile(
    r"^\W*(?:(?:(?:written|reported|words|text|story|article|posted|submitted|published|contributed|analysis|opinion"
    r"|perspective|review|commentary|essay|interview|exclusive) )?by"
    r"|(?:(?:view|see) )?(?:all |more )(?:posts |articles |stories )?(?:by|from)"
    r"|(?:(?:ein|eine) (?:\w+ )?)?(?:bericht |beitrag |analyse |kommentar |text |interview )?von"
    r"|(?:propos |texte? )?(?:recueillis? |publié |écrit |escrito |publicado |scritto )?p[ao]r|di|da|door|av|af"
    r"|skrevet a[vf]|przez|autor(?:in|en|es|ka|zy)?|auteurs?|autore|author|texto?|texte?|tekst|words|story"
    r"|szerző|írta|yazan|redaktion|quelle|source|fuente|fonte|bron|автор(?:ы)?(?: текста)?|текст|кореспондент|작성자"
    r"|作者|記者|记者|文|撰文|執筆|كتب(?:ت)?|بقلم)(?:\b[\s:：]+|[:：]\s*)(?!of\b)",
    re.IGNORECASE,
)
"""The words before a name: "By Mira Holt", "Von Mira Holt", "Propos recueillis par Mira Holt", "作者：森美"."""
_BARE_BY = re.compile(r"\W*(?:di|da|av|af|door|von|par|por)\s+\S+", re.IGNORECASE)
"""A name that begins as a byline does: "Di Stefano", "Von Trier"."""
_AND = re.compile(
    r"\s*(?:[;&|\n/•·，、；]|,?\s(?:and|und|et|og|och|with|mit|avec|oraz|ve|и|και|(?-i:e|y|i|en))\s"
    r"|\s[-–—]{1,2}\s|\((?![^()]{1,20}\)\s[^\W\d_])|(?<=\()(?:with|mit|avec)\s|\)(?!\s[^\W\d_]))\s*",
    re.IGNORECASE,
)
"""The words between names: "Mira Holt and Joe Lind", "Mira Holt (with Joe Lind)"; but one is "Richard (R.J.) Holt"."""
_ADDRESS = re.compile(r"\s*(?:https?:|www\.|@|//|/)", re.IGNORECASE)
"""An address, no byline: "https://orm.example/authors/mira-holt"."""
_REACHED = re.compile(r"\S{1,80}@\S{1,80}|(?<!\S)@\w{1,40}|https?:\S{1,300}")
"""The way to reach a person: "mholt@orm.example", "@miraholt"."""
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV|MD|M\.D|MA|PhD|Ph\.D|RN|MBA|Esq)\b\.?$", re.IGNORECASE)
"""A part of a name after a comma: "Mira Holt, MD"."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_AFTER = re.compile(
    rf"[\s,|·•–-]{{0,9}}(?:\b(?:last |first )?(?:published|updated|posted)\b|\bspecial (?:to|for) (?:the )?"
    r"|\b(?:edited|(?:medically |peer )?reviewed|fact[ -]checked|illustrat\w+|translat\w+|photo\w*|graphics?|videos?"
    r"|produced|compiled) by\b|\b(?:foto|photo|video|bild|grafik)s?\s?:"
    rf"|\b{_MONTH} \d|\b\d{{1,2}}[:./ ]\d|\b\d{{1,2}}\.? (?={_MONTH}\b)).*$",
    re.IGNORECASE,
)
"""The words behind a name: "Mira Holt March 25, 2026", "Mira Holt, Special to the Courier", "Mira Holt Edited by Joe
Lind"."""
_DATE = re.compile(
    rf"\d|^{_MONTH}$|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
"""A day, no name: "Dec", "March 3", "Friday", "2 hours ago"."""
_CUT_DAY = re.compile(
    r"january|february|march|april|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?",
    re.IGNORECASE,
)
"""The last word of a day whose digits trafilatura took away: "Mira Holt March"; "Mira May Holt" has none."""
_WITHIN_WORDS = """
abu af al and ap av ben bin bint binti da das de del della dello den der des di do dos du e el i ibn la las le les
los of op ten ter the und van vom von y ya zu zum zur
"""
_WITHIN = frozenset(_WITHIN_WORDS.split())
"""Small words of names: "Mira van der Holt", "Northern Agency of Orm"."""
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that write a name in one word: "森美"."""


def people_in(names: Iterable[str], outlets: Sequence[str] = ()) -> list[str]:
    """Return the persons in these bylines, each once, without the outlet itself."""
    outlet = {_key(name) for name in outlets if name}
    parts = {_key(word) for name in outlets for word in name.split()}
    found: dict[str, str] = {}
    for name in (name for given in names if not _ADDRESS.match(given) for name in _split(given)):
        key = _key(name)
        if _is_name(name) and key not in outlet and not (" " not in name and key in parts):
            kept = found.get(key)
            found[key] = name if kept is None or (_is_plain(kept) and not _is_plain(name)) else kept
    return list(found.values())


def outlet_in(names: Iterable[str], outlets: Sequence[str]) -> list[str]:
    """Return the outlet, by the first of these names that is one of its own; no outlet where none is."""
    known = {_key(name) for name in outlets if name}
    signed = (clean_line(_without_by(name)[:LONGEST]) for name in names)
    return list(islice((name for name in signed if _key(name) in known), 1))


def is_full(name: str) -> bool:
    """Return whether the name has more than one word; one may be a section: "Sport"."""
    return " " in name or not name.isalpha() or _UNSPACED.search(name) is not None


def _is_plain(name: str) -> bool:
    """Return whether the name has letters of one size only: "mira holt", "MIRA HOLT"."""
    return name.islower() or name.isupper()


def _split(names: str) -> Iterator[str]:
    names = _REACHED.sub(" ", clean_line(names[:1_000]))
    names = _AFTER.sub("", _without_by(names))
    parts = [part.strip(" ,") for part in _AND.split(names)]
    if all(_is_turned(part) for part in parts) and len(parts) > 1:  # "Holt, Mira; Lind, Joe"
        yield from (" ".join(part.split(",")[::-1]).strip() for part in parts)
        return
    for part in parts:
        yield from _by_comma(part)


def _is_turned(part: str) -> bool:
    return re.fullmatch(r"[^\W\d]+(?:-[^\W\d]+)?, ?[^\W\d]+(?:[ -][^\W\d]+\.?)?", part) is not None


def _by_comma(part: str) -> Iterator[str]:
    first, _, second = part.partition(",")
    if _is_turned(part) and not _SUFFIX.match(second.strip()) and not ROLE.search(second):
        yield " ".join((second.strip(), first))
        return
    pieces = [piece.strip() for piece in part.split(",")]
    for number, piece in enumerate(pieces):
        if not piece or _SUFFIX.match(piece) or (number and _is_beside(piece, pieces[0])):
            continue
        suffix = pieces[number + 1] if number + 1 < len(pieces) and _SUFFIX.match(pieces[number + 1]) else ""
        name = _bare(_without_by(piece))
        yield f"{name}, {suffix}" if suffix else name


def _is_beside(piece: str, first: str) -> bool:
    """Return whether `piece` is a role or a place behind a name: "Mira Holt, Chief Reporter", "Mira Holt, Tolvik"."""
    if ROLE.search(piece) or SCHOOL.search(piece):
        return True
    return " " in first and re.fullmatch(r"[^\W\d_][\w.-]+", piece) is not None and not AGENCY.fullmatch(piece)


def _bare(name: str) -> str:
    """Return the name without a role, up to the first word of no name: "Mira Holt in Tolvik"; "" where none is left."""
    bare = ROLE.sub("", name).strip(" ,:-–—")
    if bare != name and " " not in bare:
        return bare if " " in name and AGENCY.fullmatch(bare) else ""  # "Reuters Staff", "Our Correspondent"
    words = bare.split()
    if len(words) > 2 and _CUT_DAY.fullmatch(words[-1]):
        words.pop()
    if not words or words[0].islower():
        return bare
    end = next((n for n, word in enumerate(words) if word.islower() and word not in _WITHIN and word.isalpha()), None)
    if end == 1:
        return bare if words[1] == "for" else ""  # "Centre for Cities", "How they built it"
    while end and words[end - 1] in _WITHIN:
        end -= 1
    return " ".join(words[:end])


def _without_by(name: str) -> str:
    bare = _BY.sub("", name)
    return name.strip(" ,:-–—") if bare == name or _BARE_BY.fullmatch(name) else bare.strip(" ,.:-–—")


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= LONGEST or len(name.split()) > MOST_WORDS:
        return False
    return (
        not _DATE.search(name)
        and ":" not in name
        and not NO_NAME.search(name)
        and any(letter.isalpha() for letter in name)
    )


def _key(name: str) -> str:
    """Return one key for "Mira-Holt", "mira holt" and "Mira  Holt"."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
