"""Headlines as a list of news shows them, and what they tell of an article: a round-up of stories, or an aside."""

from __future__ import annotations

import re

from ragbot.models.prompts import NUMBERED
from ragbot.reading.plain import visible

_OUTLET = re.compile(r"\s+(?:\||[-–—])\s+(?:The )?[A-Z][\w.&’']*(?: [A-Z&][\w.&’']*){0,2}(?:\s*(?:\.\.\.|…))?$")
"""Whose headline it is: the end of "Bridge falls | Daily Post", "Bridge falls - BBC"."""
_CUT_OUTLET = re.compile(r"\s+\|[^|]{0,30}$")
"""The same where it is cut: "Bridge falls | The ..."."""
_CUT = re.compile(r"\s*(?:\.\.\.|…)$")  # "Ferry sinks off Orm ..."
_CLAUSE = re.compile(r", |; | [-–—] |\. ")
"""Where a clause ends: before "sending" in "Nadal withdraws, sending Nick ..."."""
_SUBORDINATE = re.compile(r"(?:^|: )(?:While|As|After|If|When|Before|Since|Once|Although|Though|Despite|With)\b[^,]*$")
"""A clause that waits for another one: "Dr. Berg: While cases rise"."""
LONGEST = 160
"""Characters of a headline that is shown whole."""
WHOLE, MOST_OF_IT = 4, 0.7
"""Words that are a headline of their own when what comes after them is cut off, and their share of what there is."""


def headline(title: str, text: str = "") -> str:
    """Return a headline without the outlet's name; one that is cut off as its whole clauses, else with "…".

    Returns "" for a headline that is made out of an address, as the text of its article shows.
    """
    plain = " ".join(NUMBERED.sub(r"(\1)", visible(title)).split())
    bare = _CUT_OUTLET.sub("", _OUTLET.sub("", plain))
    if is_from_an_address(plain, text):
        return ""
    if not _CUT.search(bare) and len(bare) <= LONGEST:
        return re.sub(r"(?<!\.\w)\.$", "", bare)  # but "in the U.S."
    bare = _CUT.sub("", bare)[:LONGEST]
    whole = bare[: max((found.start() for found in _CLAUSE.finditer(bare)), default=0)]
    if len(whole.split()) >= max(WHOLE, MOST_OF_IT * len(bare.split())) and not _SUBORDINATE.search(whole):
        return whole
    return f"{bare.rstrip(' ,;:–—-')}…"


def is_from_an_address(title: str, text: str) -> bool:
    """Whether a headline has small letters and no mark, and a name of the text in it: "Grey gull inquiry"."""
    if not re.fullmatch(r"[A-Za-z0-9]+(?: [a-z0-9]+)+", title):
        return False
    return any(re.search(rf"(?<=[a-z,] ){word.capitalize()}\b", text) for word in title.split()[1:] if word.isalpha())


_MANY = (
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)(?: \w+)? things(?: you| we)?"
    r"(?: (?:need|have|should|ought))?(?: to)? (?:know|podcast)|\b(?:daily|morning|evening|weekly|news) "
    r"(?:briefing|digest|round-?up|update|brief)\b|\bthe (?:day|week) in (?:news|review|brief)\b|\bnewsletter\b"
    r"|\b(?:today|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[’']s (?:news|headlines)\b|\bround-?up\b"
    r"|\bnews from (?:around|across)\b|\b\d things podcast|\bheadlines (?:of|for)\b|\bnews in brief\b"
)
_ROUND_UP = re.compile(_MANY, re.IGNORECASE)
"""It says so: "5 things to know for May 3: …", "Fed hike, floods: Daily Briefing", "It's Monday's news"."""
_ITEMS = re.compile(r", |; |(?<=\w{4})\. ")
"""What stands between the items of "Fed hike, floods", but no "Jan. 6"."""
LONGEST_ITEM, ITEMS = 5, 4
"""Words of an item in a list; items that make a headline a list where it does not say what it is."""


def items(title: str) -> tuple[str, ...]:
    """Return the whole items that a round-up's headline lists: "Fed hike", "floods"; none where it is no round-up."""
    plain = _CUT_OUTLET.sub("", _OUTLET.sub("", " ".join(title.split())))
    parts = plain.split(": ")
    if not _ROUND_UP.search(plain):
        return _listed(plain, ITEMS) if len(parts) == 1 else ()
    return max((_listed(part, 2) for part in parts if not _ROUND_UP.search(part)), key=len, default=())


def _listed(part: str, least: int) -> tuple[str, ...]:
    """Return the short items of a list, without a last one that is cut off; none when one is long, or they are few."""
    every = [item.strip(" .…") for item in _ITEMS.split(part)]
    short = all(0 < len(item.split()) <= LONGEST_ITEM for item in every)
    return tuple(every[: len(every) - bool(_CUT.search(part))]) if short and len(every) >= least else ()


def is_round_up(title: str) -> bool:
    """Whether the headline's article tells of several stories, each in a paragraph or two."""
    return bool(_ROUND_UP.search(title) or items(title))


_ASIDE = re.compile(
    r"^(?:photos?|pictures|in pictures|video|watch|listen|opinion|analysis|editorial|column|commentary|review|quiz"
    r"|explainer|podcast|interview|fact[- ]check|letters?|poll|q&a)\b\s*[:|]|\b(?:quiz|podcast|horoscopes?|crossword"
    r"|live ?stream|takeaways|tv (?:channel|schedule))\b"
    r"|\b(?:\d+|best|top) (?:shows|movies|films|books|gifts|deals|trends|recipes|tips|ways)\b|^shop\b|\bto watch\b"
    r"|\bhighlights\b|\bcomprehensive list\b"
    r"|\b(?:what|everything|all|how|where|when|who) (?:you (?:need|have) )?to (?:know|watch|expect|vote|see)\b"
    r"|\bexplained\b"
    r"|\bwhat (?:we|you|to) (?:know|learned|should|need)|\bthings (?:you|we)\b|\bfacts about\b|\btimeline\b|\breview\b"
    r"|^(?:my|i|i[’']m|i[’']ve|we) |^(?:who|what|why|how|when|where|which) [^:]*$|\?$",
    re.IGNORECASE,
)
"""It stands beside a story: "Photos: the flood", "Opinion: …", "What we know about …", "Who was Ada Holm?"."""


def is_aside(title: str) -> bool:
    """Whether another article of the story tells it better."""
    return bool(_ASIDE.search(title))
