"""What is missing from news that the archive has: who won a match that is only announced, who a winner was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ragbot.answering.premise import OF_THE_SAME, READ, UNSURE, is_of_its_time, share_of
from ragbot.answering.question_terms import ASKING
from ragbot.reading.days import YEAR, years_in
from ragbot.reading.events import alike
from ragbot.reading.expected import counted_in, last_sentence
from ragbot.reading.persons import persons
from ragbot.reading.sentences import sentences_within
from ragbot.reading.words import stem, stems, terms_of
from ragbot.types import Evidence, Version


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How a question asks for an outcome, its asking words, and how a report tells the outcome."""

    asks: re.Pattern[str]
    words: str
    reported: re.Pattern[str]


_OUTCOMES = (
    _Outcome(  # "who won the ferry cup", "did the rovers beat the gulls", "rovers gulls final score"
        re.compile(
            r"\bwho (?:has |have )?(?:won|wins|win|beat|defeated|got elected|was elected)\b|\b(?:the |a )?winners? of\b"
            r"|\bdid .{1,99} (?:win|lose|beat)\b|\b(?:final |the )(?:score|result)s?\b",
            re.IGNORECASE,
        ),
        "won wins win winner winners beat defeated elected lose score scores result results final",
        re.compile(
            r"\b(?<!to )(?:wins?|won|winners?|winning|beats?|beat|defeat(?:s|ed)?|edged|topped|clinch(?:es|ed)|captured"
            r"|crowned|champions?|victory|victorious|triumph(?:s|ed)?|prevail(?:s|ed)|(?:re-?)?elected|lost|loses"
            r"|fell to|knocked out|took home|claim(?:s|ed))\b|(?<![\d–-])\d+[-–]\d+(?![\d–-])",
            re.IGNORECASE,
        ),
    ),
    _Outcome(  # "how many years did the mayor get", "how long was she sentenced to"
        re.compile(
            r"\bhow (?:many years|many months|much (?:\w+ )?time|long)\b.{0,99}\b(?:did .{1,99} get|sentenced)\b"
            r"|\bwhat sentence\b",
            re.IGNORECASE,
        ),
        "years months time long get sentence sentenced prison jail",
        re.compile(
            r"\b(?<!to )(?:sentenced|handed|given|gets?|got|received|ordered)\b.{0,99}"
            r"\b(?:years?|months?|days|life|death)\b"
        ),
    ),
)
_BEGINS = r"\b(?:begins?|starts?|opens?) (?:on|next|this|later|tomorrow|\w+day)\b"
_OF_OTHERS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+|several|many)[ -]times?\b|\bstill prevail\b"
    rf"|{_BEGINS}",
    re.IGNORECASE,
)
"""It tells of earlier ones, or of another: "has won the cup three times", "beat Orm; the open begins on Monday"."""
_AHEAD = re.compile(
    r"\bwill (?:be|face|play|take|meet|race|compete|vie|vote|hold|happen|decide|learn)\b|\bto face\b|\bset (?:for|to)\b"
    r"|\b(?:is|are|was|were) (?:set|scheduled|due|expected)\b|\bscheduled\b|\bupcoming\b|\bpreview\b|\bpredictions?\b"
    r"|\bnext (?:drawing|game|match|race|fight)\b|\bodds\b|\bhow to watch\b|\bstart time\b|\blive ?stream\b"
    r"|\bkicks? off\b|\bthis weekend\b|\bunder ?way\b|\bfavou?rites\b|\b(?:go(?:es|ing)?|head(?:s|ing)?) into\b"
    rf"|{_BEGINS}",
    re.IGNORECASE,
)
"""Words that announce: "will face the Gulls", "is set for sentencing", "start time and odds", "begins next week"."""


def is_missing(question: str, evidence: Sequence[Evidence], today: date | None = None) -> bool:
    """Whether the evidence is on the topic and, by rule, lacks what the question asks for, `today`."""
    rules = (_is_pending, _is_unnamed, _is_of_the_other_sex, _is_uncounted)
    return any(lacks(question, evidence) for lacks in rules) or bool(today and _has_passed(question, evidence, today))


def _is_pending(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the question asks for the outcome of something that the articles only announce.

    That is so when none of their sentences that is sure and of that time tells an outcome, and the best article, or
    one of its sentences, says that it lies ahead.
    """
    asking = last_sentence(question)
    outcome = next((each for each in _OUTCOMES if each.asks.search(asking)), None)
    if not outcome or not evidence:
        return False
    words = {*outcome.words.split(), *ASKING}
    about = {stem(term) for term in terms_of(YEAR.sub(" ", question)) if term not in words}
    years, versions = frozenset(years_in(question)), _versions(evidence)
    if not about or any(_is_told(version, outcome, about, years) for version in versions):
        return False
    return _is_announced(versions[0], about)


_NAMED = re.compile(
    r"\bnames? of (?:the|that|this) (?P<who>\w.{0,200})"
    r"|\bwho (?:exactly )?(?:is|was|are|were) (?:the|that) (?:person|guy|man|woman|lady|one|people) "
    r"(?:who |that )?(?P<did>\w.{0,200})",
    re.IGNORECASE,
)
"""A question for somebody's name: "name of the student who ate the banana", "who was the person that bought it"."""
_ANYBODY = frozenset(map(stem, ("person", "guy", "man", "woman", "lady", "people", "name")))


def _is_unnamed(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the question asks for somebody's name, and no sentence has a name with most of the question's words."""
    found = _NAMED.search(question)
    if not found or not evidence:
        return False
    said = found["who"] or found["did"]
    wanted = [{stem(term), *alike(term)} for term in terms_of(said) if stem(term) not in _ANYBODY]
    own = stems(question)
    return bool(wanted) and not any(
        _names_one(text, wanted, own) for v in _versions(evidence) for text in _sentences(v)
    )


def _names_one(text: str, names: Sequence[set[str]], own: set[str]) -> bool:
    told = stems(text)
    share = sum(not words.isdisjoint(told) for words in names) / len(names)
    return share >= OF_THE_SAME and any(not stems(name) <= own for name in persons(text))


_MEN, _WOMEN = re.compile(r"\bmen[’']?s\b", re.IGNORECASE), re.compile(r"\bwomen[’']?s\b", re.IGNORECASE)
"""Whose match it is: "the mens final", "the women's title"."""


def _is_of_the_other_sex(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the question asks for the men's, and the best article tells of the women's alone, or the reverse."""
    if not evidence or bool(_MEN.search(question)) == bool(_WOMEN.search(question)):
        return False
    own, other = (_MEN, _WOMEN) if _MEN.search(question) else (_WOMEN, _MEN)
    best = evidence[0].version
    text = f"{best.title}\n{best.text[:READ]}"
    return bool(other.search(text)) and not own.search(text)


def _is_uncounted(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the question asks how many there are of what no article that was found ever names."""
    noun = counted_in(question)
    if not noun or not evidence:
        return False
    words = {stem(noun), *alike(noun), *alike(f"{noun}s")}
    return not any(words & stems(f"{version.title} {version.text[:READ]}") for version in _versions(evidence))


AGED = 3
"""Days after which a price or a forecast is no longer that of now."""
_NOW = r"\b(?:right now|now|today|tonight|tomorrow|currently|at the moment|this (?:morning|afternoon|evening))\b"
_PASSING = re.compile(
    rf"(?=.*{_NOW}).*\b(?:price|worth|exchange rate|(?:stock|share)s?|trading at|odds|traffic|queue|waiting time)\b",
    re.IGNORECASE,
)
"""What changes by the hour, and is asked for as of now: "price of silver right now"."""
_WEATHER = re.compile(
    r"(?:(?:what|how)(?:[’']?s| is| will)?\s+|the\s+|any\s+)*(?:weather|forecast|temperature)s?\b.*"
    r"|(?:will|is|does) it (?:be |going to |gonna )*(?:rain|snow|hot|cold|sunny|warm)\w*\b.*",
    re.IGNORECASE,
)
"""A question for the weather: "whats the weather in orm tomorrow", "will it rain on sunday"."""
_WEATHER_WORDS = frozenset(
    map(
        stem,
        [
            "weather",
            "forecast",
            "temperature",
            "today",
            "tomorrow",
            "tonight",
            "gonna",
            "rain",
            "snow",
            "hot",
            "cold",
            "sunny",
            "warm",
            "weekend",
        ],
    )
)
_FORECAST = re.compile(
    r"\b(?:weather|forecast|rain\w*|snow\w*|sunny|sunshine|showers|storms?|temperatures?|degrees|wind[sy]?)\b",
    re.IGNORECASE,
)
"""What tells the weather: "rain is forecast"."""


def _has_passed(question: str, evidence: Sequence[Evidence], today: date) -> bool:
    """Whether the question asks for what changes by the hour, and the articles are of another day or do not tell it."""
    asking = last_sentence(question)
    if not evidence:
        return False
    if _WEATHER.fullmatch(asking):
        recent = (version for version in _versions(evidence) if _is_recent(version, today))
        return not any(_tells_weather(version, asking) for version in recent)
    return bool(_PASSING.match(asking)) and not _is_recent(evidence[0].version, today)


def _is_recent(version: Version, today: date) -> bool:
    published = version.published
    return bool(published) and (today - date.fromisoformat(str(published)[:10])).days <= AGED


def _tells_weather(version: Version, question: str) -> bool:
    places = {stem(term) for term in terms_of(question)} - _WEATHER_WORDS
    return any(places <= stems(text) for text in _sentences(version) if _FORECAST.search(text))


def _versions(evidence: Iterable[Evidence]) -> list[Version]:
    return list({piece.version.article_id: piece.version for piece in evidence}.values())


def _is_told(version: Version, outcome: _Outcome, about: set[str], years: frozenset[str]) -> bool:
    """Whether a sentence tells the outcome; a headline that announces does not."""
    headline = _headline(version)
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(about)))})\w*", re.IGNORECASE)
    told = (
        text
        for text in _sentences(version)
        if outcome.reported.search(named.sub(" ", text)) and not UNSURE.search(text) and not _OF_OTHERS.search(text)
    )
    return any(_share(text, headline, about) >= OF_THE_SAME for text in told if is_of_its_time(text, version, years))


def _is_announced(version: Version, about: set[str]) -> bool:
    headline = _headline(version)
    ahead = [text for text in _sentences(version) if _AHEAD.search(text)]
    is_all_about_it = bool(ahead) and about <= headline
    return is_all_about_it or any(_share(text, headline, about) >= OF_THE_SAME for text in ahead)


def _headline(version: Version) -> set[str]:
    """Return the stems of a headline that announces nothing."""
    return set() if _AHEAD.search(version.title) else stems(version.title)


def _sentences(version: Version) -> Iterator[str]:
    yield version.title
    text = version.text[:READ]
    yield from (text[slice(*span)] for span in sentences_within(text, 0, len(text), version.language))


def _share(text: str, headline: set[str], about: set[str]) -> float:
    """Return how much of what the question names a text has, with its headline.

    It is 0 where the text lacks a number of the question: "game 7" is not any game.
    """
    own = stems(text)
    numbers = {word for word in about if word.isdigit()}
    return share_of(about, own, headline) if numbers <= own | headline else 0.0
