"""Shorthand: what people type for a word when they are in a hurry: "ppl" for people, "rn" for right now."""

from __future__ import annotations

import re

_LINES = """
2day today
2moro tomorrow
2nite tonight
abt about
b4 before
bc because
bday birthday
btw by the way
coz because
cuz because
dept department
gov government
govt government
govs governments
hrs hours
mins minutes
msg message
pls please
plz please
ppl people
prez president
rn right now
thru through
tmrw tomorrow
tho though
tmr tomorrow
tonite tonight
u you
univ university
ur your
vid video
vids videos
w with
wat what
wats what's
wut what
wk week
wkend weekend
wknd weekend
wks weeks
yday yesterday
yest yesterday
yr year
yrs years
"""
WORDS = dict(line.split(" ", 1) for line in _LINES.strip().splitlines())
_TYPED = re.compile(rf"(?<![\w@#./&'’-])(?:{'|'.join(WORDS)})(?:/(?=\s))?(?![\w@/&'’-]|\.\w)")
"""Such a word alone, in small letters: the "w" of "trump w biden" and "w/ biden", not that of "George W. Bush"."""

_SAID = tuple(
    (re.compile(rf"\b{phrase}\b", re.IGNORECASE), plain)
    for phrase, plain in (
        (r"takes over (?:from|for)", "replaces"),  # "who takes over from her"
        (r"took over (?:from|for)", "replaced"),
        (r"(?:taking|to take) over (?:from|for)", "to replace"),
        (r"take over (?:from|for)", "replace"),
        (r"steps? in for", "replace"),
        (r"(?:got|gets?|getting|been) (?:canned|the (?:sack|boot|axe|chop))", "fired"),  # "why did he get the boot"
        (r"(?:kick(?:ed|s|ing)?|threw|thrown|throw) out of", "expelled from"),  # "why was he kicked out of the party"
    )
)
"""Phrases of speech, and the word that news has for each: "who took over from him"."""


def written_out(question: str) -> str:
    """Return `question` with whole words and those of news: "why is it firing so many people", "who replaces him"."""
    question = _TYPED.sub(lambda match: WORDS[match[0].rstrip("/")], question)
    for phrase, plain in _SAID:
        question = phrase.sub(plain, question)
    return question
