"""The sentence of an article's opening that tells its story on its own, for a line in a list of news."""

from __future__ import annotations

import re

from ragbot.extract import DATELINE, REFERS_BACK
from ragbot.language.sentences import Span, sentences_within
from ragbot.language.words import stem, stems, terms_of
from ragbot.prompts import NUMBERED

OPENING = 900
"""Characters of an article in which it says what it is about."""
SHORTEST, LONGEST, LONG = 40, 330, 230
"""Characters of a sentence for a line, and those from which it is rather long for one."""
FIRST, EACH, TOO_LONG, VAGUE = 0.4, 0.1, 0.15, 0.15
"""What it is worth to be the first sentence, how much less each further one has of it, what length costs, and what it
costs to open with something that is not named; the share of the headline's words is worth up to 1."""

_UNFINISHED = re.compile(
    r"(?:And|But|Or|So|Yet|Still|Also|However|Instead|Meanwhile|Then|There|Here|Now|Such|Both|Another|Others|One|Indeed"
    r"|In fact|Of course|For (?:example|instance)|Furthermore|Moreover|Additionally|In addition|As a result|Therefore"
    r"|Thus|Nonetheless|Nevertheless|Similarly|Likewise|Besides|Elsewhere|Separately|Rather|Earlier|Later|Afterwards?|Well|Yes"
    r"|No|Hers?|Him|Them|Its|(?:That|It|He|She)[’']s|They[’'](?:re|ve)"
    r"|(?:The|Those|These) (?:two|three|pair|others?|former))\b"
)
"""Its opening leans on what stands before it: "But the mayor refused."; beside what `REFERS_BACK` has."""
_TO_THE_READER = re.compile(
    r"\b(?:[Ll]et[’']s|I|I[’'](?:m|ve|d|ll)|[Mm]y|[Yy]ou(?:r|[’'](?:re|ve|ll|d))?|[Ww]e|[Ww]e[’'](?:re|ve|ll|d)|[Oo]urs?|[Uu]s)\b|👋"
)
"""Not in the outlet's own voice of news: "Sign up for our newsletter", "If you own one of these cars"."""
_FURNITURE = re.compile(
    r"\b(?:sign(?:ed)? up|subscribe|newsletter|click|read more|listen (?:to|now|here)|follow (?:@|along|live)"
    r"|watch (?:the|this|live)|editor[’']s note|getty|photo(?:graph)?s? (?:by|shows?|courtesy)|pictured|file photo"
    r"|this (?:article|story|page|post|gallery)|(?:is|are|was) (?:seen|shown|pictured)|contributed to|all times"
    r"|updated? (?:at|on)|here[’']s (?:what|how|why|everything|a look)|below are|scroll|the (?:following|latest"
    r" updates)|journalism like this|poses? for|stay tuned"
    r"|advertisement|opinions? expressed|is an? (?:author|columnist|professor|editor))\b"
    r"|(?:/|\bvia )(?:AP|AFP|Reuters|Getty)\b|^in this\b[^.]*\b(?:photo|image|picture|frame)"
    r"|^\W*(?:updated|correction|(?-i:By [A-Z])|published|analysis|opinion|photos?|video|file)\b",
    re.IGNORECASE,
)
"""Beside the story: "Sign up here", "Anna Berg is seen at the pier", "Here's what to know"."""


def telling(text: str, title: str, language: str | None = None) -> Span | None:
    """The span of the sentence that is nearest to the headline's words, an early one rather; None when none will do."""
    found = [span for span in _first_sentences(text, language) if stands_alone(text[slice(*span)])]
    wanted = {stem(term) for term in terms_of(title)}
    return max(found, key=lambda span: _score(text, span, found.index(span), wanted), default=None)


def _score(text: str, span: Span, place: int, wanted: set[str]) -> float:
    sentence = text[slice(*span)]
    share = len(wanted & stems(sentence)) / max(len(wanted), 1)
    costs = TOO_LONG * (len(sentence) > LONG) + VAGUE * bool(_VAGUE.match(sentence))
    return share + max(FIRST - EACH * place, 0.0) - costs


_VAGUE = re.compile(r"The [a-z]+\b")
"""As if it were known: "The report, written by a panel, says …"."""


def _first_sentences(text: str, language: str | None) -> list[Span]:
    """Whole sentences of the opening, the first without its dateline."""
    spans = sentences_within(text, 0, min(len(text), OPENING), language)
    return [after_dateline(text, span) for span in (spans if len(text) <= OPENING else spans[:-1])]


def after_dateline(text: str, span: Span) -> Span:
    opens = DATELINE.match(text, *span)
    return (opens.end(), span[1]) if opens and opens.end() < span[1] else span


def stands_alone(sentence: str) -> bool:
    """Whether a reader who sees nothing else knows what it is about."""
    whole = sentence.rstrip("\"”’»)'").endswith((".", "!", "。")) and "\n" not in sentence.strip()
    leans = REFERS_BACK.match(sentence) or _UNFINISHED.match(sentence) or not sentence[:1].isalnum()
    beside = _FURNITURE.search(sentence) or _TO_THE_READER.search(_spoken(sentence)) or NUMBERED.search(sentence)
    return SHORTEST <= len(sentence) <= LONGEST and whole and not leans and not beside


def _spoken(sentence: str) -> str:
    """Without what is in quotation marks."""
    return re.sub(r"[“\"][^”\"]*[”\"]", "", sentence)
