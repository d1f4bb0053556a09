"""The sentence of an article's opening that tells its story on its own, for a line in a list of news."""

from __future__ import annotations

import re
from collections.abc import Callable

from ragbot.answering.quote_context import REFERS_BACK
from ragbot.models.prompts import NUMBERED
from ragbot.reading.furniture import DATELINE, news_begins
from ragbot.reading.sentences import Span, sentences_within
from ragbot.reading.words import stem, stems, terms_of

OPENING = 900
"""Characters of an article in which it says what it is about."""
SHORTEST, LONGEST, LONG = 40, 330, 230
"""Characters of a sentence for a line, and those from which it is rather long for one."""
FIRST, EACH, TOO_LONG, VAGUE = 0.4, 0.1, 0.15, 0.15
"""What it is worth to be the first sentence, how much less each further one has of it, what length costs, and what it
costs to open with something that is not named; the share of the headline's words is worth up to 1."""

_UNFINISHED = re.compile(
    r"^(?:And|But|Or|So|Yet|Still|Also|However|Instead|Meanwhile|Then|There|Here|Now|Such|Both|Another|Others|One|Indeed"
    r"|In fact|Of course|For (?:example|instance)|Furthermore|Moreover|Additionally|In addition|As a result|Therefore"
    r"|Thus|Nonetheless|Nevertheless|Similarly|Likewise|Besides|Elsewhere|Separately|Plus|Rather|Earlier|Later|Afterwards?|Well|Yes"
    r"|No|Hers?|Him|Them|Its|(?:First|Second|Third|Finally|Lastly)(?=,)|(?:That|It|He|She)[’']s|They[’'](?:re|ve)"
    r"|(?:The|Those|These) (?:two|three|pair|others?|former))\b"
)
"""Its opening leans on what stands before it: "But the mayor refused."; beside what `REFERS_BACK` has."""
_BACK = re.compile(rf"^{REFERS_BACK.pattern}")  # "They sank."
_SOMEBODY = re.compile(r", (?:he|she|they) (?:said|says|told|added|wrote|recalled)\b|\b(?:said|says) (?:he|she)\b")
"""Whose words it has stands before it: "The door had failed, she said."."""
_TO_THE_READER = re.compile(
    r"\b(?:[Ll]et[’']s|I|I[’'](?:m|ve|d|ll)|[Mm]y|[Yy]ou(?:r|[’'](?:re|ve|ll|d))?|[Ww]e|[Ww]e[’'](?:re|ve|ll|d)|[Oo]urs?|[Uu]s)\b|👋"
)
"""Not in the outlet's own voice of news: "Sign up for our newsletter", "If you own one of these cars"."""
_FURNITURE = re.compile(
    r"\b(?:newsletter|this (?:article|story|page|post|gallery)|here[’']s (?:what|how|why|everything|a look)|below are"
    r"|the (?:following|latest updates)|journalism like this|takes? a look|poses? for"
    r"|(?:is|are|was) (?:seen|shown|pictured))\b|, (?:left|right|cent(?:er|re))[,.]"
    r"|^(?:explore|discover|find|read|see|check|join|get|learn|watch|follow|updates?|analysis|opinion|photos?|video)\b",
    re.IGNORECASE,
)
"""Beside the story: "Sign up for our newsletter", "Anna Berg is seen at the pier", "Here's what to know"."""


def telling(
    text: str, title: str, language: str | None = None, will_do: Callable[[str], bool] | None = None
) -> Span | None:
    """The span of the sentence that is nearest to the headline's words, an early one rather; None when none will do.

    What will do is what stands alone, unless something else is given.
    """
    fits = will_do or stands_alone
    found = [span for span in _first_sentences(text, language) if fits(text[slice(*span)])]
    wanted = {stem(term) for term in terms_of(title)}
    return max(found, key=lambda span: _score(text, span, found.index(span), wanted), default=None)


def _score(text: str, span: Span, place: int, words: set[str]) -> float:
    sentence = text[slice(*span)]
    share = len(words & stems(sentence)) / max(len(words), 1)
    costs = TOO_LONG * (len(sentence) > LONG) + VAGUE * bool(_VAGUE.match(sentence))
    return share + max(FIRST - EACH * place, 0.0) - costs


_VAGUE = re.compile(r"The [a-z]+\b")
"""As if it were known: "The report, written by a panel, says …"."""


def _first_sentences(text: str, language: str | None) -> list[Span]:
    """Whole sentences of the opening."""
    spans = news_within(text, 0, min(len(text), OPENING), language)
    return spans if len(text) <= OPENING else [span for span in spans if span[1] < OPENING]


def news_within(text: str, start: int, end: int, language: str | None = None) -> list[Span]:
    """The sentences of `text[start:end]` without furniture, nor the dateline before one."""
    sentences = sentences_within(text, start, end, language)
    begins = news_begins(text, sentences)
    spans = [(begin, stop) for begin, (_, stop) in zip(begins, sentences, strict=True) if begin < stop]
    return [_after_dateline(text, span) for span in spans]


def _after_dateline(text: str, span: Span) -> Span:
    """Also where something stands before it that is no byline: a caption, a summary."""
    opens = DATELINE.match(text, *span)
    return (opens.end(), span[1]) if opens and opens.end() < span[1] else span


def stands_alone(sentence: str) -> bool:
    """Whether a reader who sees nothing else knows what it is about."""
    return is_news(sentence) and not any(pattern.search(sentence) for pattern in (_BACK, _UNFINISHED, _SOMEBODY))


def is_news(sentence: str) -> bool:
    """Whether it is a whole sentence in the outlet's own voice, and neither furniture nor a caption."""
    whole = (
        sentence.rstrip("\"”’»)'").endswith((".", "!", "。")) and "\n" not in sentence.strip() and sentence[0].isalnum()
    )
    beside = _FURNITURE.search(sentence) or _TO_THE_READER.search(_spoken(sentence)) or NUMBERED.search(sentence)
    return SHORTEST <= len(sentence) <= LONGEST and whole and not beside and not _is_caption(sentence)


def _is_caption(sentence: str) -> bool:
    """It has the full date of a picture; or ends with a day and has no word of the past or the future."""
    return bool(_PICTURED.search(sentence) or (_ON_A_DAY.search(sentence) and not _FINITE.search(sentence)))


_DATE = r"[A-Z][a-z]+\.? \d{1,2}"
_PICTURED = re.compile(
    rf"\b[A-Z][a-z]+day, {_DATE}, \d{{4}}|\b{_DATE}, \d{{4}},? in [A-Z]"
    r"|^(?:[A-Z][\w.’'-]+ ){1,3}?[A-Z][\w.’'-]*/[A-Z]"
)
"""A caption: "Holm leaves the court, Tuesday, June 21, 2022.", "… on May 6, 2023, in Selby", "Ada Holm/CNN The …"."""
_ON_A_DAY = re.compile(rf"\bon (?:[A-Z][a-z]+day(?:, {_DATE})?|{_DATE})(?:, \d{{4}})?\.$")
"""As in "The ferry sank on Tuesday."."""
_FINITE = re.compile(
    r"\b(?:was|were|has|have|had|is|are|will|would|could|said|won|lost|fell|rose|shot|hit|took|gave|came|became|went"
    r"|left|made|met|held|sent|told|began|found|got|led|put|ran|saw|set|sold|spoke|cut|beat|\w+ed(?! by))\b"
)
"""Of news: "Holm won on Monday", while pictures are captioned "Holm wins on Monday"."""


def _spoken(sentence: str) -> str:
    """Without what is in quotation marks."""
    return re.sub(r"[“\"][^”\"]*[”\"]", "", sentence)
