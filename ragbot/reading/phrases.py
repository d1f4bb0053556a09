"""The English phrases that name a time, as regular expressions. `ragbot.reading.days` says what they mean."""

from __future__ import annotations

import re

PLAIN = str.maketrans("’‘–\u00a0\u2009\u202f", "''-   ")
"""The plain form of some characters; the phrases match only these."""
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # northern; winter ends in the next year
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTS: dict[str, tuple[float, float]] = {word: (number, number) for number, word in enumerate(NUMBERS, 1)}
COUNTS |= {
    word: (tens, tens) for tens, word in zip((20, 30, 40, 50), ("twenty", "thirty", "forty", "fifty"), strict=True)
}
COUNTS |= {
    "half a": (0.5, 0.5),
    "half an": (0.5, 0.5),
    "a": (1, 1),
    "an": (1, 1),
    "dozen": (12, 12),
    "half": (0.5, 0.5),
}
COUNTS |= {"couple": (2, 3), "few": (2, 6), "several": (3, 8)}
"""The least and the most that each word can mean; "twenty-four" is the sum of two."""
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
)
HOLIDAYS = {
    "new year's eve": (12, 31), "new year's day": (1, 1), "valentine's day": (2, 14), "may day": (5, 1),
    "halloween": (10, 31), "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25),
    "boxing day": (12, 26),
}  # fmt: skip
"""Holidays on the same day of every year, as month and day; Easter is reckoned."""

# Parts of phrases

_MONTH = (  # in small letters, may and march are words of their own
    r"(?P<month>January|February|(?-i:March|MARCH|May|MAY)|(?:march|may)(?=,?\s+(?:19|20)[0-9]{2}|\s*(?:[.,;:?!]|\Z))"
    r"|April|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar(?=\.?\s+[0-9])|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b(?:\.(?=\s+[0-9]))?)"
)
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
_DAY_IN_WORDS = rf"(?P<day>(?:(?:twenty|thirty)[\s-])?(?:{'|'.join(ORDINALS)})|twentieth|thirtieth)"
_OF_YEAR = rf"(?:,?\s+{_YEAR})?(?!,?\s+[0-9]{{4}}\b)"  # not July 4, 1776
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_WHICH, _ITS = r"(?P<which>last|past|this|coming|next)", r"(?P<its>last|this|next)"
_COUNT = (
    rf"(?:a\s+(?=couple|few|dozen))?(?P<count>[0-9]{{1,3}}|(?:{'|'.join(COUNTS)})(?:-(?:{'|'.join(NUMBERS[:9])}))?)"
    r"(?:\s+of)?\s+(?P<half>and\s+a\s+half\s+)?"
)
_UNIT = r"(?P<unit>minute|hour|day|week|fortnight|month|quarter|year|decade)(?P<many>s?)(?P<more>\s+and\s+a\s+half)?"
COUNT_AND_UNIT = rf"{_COUNT}{_UNIT}"
_SEASON = rf"(?P<season>{'|'.join(SEASONS)})"
_QUARTER = r"(?P<quarter>Q[1-4]|H[12]|(?:first|second|third|fourth)(?=\s+quarter))(?:\s+quarter)?"


def _unnamed(words: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", words)


_OF_DAY = r"(?='s\b|\s+(?:morning|afternoon|evening|night)\b)"
_CLAUSE_ENDS = (
    r"(?=\s*(?:[.,;:?!)]|\Z)|\s+(?:\w+ed|after|amid|and|as|at|because|before|but|by|due|during|following|for|from|in|on|or|over"
    r"|said|that|to|was|when|where|which|while|who|with)\b)"
)
_ANY_WEEKDAY, _ANY_MONTH, _ANY_DATE = map(_unnamed, (_WEEKDAY, _MONTH, rf"{_MONTH}\s+{_DAY}"))
_UNDATED = _unnamed(rf"(?!,?\s+(?:(?:(?:of|in)\s+)?{_MONTH}|(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}))")

# Phrases: days, months and years, then what else is a time

ISO_DATE = r"(?P<iso>[0-9]{4}(?P<mark>[-/])[0-9]{2}(?P=mark)[0-9]{2})"
ISO_MONTH = r"(?P<number>(?:19|20)[0-9]{2})-(?P<month>0[1-9]|1[0-2])"  # "2011-12" may be a season
NUMERIC_DATE = r"(?P<day>[0-9]{1,2})(?P<mark>[./])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>(?:19|20)[0-9]{2})"
DASHED_DATE = rf"{_DAY}-(?P<month>[a-z]{{3,9}})-{_YEAR}"
MONTH_AND_DAY = rf"{_MONTH}\s+{_DAY}{_OF_YEAR}"
MONTH_AND_WORD = rf"{_MONTH}\s+(?:the\s+)?{_DAY_IN_WORDS}{_OF_YEAR}{_CLAUSE_ENDS}"
WORD_AND_MONTH = rf"(?:the\s+)?{_DAY_IN_WORDS}\s+of\s+{_MONTH}{_OF_YEAR}"
DAY_OF_MONTH = rf"the\s+{_DAY}{_CLAUSE_ENDS}"
_TO_DAY = rf"\s*(?:-|to|through|until)\s*(?P<last>{_unnamed(_DAY)})"
MONTH_AND_DAYS = rf"{_MONTH}\s+{_DAY}{_TO_DAY}{_OF_YEAR}"
DAYS_AND_MONTH = rf"{_DAY}{_TO_DAY}\s+(?:of\s+)?{_MONTH}{_OF_YEAR}"
DAY_AND_MONTH = rf"(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}{_OF_YEAR}"
MONTH = rf"(?:(?P<which>last|this|next)\s+)?{_MONTH}(?:,?\s+(?:of\s+)?(?:{_YEAR}|{_ITS}\s+year))?(?!\s+[0-9]{{1,2}}\b)"
YEAR = r"(?<!\bon )(?:the\s+year\s+)?(?P<number>(?:19|20)[0-9]{2})(?!\s+(?:dollars|pounds|euros|people)\b)"
SHORT_YEAR = r"(?<!\w)'(?P<number>[0-9]{2})(?!\s*')"
DECADE = r"the\s+(?P<number>(?:19|20)[0-9])0s"
_POINT = (
    "|".join(map(_unnamed, (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", MONTH_AND_DAY, DAY_AND_MONTH, MONTH, YEAR))) + "|[0-9]{1,2}"
)
RANGE = (
    rf"(?:between|from)\s+(?P<first>{_POINT})(?:\s+(?:and|to|until|till|through)\s+|\s*-\s*)"
    rf"(?P<last>{_POINT})(?:,\s+{_YEAR})?"
)
QUARTER = rf"(?:the\s+)?{_QUARTER}(?:(?:\s+of)?,?\s+{_YEAR})?(?!\s+of\b)"
SEASON = (
    rf"(?:(?:(?P<the>the)|{_WHICH})\s+)?{_SEASON}(?:\s+(?:of\s+)?{_YEAR}(?:[-/](?:20)?[0-9]{{2}})?)?"
    r"(?!\s+(?:of|and|or|months?|seasons?|statement|budget|break|fair|games|house|league|nights?|olympics|weather)\b)"
)
WEEKDAY = rf"(?:(?:this\s+)?{_WHICH}\s+)?{_WEEKDAY}(?:\s+(?:of\s+)?{_ITS}\s+week)?{_UNDATED}(?P<at>{_OF_DAY})?"
WEEKDAY_OF_WEEK = rf"{_ITS}\s+week(?:'s|,)?\s+(?:on\s+)?{_WEEKDAY}{_UNDATED}"
WEEKDAY_AGO = rf"{_COUNT}{_UNIT}\s+(?:ago,?|last)\s+(?:on\s+)?{_WEEKDAY}"
WEEKDAY_BEFORE_LAST = rf"(?:the\s+)?{_WEEKDAY}\s+(?P<which>before\s+last)"
SHORT_WEEKDAY = (
    rf"(?:{_WHICH}\s+)?(?P<weekday>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?(?:\s+{_ITS}\s+week)?{_CLAUSE_ENDS}"
)
BARE_WEEKDAY = (
    r"(?:\A|(?<=(?-i:[a-z0-9.?!])\s)(?<!\bto\s)(?<!\bof\s))"
    rf"(?P<which>){_WEEKDAY}(?P<its>){_UNDATED}{_CLAUSE_ENDS}"
)
CALENDAR = (
    r"(?P<which>last|this|next|the)\s+(?P<unit>week|month|quarter|year)"
    r"(?P<more>\s+(?:before\s+last|after\s+next))?(?!\s+of\b)"
)
WEEKEND = r"(?P<which>(?:this\s+)?(?:last|past)|this|next|the)\s+weekend"
PAST = rf"(?:(?:the|this|these)\s+)?(?P<which>last|past)\s+(?:{_COUNT})?{_UNIT}(?!\s+of\b)"
AGO = rf"{_COUNT}{_UNIT}\s+ago"
DAY_AGO = rf"{_COUNT}{_UNIT}\s+ago\s+(?P<word>today|yesterday|this\s+(?:week|month))"
SAME_DAY = r"(?:this\s+(?:time|day)|today|on\s+this\s+day)\s+(?P<which>last)\s+(?P<unit>week|month|year)"
HOLIDAY = (
    rf"(?:{_WHICH}\s+)?(?P<holiday>{'|'.join(HOLIDAYS)}|easter(?:\s+(?:sunday|monday|weekend))?)"
    rf"(?:(?:,?\s+(?:of\s+)?{_YEAR})|(?:\s+{_ITS}\s+year)|{_CLAUSE_ENDS})"
)
YEAR_SO_FAR = r"(?P<word>(?:the\s+)?year[\s-]to[\s-]date)"
TURN_OF_YEAR = r"(?P<word>(?:the\s+)?year[\s-]end|the\s+turn\s+of\s+the\s+year)"
TOMORROW = (
    r"(?P<word>tomorrow|later\s+this\s+(?:week|month|year)"
    rf"|(?:coming|next(?!\s+(?:day|week|month)))\s+(?:{_COUNT})?(?:day|week|month)s?)"
)
NAMED_DAY = (
    r"(?P<word>(?:the\s+day\s+before\s+)?yesterday|overnight(?!\s+(?:this|last|on)\b)|last\s+ni(?:ght|te)|to(?:day|night)|the\s+other\s+day"
    r"|this\s+(?:morning|afternoon|evening))"
)

# What stands around them

_BEFORE = (
    r"(?<![\w$,/-])(?:(?P<frame>in|on|during|throughout|(?:over|at)(?=\s+(?:the|christmas|easter|new\s|hallow|year))|since|after|before|until|till|by"
    r"|(?:than|compared\s+(?:to|with))(?:\s+[a-z]+){0,3}?)\s+)?"
    r"(?P<time>(?:(?P<part>early|late|mid|(?:the\s+)?(?:start|beginning|middle|end|(?:first|second)\s+half)\s+of)[\s-]+)?"
)
_AFTER = r"(?![\w%/]|-\w|[.,:][0-9])"
_NO_MARK = r"(?:(?:(?<=\btoday)|(?<=\byesterday))s(?=\s))?"
"""An "s" without its apostrophe, as many type it: "todays headlines"."""
LIMITS = ("after", "before", "until", "till", "by")
_NAMELIKE = ("time", "month", "weekday", "number", "holiday")
_FLAGS = re.IGNORECASE | re.ASCII  # ASCII: or "ſ" would be an "s" too, and "ſunday" no weekday that we know


def pattern_of(phrase: str) -> re.Pattern[str]:
    """Return the pattern of `phrase` with its preposition (`frame`) and the part that is meant (`part`)."""
    return re.compile(f"{_BEFORE}(?:{phrase})){_NO_MARK}{_AFTER}", _FLAGS)


def is_time(m: re.Match[str]) -> bool:
    """Return whether a word shows that the match is a time: "May", "Friday", "2022" alone may be names or numbers."""
    return any(word is not None for name, word in m.groupdict().items() if name not in _NAMELIKE)


def frame(m: re.Match[str]) -> str:
    """Return the preposition of the match, "in" when there is none: "after Tuesday's vote" is about Tuesday."""
    word: str = (m["frame"] or "in").lower().split()[0]
    return "in" if is_possessive(m) and word in LIMITS else word


def is_possessive(m: re.Match[str]) -> bool:
    return m.string.startswith("'s", m.end())


def looks_ahead(m: re.Match[str], after: int = 80) -> bool:
    """Return whether its sentence has a word of the future, up to 80 characters before or `after` behind the match."""
    parts = re.split("[.?!]", m.string[max(0, m.start() - 80) : m.start()])[-1:]
    parts += re.split("[.?!]", m.string[m.end() : m.end() + after])[:1]
    return any(_AHEAD.search(part) for part in parts)


# What else a question says about time


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})", _FLAGS)


FIGURES = _words(
    r"how\s+(?:much|many)\b",
    r"(?:percentage|proportion|rate|inflation|price|profit|revenue|sales|earning|figures|data|statistics)",
)
_AHEAD = _words(
    r"(?:will|won't|plan(?:s|ned|ning)?|set\s+to|expected|due\s+(?:in|on|for)|scheduled|upcoming|about\s+to|to\s+be"
    r"|(?:\b(?:is|are)|(?<=\w)'s)\s+\w+ing|start(?:s|ing)|begin(?:s|ning)|coming)\b"
)
NEWEST = _words(
    r"(?<!at the )(?:latest|newest|most\s+recent)\b",
    r"recent(?:ly|(?!\s+(?:years|decades|centuries|memory|times|history)))\b",
    r"(?<!ocean )(?<!electric )(?<!rip )current(?:ly)?\b(?!\s+affairs)",
    r"(?<!until )(?:(?:right|just)\s+)?(?-i:now)\b(?!-)",
    r"so\s+far\b(?![\s-]+(?:away|apart|from|fetched|as)\b)",
    r"as\s+of\s+(?:today|now)\b",
    r"at\s+the\s+moment\b",
    r"(?:(?<=has )|(?<=have )|(?<='s )|(?<='ve ))just\b"
    rf"(?!\s+(?:[0-9]|(?:an?|over|under|{'|'.join(NUMBERS)})\b))",
    r"breaking(?:\s+news|:)",
)
NAMES = _words(
    r"(?:Black|Good|Holy|Easter|Palm|Bloody|Super|Cyber|Ash|Fat|Shrove|Maundy|Giving|Ruby|Freaky|Casual|Sheffield|Joe"
    rf"|every|each|per|an?|any|film|movie|series|show|song|titled|called|named)\s+{_ANY_WEEKDAY}\b",
    rf"{_ANY_WEEKDAY}\s+(?:the\s+13th|Addams|Express|Herald|Mail|Mirror|Post|Roast|School|Telegraph)\b",
    rf"{_ANY_WEEKDAY}\s+(?:Night\s+(?-i:[A-Z])\w*|Ticket|Times|Weld)\b",
    rf"{_ANY_DATE}\s+(?:attacks?|committee|insurrection|riots?|hearings?|fireworks|holidays?|weekend|celebrations?)\b",
    rf"(?:every|each)\s+(?:[0-9]{{1,2}}\s+)?{_ANY_MONTH}\b|April\s+Fools?\b|Fourth\s+of\s+July\b|score\s+and\s+seven\b",
    r"(?:weeks|months|quarter|years?)\s+(?:ending|ended|to)\s+(?:the\s+end\s+of\s+)?"
    rf"(?:{_ANY_DATE}|{_ANY_MONTH}|[0-9]{{4}})\b",
    rf"march\s+(?:on|for|against)\s+(?!{_ANY_WEEKDAY})(?-i:[A-Z])\w*",
    r"USA\s+Today\b|Today\s+(?:show|programme)\b|today's\s+(?:children|generation|money|society|teens|world|youth)\b",
    r"(?:Edge\s+of|Day\s+After)\s+Tomorrow\b|(?-i:Last\s+Week\s+Tonight|Tonight\s+Show|This\s+Morning)\b",
)
