"""The form of answer that a question asks for, and the words of that form in a sentence: amounts, days, names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from ragbot.reading.persons import is_person
from ragbot.reading.reading import reading
from ragbot.reading.sentences import sentence_spans

Form = Literal["person", "place", "day", "amount", "number", "share", "age", "reason", "statement", "thing"]

QUESTIONS = 100
"""Questions in the cache: each value of the evidence is compared with what the question counts."""
_DIGITS = r"\d+(?:[.,]\d+)*"
"""12, 4,200 and 36.9, without the full stop after them."""
_SPELLED = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|half|dozens?|hundreds?|thousands?)(?:-[a-z]+)?"
)
_SCALE = r"[ -](?:hundred|thousand|(?:[mbtr]{1,2}|quadr)illion)s?"
"""The scale after a number: "8.2 million", "two hundred"."""
_NUMBER = rf"(?i:\b(?:(?:{_DIGITS}|{_SPELLED})(?:{_SCALE})?|(?:one|an?){_SCALE})\b)"
CURRENCY = (
    "(?:dollar|euro|pound|crown|yen|yuan|rupee|franc|peso|rand|ro?uble|kron(?:e|er|a|or)|lira|zloty|shekel|baht|dirham"
    "|riyal|dinar|forint|naira|shilling|ringgit|rupiah|th?aler)"
)
"""Units of money, as in "8.2 million crowns"."""
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Aug|Sept|Oct|Nov|Dec"
)
_SHARE = rf"\b{_DIGITS} ?%|\b[\w.,-]+ per ?cent\b"
"""40%, 36.9 percent, forty per cent."""
MEASURED = r"(?:time|longer|older|taller|faster|snow|snowfall|rain|rainfall|water|ice|weight|land|oil|gas)"
"""Things that "how much" measures in hours, inches or pounds, not in money."""
OF_MONEY = (
    r"(?:jackpot|prize|pot|budget|debt|deficit|fine|payout|settlement|fortune|bill|loan|bonus|salary|donation|fund"
    r"|tax|deal)"
)
"""Things that "how big" measures in money."""
WHEN = r"^(?:(?!\b(?:who|whose|what|which|where|why|how)\b).)*\bwhen\b"
"""As a question word: "How many died when it sank?" asks for a number."""

_ASKS: tuple[tuple[Form, str], ...] = (
    ("share", r"\b(?:percent|per cent|percentage|(?:share|portion|proportion) of)\b"),  # What percentage of the crew
    ("number", rf"\bhow much (?:\w+ )?{MEASURED}\b|\bby how (?:much|many)\b"),
    # How much prison time did she get? By how much did he win?
    (
        "amount",
        rf"\bhow much\b|\bhow (?:big|large|high)\b.*\b{OF_MONEY}\b|\b(?:what|which) price\b|\bcosts?\b"
        r"|\bwhat(?:[’']?s| is| was) (?:the |her |his |its )?(?:[\w’'-]+ )?(?:price|fee|fine|salary|rent|wage)\b"
        r"|\b(?:price|salary|net worth)\W*$",
    ),
    # How much did the ferry cost? How big is the jackpot? Mira Holt salary
    ("age", r"\bhow old\b|\b(?:what|which) age\b"),
    (
        "day",
        rf"{WHEN}|\bhow soon\b|\b(?:what|which) (?:year|day|date|month|time|century)\b|\b(?:date|deadline)\W*$"
        r"|\bhow long ago\b",
    ),  # ferry refund claim deadline
    (
        "number",
        r"\bhow (?:many|long|far|big|large|tall|fast|often|high|deep|strong|powerful)\b"
        r"|\b(?:what|which) number\b"
        r"|\b(?:record|winning|fastest|final|finishing) (?:time|score)\b|\b(?:score|death toll)\W*$",
    ),  # record time; ferry cup score; Ravnlund flood death toll
    ("place", r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:country|city|state|town|place|continent|island|nation)\b"),
    ("reason", r"\bwhy\b|\bhow come\b|\bwhat (?:\w+ )?(?:caused|led to|reason)\b"),
    ("statement", r"\bwhat (?:did|does|has|have) .*\b(?:say|said|tell|told)\b"),  # What did the minister say?
    ("person", r"\bwho(?:m|se)?\b|\b(?:what|which) (?:\w+ )?(?:person|man|woman|actor|actress|singer|player)\b"),
)
"""The cues of each form in a question; the first match counts, and a question without a cue asks for a thing."""

_TELLS: dict[Form, str] = {
    "share": _SHARE,
    "amount": rf"[$£€] ?{_DIGITS}(?:{_SCALE})?\b|{_NUMBER} {CURRENCY}s?\b|{_SHARE}"
    rf"|\b{_DIGITS} [mbtr]{{1,2}}illion\b|\b(?:quarter|half|full)[- ](?:percentage[- ])?point\b",
    # $40; 8.2 million crowns; a quarter percentage point
    "age": r"\b\d+[ -]years?[ -]old|\bage[ds]? (?:of )?\d+|, \d\d(?=,)|\bturn(?:s|ed|ing)? \d+\b"
    r"|\b\d+(?:st|nd|rd|th) birthday\b|\b(?:was|is|at) \d{1,3}(?=[.,;)]| when\b)",
    # 61-year-old; aged 61; Holt, 61,; turns 61; her 61st birthday; He was 61.; died at 61,
    "day": rf"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:{_MONTHS})\b(?:\.? \d{{1,2}}\b)?"
    r"|\b(?:1[5-9]|20)\d\d\b|\b(?:yesterday|today|tomorrow)\b"
    r"|\b(?:last|this|next|later this|(?:early|late|later|earlier) (?:last|this|next))"
    r" (?:week|weekend|month|year|spring|summer|fall|autumn|winter)\b"
    r"|\bin (?:the )?(?:early |late |mid-?)?(?:spring|summer|fall|autumn|winter)\b"
    r"|\b(?:end|start|beginning|middle) of (?:the|this|next) (?:week|month|year|decade)\b|\byear[’']s end\b",
    # the end of the year; last week; early next year; this fall; in late spring
    "number": _NUMBER,
    "place": r"(?<=\b[Ii]n )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"
    r"|(?:(?<=\bat )|(?<=\boff )|(?<=\bnear )|(?<=\bfrom )|(?<=\bto )|(?<=\bof ))[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*",
    "reason": r"\bbecause\b|\b(?:due|owing|thanks) to\b|\bafter\b|\bcaus(?:ed?|ing)\b|\b(?:led|leads) to\b|\bblam"
    r"|\breasons?\b|\bto (?:prevent|avoid|protect|help)\b|\bas a result\b|\bover (?:fears|concerns)\b"
    r"|\bsince (?!then\b|last\b|\d|[A-Z])|\bcit(?:es|ed|ing)\b|\bstem(?:s|med) from\b"
    r"|\bon (?:[\w-]+ ){0,3}charges?\b|\b(?:accus|convict)(?:ed|ing) (?:\w+ )?of\b|\bcharged with\b",
    "statement": r"[“\"].+?[”\"]|\bsa(?:id|ys)\b|\bnoted\b|\btold\b|\badded\b|\bwrote\b",
}
"""The words of each form in a sentence: "in March", "off Port Anders", "due to rust"."""


_NO_COUNT = re.compile(
    rf"\b(?:{_MONTHS})\.? \d{{1,2}}\b(?:, \d{{4}})?|\b(?:in|of|since|until|by|{_MONTHS}) (?:19|20)\d\d\b"
    rf"|\b\d+-year-olds?\b|[$£€] ?{_DIGITS}(?:{_SCALE})?\b|{_NUMBER} {CURRENCY}s?\b"
)
"""Numbers that count nothing: "March 12, 2024", "in 2024", "a 21-year-old", "$40", "41 million crowns"."""
VALUES = frozenset[Form]({"day", "amount", "number", "share", "age"})
"""The forms that one value answers."""
CUES = frozenset[Form]({"reason", "statement"})
"""The forms that a word before the answer shows, "because", and not the answer itself."""


_LENGTH = "inch|foot|feet|ft|yard|mile|stor(?:y|ey|ies)|floor|(?:kilo|centi|milli)?met(?:er|re)|km|cm|mm"
_MEASURES = (
    (r"\bhow long\b", f"second|minute|hour|day|week|month|year|decade|{_LENGTH}"),
    (r"\bhow (?:far|tall|high|deep|wide)\b", _LENGTH),
    (r"\bhow fast\b", "mph|kph|knot|mile|kilometer|kilometre|km|second|minute|hour"),
    (r"\bhow heavy\b|\bhow much .*\bweigh", "pound|lb|ounce|ton|tonne|gram|kilo(?:gram)?|kg|stone"),
)
"""The cue of each measure in a question, and its units."""
_MARGIN = re.compile(
    rf"\b\d+(?: votes?)?(?:[-–]| to )\d+\b|\bby (?:just |only |about )?(?:an? )?{_NUMBER}"
    rf"|{_NUMBER}(?:[ -](?!years?|days?|months?)[\w’'-]+){{0,2}}?"
    r"[ -](?:votes?|points?|goals?|runs?|seats?|lengths?|strokes?|seconds?)\b"
    rf"|\b{_DIGITS}\b[^.;]{{1,60}}\b(?:voted|votes?|ballots?)\b[^.;]{{0,60}}\b{_DIGITS}\b",
    re.IGNORECASE,
)
"""By how much somebody won: "211 to 148", "by four strokes", "52 votes", "180 of them voted for it, and 140"."""
_STREAK = re.compile(
    rf"(?:{_NUMBER}|\b\d+(?:st|nd|rd|th)|\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth))"
    r"[ -](?:straight|consecutive|successive)\b"
    rf"|\b(?:streak|run) (?:of|to|at) {_NUMBER}|{_NUMBER}[^.;]{{0,30}} in a row\b"
    rf"|{_NUMBER}-(?:[a-z]+-)?[a-z]+ (?:[a-z]+ )?(?:streak|run)\b",
    re.IGNORECASE,
)
"""How many in a row: "her 35th straight win", "a streak of nine", "two in a row", "a 12-game winning streak"."""
_STRENGTH = re.compile(
    rf"\bmagnitude[ -](?:of )?{_NUMBER}|{_NUMBER}[ -]magnitude|\bcategory[ -]\d|{_NUMBER} on the richter"
    rf"|{_NUMBER} ?(?:mph|kph|km/h)",
    re.IGNORECASE,
)
"""How strong an earthquake or a storm was: "magnitude 5.9", "a 6.1-magnitude quake", "Category 4", "120 mph"."""
_TOLD_OTHERWISE = (
    (re.compile(r"\bby how (?:much|many)\b"), _MARGIN),  # "by how much did he win"
    (re.compile(r"\bhow many\b.*\bin a row\b|\bhow (?:many|long)\b.*\b(?:straight|consecutive|streak)\b"), _STREAK),
    # "how many games in a row has she won", "how long is her streak"
    (re.compile(r"\bhow (?:strong|powerful|big|severe)\b|\bmagnitude\b"), _STRENGTH),  # "how strong was it"
)
_COUNTED = re.compile(
    r"\bhow many (?!people|guys|folks|persons|more|other)(?:(?!was|has|does)[\w’'-]+ ){0,2}?(?!was|has|does)"
    r"(?P<noun>[\w’'-]+[^\W\ds])s\b"
)
"""The noun that a question counts: "how many pilot whales got stranded"; of people, however they are called, a report
may say "268 dead"."""


def counted_in(question: str) -> str | None:
    """Return the noun that a question counts, in the singular: "whale" of "how many pilot whales"; None for people."""
    found = _COUNTED.search(last_sentence(question).casefold())
    return found["noun"] if found else None


def unit_of(question: str) -> re.Pattern[str] | None:
    """Return the pattern of a number with the unit that `question` asks for; None where reports may leave it out."""
    asking = last_sentence(question).casefold()
    for cue, pattern in _TOLD_OTHERWISE:
        if re.search(cue, asking):
            return pattern
    units = next((units for cue, units in _MEASURES if re.search(cue, asking)), None)
    counted = _COUNTED.search(asking)
    units = units or (re.escape(counted["noun"]) if counted else None)
    if not units:
        return None
    return re.compile(rf"{_NUMBER}(?:[ -][\w’'-]+){{0,2}}?[ -](?:{units})", re.IGNORECASE)


@lru_cache(QUESTIONS)
def last_sentence(question: str) -> str:
    """Return the sentence that asks: "The ferry sank. Where was it bound?" asks where; one before gives the topic."""
    spans = sentence_spans(question)
    return question[slice(*spans[-1])] if spans else question


def form_of(question: str) -> Form:
    """Return the form of the answer: "When did the ferry sink?" asks for a day."""
    asking = last_sentence(question).casefold()
    return next((form for form, cue in _ASKS if re.search(cue, asking)), "thing")


def told_in(text: str, form: Form) -> list[str]:
    """Return the words of `form` in `text`, in order: of "Nine died in March." the day is "March"."""
    if form in ("person", "thing"):
        return [name for name in reading(text).names if form == "thing" or is_person(name)]
    return [m[0] for m in re.finditer(_TELLS[form], _NO_COUNT.sub("", text) if form == "number" else text)]
