"""What people type for a word when they are in a hurry: "ppl" for people, "rn" for right now."""

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
"""One of them alone, in small letters: the "w" of "trump w biden" and "w/ biden", not that of "George W. Bush"."""


def written_out(question: str) -> str:
    """The question with whole words: "why is it firing so many people"."""
    return _TYPED.sub(lambda match: WORDS[match[0].rstrip("/")], question)
