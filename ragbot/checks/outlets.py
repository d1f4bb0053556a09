"""Independence: how many outlets say a thing on their own. Copies of one wire story count once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ragbot.models.embeddings import TextEmbeddings
from ragbot.reading.near_duplicates import fingerprint
from ragbot.reading.quantities import Quantity, quantities_in
from ragbot.reading.sentences import sentences_within
from ragbot.reading.words import STOP_WORDS, stems
from ragbot.types import Citation, Evidence, Version

AGENCIES = {
    "reuters": "Reuters", "associated press": "AP", "ap": "AP", "apnews": "AP",
    "agence france-presse": "AFP", "afp": "AFP", "dpa": "dpa", "efe": "EFE", "ansa": "ANSA", "xinhua": "Xinhua",
    "tass": "TASS", "kyodo": "Kyodo", "kyodo news": "Kyodo", "yonhap": "Yonhap",
    "pti": "PTI", "press trust of india": "PTI", "pa media": "PA", "press association": "PA",
    "pa": "PA", "upi": "UPI", "canadian press": "CP", "apa": "APA", "pap": "PAP", "anp": "ANP", "belga": "Belga",
    "europa press": "Europa Press", "bloomberg": "Bloomberg", "bloomberg news": "Bloomberg", "aap": "AAP",
}  # fmt: skip
"""By name and by credit, in small letters."""
DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][^\n()]{0,60})?\((?P<agency>[^()\n]{2,40})\)(?P<dash>\s*[-–—:])?\s"
    r"|[A-ZÀ-Þ][^\n]{0,50}?, [^\n]{0,30}(?P<bare>AP|AFP) [—–-]"
)
"""What opens a text: "KYIV, Ukraine (AP) — ", "(Reuters) "."""
_SHORT = "Reuters|AFP|AP|dpa"
CREDIT = re.compile(
    rf"\((?:with )?(?:reporting|writing|editing) by [^)]{{0,200}}\b(?P<reporting>{_SHORT})\b"
    r"|^[—–-]+\s*(?P<signed>[\w ]{2,30})\.?$"
    rf"|^(?P<alone>{_SHORT}|(?:The )?Associated Press|Agence France-Presse)\.?$"
    r"|©\s*(?:\d{4} )?(?P<right>[\w -]{2,30})"
    rf"|\((?P<brackets>EFE|ANSA|PA|(?:\w{{2,8}}[/,] ?)?(?:{_SHORT}))\)\s*$",
    re.MULTILINE | re.IGNORECASE,
)
"""What closes it: "Associated Press", "(AFP)"."""
BEGINNING, ENDING = 120, 250
"""Characters at a text's beginning and end in which an agency may be credited."""


def origin(version: Version) -> str:
    """Return who reported an article first: the agency that it credits, else its outlet; "" when neither is known.

    The name in a dateline's brackets counts whatever it is: "OSTREY (Halmere Wire) - ".
    """
    for name in (version.source, *version.authors):
        if agency := _agency(name):
            return agency
    opened = DATELINE.match(version.text[:BEGINNING])
    if opened and (name := opened["agency"] or opened["bare"]):
        return _agency(name) or (name.strip() if opened["dash"] else version.source)
    for closed in CREDIT.finditer(version.text[-ENDING:]):
        if agency := _agency(next(filter(None, closed.groups()), "")):
            return agency
    return version.source


def _agency(name: str) -> str | None:
    bare = re.sub(r"^(?:the|by|www\.)\s*|\.(?:com|org|net)$", "", name.casefold().strip(" .")).strip()
    return AGENCIES.get(bare) or next(
        (AGENCIES[part.strip()] for part in re.split(r"[,/]", bare) if part.strip() in AGENCIES), None
    )


def independent(pieces: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the outlets of some evidence in order; of those with one origin, or one text, only the first."""
    kept: list[Evidence] = []
    for piece in pieces:
        if piece.version.source and not any(_depends(piece, other) for other in kept):
            kept.append(piece)
    return tuple(dict.fromkeys(piece.version.source for piece in kept))


def _depends(one: Evidence, other: Evidence) -> bool:
    if one.version.source == other.version.source or origin(one.version) == origin(other.version):
        return True
    also = {copy.source for copy in other.also_in} & {one.version.source}
    return bool(also) or fingerprint(one.passage.text).first_copy([fingerprint(other.passage.text)]) is not None


# Who else says it

SAME = 0.75
"""Two sentences with the same figures say the same from this cosine on."""
COMMON = 0.35
"""Another sentence is compared by meaning when it has this share of the cited words."""
MOST_COMPARED = 8
"""The most sentences that are embedded for all citations of an answer, besides the cited ones."""


def outlets_of(
    citations: Sequence[Citation], evidence: Sequence[Evidence], embeddings: TextEmbeddings
) -> list[tuple[str, ...]]:
    """Return for each citation the independent outlets in the evidence that say the same, its own first.

    An article says the same when one of its sentences is near in meaning and the figures agree. Copies count once,
    and so do articles that credit one agency.
    """
    candidates = [_candidates(citation, evidence) for citation in citations]
    ranked = sorted(((share, text) for found in candidates for share, _, text in found), reverse=True)
    texts = [*dict.fromkeys(text for _, text in ranked)][:MOST_COMPARED]
    cited = [c.cited_text for c, found in zip(citations, candidates, strict=True) if found]
    unique = [*dict.fromkeys([*cited, *texts])]
    vectors = dict(zip(unique, embeddings.encode(unique), strict=True)) if texts else {}
    outlets = []
    for citation, found in zip(citations, candidates, strict=True):
        same = [
            piece
            for _, piece, text in found
            if text in vectors and float(vectors[text] @ vectors[citation.cited_text]) >= SAME
        ]
        outlets.append(_with_own(citation, evidence, same))
    return outlets


def _with_own(citation: Citation, evidence: Sequence[Evidence], same: Sequence[Evidence]) -> tuple[str, ...]:
    own = [p for p in evidence if (p.version.article_id, p.version.number) == (citation.article_id, citation.version)]
    return independent([*own[:1], *same]) or ((citation.source,) if citation.source else ())


def _candidates(citation: Citation, evidence: Sequence[Evidence]) -> list[tuple[float, Evidence, str]]:
    """Return from each other article the sentence with most of the cited words, where figures agree."""
    words = _content(citation.cited_text)
    best: dict[str, tuple[float, Evidence, str]] = {}
    for piece in evidence:
        version, passage = piece.version, piece.passage
        if version.article_id == citation.article_id or version.source == citation.source or not words:
            continue
        for span in sentences_within(version.text, passage.start, passage.end, version.language):
            text = version.text[slice(*span)]
            share = len(words & _content(text)) / len(words)
            known = best.get(version.article_id)
            if share >= COMMON and (known is None or share > known[0]) and figures_agree(citation.cited_text, text):
                best[version.article_id] = (share, piece, text)
    return list(best.values())


def _content(text: str) -> set[str]:
    return stems(" ".join(word for word in re.findall(r"\w+", text) if word.casefold() not in STOP_WORDS))


def figures_agree(one: str, other: str) -> bool:
    """Return whether all numbers of one text are in the other; a text without any agrees with none that has some."""
    a, b = (_values(quantities_in(text)) for text in (one, other))
    fewer, more = sorted((a, b), key=len)
    return bool(fewer) == bool(more) and all(any(values & known for known in more) for values in fewer)


def _values(quantities: Iterable[Quantity]) -> list[frozenset[float]]:
    return [quantity.values for quantity in quantities]
