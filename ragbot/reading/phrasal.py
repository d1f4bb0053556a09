"""Verbs of two words, as people type them, and the one word of news: a match that is "called off" is cancelled."""

from __future__ import annotations

import re
from functools import partial

_WHAT = r"(?P<what>(?:(?!and\b|or\b)[\w’'-]+ ){0,3}?)"
"""The words within such a verb: "called the whole match off"."""
_VERBS = (
    (r"pass(?:ed|es|ing)? away", "died"),  # when she passed away
    (rf"(?:threw|throws?|thrown|throwing|toss(?:ed)?) {_WHAT}out", "dismissed"),  # the suit was thrown out
    (rf"(?:kick(?:ed|ing)?|driven|drove) {_WHAT}out", "expelled"),  # kicked out of the club
    (r"(?:get|gets|got|getting) rid of|d(?:o|id|one|oing) away with", "dropping"),  # getting rid of the tram
    (rf"turn(?:ed|s|ing)? {_WHAT}down", "rejected"),  # why did he turn down the prize
    (
        r"(?:go|goes|went|gone|going) (?:under|bust|broke|bankrupt|belly up)(?! the\b)",
        "failed",
    ),  # yards that went under
    (rf"shut(?:s|ting)? {_WHAT}down", "closed"),  # when was the plant shut down
    (r"step(?:ped|s|ping)? (?:down|aside)", "resigned"),  # why did she step down
    (rf"call(?:ed|s|ing)? {_WHAT}off", "cancelled"),  # was the match called off
    (rf"put(?:s|ting)? {_WHAT}off", "postponed"),  # why did they put the vote off
    (rf"bl(?:ew|own?|owing) {_WHAT}up", "exploded"),  # the boiler blew up
    (r"(?:break|broke|broken|breaking|split(?:ting)?) up", "split"),  # did the singers break up
    (r"(?:mak(?:e|es|ing)|made|earn(?:s|ed|ing)?) (?:less|more|so much|any) money", "profit"),  # make less money
    (r"los(?:e|es|ing|t) (?:so much |any )?money", "loss"),  # why is the ferry line losing money
    (rf"(?:beat|beaten|beating) {_WHAT}up", "assaulted"),  # who beat him up
    (r"(?:ran|runs?|running|got|gets?|getting) away", "escaped"),  # how did the emu get away
    (r"(?:look(?:ed|ing)?|looks) into", "investigating"),  # who is looking into the fire
    (r"(?:pull(?:ed|s|ing)?|back(?:ed|s|ing)?) out", "withdraw"),  # why did the Rovers pull out
    (rf"(?:brought|bring|brings|bringing) {_WHAT}back", "revived"),  # are they bringing back the tram
    (r"lock(?:ed|ing)? up", "prison"),  # is he still locked up
)
_PATTERNS = tuple((re.compile(rf"\b(?:{verb})\b", re.IGNORECASE), word) for verb, word in _VERBS)
"""As in "passed away", "thrown out": the first word alone says little to a search."""


def in_one_word(question: str) -> str:
    """Return `question` with the verbs of news: "why was the match called off" is "why was the match cancelled"."""
    for pattern, word in _PATTERNS:
        question = pattern.sub(partial(_joined, word), question)
    return question


def _joined(word: str, verb: re.Match[str]) -> str:
    return " ".join([word, *(verb.groupdict().get("what") or "").split()])
