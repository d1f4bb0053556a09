"""Time words of a question ("last week", "on Tuesday", "in July 2025", "latest") and the publication days they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from ragbot.sentences import Span
from ragbot.types import Window

Days = tuple[date, date]
"""The first and the last day of what was said, both included; it may lie ahead."""

DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=28)
TELLING_OF_DAYS, TELLING_OF_A_PERIOD = timedelta(days=3), DAY
"""How long news of a day or two, and of anything longer, goes on appearing after it."""
ANNOUNCING, SOON = timedelta(days=14), timedelta(days=183)
"""What begins this soon has been announced this recently; what is further ahead was announced at any time."""
COMING = timedelta(days=31)
"""A day without its year that is this near ahead is meant, not the one of last year ("through July 4")."""
LONG_OVER = timedelta(days=120)
"""Once the last summer has been over for this long, "this summer" is the coming one."""
LONGEST_SINCE = timedelta(days=366)
"""A span up to today that is longer than this does not tell when its article appeared ("since 2004")."""
HISTORY = timedelta(days=20 * 365)
"""What has been over for this long is background ("who vanished in 1984"): news archives seldom go that far."""
NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What a question says about time."""

    window: Window
    """The days, both included, on which articles that bear on it were published; Window() when it names no time."""
    spans: tuple[Span, ...]
    """Where in the question the words stand that gave the window and the wish for the newest: in order, apart."""
    newest: bool
    """Whether it asks for the newest state: latest, currently, so far, has just …"""


def without(question: str, spans: Sequence[Span]) -> str:
    """The question without its time words; all of it when it has no others."""
    rest = question
    for start, end in reversed(spans):
        rest = f"{rest[:start]} {rest[end:]}"
    return " ".join(rest.split()) or question


def time_words(question: str, today: date) -> TimeWords:
    """The time that a question asked on `today` names. English; of other languages only the words that are the same.

    An event is told on its day and the three days after; anything longer until the day after its end; figures of a
    month or more ("how much … last year") for as long again. Nothing is later than today: for what begins within half
    a year the window is the last 14 days, for what is further ahead ("by 2030") there is none. A month or a day without
    its year is the most recent one, unless the question looks ahead. "N units ago" is vague by half a unit: 1 day, 4,
    16 or 183. "Since" more than a year ago gives no window, nor does what has been over for 20 years ("in 1984"), nor a
    comparison ("than last year").

    Of several times the latest counts, since an older one is background; of those that overlap it, the narrowest.
    """
    text = _blanked(_NAMES, question.translate(_PLAIN))
    newest = [found.span() for found in _NEWEST.finditer(text)]
    chosen = _chosen(list(_readings(_blanked(_NEWEST, text), today)))
    spans = sorted([*newest, chosen.span] if chosen else newest)
    return TimeWords(chosen.window if chosen else Window(), tuple(spans), bool(newest))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text with what matches made unreadable, at the same length."""
    return pattern.sub(lambda found: "_" * len(found[0]), text)


@dataclass(frozen=True, slots=True)
class _Reading:
    span: Span
    since: date | None
    until: date
    weak: bool
    """Part of a name, as in "this year's US Open"."""

    @property
    def window(self) -> Window:
        return Window(self.since.isoformat() if self.since else None, self.until.isoformat())


def _chosen(readings: list[_Reading]) -> _Reading | None:
    def width(reading: _Reading) -> timedelta:
        return reading.until - (reading.since or date.min)

    readings = [reading for reading in readings if not reading.weak] or readings
    latest = min(readings, key=lambda reading: (-reading.until.toordinal(), width(reading)), default=None)
    overlapping = [reading for reading in readings if latest and reading.until >= (latest.since or date.min)]
    return min(overlapping, key=width, default=None)


def _readings(text: str, today: date) -> Iterator[_Reading]:
    """The times in the text, in order and apart: of two that overlap, the one that begins first, or is longer."""
    figures, end = _FIGURES.search(text) is not None, 0
    matches = [(m, days_of) for pattern, days_of in _RULES for m in pattern.finditer(text) if _is_time(m)]
    for m, days_of in sorted(matches, key=lambda pair: (pair[0].start(), -pair[0].end())):
        if m.start() < end:
            continue
        end = m.end()
        try:
            days = days_of(m, today)
            window = days and _window(_frame(m), _part(m["part"], days), today, figures)
        except (ValueError, OverflowError):  # February 31, the year 10000
            continue
        if window:
            yield _Reading(m.span("time" if _owns(m) else 0), *window, weak=_owns(m) and m[0].lower().endswith("year"))


def _is_time(m: re.Match[str]) -> bool:
    """Whether something shows that it is a time: "May", "Friday" and "2022" alone may be names or numbers."""
    return any(word is not None for name, word in m.groupdict().items() if name not in _NAMELIKE)


def _owns(m: re.Match[str]) -> bool:
    return m.string.startswith("'s", m.end())


def _frame(m: re.Match[str]) -> str:
    """The preposition: "after Tuesday's vote" is about Tuesday."""
    frame: str = (m["frame"] or "in").lower().split()[0]
    return "in" if _owns(m) and frame in _LIMITS else frame


def _window(frame: str, days: Days, today: date, figures: bool) -> tuple[date | None, date] | None:
    first, last = days
    if frame in ("than", "compared") or first > last or today - last > HISTORY:
        return None
    if first > today:
        return (today - ANNOUNCING, today) if first - today <= SOON else None
    if frame in ("since", "after"):
        first = last + DAY if frame == "after" else first
        return (first, today) if today - LONGEST_SINCE <= first <= today else None
    if frame == "before":
        return None, first
    if frame in ("until", "till", "by"):
        return (None, last + DAY) if last < today else None
    length = last - first + DAY
    told = length if figures and length >= MONTH else TELLING_OF_DAYS if length < WEEK else TELLING_OF_A_PERIOD
    return first, min(last + told, today)


def _part(part: str | None, days: Days) -> Days:
    """A third or a half of at least a month: "early March", "the second half of 2022"."""
    first, last = days
    if part is None or last - first + DAY < MONTH:
        return days
    half, third = (last - first) / 2, (last - first) / 3
    cuts = {"first": (first, first + half), "second": (first + half, last), "mid": (first + third, last - third)}
    cuts |= {"middle": cuts["mid"]} | dict.fromkeys(("early", "start", "beginning"), (first, first + third))
    return cuts.get(part.lower().removeprefix("the").split()[0], (last - third, last))


# What the words of a match mean, as days. The words themselves are in the tables below.


def _named_day(m: re.Match[str], today: date) -> Days:
    words = m["word"].lower().split()
    day = today - ((words[-1] in ("yesterday", "night")) + (words[0] == "the")) * DAY
    return day, day


def _month_day(m: re.Match[str], today: date) -> Days | None:
    month, later = _month_number(m), (int(m["day"]) - 1) * DAY
    if m["year"]:
        return (date(int(m["year"]), month, int(m["day"])),) * 2
    every = [(first + later, first + later) for first, last in _yearly(month, 1, today) if first + later <= last]
    return _meant(every, None, today, SOON if _looks_ahead(m) else COMING) if every else None


def _month(m: re.Match[str], today: date) -> Days | None:
    if m["year"] or m["its"]:
        return _months(int(m["year"] or today.year + _STEPS[m["its"].lower()]), _month_number(m), 1)
    if m["month"].lower() in ("may", "march") and _frame(m) in _LIMITS:
        return None  # "after May resigned"
    return _meant(_yearly(_month_number(m), 1, today), m["which"], today, SOON if _looks_ahead(m) else NONE)


def _season(m: re.Match[str], today: date) -> Days | None:
    start = _SEASONS[m["season"].lower()]
    if m["year"]:
        return _months(int(m["year"]), start, 3)
    return _meant(_yearly(start, 3, today), m["which"], today) if m["which"] or (m["frame"] and m["the"]) else None


def _month_number(m: re.Match[str]) -> int:
    return _MONTHS.index(m["month"][:3].lower()) + 1


def _months(year: int, month: int, count: int) -> Days:
    """So many whole months from the given one on; month 0 is December of the year before."""
    start, stop = year * 12 + month - 1, year * 12 + month - 1 + count
    return date(start // 12, start % 12 + 1, 1), date(stop // 12, stop % 12 + 1, 1) - DAY


def _yearly(month: int, count: int, today: date) -> list[Days]:
    """The same months of next year, this year and those before."""
    return [_months(year, month, count) for year in range(today.year + 1, today.year - 9, -1)]


def _looks_ahead(m: re.Match[str], after: int = 80) -> bool:
    """Whether its sentence has a word of the future near it."""
    parts = re.split("[.?!]", m.string[max(0, m.start() - 80) : m.start()])[-1:]
    parts += re.split("[.?!]", m.string[m.end() : m.end() + after])[:1]
    return any(_AHEAD.search(part) for part in parts)


def _meant(candidates: list[Days], which: str | None, today: date, coming: timedelta = NONE) -> Days:
    """Of days that come again every year, newest first, the most recent ones, or the next if they are meant."""
    which, ahead = (which or "").lower(), [days for days in candidates if days[0] > today]
    begun = candidates[len(ahead)]
    if which == "last":
        return next(days for days in candidates if days[1] < today)
    is_long_over = which == "this" and today - begun[1] > LONG_OVER
    is_ahead = ahead and (which == "next" or is_long_over or ahead[-1][0] - today <= coming)
    return ahead[-1] if is_ahead else begun


def _weekday(m: re.Match[str], today: date) -> Days:
    which, index = (m["which"] or "").lower(), _WEEKDAYS.index(m["weekday"][:3].lower())
    day = today - (today.weekday() - index) % 7 * DAY
    if m["its"]:
        day = today + (index - today.weekday()) * DAY + _STEPS[m["its"].lower()] * WEEK
    elif which in ("last", "past"):
        day -= WEEK * (day == today)
    elif which == "next" or (day < today and (which or _looks_ahead(m, after=0))):
        day += WEEK
    return day, day


def _calendar(m: re.Match[str], today: date) -> Days | None:
    """This, last or next week, month or year."""
    which, unit = m["which"].lower(), m["unit"].lower()
    if which == "the" and not m["part"]:
        return None  # "the year that it began"
    if unit == "month":
        return _months(today.year, today.month + _STEPS[which], 1)
    if unit == "year":
        return _months(today.year + _STEPS[which], 1, 12)
    monday = today + _STEPS[which] * WEEK - today.weekday() * DAY
    return (monday, monday + 6 * DAY) if _STEPS[which] else (today - WEEK, today)  # on a Monday, the days before too


def _weekend(m: re.Match[str], today: date) -> Days | None:
    which, saturday = m["which"].lower(), today - (today.weekday() - 5) % 7 * DAY
    if which == "this":
        return saturday - DAY, today  # over or coming: its news begin on Friday
    saturday += {"next": WEEK, "last": -WEEK * (saturday + DAY >= today)}.get(which.split()[-1], NONE)
    return (saturday, saturday + DAY) if which != "the" or m["frame"] else None


def _past(m: re.Match[str], today: date) -> Days:
    _, most = _counts(m["count"] or ("few" if m["many"] else "one"))
    return today - _length(most, m["unit"]), today


def _ago(m: re.Match[str], today: date) -> Days:
    least, most = _counts(m["count"])
    vague = _length(0.5, m["unit"])
    return today - _length(most, m["unit"]) - vague, min(today - _length(least, m["unit"]) + vague, today)


def _counts(word: str) -> tuple[int, int]:
    """The least and the most that it can mean."""
    return _COUNTS.get(word.lower()) or (int(word), int(word))


def _length(count: float, unit: str) -> timedelta:
    return timedelta(days=ceil(count * _UNITS[unit.lower()]))


def _range(m: re.Match[str], today: date) -> Days | None:
    first, last = m["first"], m["last"]
    if len(last) < 3:  # "from May 3 to 5, 2022"
        start = _point(f"{first} {m['year'] or ''}".strip(), today)
        return start and (start[0], start[0].replace(day=int(last)))
    end = _point(last, today)
    if end and len(first) < 3:  # "from 3 to 5 May"
        return end[0].replace(day=int(first)), end[1]
    start = end and _point(first, end[1])
    if not start or not end:
        return None
    return (start[0] if start[0] <= end[1] else start[0].replace(year=start[0].year - 1)), end[1]


def _point(words: str, today: date) -> Days | None:
    """One end of a range; without its year it is the last one before `today`."""
    found = ((pattern.fullmatch(words), days_of) for pattern, days_of in _RULES[: len(_DATES)])
    return next((days_of(m, today) for m, days_of in found if m), None)


_PLAIN = str.maketrans("’‘–\u00a0\u2009\u202f", "''-   ")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # northern; winter ends in the next year
_QUARTERS = {"q1": 1, "q2": 4, "q3": 7, "q4": 10, "first": 1, "second": 4, "third": 7, "fourth": 10}
_UNITS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.5, "year": 365.25}
_STEPS = {"last": -1, "this": 0, "the": 0, "next": 1}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: (number, number) for number, word in enumerate(_NUMBERS, 1)}
_COUNTS |= {"a": (1, 1), "an": (1, 1), "couple": (2, 3), "few": (2, 6), "several": (3, 8)}

_MONTH = (  # in small letters, may and march are words of their own
    r"(?P<month>January|February|(?-i:March|MARCH|May|MAY)|(?:march|may)(?=,?\s+(?:19|20)[0-9]{2}|\s*(?:[.,;:?!]|\Z))"
    r"|April|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar(?=\.?\s+[0-9])|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b(?:\.(?=\s+[0-9]))?)"
)
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
_OF_YEAR = rf"(?:,?\s+{_YEAR})?(?!,?\s+[0-9]{{4}}\b)"  # not July 4, 1776
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_WHICH, _ITS = r"(?P<which>last|past|this|coming|next)", r"(?P<its>last|this|next)"
_COUNT = rf"(?:a\s+(?=couple|few))?(?P<count>[0-9]{{1,3}}|{'|'.join(_COUNTS)})(?:\s+of)?\s+"
_UNIT = r"(?P<unit>hour|day|week|month|year)(?P<many>s?)"
_SEASON = rf"(?P<season>{'|'.join(_SEASONS)})"
_QUARTER = r"(?P<quarter>Q[1-4]|(?:first|second|third|fourth)(?=\s+quarter))(?:\s+quarter)?"


def _unnamed(words: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", words)


_OF_DAY = r"(?='s\b|\s+(?:morning|afternoon|evening|night)\b)"
_ANY_WEEKDAY, _ANY_MONTH, _ANY_DATE = map(_unnamed, (_WEEKDAY, _MONTH, rf"{_MONTH}\s+{_DAY}"))
_UNDATED = _unnamed(rf"(?!,?\s+(?:{_MONTH}|(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}))")
_CLAUSE_ENDS = (
    r"(?=\s*(?:[.,;:?!)]|\Z)|\s+(?:\w+ed|after|amid|and|as|at|because|before|but|by|due|during|following|for|from|in|on|over"
    r"|said|that|to|was|when|where|which|while|who|with)\b)"
)

_Rule = tuple[str, Callable[[re.Match[str], date], Days | None]]
_DATES: list[_Rule] = [
    (r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})", lambda m, _: (date.fromisoformat(m["iso"]),) * 2),
    (rf"{_MONTH}\s+{_DAY}{_OF_YEAR}", _month_day),
    (rf"(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}{_OF_YEAR}", _month_day),
    (
        rf"(?:(?P<which>last|this|next)\s+)?{_MONTH}(?:,?\s+(?:of\s+)?(?:{_YEAR}|{_ITS}\s+year))?(?!\s+[0-9]{{1,2}}\b)",
        _month,
    ),
    (
        r"(?<!\bon )(?:the\s+year\s+)?(?P<number>(?:19|20)[0-9]{2})(?!\s+(?:dollars|pounds|euros|people)\b)",
        lambda m, _: _months(int(m["number"]), 1, 12),
    ),
]
_POINT = "|".join(_unnamed(words) for words, _ in _DATES) + "|[0-9]{1,2}"
_PERIODS: list[_Rule] = [
    (
        rf"(?:between|from)\s+(?P<first>{_POINT})(?:\s+(?:and|to|until|till|through)\s+|\s*-\s*)"
        rf"(?P<last>{_POINT})(?:,\s+{_YEAR})?",
        _range,
    ),
    (
        rf"(?:the\s+)?{_QUARTER}(?:\s+of)?,?\s+{_YEAR}",
        lambda m, _: _months(int(m["year"]), _QUARTERS[m["quarter"].lower()], 3),
    ),
    (
        rf"(?:(?:(?P<the>the)|{_WHICH})\s+)?{_SEASON}(?:\s+(?:of\s+)?{_YEAR})?"
        r"(?!\s+(?:of|and|or|months?|seasons?|statement|budget|break|fair|games|house|league|nights?|olympics|weather)\b)",
        _season,
    ),
    (rf"(?:(?:this\s+)?{_WHICH}\s+)?{_WEEKDAY}(?:\s+(?:of\s+)?{_ITS}\s+week)?{_UNDATED}(?P<at>{_OF_DAY})?", _weekday),
    (
        rf"(?:\A|(?<=(?-i:[a-z0-9.?!])\s)(?<!\bto\s)(?<!\bof\s))(?P<which>){_WEEKDAY}(?P<its>){_UNDATED}{_CLAUSE_ENDS}",
        _weekday,
    ),
    (r"(?P<which>last|this|next|the)\s+(?P<unit>week|month|year)(?!\s+of\b)", _calendar),
    (r"(?P<which>(?:this\s+)?(?:last|past)|this|next|the)\s+weekend", _weekend),
    (rf"(?:(?:the|this|these)\s+)?(?P<which>last|past)\s+(?:{_COUNT})?{_UNIT}(?!\s+of\b)", _past),
    (rf"{_COUNT}{_UNIT}\s+ago", _ago),
    (
        r"(?P<word>tomorrow|later\s+this\s+(?:week|month|year)"
        rf"|(?:coming|next(?!\s+(?:day|week|month)))\s+(?:{_COUNT})?(?:day|week|month)s?)",
        lambda m, today: (today + DAY, today + DAY),
    ),
    (
        r"(?P<word>(?:the\s+day\s+before\s+)?yesterday|last\s+night|to(?:day|night)|this\s+(?:morning|afternoon|evening))",
        _named_day,
    ),
]

_BEFORE = (
    r"(?<![\w$,/-])(?:(?P<frame>in|on|during|throughout|(?:over|at)(?=\s+the)|since|after|before|until|till|by"
    r"|(?:than|compared\s+(?:to|with))(?:\s+[a-z]+){0,3}?)\s+)?"
    r"(?P<time>(?:(?P<part>early|late|mid|(?:the\s+)?(?:start|beginning|middle|end|(?:first|second)\s+half)\s+of)[\s-]+)?"
)
_AFTER = r"(?![\w%/]|-\w|[.,:][0-9])"
_LIMITS = ("after", "before", "until", "till", "by")
_NAMELIKE = ("time", "month", "weekday", "number")
_FLAGS = re.IGNORECASE | re.ASCII  # ASCII: or "ſ" would be an "s" too, and "ſunday" no weekday that we know
_RULES = [(re.compile(f"{_BEFORE}(?:{words})){_AFTER}", _FLAGS), days_of) for words, days_of in [*_DATES, *_PERIODS]]


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})", _FLAGS)


_FIGURES = _words(
    r"how\s+(?:much|many)\b",
    r"(?:percentage|proportion|rate|inflation|price|profit|revenue|sales|earning|figures|data|statistics)",
)
_AHEAD = _words(
    r"(?:will|won't|plan(?:s|ned|ning)?|set\s+to|expected|due\s+(?:in|on|for)|scheduled|upcoming|about\s+to|to\s+be"
    r"|(?:is|are)\s+\w+ing|start(?:s|ing)|begin(?:s|ning)|coming)\b"
)
_NEWEST = _words(
    r"(?<!at the )(?:latest|newest|most\s+recent)\b",
    r"recent(?:ly|(?!\s+(?:years|decades|centuries|memory|times|history)))\b",
    r"(?<!ocean )(?<!electric )(?<!rip )current(?:ly)?\b(?!\s+affairs)",
    r"(?<!until )(?:(?:right|just)\s+)?(?-i:now)\b(?!-)",
    r"so\s+far\b(?![\s-]+(?:away|apart|from|fetched|as)\b)",
    r"as\s+of\s+(?:today|now)\b",
    r"at\s+the\s+moment\b",
    r"(?:(?<=has )|(?<=have )|(?<='s )|(?<='ve ))just\b"
    rf"(?!\s+(?:[0-9]|(?:an?|over|under|{'|'.join(_NUMBERS)})\b))",
    r"breaking(?:\s+news|:)",
)
_NAMES = _words(
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
