"""Furniture: the parts of an article that say nothing of its news, as bylines, datelines, sign-ups and captions.

A correction or a retraction is none, whatever its label: the archive reads it. Each rule was tried on real articles,
and its matches were read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ragbot.reading.furniture_rules import has_rule
from ragbot.reading.sentences import Span, sentences_within

LONGEST = 420
"""The most characters of a sentence that rules read; furniture is shorter."""
HEAD, TAIL = 1_500, 700
"""Characters at the beginning of a text that may hold bylines and a dateline, and at its end that may introduce its
authors."""
MOST_LINES = 8
"""The most lines that are searched for a dateline."""
LINE = 2_000
"""Characters before and after a sentence that are searched for the beginning and the end of its line."""

CORRECTS = re.compile(
    r"\b(?:corrected|corrections?|to correct|clarif\w+|retract\w*|misstated|misspelled|misidentified|mistakenly"
    r"|incorrectly|inaccurate\w*|withdrawn|removed|(?:earlier|previous|prior) version)\b",
    re.IGNORECASE,
)
"""Words that make a note more than furniture: "Editor’s note: An earlier version misstated the toll."."""
NOTE = re.compile(r"\W{0,3}(?:editor[’']?s?[’']? note|ed\. note|programming note|note to readers)\b", re.IGNORECASE)
"""The beginning of a note to the reader: "Editor’s Note: Mira Holt is …"."""
GALLERY = "Hide Caption "
"""The mark of a line of captions: "Hide Caption 2 of 12 Photos: A ferry leaves Orm."."""

CAPTION = re.compile(
    r"(?!(?:He|She|It|They|We|You|I|That|This)\b)[A-ZÀ-Þ][^“\"]{15,300}?,? (?:on )?"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? "
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]{0,7} \d{1,2}, \d{4},?(?: in [A-ZÀ-Þ][^.]{2,60})?\."
)
"""The caption of a photograph: "Voters enter the town hall of Orm, Wednesday, November 2, 2026."."""
TOLD = re.compile(
    r"\b(?:(?:will|would|could|may|might|must|can|said|says|was|were|had|has|have|did|died|won|became|began|went|made|came"
    r"|(?:open|close|begin|start|end|return|air|premier|run|launch|debut|expire|mark|fall|take|come)e?s)\b"
    r"|\w{2,}ed\b(?! (?:by|in|on|at|from|with|to)\b)|(?:is|are) (?:scheduled|set|expected|due|planned|slated)\b)"
)
"""Words that no caption has: "said", "will", "opened", "opens", "is expected"; but "dressed in", "taken by"."""

DASH = "[-‐‑‒–—―−]"
_OUTLET = r"[A-ZÀ-Þ][\w .&/-]{1,30}"
_PLACE = r"[A-ZÀ-Þ][\w.’' /-]{0,30}(?:, [A-ZÀ-Þ][\w.’' -]{0,20}){0,2}"
_DATE_WORD = (
    r"(?:\d[\d:/.,-]*(?:st|nd|rd|th)?|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,?|at|on|ago|hours?|minutes?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?,?|[AaPp]\.?[Mm]\.?,?|[A-Z]{2,4},?|\||·|•|GMT)"
)
UPDATED = rf"(?:Last |First )?(?:[Uu]pdated|[Pp]ublished|[Pp]osted|UPDATED|PUBLISHED):?(?: {_DATE_WORD}){{1,9}}"
"""The time of an update: "Updated 5:05 p.m. ET, March 3, 2026"."""
DATELINE = re.compile(
    rf"(?:(?:{UPDATED}|By [A-ZÀ-Þ][\w.’' ,-]{{3,60}}?)[:.,]? )?"
    rf"(?:(?:{_PLACE} )?\({_OUTLET}\)\.?\s*(?:{DASH}+\s*)?(?=[A-ZÀ-Þ“\"‘\d$£€])"
    rf"|[A-ZÀ-Þ]{{2,3}}[A-ZÀ-Þ.’' /-]{{1,30}}(?:, [\w.’' ]{{2,20}}){{0,2}}\s?{DASH}+\s+(?=[A-ZÀ-Þ“\"‘\d$£€])"
    rf"|[A-ZÀ-Þ][\w.,’' /-]{{1,60}} {DASH}(?=\n))"
)
"""The opening of an article that is no part of its first sentence: "KYIV, Ukraine (AP) — A", "LONDON - A", "(Reuters)
A", or "Orm CNN —" in a line of its own; also after "Updated …" or "By …"."""
BYLINE = re.compile(
    rf"(?:By|BY|Von|Par|Por|Di|Door) [A-ZÀ-Þ][^\n.!?“\"]{{2,80}}|{UPDATED}"
    r"|(?:Special to |From )?(?:(?:The )?Associated Press|AP|Reuters|REUTERS|AFP|USA ?TODAY(?: \w+){0,2})"
    r"|(?:[\w.’'&-]+ ){0,4}(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent|CORRESPONDENT|[Ss]taff|[Nn]ews [Ss]ervice);?"
)
"""A line before an article: "By Mira Holt", "Associated Press", "USA TODAY Sports", "Updated 5 p.m. ET"."""
NAME_LINE = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ.’'-]*){1,3}")
"""A line that is a byline if a line such as BYLINE follows: "MIRA HOLT"."""
SUMMARY = re.compile(
    r"(?:AI[- ](?:assisted|generated|powered|written)|Auto(?:mated|matically generated)) (?:\w+ )?"
    rf"(?:summar(?:y|ies)|takeaways|key points|highlights|overview)\b(?:\s*(?::|{DASH}+))?\s*",
    re.IGNORECASE,
)
"""A label glued to the first sentence after it: "AI-assisted summary The ferry sank"."""
BIO = re.compile(
    r"\W{0,3}(?!(?:It|This|That|There|They)\b)[A-ZÀ-Þ][\w.’'-]*(?: [\w.’'-]+){0,4}(?: \([^()]{2,30}\))?"
    r"(?:,[^,“\"]{2,60},)? (?:is|are) (?:an?|the|now|also|based|senior|chief|[A-ZÀ-Þ][\w.’' -]{1,40}[’']s)\b"
    r"[^“\"]{0,60}\b(?:reporters?|correspondents?|writers?|editors?|columnists?|journalists?|producers?|fellow|intern)\b[^“\"]{0,120}"
)
"""The introduction of an author at the end of an article: "Mira Holt is a Congress reporter for the Orm Courier."."""
TEASER = re.compile(r"[^\n:.!?“\"]{2,80}(?<=[^\W\d_]|[!?]):(?=[A-ZÀ-Þ]|[“\"‘']\w)(?=[^\n]{9})(?!\S+$)[^\n]*[^\n.]")
"""A link to another article in a line of its own, without a space: "More on the storm:Ferry sinks off Orm"."""
LABEL = re.compile(
    r"\W*(?:more|related|previously|opinion|watch|see also|also|read|listen|go deeper|recap|video|photos|exclusive"
    r"|from the archives|what we know|fact check):\s?(?=[A-ZÀ-Þ“\"‘'])[^\n]*[^\n.]",
    re.IGNORECASE,
)
"""A link to another article after a label with a space: "More: Ferry sinks off Orm"."""
SIGNATURE = re.compile(
    r"(?:(?:#|https?:|pic\.twitter|t\.co)\S*\s+|[^\w\s#–—]\s*)*+[–—]\s*[^\n]{1,60}\(@\w{1,30}\)"
    r" [A-Z][a-z]+ \d{1,2}, \d{4}"
)
"""The line below a tweet: "— Orm Ferries (@ferries) March 14, 2026"."""


def furniture_in(text: str, language: str | None = None) -> list[Span]:
    """Return the spans of furniture, in order and apart: whole sentences, or the words before the news of one."""
    return furniture_within(text, 0, len(text), language)


def furniture_within(text: str, start: int, end: int, language: str | None = None) -> list[Span]:
    """Return the furniture of `text[start:end]`, as spans of the whole `text`."""
    sentences = sentences_within(text, start, end, language)
    return [
        (start, begin)
        for (start, _), begin in zip(sentences, news_begins(text, sentences), strict=True)
        if begin > start
    ]


def news_begins(text: str, sentences: Sequence[Span]) -> list[int]:
    """Return where the news of each sentence begins: after a dateline or a label; at its end if all is furniture."""
    head = list(_head(text))
    return [end if is_furniture(text, (start, end)) else _opened(text, (start, end), head) for start, end in sentences]


def _opened(text: str, sentence: Span, head: Sequence[Span]) -> int:
    start, end = sentence
    opened = max((stop for begin, stop in head if begin <= start < stop), default=start)
    label = SUMMARY.match(text, opened, end) if text[opened - 1 : opened] in ("", "\n") else None
    opened = label.end() if label else opened
    return min(end, opened + len(text[opened:end]) - len(text[opened:end].lstrip()))


def is_furniture(text: str, sentence: Span) -> bool:
    """Return whether a sentence of the text is furniture as a whole."""
    said, line = text[slice(*sentence)], _line(text, sentence)
    if text.find(GALLERY, *line) >= 0:
        return True
    if NOTE.match(text, line[0]):
        return not CORRECTS.search(text, *line)
    if _has_rule(said) or ("(@" in said and SIGNATURE.fullmatch(said)) or _is_caption(said):
        return True
    if sentence == line and _is_link(said):
        return True
    return len(text) - sentence[1] < TAIL and BIO.fullmatch(said) is not None


def _has_rule(words: str) -> bool:
    return len(words) <= LONGEST and has_rule(words) and CORRECTS.search(words) is None


def _is_caption(words: str) -> bool:
    """Return whether `words` show a moment of a certain day, and tell of nothing done or to come."""
    return "day" in words and CAPTION.fullmatch(words) is not None and not TOLD.search(words)


def _is_link(line: str) -> bool:
    return any(pattern.fullmatch(line) for pattern in (TEASER, LABEL)) and CORRECTS.search(line) is None


def _line(text: str, sentence: Span) -> Span:
    """Return the line of `sentence`, at most `LINE` characters before and after it."""
    start, end = sentence
    begins = text.rfind("\n", max(start - LINE, 0), start) + 1
    ends = text.find("\n", end, end + LINE)
    return max(begins, start - LINE), min(end + LINE, len(text)) if ends < 0 else ends


def _head(text: str) -> Iterator[Span]:
    """Yield the lines that name the authors and the time of an article, and its dateline."""
    lines = [line.span() for line in re.finditer(r"[^\n]+", text[:HEAD])][:MOST_LINES]
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        if _is_byline(text, line, following):
            yield line
        elif dateline := DATELINE.match(text, line[0], line[0] + HEAD):
            yield dateline.span()
            return
        elif not _has_rule(text[slice(*line)]) and not NOTE.match(text, line[0]):
            return


def _is_byline(text: str, line: Span, following: Span | None) -> bool:
    named = following is not None and NAME_LINE.fullmatch(text, *line) and BYLINE.fullmatch(text, *following)
    return bool(named) or BYLINE.fullmatch(text, *line) is not None
