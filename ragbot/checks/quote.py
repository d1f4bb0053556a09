"""Words in quotation marks stand in the cited passage, and are put to nobody else than there."""

from __future__ import annotations

from dataclasses import replace

from ragbot.checks.attribution import attribution
from ragbot.checks.check import Check, Claim, Comparison, Outcome, Piece
from ragbot.reading.proper_names import folded
from ragbot.reading.verbatim import has_words
from ragbot.reading.words import STOP_WORDS


def _judge(comparison: Comparison) -> Outcome | None:
    """Fail a quotation that no piece of its sentence has; pass a piece that has any of the quotations."""
    quotes = comparison.claim.quotes
    if not all(any(has_words(told.plain, quoted) for told in comparison.told_beside) for quoted in quotes):
        return "failed"
    if any(_is_of_another(comparison.claim, quoted, piece) for piece in comparison.pieces for quoted in quotes):
        return "failed"
    return "passed" if any(has_words(told.plain, q) for told in comparison.contents for q in quotes) else None


def _is_of_another(claim: Claim, quoted: str, piece: Piece) -> bool:
    """Return whether the claim names a speaker of the quotation, and the piece another."""
    words = quoted.strip(" ,.;:!?")
    version, span, start = piece.evidence.version, piece.verbatim(words), claim.text.find(words)
    if span is None or start < 0:
        return False
    theirs = attribution(version, span)
    own = attribution(replace(version, text=claim.text), (start, start + len(words)))
    names = [_name_in(each.speaker) if each and each.quoted else frozenset[str]() for each in (own, theirs)]
    return all(names) and names[0].isdisjoint(names[1])


def _name_in(speaker: str | None) -> frozenset[str]:
    """Return the words of a name: two of "Captain Holt", none of "she" and "officials"."""
    words = (word.strip(".,;:") for word in (speaker or "").split())
    return frozenset(folded(word) for word in words if word[:1].isupper() and word.casefold() not in STOP_WORDS)


QUOTE = Check("quote", _judge, needs_some_evidence=True)
