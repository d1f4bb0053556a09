"""The rules that find furniture, each with an example.

Mostly English; of other languages only the words that invite to read on and to subscribe.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Rule(NamedTuple):
    """A kind of furniture: a sentence in which the pattern is found is furniture as a whole."""

    example: str
    pattern: re.Pattern[str]
    word: str = ""
    """A word in each such sentence, in small letters; a rule without one matches only where a sentence begins."""


_BEFORE = r"^(?:[^\w\s“\"]|\s){0,4}"
"""The marks before the first word: "►", "(", "— "."""
_TEXT = r"(?:story|article|report|post|piece|column|page|file|live ?blog|interview|essay|commentary|newsletter)"
_OWN = r"(?:the|our|a|my|today[’']s|this week[’']s|[A-Z]\w+[’']s)"


def _rules(*rules: tuple[str, str] | tuple[str, str, str]) -> tuple[Rule, ...]:
    return tuple(Rule(example, re.compile(pattern, re.IGNORECASE), *word) for example, pattern, *word in rules)


INVITATIONS = _rules(
    ("Sign up here for the ‘Orm Today’ newsletter.", _BEFORE + r"(?:(?:or|and|please) )?sign up\b"),
    (
        "To get it in your inbox, sign up for free here.",
        r"\bsign up\b.{0,40}\b(?:newsletter|here|e-?mails?|alerts)\W*$",
        "sign up",
    ),
    ("Stay informed: Subscribe to our newsletter now!", _BEFORE + r"(?:[^.!?:]{0,60}: ?)?subscribe\b"),
    (
        "(Click here to view)",
        _BEFORE + r"(?:click|tap|swipe|scroll) (?:here|below|through the|down (?:to|for)|on (?:the|each) (?:image|"
        r"photo|picture|link|gallery))\b",
    ),
    (
        "Read more: Ferry sinks off Orm",
        _BEFORE + r"(?:read|see|view|hear|watch) (?:more|the full|the rest)\b[^“\"]{0,160}$",
    ),
    (
        "Read the full column here.",
        _BEFORE + r"(?:read|see|watch|listen|check|find|view|get|learn|follow)\b.{0,120}\bhere\W*$",
    ),
    ("Check out our homepage", _BEFORE + r"(?:check out|visit) our \w+"),
    ("If you see no form, click here.", r"\bclick here\W*$", "click here"),
    ("Get Orm’s weekly newsletter Sign up here to get it.", r"\bnewsletter\W{1,3}sign up\b", "newsletter"),
    ("You can subscribe to our print edition here.", r"^\W*(?:you can )?subscribe to our\b"),
    (
        "Some of these stories are subscriber-only.",
        r"\b(?:subscriber-only|are for [^.]{0,30}\bsubscribers)\W*$",
        "subscriber",
    ),
    ("To read more columns, go to our page.", r"^\W*to read more\b"),
    ("Follow us on Facebook.", _BEFORE + r"(?:follow|like|join|find|friend) us (?:on|at|in|here)\b"),
    ("Download the Courier’s app.", _BEFORE + r"download (?:the|our) .{0,40}\bapps?\b"),
    (
        "(You can get “Orm Today” delivered to your inbox daily.",
        _BEFORE + r"(?:(?:you can|to|want to|we[’']ll) )?(?:also )?(?:get|have|receive)\b.{0,90}\b(?:to|in) "
        r"your (?:e-?mail )?inbox\b",
    ),
    (
        "Royal news right in your inbox: join us",
        r"\b(?:straight|right|free|delivered) (?:to|in) your (?:e-?mail )?inbox\b",
        "inbox",
    ),
    (
        "Support local journalism by subscribing today.",
        r"^\W*(?:please |consider )?support(?:ing)?\b.{0,40}\bjournalism\b",
    ),
    (
        "Live updates: the storm over Orm",
        _BEFORE + r"(?:(?:follow|get) (?:the |our )?(?:latest )?)?live (?:updates|coverage)\b(?!,)[^.]{0,140}\W*$",
    ),
    ("Ferry sinks off Orm – Live updates", r"(?:[–—:-]\s*|\b[A-Z][\w ]{2,40} )live updates\W*$", "live updates"),
    (
        "For the latest on the storm, see our live updates here.",
        r"^\W*for (?:the latest|more)\b.{0,120}\b(?:here|click|live updates)\W*$",
    ),
    (
        "Take Orm’s weekly news quiz to see if you’re right!",
        rf"^\W*(?:take|play|solve|try) {_OWN}\b.{{0,40}}\b(?:quiz|crossword|puzzle|sudoku)\b",
    ),
    ("QUIZ TIME", r"^\W*(?:quiz time|(?:(?:today[’']s|daily|weekly) )?(?:crossword|puzzle|quiz))\W*$"),
    ("Have a tip?", r"^\W*(?:have|got) an? (?:news |story )?(?:tip|suggestion|comment)\b[^.]{0,40}\?"),
    ("View more opinion on Orm Radio.", r"^\W*(?:view|read) more opinions?\b"),
    (
        "Lesen Sie auch: Fähre sinkt vor Orm",
        r"^\W*(?:lesen sie (?:auch|hier|mehr)|mehr (?:zum thema|dazu)\b|lire (?:aussi|également)\b|à lire aussi|"
        r"lea también|leer más|te puede interesar"
        r"|leggi anche|lees ook|les også|läs (?:också|mer)\b|czytaj (?:też|także|więcej)|leia (?:também|mais)|"
        r"(?:hier |jetzt )?newsletter (?:abonnieren|bestellen)"
        r"|abonnez-vous|inscrivez-vous|suscr[ií]b[ea]te|iscriviti|читайте также|читать далее)",
    ),
)
"""Invitations to read on, to subscribe, to follow, to play."""

AUTHORS = _rules(
    (
        "Reach her at mholt@orm.example or follow her on Twitter.",
        _BEFORE + r"(?:(?:you can|please|or) )?(?:also )?(?:reach|contact|e-?mail|follow|tweet|message|write to|"
        r"connect with|send)\b(?! ?:).{0,120}(?:@|\btwitter\b|\binstagram\b|\bfacebook\b)",
    ),
    (
        "Contact the reporter at 555-555-0100.",
        _BEFORE + r"(?:reach|contact|call) (?:out to )?(?:him|her|them|me|the (?:reporter|author|writer))\b"
        r".{0,60}\d{3}[-.]\d{3}",
    ),
    (
        "Mira Holt can be reached at mholt@orm.example.",
        r"^[^“\"]{0,80}(?<!who )\b(?:can|may) be (?:reached|contacted|found|e-?mailed)\b.{0,60}(?:@|twitter|"
        r"instagram|\d{3}[-.]\d{4})",
        " be ",
    ),
    ("Mira Holt tweets at @miraholt.", r"^[^“\"]{0,80}\btweets (?:at |as |about .{1,60} at )?@", " tweets "),
    ("Follow her at orm.example/mholt.", r"^\W*follow (?:him|her|them|me)\b.{0,60}$"),
    (
        "The opinions expressed in this commentary are her own.",
        r"\b(?:views|opinions) expressed\b.{0,90}\b(?:(?:his|her|their|my) own|those of the (?:author|writer)s?)\b",
        " expressed",
    ),
    (
        "— Mira Holt contributed to this report.",
        rf"\bcontributed (?:to (?:this|the) (?:report(?:ing)?|{_TEXT})|reporting)(?: from [^.]{{2,40}})?\W*$",
        "contributed",
    ),
    ("Contributing: Mira Holt, the Associated Press", r"^\W*contributing(?: \w+)?[:;]"),
    (
        "(Reporting by Mira Holt; editing by Joe Lind)",
        r"^\W*(?:additional )?(?:reporting|writing|editing) by (?-i:[A-ZÀ-Þ])",
    ),
)
"""The authors, and how to reach them."""

NOTES = _rules(
    (
        "A version of this article first appeared in ‘Orm Today’.",
        rf"^\W*(?:a version of )?this {_TEXT} (?:was )?(?:(?:first|originally|also|previously) )*(?:appear(?:ed|s)|"
        rf"published|ran|aired|posted)\b",
    ),
    (
        "This story has been updated with additional information.",
        rf"^\W*this {_TEXT}(?: and \w+)? (?:(?:has|have) been|is being|was|will be|is) (?:\w+ly )?updated(?: (?:with|"
        rf"to (?:include|add|reflect (?:additional|further|new))|as|on|at|throughout)\b|\W*$)",
    ),
    (
        "This is a developing story.",
        r"^\W*this (?:is a (?:developing|breaking)(?: news)? story|story is (?:developing|breaking))\b",
    ),
    (
        "This page gathers our coverage of the flood.",
        r"^\W*this (?:page|hub|article) (?:gathers|collects|brings together|lists|contains) (?:all )?our\b",
    ),
    ("This is the weekly edition of Orm’s newsletter.", r"^\W*this is the .{0,40}\bedition of .{0,60}\bnewsletter\b"),
    (
        "This transcript was automatically generated.",
        r"^\W*this (?:transcript|translation|audio|summary) (?:was|is|has been)\b.{0,40}\b(?:generated|AI|"
        r"artificial intelligence)\b",
    ),
    (
        "Here’s what to know:",
        r"^\W*here(?:[’']s| is| are) (?:what|everything|all|"
        r"\w+ things)(?: else)?\b[^:.]{0,70}\bknow\b[^:.“\"]{0,80}[:.!]?$",
    ),
    (
        "Recommendations are independently chosen by our editors.",
        r"\b(?:recommendations are|content is|products are)\b.{0,30}\bindependently\b",
        "independently",
    ),
    (
        "We may earn a commission from purchases.",
        r"\b(?:may|might|can) (?:earn|receive|get|make)(?: us)? (?:an? )?(?:small |affiliate )?commissions?\b|"
        r"\bearn us a commission\b",
        "commission",
    ),
    (
        "Prices were accurate at the time of publication.",
        r"^\W*(?:all )?prices (?:were|are) (?:accurate|correct|current) at\b",
    ),
    ("Lamp, now cheaper (Save $50)", r"\(save (?:up to )?[$£€]?\d[\d.,]*(?: ?%)?", "(save "),
    (
        "Lamp at Ormart from $37.98",
        r"^\W*[^.]{2,120}\bat (?-i:[A-Z])[\w’' ]{1,30} (?:from|for|starting at) \$[\d.,]+\W*$",
        " at ",
    ),
    (
        "Advertisement",
        r"^\W*(?:advertise?ment|sponsored(?: content)?|anzeige|publicité|publicidad|pubblicità|(?:story|article) "
        r"continues below.{0,30}|continue reading.{0,60}|(?:enlarge|toggle) (?:this )?(?:image|caption)"
        r"|related (?:articles?|stories|content|coverage)|all rights reserved)\W*$",
    ),
    ("© 2026 The Orm Courier. All rights reserved.", r"^\W*(?:copyright ©?|©)\s?\d{4}\b"),
)
"""Notes on the page itself: where it appeared, its updates, its offers."""

_AGENCY = (
    r"(?:Getty(?: Images)?|Reuters|REUTERS|AFP|EPA(?:-EFE)?|Shutterstock|Sipa(?: USA)?|Zuma(?: Press)?|Alamy|NurPhoto"
    r"|AP(?! (?:VoteCast|poll)| ?-?NORC)(?: Images)?|USA TODAY(?: Sports| NETWORK| Network)?)"
)
_PHOTO = r"(?:photo(?:graph)?|image|picture|screen ?grab|screenshot|frame ?grab)"
CAPTIONS = (
    *_rules(
        (
            "A ferry lies off Orm in this photo shared to Twitter.",
            rf"\bin this (?:(?:undated|file|handout|still|aerial|combination|[a-z]+-?[a-z]*) "
            rf"){{0,2}}{_PHOTO} (?:taken|shared|provided|released|posted|obtained|supplied|issued|made available|"
            rf"from|on)\b",
            "in this ",
        ),
        (
            "The ferry is seen in this image.",
            rf"\b(?:is|are) (?:seen|pictured|shown) in this (?:\w+ ){{0,2}}{_PHOTO}\b",
            "in this ",
        ),
        (
            "(Photo: Mira Holt)",
            r"^\W*(?:file )?(?:photos?|image|picture|foto|bild)(?: (?:credit|illustration))?(?: by (?-i:[A-Z])|:|"
            r"/)",
        ),
        (
            "ORM, NORWAY - MAY 03: A ferry leaves.",
            r"^(?-i:[A-ZÀ-Þ][A-ZÀ-Þ ,.’'-]{2,60}) [-–—] (?-i:[A-Z]{3,9}) \d{1,2}: ",
        ),
        ("FILE - The ferry is seen off Orm.", r"^\W*(?-i:FILE)(?: PHOTO)?\s?[:–—-]"),
    ),
    Rule(
        "Mira Holt/Pool/Reuters A ferry leaves Orm.", re.compile(rf"/\s?{_AGENCY}(?![\w/])(?! ?(?:poll|survey)\b)"), "/"
    ),
    Rule("Mira Holt/Orm via Getty Images A ferry leaves.", re.compile(rf"\bvia {_AGENCY}(?!\w)"), " via "),
    Rule("(AP Photo/Mira Holt)", re.compile(r"\b(?:AP|AFP|EPA|Reuters) (?:Photo|PHOTO)\b"), " photo"),
)
"""Captions of photographs, with their credit: "FILE - The ferry is seen off Orm."."""

RULES = (*INVITATIONS, *AUTHORS, *NOTES, *CAPTIONS)
_OPENING = re.compile("|".join(f"(?:{rule.pattern.pattern})" for rule in RULES if not rule.word), re.IGNORECASE)
"""As in "FILE - The ferry is seen off Orm."."""
_WITHIN = tuple(rule for rule in RULES if rule.word)


def has_rule(sentence: str) -> bool:
    """Return whether one of the rules matches `sentence` (15 µs)."""
    if _OPENING.match(sentence):
        return True
    lower = sentence.lower()
    return any(rule.word in lower and rule.pattern.search(sentence) is not None for rule in _WITHIN)
