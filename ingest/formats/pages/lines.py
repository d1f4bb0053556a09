"""Lines of a page's text that are none of the article: invitations, links to other stories, credits, buttons."""

from __future__ import annotations

import re

from ragbot.language.furniture import CORRECTS, LABEL, LONGEST, SIGNATURE, TEASER
from ragbot.language.furniture_rules import CAPTIONS, INVITATIONS
from ragbot.language.sentences import sentences_within

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
_RULES = (*INVITATIONS, *CAPTIONS)


def without_chrome(lines: list[str]) -> list[str]:
    """The lines of the article; all of them where nothing would be left."""
    kept = [line for line in lines if not _is_chrome(line.strip())]
    return kept if any(line.strip() for line in kept) else lines


def _is_chrome(line: str) -> bool:
    if not line or len(line) > LONGEST or CORRECTS.search(line):
        return False
    bare = line.removeprefix("- ")
    if any(pattern.fullmatch(bare) for pattern in (_BUTTON, LABEL, TEASER)):
        return True
    if "(@" in bare and SIGNATURE.fullmatch(bare):
        return True
    spans = sentences_within(bare, 0, len(bare), None) if _has_rule(bare) else ()
    return bool(spans) and all(_has_rule(bare[start:end]) for start, end in spans)


def _has_rule(sentence: str) -> bool:
    lower = sentence.lower()
    return any((not rule.word or rule.word in lower) and rule.pattern.search(sentence) for rule in _RULES)
