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
_COURT = r"(?=[^?]*\b(?:trial|case|lawsuit|suit|appeal|court|jury|verdict)\b)"
_CLEARED = (
    r"(?:(?:was|were|is|are|been)\s+)?(?:(?:found|ruled|declared)\s+)?(?:innocent|acquitted|cleared|exonerated)"
    rf"|{_WON}"
)
_CONVICTED = r"(?:(?:was|were|is|are|been)\s+)?(?:(?:found|ruled)\s+)?(?:guilty|liable|at fault|convicted)"
_NOT_GUILTY = re.compile(r"\bnot (?:been )?(?:at fault|to blame|responsible|liable|guilty)\b", re.IGNORECASE)
"""What clears somebody: "found not liable"."""
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
    _Rule(  # "why did ada holm lose the ferry trial", "why was ada holm convicted"
        re.compile(
            rf"{_ASKS}did\s+{_NAME}\s+lose\b{_COURT}"
            r"|\b(?:when|why|how)\s+(?:was|is)\s+((?:\w+\s+){0,2}\w+)\s+(?:convicted|found\s+(?:guilty|liable))\b",
            re.IGNORECASE,
        ),
        "such verdict against {}",
        _CLEARED,
        r"(?:in favou?r of|sided with|siding with|sides with|acquitt(?:ed|al of)|clear(?:ed|s|ing))",
        rf"(?:{_LOST}|{_CONVICTED})",
    ),
    _Rule(  # "how did ada holm win the ferry trial", "why was ada holm acquitted"
        re.compile(
            rf"{_ASKS}did\s+{_NAME}\s+win\b{_COURT}"
            r"|\b(?:when|why|how)\s+(?:was|is)\s+((?:\w+\s+){0,2}\w+)\s+(?:acquitted|cleared|found\s+not\s+guilty)\b",
            re.IGNORECASE,
        ),
        "such verdict for {}",
        rf"(?:{_LOST}|{_CONVICTED})",
        r"(?:convict(?:ed|ion of)|against)",
        _CLEARED,
    ),
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


_HOW_MANY_DIED = re.compile(
    r"\bhow many\b[^?]{0,40}?\b(?:died?|dead|killed|deaths|casualties|fatalities|drowned|lives)\b|\bdeath toll\b", re.I
)
"""It takes for granted that somebody died: "how many people were killed by the storm"."""
_NOBODY_DIED = re.compile(
    r"\b(?:no|zero|without(?: any)?)\s+(?:(?:[a-z]+\s+){0,2}|\w+ or )(?:deaths?|fatalities|casualties|loss of life)\b"
    r"|\b(?:no one|nobody|none)\s+(?:[\w’'-]+\s+){0,4}(?:killed|died|dead|seriously hurt)\b"
    r"|\b(?:all|every(?:one|body))\s+(?:[\w’'-]+\s+){0,5}(?:survived|(?:was|were) rescued|escaped|(?:is|are) safe)\b",
    re.IGNORECASE,
)
"""Nobody did: "no deaths were reported", "no one was killed", "all 30 on board survived"."""
_SOME_DIED = re.compile(
    r"\b(?:\d[\d,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|dozens|hundreds|thousands)\b[^.;]{0,40}?"
    r"\b(?:were killed|was killed|killed|died|dead|deaths|fatalities|drowned)\b|\bkill(?:ed|ing|s)\b[^.;]{0,20}\d"
    r"|\bdeath toll\b",
    re.IGNORECASE,
)
"""Somebody did: "four people were killed", "killing at least 12"."""
_OF_DEATHS = frozenset(
    map(
        stem,
        ["people", "died", "die", "dead", "killed", "deaths", "casualties", "fatalities", "drowned", "lives", "toll"],
    )
)


def _without_deaths(reading: QuestionReading, pieces: Sequence[Evidence]) -> Reply | None:
    """That nobody died, where an article says so of what is asked about, and none that somebody did."""
    about = {stem(term) for term in terms_of(YEAR.sub(" ", reading.text))} - _OF_DEATHS
    if not about or any(_tells(_SOME_DIED, piece.version, about) for piece in pieces):
        return None
    found = next(((quote, p) for p in pieces for quote in _tells(_NOBODY_DIED, p.version, about)), None)
    if not found:
        return None
    quote, piece = found
    told = (replace(piece, passage=piece.version.passage(*quote.span), also_in=()),)
    return Reply(("The archive has no deaths there; it has this:", *composed([quote], told, reading)), told)


def _tells(wording: re.Pattern[str], version: Version, about: set[str]) -> list[Quote]:
    """The sentences that say so of what is asked about."""
    title, body = stems(version.title), version.text[:READ]
    return [
        Quote(1, span, text, head)
        for span, head, text in quotable(version, 0, len(body))
        if wording.search(text) and share_of(about, stems(text), title) >= OF_THE_SAME
    ]


def put_right(reading: QuestionReading, evidence: Sequence[Evidence]) -> Reply | None:
    """What the articles have in place of what a question takes for granted; None where that is not sure."""
    if _HOW_MANY_DIED.search(reading.text):
        return _without_deaths(reading, list(_articles(evidence).values()))
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
        (share_of(premise.about, stems(text), title) for text in told if is_of_its_time(text, version, premise.years)),
        default=0.0,
    )


def is_of_its_time(sentence: str, version: Version, years: frozenset[str]) -> bool:
    """Whether it names no other year than those asked about, or that of its article."""
    told = years_in(sentence)
    return not told or bool(told & (years or {(version.published or "")[:4]}))


def share_of(about: set[str], sentence: set[str], headline: set[str]) -> float:
    """Return the share of the words `about` that a sentence with its headline has, all as stems; 1 for no words.

    It is 0 where the sentence has none of them: the headline may tell of more than one match.
    """
    if not about:
        return 1.0
    return len(about & (sentence | headline)) / len(about) if about & sentence else 0.0


def _reversed_in(premise: _Presumed, version: Version) -> Iterator[tuple[float, Quote]]:
    """Sentences that have the reverse, with the share of the question's other words that they and the headline have."""
    body = version.text[:READ]
    numbers = {word for word in premise.about if word.isdigit()}
    other_year = premise.years and version.published and version.published[:4] not in premise.years
    if other_year or not numbers <= stems(f"{version.title} {body}"):  # "game 7" is not any game
        return
    said, title = _claim_about(premise.name, premise.rule.after, premise.rule.before), stems(version.title)
    for span, head, text in quotable(version, 0, len(body)):
        plain = _NOT_GUILTY.sub("cleared", text)
        if said.search(plain) and not UNSURE.search(plain) and is_of_its_time(text, version, premise.years):
            share = share_of(premise.about - numbers, stems(text), title)
            if share >= OF_THE_SAME:
                yield share, Quote(1, span, text, head)


def _as_written(name: str, text: str, question: str) -> str:
    """The name with the capitals that the article gives it, and "the" where the question has it."""
    found = re.search(re.escape(name), text, re.IGNORECASE) or re.search(_pattern(name), text, re.IGNORECASE)
    written = re.sub(r"[’']s$", "", found[0]) if found else name
    return f"the {written}" if re.search(rf"\bthe\s+{re.escape(name)}\b", question, re.IGNORECASE) else written
