"""False premises: a question takes for granted that somebody won, and the archive has that they lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ragbot.answering.dated import composed
from ragbot.answering.question import QuestionReading
from ragbot.answering.quotable import Quote, quotable
from ragbot.answering.reply import Reply
from ragbot.answering.stories import Key, key_of
from ragbot.reading.days import YEAR, years_in
from ragbot.reading.words import stem, stems, terms_of
from ragbot.types import Evidence, Version

READ = 12_000
"""Characters of an article that are read."""
OF_THE_SAME = 0.6
"""Share of the words around what is taken for granted that a sentence with its headline needs, to tell of the same."""
OF_ITS_TIME = 60
"""Days before the article that has the reverse in which another may have it as the question says."""
_ASKS = r"\b(?:when|why|how|where)\s+(?:exactly\s+)?"
_NAME = r"(?P<name>(?:the\s+)?[^\W\d_][\w.’'-]*(?:\s+[\w.’'-]+){0,3}?)"
_CONTEST = (
    r"(?=[^?]*\b(?:to|against|elections?|race|runoff|final|finals|match|game|title|cup|open|bowl|series|championship"
    r"|vote|seat|primary|case|trial|lawsuit|war|award|oscar|bid)\b)"
)
_WON = (
    r"(?:win|won|wins|winning|beats?|beating|defeat(?:s|ed|ing)|clinch(?:es|ed)|triumph(?:s|ed)|prevail(?:s|ed)"
    r"|top(?:s|ped)|took (?:home )?the|takes? home)"
)
_LOST = (
    r"(?:lost|loses|losing|concede[sd]?|fell to|falls to|bow(?:s|ed) out|(?:was|were|been|being|are|is|got)\s+"
    r"(?:knocked out|eliminated|beaten|defeated|ousted))"
)
_BEAT = (
    r"(?:beats?|beating|defeat(?:s|ed|ing)|(?:win|victory|triumph) over|oust(?:s|ed|ing)|edg(?:es|ed|ing)"
    r"|stun(?:s|ned))"
)
_DIED = r"(?:died|dies|dead|death|killed|murdered|funeral|late|fatally|passed away)"
_LIVES = (
    r"(?:survived|survives|is (?:alive|recovering|expected to (?:survive|recover|live))|(?:was|were) released from"
    r"|remain(?:s|ed) hospitali[sz]ed|is on the road to recovery)"
)
UNSURE = re.compile(
    r"\b(?:not|never|nearly|almost|would|could|may|might|if|will|should|whether|can|unless|until|before|predict\w*"
    r"|project\w*|favou?r\w*|odds|hop(?:e[sd]?|ing)|try(?:ing)?|tries|seek(?:s|ing)?|aim(?:s|ing)?|looking"
    r"|last (?:year|time|season))\b|n[’']t\b",
    re.IGNORECASE,
)
"""It has not happened, "may resign", or happened another time, "last year"."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a question takes for granted of somebody, and what an article says that has the reverse."""

    presumes: re.Pattern[str]
    noun: str
    """In words: "win by {}"."""
    after: str
    """What tells the reverse after the name: "the Rovers lost"."""
    before: str | None
    """And before it: "beat the Rovers"."""
    holds: str
    """What tells after the name that it is so after all: "the Rovers won"."""
    held: str | None = None
    """And before it: "the death of Ada Holm"."""


@dataclass(frozen=True, slots=True)
class _Presumed:
    """What a question takes for granted, of whom, in which years, and what else it names."""

    rule: _Rule
    name: str
    years: frozenset[str]
    about: set[str]


_RULES = (
    _Rule(  # "why did the rovers win the final", "how did ada holm celebrate winning the open"
        re.compile(
            rf"{_ASKS}did\s+{_NAME}\s+(?:win|beat|defeat|celebrate\s+(?:winning|\w+\s+win|\w+\s+victory))\b", re.I
        ),
        "such win by {}",
        _LOST,
        _BEAT,
        _WON,
    ),
    _Rule(  # "why did the rovers lose the final", "how did ada holm lose to mira berg"
        re.compile(rf"{_ASKS}did\s+{_NAME}\s+lose\b{_CONTEST}", re.I), "such defeat of {}", _WON, None, _LOST
    ),
    _Rule(  # "when did ada holm die", "who killed ada holm"
        re.compile(rf"(?:{_ASKS}did\s+{_NAME}\s+die|\bwho\s+killed\s+(?P<victim>\w+(?:\s+\w+){{0,2}}))\b", re.I),
        "death of {}",
        _LIVES,
        None,
        _DIED,
        r"(?:death of|dea(?:d|ths?)|murder(?:ed)?(?: of)?|kill(?:ed|ing)(?: of)?|late)",
    ),
)


def put_right(reading: QuestionReading, evidence: Sequence[Evidence]) -> Reply | None:
    """What the articles have in place of what a question takes for granted; None where that is not sure."""
    for rule in _RULES:
        if (found := rule.presumes.search(reading.text)) and (name := _name_of(found)):
            rest = f"{reading.text[: found.start()]} {reading.text[found.end() :]}"
            asked = _Presumed(rule, name, frozenset(years_in(rest)), _words(rest))
            return _reply(asked, reading, list(_articles(evidence).values()))
    return None


def _name_of(match: re.Match[str]) -> str | None:
    """As it was typed, without "the"; None for "he" and the like."""
    name = re.sub(r"^the\s+", "", next(filter(None, match.groups())), flags=re.IGNORECASE)
    return name if terms_of(name) else None


def _articles(evidence: Sequence[Evidence]) -> dict[Key, Evidence]:
    first: dict[Key, Evidence] = {}
    for piece in evidence:
        first.setdefault(key_of(piece.version), piece)
    return first


def _reply(premise: _Presumed, reading: QuestionReading, pieces: Sequence[Evidence]) -> Reply | None:
    """Only where no article of that time has it as the question says."""
    found = [(share, quote, piece) for piece in pieces for share, quote in _reversed_in(premise, piece.version)]
    if not found:
        return None
    share, quote, piece = max(found, key=lambda each: each[0])  # of two alike the first, which is of the better article
    of_its_time = (other.version for other in pieces if not _is_older(other.version, piece.version))
    if any(_holds(premise, version) >= share for version in of_its_time):
        return None
    told = (replace(piece, passage=piece.version.passage(*quote.span), also_in=()),)
    noun = premise.rule.noun.format(_as_written(premise.name, quote.text, reading.text))
    return Reply((f"The archive has no {noun}; it has this:", *composed([quote], told, reading)), told)


def _is_older(one: Version, other: Version) -> bool:
    """Of another time, such as the cup of the year before."""
    if not one.published or not other.published:
        return False
    return (date.fromisoformat(other.published[:10]) - date.fromisoformat(one.published[:10])).days > OF_ITS_TIME


def _words(rest: str) -> set[str]:
    """What else the question names, without years."""
    return {stem(term) for term in terms_of(YEAR.sub(" ", rest))}


def _pattern(name: str) -> str:
    """The last word of a name, with what a sentence has of the words before it."""
    return rf"\b{re.escape(name.split()[-1])}(?:[’']s)?"


def _claim_about(name: str, after: str, before: str | None, gap: int = 3) -> re.Pattern[str]:
    """The name, a few small words, and what is said of it; or the other way round."""
    small = rf"(?:,[^,.;]{{1,60}},)?(?:\s+(?-i:[a-z]+)){{0,{gap}}}?\s+"
    ways = [rf"{_pattern(name)}{small}{after}\b"]
    if before:
        ways.append(rf"\b{before}\s+(?:the\s+)?(?:[\w’'-]+\s+){{0,3}}?{_pattern(name)}")
    return re.compile("|".join(f"(?:{way})" for way in ways), re.IGNORECASE)


def _holds(premise: _Presumed, version: Version) -> float:
    """The largest share of the question's other words in a sentence that tells it as the question does; 0 if none."""
    said, title = _claim_about(premise.name, premise.rule.holds, premise.rule.held, gap=5), stems(version.title)
    sentences = re.split(r"(?<=[.!?])\s+|\n+", f"{version.title}\n{version.text[:READ]}")
    told = (text for text in sentences if said.search(text) and not UNSURE.search(text))
    return max(
        (_share(premise.about, stems(text), title) for text in told if is_of_its_time(text, version, premise.years)),
        default=0.0,
    )


def is_of_its_time(sentence: str, version: Version, years: frozenset[str]) -> bool:
    """Whether it names no other year than those asked about, or that of its article."""
    told = years_in(sentence)
    return not told or bool(told & (years or {(version.published or "")[:4]}))


def _reversed_in(premise: _Presumed, version: Version) -> Iterator[tuple[float, Quote]]:
    """Sentences that have the reverse, with the share of the question's other words that they and the headline have."""
    body = version.text[:READ]
    numbers = {word for word in premise.about if word.isdigit()}
    other_year = premise.years and version.published and version.published[:4] not in premise.years
    if other_year or not numbers <= stems(f"{version.title} {body}"):  # "game 7" is not any game
        return
    said, title = _claim_about(premise.name, premise.rule.after, premise.rule.before), stems(version.title)
    for span, head, text in quotable(version, 0, len(body)):
        if said.search(text) and not UNSURE.search(text) and is_of_its_time(text, version, premise.years):
            share = _share(premise.about - numbers, stems(text), title)
            if share >= OF_THE_SAME:
                yield share, Quote(1, span, text, head)


def _share(about: set[str], sentence: set[str], title: set[str]) -> float:
    """0 where the sentence has none of them: the headline may tell of more than one match."""
    if not about:
        return 1.0
    return len(about & (sentence | title)) / len(about) if about & sentence else 0.0


def _as_written(name: str, text: str, question: str) -> str:
    """The name with the capitals that the article gives it, and "the" where the question has it."""
    found = re.search(re.escape(name), text, re.IGNORECASE) or re.search(_pattern(name), text, re.IGNORECASE)
    written = re.sub(r"[’']s$", "", found[0]) if found else name
    return f"the {written}" if re.search(rf"\bthe\s+{re.escape(name)}\b", question, re.IGNORECASE) else written
