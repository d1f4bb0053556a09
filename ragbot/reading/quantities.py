"""Numbers in a text, however they are written: "10,000", "10 000", "ten thousand" and "10k" are the same one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ragbot.reading.sentences import CoveredSpans, Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, with all its possible values and units."""

    span: Span
    values: frozenset[float]
    """ "100m" is 100 metres or 100 million."""
    units: frozenset[str]
    """The units; "" when the text names none. In "10 to 12%", 10 has both "" and "%"."""
    hedge: str = ""
    """ "about", "over" or "under" before a rough figure; "" before an exact one."""


UNITS = {
    "%": r"%|per\s?cent(?:age)?(?:\s+points?)?\b|pct\b|p\.c\.|prozent\b|pour cent\b",
    "$": r"(?:(?:US|U\.S\.|Australian|Canadian)\s+)?dollars?\b|bucks\b|USD\b",
    "€": r"euros?\b|EUR\b|€",
    "£": r"(?:pounds?(?:\s+sterling)?|quid|GBP)\b|£",
    "¥": r"(?:yen|yuan|renminbi|JPY|CNY)\b",
    "₹": r"(?:rupees?|INR)\b",
    "kr": r"(?:crowns?|kronor|kroner|krona|krone|koruna|SEK|NOK|DKK)\b",
    "cent": r"(?:cents?|pence|p)\b",
    "year": r"(?:years?|yrs?)(?:[\s-]+olds?)?\b",
    "month": r"months?\b",
    "week": r"weeks?\b",
    "day": r"days?\b",
    "hour": r"(?:hours?|hrs?)\b",
    "minute": r"(?:minutes?|mins?)\b",
    "second": r"(?:seconds?|secs?)\b",
    "km": r"(?:kilomet(?:re|er)s?|km)\b",
    "mile": r"(?:miles?|mi)\b(?!\s+(?:an|per)\s+hour|/h)",
    "mph": r"(?:mph|miles?\s+(?:an|per)\s+hour)\b",
    "km/h": r"(?:kph|km/h)\b",
    "metre": r"(?:met(?:re|er)s?|m)\b",
    "foot": r"(?:f(?:ee|oo)t|ft)\b",
    "inch": r"inch(?:es)?\b",
    "cm": r"(?:centimet(?:re|er)s?|cm)\b",
    "kg": r"(?:kilo(?:gram(?:me)?)?s?|kg)\b",
    "tonne": r"(?:metric\s+)?ton(?:ne)?s?\b",
    "hectare": r"hectares?\b",
    "acre": r"acres?\b",
    "degree": r"(?:degrees?\b|°)\s*[CF]?\b|°",
    "bp": r"(?:basis\s+points?|bps)\b",
}
STRICT = frozenset({"%", "$", "€", "£", "¥", "₹", "th", "clock", "s", "cent"})
"""Units that both numbers must have; a number without a unit agrees with any other unit."""
SIGNS = {"$": "$", "€": "€", "£": "£", "¥": "¥", "₹": "₹", "EUR": "€", "USD": "$", "GBP": "£"}

SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7}
SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12, "trn": 1e12}
_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES, TENS = _ONES.split(), _TENS.split()
WORDS = {word: float(n) for n, word in enumerate(ONES)} | {word: 10.0 * n for n, word in enumerate(TENS, 2)}
WORDS |= {"dozen": 12.0}
ORDINALS = {
    "third": 3.0, "fourth": 4.0, "fifth": 5.0, "sixth": 6.0, "seventh": 7.0, "eighth": 8.0, "ninth": 9.0, "tenth": 10.0,
    "eleventh": 11.0, "twelfth": 12.0, "thirteenth": 13.0, "fourteenth": 14.0, "fifteenth": 15.0, "sixteenth": 16.0,
    "seventeenth": 17.0, "eighteenth": 18.0, "nineteenth": 19.0, "twentieth": 20.0, "thirtieth": 30.0,
    "fortieth": 40.0, "fiftieth": 50.0, "sixtieth": 60.0, "hundredth": 100.0,
}  # fmt: skip
"""Without "first" and "second", which are as often said of no rank: "at first", "per second"."""
PARTS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
"""Of a hundred: "half of" is 50 %."""
COUNTS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4}
"""Of parts: "three quarters"; any other word before one, or none, is one of them."""

_WORD = "|".join(sorted([*WORDS, *SCALES], key=len, reverse=True))
_SPELLED = rf"\b(?:(?:a|an)\s+)?(?:{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}))*\b"
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:[\s\u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:\.\d{3}){2,}(?!\d)|\d+[.,]\d+|\d+"
)
_SCALE = rf"(?:[\s-]*(?P<scale>{'|'.join(SCALES)})s?\b|\s?(?P<short>k|mn|mln|m|bn|b|trn|tn)\b)"
_SIGN = r"(?P<sign>(?:US|AU?|CA?|NZ|HK|S)?\$|€|£|¥|₹|\b(?:EUR|USD|GBP)\s?)"
_UNIT = "|".join(f"(?P<unit{i}>{pattern})" for i, pattern in enumerate(UNITS.values()))
_HALF = r"(?P<half>[\s-]+and[\s-]+a[\s-]+half\b)"
_VULGAR = r"(?P<vulgar>\s?[¼½¾]|\s(?:1/2|[13]/4)(?!\d))"
VULGAR = {"¼": 0.25, "½": 0.5, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
NUMBER = re.compile(
    rf"(?:{_SIGN}\s?)?(?:(?<!\d)(?<!\d[.,])(?P<digits>{_DIGITS}){_VULGAR}?(?P<th>(?:st|nd|rd|th)\b)?|(?P<spelled>{_SPELLED}))"
    rf"{_HALF}?(?:{_SCALE})?(?P<s>[’']?s\b)?(?:(?:[\s\u00a0]|-)?(?:{_UNIT}))?",
    re.IGNORECASE,
)
"""As in "36.9 million", "2½ million"."""
CLOCK = re.compile(
    r"(?<![\d:.,$€£])(?P<h>[01]?\d|2[0-3])(?:(?P<sep>[:.])(?P<m>[0-5]\d))?(?![\d:])(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
"""As in "9:12 p.m."."""
_RANKS = "|".join(ORDINALS)
RANK = re.compile(rf"\b(?:(?P<tens>{'|'.join(TENS)})[\s-]+)?(?P<rank>{_RANKS}|(?<=[y][\s-])(?:first|second))\b", re.I)
"""As in "third"."""
PART = re.compile(
    r"\b(?P<count>one|two|three|four|a|1|2|3)[\s-]+(?P<part>half|third|quarter|fifth|tenth)s?\b"
    r"(?=\s+of\b|-)|\b(?P<two>two|three|four)[\s-](?P<parts>third|quarter|fifth|tenth)s\b|\b(?P<halves>half)\b(?=\s+(?:of|the)\b)",
    re.IGNORECASE,
)
"""As in "two thirds of"."""
FRACTION = re.compile(
    r"(?<!\band )(?<!\band a )\b(?:(?P<count>one|two|three|an?)[\s-]+)?(?P<part>half|quarter|third|fifth|tenth)s?"
    rf"(?:(?<=half)[\s-]+(?:an?\s+)?|(?<=quarter)[\s-]+|\s+of\s+an?\s+)(?P<of>{'|'.join(SCALES)}|dozen)\b(?:[\s-]?(?:{_UNIT}))?",
    re.IGNORECASE,
)
"""As in "half a million", "a quarter of a million dollars"."""
ANY = re.compile(rf"\d|\b(?:{_WORD}|{_RANKS}|half|quarter)", re.IGNORECASE)  # "nine"
HEDGES = {
    "about": r"about|around|roughly|approximately|some|close to|an estimated|estimated|circa|~|or so",
    "over": r"over|more than|at least|above|upwards? of|exceeding|in excess of",
    "under": r"under|less than|fewer than|nearly|almost|up to|below|just short of",
}
HEDGE = re.compile(rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in HEDGES.items())})\s*$", re.IGNORECASE)
"""As in "more than "."""
RANGE = re.compile(r"\s*(?:-|–|—|to|and|or|till?|until)\s*")  # "5 to 6"
MOST_SPELLED = 1e15
ROUNDED = 0.03
"""How far "about 9,000" may be from the exact figure, as a share of that."""


def quantities_in(text: str) -> list[Quantity]:
    """Return the numbers of a text in order, without "one" alone; the caller takes out dates before."""
    found: list[Quantity] = []
    if not ANY.search(text):
        return []
    taken = CoveredSpans(text)
    for read, pattern in ((_clock, CLOCK), (_fraction, FRACTION), (_part, PART), (_rank, RANK), (_number, NUMBER)):
        for m in pattern.finditer(text):
            quantity = read(m)
            if quantity and taken.is_free(m.span()):
                found.append(quantity)
                taken.take(m.span())
    return _with_ranges(sorted(found, key=lambda q: q.span), text)


def _clock(m: re.Match[str]) -> Quantity | None:
    if not m["half"] and m["sep"] != ":":
        return None  # "10.30" is a number too often
    minutes = int(m["h"]) % 12 * 60 + int(m["m"] or 0)
    half = (m["half"] or "").lower()
    values = {minutes + 720 * (half == "p")} if half else {minutes, minutes + 720}
    if int(m["h"]) > 12:
        values = {int(m["h"]) * 60 + int(m["m"] or 0)}
    return Quantity(m.span(), frozenset(map(float, values)), frozenset({"clock"}))


def _fraction(m: re.Match[str]) -> Quantity:
    count, of = COUNTS.get((m["count"] or "a").lower(), 1), m["of"].lower()
    value = count * PARTS[m["part"].lower()] / 100 * (SCALES.get(of) or WORDS[of])
    return Quantity(m.span(), frozenset({round(value, 6)}), frozenset({_unit(m)}), _hedge(m))


def _part(m: re.Match[str]) -> Quantity:
    part = (m["part"] or m["parts"] or "half").lower()
    count = COUNTS.get((m["count"] or m["two"] or "a").lower(), 1)
    return Quantity(m.span(), frozenset({round(count * PARTS[part], 1)}), frozenset({"%"}))


def _rank(m: re.Match[str]) -> Quantity:
    low = {"first": 1.0, "second": 2.0} | ORDINALS
    value = low[m["rank"].lower()] + (WORDS[m["tens"].lower()] if m["tens"] else 0)
    return Quantity(m.span(), frozenset({value}), frozenset({"th"}))


def _number(m: re.Match[str]) -> Quantity | None:
    values = _digit_values(m["digits"]) if m["digits"] else {_spelled_value(m["spelled"])}
    scale = SCALES[m["scale"].lower()] if m["scale"] else SHORT_SCALES[m["short"].lower()] if m["short"] else 1.0
    unit = _unit(m)
    unit = SIGNS[re.sub(r"^[A-Z]+(?=\$)|\s", "", m["sign"].upper())] if m["sign"] else unit
    unit = "th" if m["th"] else "s" if m["s"] and m["digits"] else unit
    if m["spelled"] and m["spelled"].lower() == "one" and not (m["scale"] or m["half"]):
        return None
    values = {round((value + _rest(m)) * scale, 6) for value in values}
    units = {unit}
    if m["short"] and m["short"] == "m" and not m["sign"]:
        values |= {value / scale for value in values}
        units |= {"", "metre"}
    if unit == "s" and max(values) < 100:
        values |= {1900 + value for value in values}
    return Quantity(m.span(), frozenset(values), frozenset(units), _hedge(m))


def _rest(m: re.Match[str]) -> float:
    """Return what comes to the number: 0.5 in "2½" and "two and a half", 500,000 in "a million and a half"."""
    if m["vulgar"]:
        return VULGAR[m["vulgar"].strip()]
    last = (m["spelled"] or "").rpartition(" ")[2].lower()
    return 0.5 * SCALES.get(last, 1.0) if m["half"] else 0.0


def _unit(m: re.Match[str]) -> str:
    return next((name for i, name in enumerate(UNITS) if m[f"unit{i}"]), "")


def _hedge(m: re.Match[str]) -> str:
    hedge = HEDGE.search(m.string[max(0, m.start() - 24) : m.start()])
    return hedge.lastgroup or "" if hedge else ""


def _digit_values(digits: str) -> set[float]:
    plain = re.sub(r"[\s\u00a0\u2009\u202f'’]", "", digits)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        return {_float(plain.replace(",", ""))}
    if plain.count(".") > 1:
        return {_float(plain.replace(".", ""))}
    values = {_float(plain.replace(",", "."))}
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain):
        values.add(_float(plain.replace(".", "")))  # 10.000 in much of Europe
    return values


def _float(digits: str) -> float:
    return float(digits[:40])  # a thousand digits are no number that anybody means


def _spelled_value(words: str) -> float:
    """Return the value of "three hundred and twenty thousand"; capped, or 160 hundreds were too many for a float."""
    total, group = 0.0, 0.0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in WORDS:
            group = min(group * 12, MOST_SPELLED) if word == "dozen" and group else group + WORDS[word]
        elif word in SCALES and SCALES[word] == 100:
            group = min((group or 1.0) * 100, MOST_SPELLED)
        elif word in SCALES:
            total, group = total + (group or 1) * SCALES[word], 0.0
    return total + group


def _with_ranges(quantities: list[Quantity], text: str) -> list[Quantity]:
    """Add the values of ranges: in "$5-6 million" the 5 is five million dollars too, in "2021-22" the 22 is 2022."""
    ranged = list(quantities)
    for i, (one, other) in enumerate(pairwise(quantities)):
        if not RANGE.fullmatch(text[one.span[1] : other.span[0]]):
            continue
        low, high = max(one.values), max(other.values)
        scale = next((s for s in (1e12, 1e9, 1e6, 1e3) if high >= s > low), 1.0)
        ranged[i] = _also(one, {low * scale}, other.units)
        century = {high + low // 100 * 100} if 1000 <= low <= 2100 and high < 100 else set()
        ranged[i + 1] = _also(other, century, one.units & {"$", "€", "£", "¥", "₹"})
    return ranged


def _also(quantity: Quantity, values: set[float], units: Iterable[str]) -> Quantity:
    return Quantity(quantity.span, quantity.values | values, quantity.units | set(units), quantity.hedge)


def proves(source: Quantity, claim: Quantity) -> bool:
    """Return whether the numbers are equal, or the source has the exact figure of a rough claim."""
    if not _same_unit(source.units, claim.units):
        return False
    if any(abs(s - c) <= 1e-9 * max(abs(s), 1) for s in source.values for c in claim.values):
        return True
    return bool(claim.hedge) and any(_rounds(s, c, claim.hedge) for s in source.values for c in claim.values)


def _same_unit(one: frozenset[str], other: frozenset[str]) -> bool:
    if one & other:
        return True
    return ("" in one and not other <= STRICT) or ("" in other and not one <= STRICT)


def _rounds(exact: float, rough: float, hedge: str) -> bool:
    if not exact or abs(rough - exact) > ROUNDED * abs(exact) or _digits_of(rough) >= _digits_of(exact):
        return False
    return hedge == "about" or (rough < exact if hedge == "over" else rough > exact)


def _digits_of(value: float) -> int:
    """Return the number of significant digits: 2 in 8,900."""
    return len(f"{value:.6f}".replace(".", "").strip("0"))
