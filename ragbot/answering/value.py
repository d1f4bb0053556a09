"""Whether what would be quoted has the value that a question asks for: nobody earns "a role", or costs "fine dust"."""

from __future__ import annotations

import re

from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.reading.expected import CURRENCY, OF_MONEY, form_of, last_sentence, told_in

_ASKS = re.compile(
    rf"\bhow (?:much|many|old)\b|\bhow (?:big|large|high)\b.*\b{OF_MONEY}\b"
    r"|^what (?:do|does|did|will|would|is|was)\b.*\bcosts?\b(?! (?:him|her|them)\b)",
    re.IGNORECASE,
)
"""A question that a value alone answers: "how many were hurt", "how big a fine", "what will it cost"; not "what did it
cost him"."""
_MUCH = r"no|none|nothing|zero|free|dozens|hundreds|thousands|[mbtr]{1,2}illions|half|double\w*|triple\w*"
_MANY = rf"{_MUCH}|no ?one|nobody|one|once|both|all|every\w*|single|couple|pair|few|several|most|majority|third|quarter"
_OLD = r"(?<![\w$£€.,-])\d{1,3}(?![%,.]?\d|%)|teen\w*|toddlers?|infants?|bab(?:y|ies)"
_IN_WORDS = {
    form: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for form, words in (("amount", _MUCH), ("number", _MANY), ("age", _OLD))
}
"""A value in words: "entry is free", "no one was hurt", "both survived", "a toddler"; and any age: "12 and over", but
no "Shenzhou-14"."""
_LINKS = (
    r"(?:for|in|to|from|of|on|at|by|with|and|or|over|as|than|last|this|its|his|after|before|less|plus|across|years?)\b"
)
"""After which no noun follows that is counted: "3 million for it"."""
_MONEY = re.compile(
    rf"[$£€¥₹] ?\d|\b\d[\d.,]*(?: hundred| thousand| [mbtr]{{1,2}}illion)? ?(?:cent|{CURRENCY})s?\b"
    rf"|\b\d[\d.,]* ?(?:[mbtr]{{1,2}}illion|[mb]n)\b(?! people\b| (?:(?!{_LINKS})[a-z]+ )?(?!{_LINKS})[a-z]{{3,}}s\b)"
    r"|\b(?:million|billion|hundred|thousand|dozen)s of\b"
)
"""A sum: "$40", "8.2 million crowns", "3 million for it", "tens of millions of euros"; no "6 million metric tons"."""
_DEALS = tuple(
    (re.compile(rf"\b(?:{asks})\b", re.IGNORECASE), re.compile(rf"\b(?:{tells})\b", re.IGNORECASE))
    for asks, tells in (
        (r"costs?|price|charge[sd]?", r".*"),
        (
            r"earn\w*|salary|wages?|(?:is|are|was|were|gets?|been) (?:[\w’'-]+ ){0,4}paid",
            r"earn\w*|pa(?:y|ys|id|ying|check|yment)s?|salar\w*|wages?|ma(?:kes?|king|de)|income|compensat\w*|contract\w*"
            r"|deal|fees?|bonus\w*",
        ),
        (r"fined?|penalt(?:y|ies)", r"fin(?:e|es|ed|ing)|penalt\w*|pa(?:y|ys|id)|order\w*|settle\w*"),
        (
            r"raise[sd]?|donated?",
            r"rais\w*|donat\w*|collect\w*|gifts?|giv\w*|gave|haul\w*|brought|contribut\w*|fund\w*|goal",
        ),
        (
            r"spen[dt]",
            r"spen[dt]\w*|pa(?:y|ys|id|ying)|cost\w*|invest\w*|budget\w*|put|pour\w*|bought|buy\w*|purchas\w*",
        ),
        (
            r"sell|sold",
            r"sell\w*|sold|sales?|pric\w*|fetch\w*|bought|buy\w*|pa(?:y|id)|purchas\w*|acquir\w*|went|auction\w*"
            r"|ask\w*|deal|worth",
        ),
    )
)
"""How a question asks for a sum, and a word that tells of the same deal: "how much did she earn", "was paid"."""


def tells_value(question: str, reply: Reply) -> bool:
    """Whether a quote, or the headline of its article, has an amount, a number or an age where just that is asked for.

    True, too, where the question asks for something else. Of 586 answers to such questions as people type them, 20 are
    refused: 19 to which the archive has no answer, and a wrong one.
    """
    form, asking = form_of(question), last_sentence(question)
    quotes = [part for part in reply.parts if isinstance(part, Quote)]
    if not quotes or form not in _IN_WORDS or not _ASKS.search(asking):
        return True
    given = {*told_in(question, form)}
    texts = [text for quote in quotes for text in (quote.text, reply.evidence[quote.number - 1].version.title)]
    telling = [text for text in texts if {*told_in(text, form)} - given or _IN_WORDS[form].search(text)]
    return any(form != "amount" or _is_of_the_deal(text, asking) for text in telling)


def _is_of_the_deal(text: str, asking: str) -> bool:
    """Whether a text has a sum of money, and a word of the deal, where a question asks what a deal brought or cost."""
    tells = next((tells for asks, tells in _DEALS if asks.search(asking)), None)
    return tells is None or bool(tells.search(text) and (_MONEY.search(text) or _IN_WORDS["amount"].search(text)))
