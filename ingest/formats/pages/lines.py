"""Lines of a page's text that are none of the article: invitations, links to other stories, credits, buttons."""

from __future__ import annotations

import re

from ingest.formats.pages.appeals import APPEALS
from ingest.formats.pages.days import tells_when
from ingest.formats.pages.site import letters_of
from ingest.records.dates import parse_date
from ragbot.reading.furniture import CORRECTS, LABEL, LONGEST, SIGNATURE, TEASER
from ragbot.reading.furniture_rules import CAPTIONS, INVITATIONS
from ragbot.reading.sentences import sentences_within

_BUTTON = re.compile(
    r"\W{0,20}(?:share(?: (?:this|on) [\w ]{1,30}| full article| this)?|copy link|link copied!?"
    r"|(?:post|tweet|pin|email|e-mail|print|save)(?: this(?: \w+)?)?|comments?(?: \(\d+\))?|\d{1,5} comments?"
    r"|facebook|twitter|whatsapp|linkedin|telegram|reddit|x\.com|popular|trending"
    r"|advertise?ment|anzeige|werbung|publicité|publicidad|loading|reproduciendo:|play video|watch(?: now)?"
    r"|listen(?: now)?|(?:log|sign) in|(?:photo|image|picture|bild|foto|video|credit)s?(?: credit)?\s?:[^.!?]{0,80}"
    r"|\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)? ?(?:[A-Z]{2,4})?(?:, [A-Z][a-z]+ \d{1,2}(?:, \d{4})?)?"
    r"(?:\W{0,3}share(?: this(?: update)?)?)?|_{3,90}|[-–—*·•→]{1,20})\W{0,20}",
    re.IGNORECASE,
)
"""A line that is a button, a credit or the hour of an update: "Share this update", "Image: Orm Port", "9:49 am ET"."""
FEWEST = 8
"""The fewest letters of a line that may be a headline."""
LONGEST_DAY = 50
"""The most characters of a day: "Tuesday, 10 March 2026 at 10:04 am GMT"."""
MOST_ABOVE = 200
"""The most characters above a headline, such as its topic, its day, its place."""
_TELLS = re.compile(r"\w.{40,}[.!?…。]\W{0,3}$")
"""A line that tells something, and is of the text: "Nobody was hurt in the quake that shook Orm."."""
_RULES = (*INVITATIONS, *CAPTIONS)


def without_chrome(lines: list[str]) -> list[str]:
    """Return the lines of the article; all of them where none would be left."""
    kept = [line for line in lines if not _is_chrome(line.strip())]
    return kept if any(line.strip() for line in kept) else lines


def without_day(lines: list[str]) -> list[str]:
    """Return the lines without a first one that is only a day; amid a text a day heads its events."""
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    is_day = start < len(lines) and len(lines[start]) < LONGEST_DAY and parse_date(lines[start]) is not None
    return lines[start + 1 :] if is_day and any(line.strip() for line in lines[start + 1 :]) else lines


def without_head(lines: list[str], title: str) -> list[str]:
    """Return the lines after one that repeats the headline near their start, below a topic or a day."""
    wanted = letters_of(title)
    above = 0
    for number, line in enumerate(lines):
        letters = letters_of(line)
        if len(letters) >= FEWEST and (letters == wanted or _ends_so(letters, wanted)):
            return lines[number + 1 :] if any(each.strip() for each in lines[number + 1 :]) else lines
        above += len(line)
        if above > MOST_ABOVE or _TELLS.search(line):
            break
    return lines


def _ends_so(one: str, other: str) -> bool:
    """Return whether one is the other with a few words before it: "Premier League: Dam to be raised"."""
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(shorter) and len(longer) < 2 * len(shorter)


def _is_chrome(line: str) -> bool:
    if not line or len(line) > LONGEST or CORRECTS.search(line):
        return False
    bare = line.removeprefix("- ")
    if tells_when(bare) or any(pattern.fullmatch(bare) for pattern in (_BUTTON, LABEL, TEASER)):
        return True
    if "(@" in bare and SIGNATURE.fullmatch(bare):
        return True
    spans = sentences_within(bare, 0, len(bare), None) if _has_rule(bare) or APPEALS.match(bare) else ()
    return bool(spans) and all(_has_rule(bare[start:end]) for start, end in spans)


def _has_rule(sentence: str) -> bool:
    lower = sentence.lower()
    return APPEALS.fullmatch(sentence) is not None or any(
        (not rule.word or rule.word in lower) and rule.pattern.search(sentence) for rule in _RULES
    )
