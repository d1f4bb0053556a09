"""The words around a time that change it: "ten days before …", "the week of …", "… and Wednesday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ragbot.reading import days, relative
from ragbot.reading.days import DAY, NONE, WEEKDAYS, Days, Rule, months, part_of
from ragbot.reading.phrases import COUNT_AND_UNIT, COUNTS, ORDINALS, frame, is_possessive, is_time
from ragbot.reading.sentences import Span

RULES = [*days.RULES, *relative.RULES]
"""The first of two rules that match the same words counts."""
THURSDAY, SATURDAY = 3, 5
FEW = 3
"""The number of days or weeks in "the first days of March"."""
LONGEST_JOIN = 20
"""Characters of ", and the"; a longer gap has other words in it."""
NEAR = 80
"""Characters before a time that are searched for words that change it."""

_FRAME = r"(?:(?P<before>in|on|during|over|at|since|after|before|until|till|by)\s+)?"
_PLAIN = ("in", "on", "during", "throughout", "over", "at")
_OPENS = re.compile(r"\b(?:between|from)\s+(?:the\s+)?\Z", re.IGNORECASE)  # "between Monday" and Friday
_OF_ITS_KIND = re.compile(r"\b(?:in|during)\s+the\s+(?:month|year)\s+of\s+\Z", re.IGNORECASE)  # "in the month of May"
_JOINS = re.compile(  # "Monday and Tuesday", "today's price compare with yesterday's"
    r"(?:'s)?(?:(?:,?\s+(?:and|or|to|till|until|through)\s+|\s*[-,]\s*)|[^.?!]{0,60}?\bcompare\s+(?:with|to)\s+)"
    r"(?:(?:the|also)\s+)?",
    re.IGNORECASE,
)
_APART = re.compile(rf"{_FRAME}{COUNT_AND_UNIT}\s*\Z", re.IGNORECASE)  # "ten days" before March 1
_NEXT_TO = re.compile(rf"{_FRAME}the\s+(?P<unit>day|week|month|year)\s*\Z", re.IGNORECASE)  # "the day" after March 1
_EVE = re.compile(rf"{_FRAME}(?:the\s+)?eve\s+of\s*\Z", re.IGNORECASE)  # "on the eve of "
_WEEK_OF = re.compile(  # "in the week beginning" March 2
    rf"{_FRAME}(?:the\s+)?week\s+(?P<how>of|beginning|starting|commencing|from)\s*\Z", re.IGNORECASE
)
_NTH = re.compile(  # "in the second week of" February, "the first Monday" in March
    rf"{_FRAME}(?:the\s+)?(?P<nth>{'|'.join(ORDINALS[:5])}|last|final)\s+(?:(?P<count>[0-9]{{1,2}}|two|three|four|five|six|few)"
    r"\s+)?(?P<unit>day|week|weekend|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?P<many>s?)(?:\s+of)?(?:\s+the)?\s*\Z",
    re.IGNORECASE,
)
_UNIT = r"(?:minute|hour|day|week|fortnight|month|quarter|year|decade)s?"
_UNREAD_BEFORE = re.compile(  # "half a year ago", "the week of", when nothing above has read it
    r"\b(?:half(?:\s+(?:an?|of))?|ago(?:\s+on)?|eve\s+of"
    rf"|(?<!which )(?<!what ){_UNIT}\s+(?:of|from|beginning|starting|ago|before|after))\s*\Z",
    re.IGNORECASE,
)
_UNREAD_AFTER = re.compile(  # "Tuesday before last", "Monday week", "Tuesday last", "March first"
    rf"(?:'s)?\s+(?:(?:before|after)\s+(?:last|next)\b|ago\b|last\s*(?:[.,;:?!]|\Z)|(?:week|fortnight)\s*(?:[.,;:?!]|\Z)"
    rf"|and\s+a\s+half\b|(?:{'|'.join(ORDINALS)})\s*(?:[.,;:?!]|\Z))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A time in a text."""

    span: Span
    frame: str
    """The preposition: "in", "since", "before" …"""
    days: Days | None
    """The days that the phrase means; None when words around it that no rule read change them."""
    weak: bool = False
    """Part of a name, as in "this year's US Open"."""


_Match = tuple[re.Match[str], Rule]


def times(text: str, today: date) -> Iterator[TimePhrase]:
    """Yield the times in `text`, in order and apart: of two that overlap, the one that begins first, or is longer."""
    end = taken = 0
    matches = _matches(text)
    starts: dict[int, _Match] = {}
    for match in matches:
        starts.setdefault(match[0].start(), match)
    for match in matches:
        if match[0].start() < end:
            continue
        run = _joined(match, starts)
        try:
            said = _phrase_of(run, today, taken)
        except (ValueError, OverflowError):  # February 31, the year 10000
            said = None
        if said or is_time(match[0]):
            end = run[-1][0].end()
        if said:
            taken = end
            yield said


def _matches(text: str) -> list[_Match]:
    """Return the matches of all rules by place, the longest first; at one span a sure time before a word like "May"."""
    found = ((m, rule) for rule in RULES for m in rule[0].finditer(text))
    return sorted(found, key=lambda pair: (pair[0].start(), -pair[0].end(), not is_time(pair[0])))


def _opens(m: re.Match[str]) -> re.Match[str] | None:
    return _OPENS.search(m.string, max(0, m.start() - NEAR), m.start())


def _joined(match: _Match, starts: dict[int, _Match]) -> list[_Match]:
    """Return `match` and the alike matches that it is joined to: "Monday, Tuesday and Wednesday"."""
    run = [match]
    while link := _JOINS.match(match[0].string, run[-1][0].end()):
        other = starts.get(link.end())
        if not other or not _alike(run[-1], other) or {frame(run[0][0]), frame(other[0])} - set(_PLAIN):
            break
        run.append(other)
    return run


def _alike(one: _Match, other: _Match) -> bool:
    kinds = {one[1][1], other[1][1]}
    return len(kinds) == 1 or kinds <= relative.OF_A_DAY


def _phrase_of(run: list[_Match], today: date, covered: int) -> TimePhrase | None:
    """Return the meaning of the joined times, or of one and the words around it, which start at `covered` or later."""
    m, rule = run[0]
    opening = _opens(m)
    if len(run) > 1 and (opening or is_time(m)):
        days = _hull(run, today, opening is not None)
        start = max(opening.start(), covered) if opening else m.start()
        return TimePhrase((start, _end(run)), "in", days) if days else None
    own = rule[1](m, today)
    own = own and part_of(m["part"], own)
    if not own:
        return None
    if changed := _changed(m, own, covered):
        return changed
    if not is_time(m):
        of = _OF_ITS_KIND.search(m.string, max(covered, m.start() - NEAR), m.start())
        return TimePhrase((of.start(), m.end()), "in", own) if of else None
    owns = is_possessive(m)
    weak = owns and m[0].lower().endswith("year")
    return TimePhrase(m.span("time" if owns else 0), frame(m), None if _is_touched(m, covered) else own, weak)


def _end(run: list[_Match]) -> int:
    """Return where the words of `run` end; in a comparison, where those of the first time end."""
    between = run[1][0].start() - run[0][0].end()
    return run[0][0].end() if between > LONGEST_JOIN else run[-1][0].end()


def _hull(run: list[_Match], today: date, ordered: bool) -> Days | None:
    """Return the days from the first time to the last; one without its year or week is the one nearest to the other."""
    meant = _parts(run[-1], today)
    for match in reversed(run[:-1]):
        recurs = meant and {"weekday", "month"} & match[0].re.groupindex.keys()
        choices = {_parts(match, today), _parts(match, min(meant[1], today)) if meant and recurs else None} - {None}
        if not meant or not choices:
            return None
        in_order = [one for one in choices if one and one[0] <= meant[0]]
        hulls = [(min(one[0], meant[0]), max(one[1], meant[1])) for one in (in_order if ordered else choices) if one]
        meant = min(hulls, key=lambda days: days[1] - days[0], default=None)
    return meant


def _parts(match: _Match, today: date) -> Days | None:
    own = match[1][1](match[0], today)
    return own and part_of(match[0]["part"], own)


def _is_touched(m: re.Match[str], covered: int) -> bool:
    """Return whether an unread word for time stands next to the match, so that the match means something else."""
    start = m.start("time")
    return bool(
        _UNREAD_BEFORE.search(m.string, max(covered, start - NEAR), start) or _UNREAD_AFTER.match(m.string, m.end())
    )


def _changed(m: re.Match[str], own: Days, covered: int) -> TimePhrase | None:
    """Return the time with the words before it that change it: "ten days before March 1"; None without such words."""
    word = (m["frame"] or "").lower()
    for pattern, words, changing in _CHANGES:
        found = pattern.search(m.string, max(covered, m.start() - NEAR), m.start()) if word in words else None
        if found and (days := changing(found, own, word)):
            return TimePhrase((found.start(), m.end()), (found["before"] or "in").lower(), days)
    return None


def _apart(m: re.Match[str], own: Days, word: str) -> Days:
    """Return the days some units before or after `own`: one day for a unit up to a day, else half a unit either way."""
    unit = m["unit"].lower()
    steps, vague = relative.length(relative.counts(m)[0], unit), NONE if unit == "day" else relative.length(0.5, unit)
    middle = own[0] - steps if word == "before" else own[1] + steps
    return (middle, middle) if unit in ("minute", "hour") else (middle - vague, middle + vague)


def _next_to(m: re.Match[str], own: Days, word: str) -> Days:
    steps = relative.length(1, m["unit"].lower())
    return (own[0] - steps, own[0] - DAY) if word == "before" else (own[1] + DAY, own[1] + steps)


def _eve(_: re.Match[str], own: Days, __: str) -> Days:
    return own[0] - DAY, own[0] - DAY


def _week_of(m: re.Match[str], own: Days, _: str) -> Days | None:
    if own[0] != own[1]:
        return None
    monday = own[0] - own[0].weekday() * DAY if m["how"].lower() == "of" else own[0]
    return monday, monday + 6 * DAY


def _nth(m: re.Match[str], own: Days, _: str) -> Days | None:
    """Return the nth days, weeks, weekends, months or weekdays in `own`; a week is in the month of its Thursday."""
    units = _units_of(own, m["unit"].lower())
    count = (
        FEW if (m["count"] or "").lower() == "few" or (m["many"] and not m["count"]) else _number(m["count"] or "one")
    )
    nth = m["nth"].lower()
    some = units[-count:] if nth in ("last", "final") else units[ORDINALS.index(nth) :][:count]
    return (max(some[0][0], own[0]), min(some[-1][1], own[1])) if len(some) == count else None


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else int(COUNTS[word.lower()][0])


def _units_of(own: Days, unit: str) -> list[Days]:
    every = [own[0] + n * DAY for n in range((own[1] - own[0]).days + 1)]
    if unit == "month":
        return [months(day.year, day.month, 1) for day in every if day.day == 1]
    if unit == "week":
        return [(day - 3 * DAY, day + 3 * DAY) for day in every if day.weekday() == THURSDAY]
    if unit == "weekend":
        return [(day, day + DAY) for day in every if day.weekday() == SATURDAY]
    return [(day, day) for day in every if unit == "day" or day.weekday() == WEEKDAYS.index(unit[:3])]


_CHANGES = (
    (_APART, ("before", "after"), _apart),
    (_NEXT_TO, ("before", "after"), _next_to),
    (_EVE, ("",), _eve),
    (_WEEK_OF, ("",), _week_of),
    (_NTH, ("", "in"), _nth),
)
