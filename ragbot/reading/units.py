"""Units of an article that may be quoted: sentences, items of a list, rows of a table, answers of an interview."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from ragbot.reading.furniture import news_begins
from ragbot.reading.sentences import ROW, Span, sentences_within, trimmed

Kind = Literal["sentence", "item", "row", "heading", "turn"]

ENDS = re.compile(r"[.!…。！．।॥۔։።။｡][\"“”‘’«»‹›)\]'」』）]*(?:\s?[–—] ?[^\s.][^.!?]{1,80})?$")
"""The end of a sentence that tells something, in any script, "It sank."; a quotation may have its speaker after a
dash."""
ASKS = re.compile(r"[?？؟፧՞;][\"“”‘’«»‹›)\]'」』）]*$")  # "Why did it sink?"
UNMARKED = re.compile("[\u0e00-\u0eff\u1780-\u17ff]")
"""Thai, "ไทย", Lao and Khmer, which end a paragraph without any mark."""
SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that write words without spaces: "日本"."""
FEWEST_LETTERS = 4
FEWEST_BARS = 3
"""The fewest bars of a row, which has at least two cells."""
MORE = re.compile(r"[.!?…]\s+(?=\S)")
"""The beginning of another sentence: "It sank. Nine died."."""
LOW = re.compile(r"(?![a-z]+[A-Z])[a-zà-ÿ]")
"""A small letter at the beginning, as in "sank off Orm"; "iPhone" has none."""
NAMES_ONLY = re.compile(
    r"(?:The|An?|This|Our|His|Her|Their) (?!.*\b(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|may"
    r"|might|must|won|lost|fell|sank|rose|began|came|went|got|took|made|said|left|met|ran|saw|gave|held|kept|told|found|stood|sold"
    r"|shut|cut|hit|set|put|grew|broke|spoke|hung|led|paid|wept|drew|flew|threw|drove|sang|\w+ought|\w+n[’']t|\w{2,}(?:ed|[^s]s))\b).{1,34}\."
)
"""A short caption without a verb, in a line of its own: "The new bridge over the Orm."; no "The ferry sank."."""
LOW_WORD = re.compile(r"(?:^|\s)[^\WA-Z]")
"""A word that no name has: the "house" and the "3" of "House for 3", none in "Mira Holt, Orm Courier"."""
ITEM = re.compile(r"(?:[-*•‣◦▪●■►–—·]|\d{1,3}[.)]|[a-z]\))\s+(?=\S)")
"""The mark of an item of a list: "- Orm", "3. Orm"."""
RULE_ROW = re.compile(r"[\s|:=-]+")
"""The line below a table's header: "|---|---|"."""
LABEL = re.compile(r"[QA][.:]\s+|(?:Question|Answer|Frage|Antwort):\s+")
"""The label of a turn, where that is no name: "Q: Why did it sink?"."""
DEPENDS = re.compile(
    r"[\"“«„'‘]?(?:Yes|No|Yeah|Nope|Absolutely|Definitely|Certainly|Of course|Sure|Not|Never|Maybe|Perhaps|Because|Well"
    r"|It|That|This|They|Those|These|He|She|Both|Neither|Some|Exactly|Ja|Nein|Oui|Non|Sí|Sì|Si|Nei|Nej|Nee|Tak|Nie)\b"
)
"""The beginning of an answer that says little without its question: "Yes, in May."."""
SHORT_ANSWER = 40
"""The characters of an answer that says more without its question, however it begins."""
LOOK_BACK = 3_000
"""Characters before a part of a text that are searched for the header of its table and the question that it answers."""
LONGEST_HEAD = 400
INDENT = 60
"""The most blanks before a line."""
FEWEST_WORDS, MOST_WORDS = 3, 25
"""The fewest and the most words of a heading; an item without an end has no fewer."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A span of a text that makes sense alone, or together with its head."""

    span: Span
    kind: Kind
    head: Span | None = None
    """The header of a row, the words before the list of an item, or the question of a turn."""
    needs_head: bool = False
    """Whether a reader cannot understand the span without the head."""


def units_within(text: str, start: int, end: int, language: str | None = None) -> list[Unit]:
    """Return the units of `text[start:end]`, in order, as spans of the whole `text`.

    They have no furniture, no question, and no half sentence, which begins before `start`. A head may stand before
    `start`.
    """
    sentences = sentences_within(text, start, end, language)
    begins = news_begins(text, sentences)
    spans = [(begin, last) for (_, last), begin in zip(sentences, begins, strict=True) if begin < last]
    if spans and _is_cut(text, spans[0][0]) and begins[0] == sentences[0][0]:
        del spans[0]
    return list(_units(text, spans))


def _units(text: str, spans: Sequence[Span]) -> Iterator[Unit]:
    header: Span | None = None
    intro: Span | None = None
    mark: re.Match[str] | None = None
    for span in spans:
        header = (header or _header(text, span)) if text[span[0]] == ROW else None
        listed, mark = mark is not None, ITEM.match(text, *span) if _opens_line(text, span[0]) else None
        intro = intro if listed and mark else _intro(text, span[0]) if mark else None
        if unit := _row(text, span, header) if header else _unit_of(text, span, mark, intro):
            yield unit


def _is_cut(text: str, start: int) -> bool:
    """Return whether the sentence at `start` has begun before."""
    before = text[max(start - 9, 0) : start]
    ended = before.rstrip(" ")
    return ended != "" and not ended.endswith(("\n", ":", "：")) and not ENDS.search(ended) and not ASKS.search(ended)


def _header(text: str, row: Span) -> Span:
    """Return the first row of the table that `row` is in."""
    rows = [row, *takewhile(lambda line: text[line[0]] == ROW, _lines_before(text, row[0]))]
    return _within_bars(text, rows[-1])


def _row(text: str, span: Span, header: Span) -> Unit | None:
    """Return the unit of a row below the first one of its table, without the bars around it; else None."""
    said, inner = text[slice(*span)], _within_bars(text, span)
    is_row = said.endswith(ROW) and said.count(ROW) >= FEWEST_BARS and not RULE_ROW.fullmatch(said)
    return Unit(inner, "row", header, needs_head=True) if is_row and inner != header else None


def _within_bars(text: str, row: Span) -> Span:
    return trimmed(text, row[0] + 1, row[1] - 1)


def _unit_of(text: str, span: Span, mark: re.Match[str] | None, intro: Span | None) -> Unit | None:
    """Return the unit of a sentence; None for a question, for a part of a sentence, and for words that say nothing."""
    said = text[slice(*span)]
    if said[0] == ROW or ASKS.search(said) or sum(map(str.isalpha, said)) < FEWEST_LETTERS:
        return None
    if mark:
        return _item(text, (mark.end(), span[1]), intro)
    if not _opens_line(text, span[0]):
        return _sentence(text, span)
    if question := _question(text, span[0]):
        return _turn(text, span, question)
    return _sentence(text, span) or _heading(text, span)


def _sentence(text: str, span: Span) -> Unit | None:
    said = text[slice(*span)]
    ended = ENDS.search(said) or (UNMARKED.search(said[-1]) and _closes_line(text, span[1]))
    spoken = SPACELESS.search(said) or len(said.split()) > 1
    opens = _opens_line(text, span[0])
    low = opens and LOW.match(said)  # within a line, the sentence before has ended
    is_caption = opens and _closes_line(text, span[1]) and NAMES_ONLY.fullmatch(said)
    return Unit(span, "sentence") if ended and spoken and not low and not is_caption else None


def _item(text: str, span: Span, head: Span | None) -> Unit | None:
    """Return the unit of an item; one without an end of its own needs words, and is no choice in a quiz."""
    said = text[slice(*span)]
    if ENDS.search(said):
        return Unit(span, "item", head)
    worded = len(said.split()) >= FEWEST_WORDS and LOW_WORD.search(said)
    if ASKS.search(text, *head) if head else not worded and not SPACELESS.search(said):
        return None
    return Unit(span, "item", head, needs_head=head is not None)


def _turn(text: str, span: Span, question: Span) -> Unit | None:
    """Return the unit of the first sentence of an answer, without the "A:" before it; None for a choice in a quiz."""
    label = LABEL.match(text, *span)
    start, end = label.end() if label else span[0], span[1]
    said = text[start:end]
    if _sentence(text, (start, end)) is None and not (ENDS.search(said) and DEPENDS.match(said)):
        return None  # "Orm" below a question is a choice in a quiz
    return Unit((start, end), "turn", question, DEPENDS.match(said) is not None or len(said) < SHORT_ANSWER)


def _heading(text: str, span: Span) -> Unit | None:
    said = text[slice(*span)]
    worded = FEWEST_WORDS <= len(said.split()) <= MOST_WORDS and not LOW.match(said) and not ENDS.search(said)
    return Unit(span, "heading") if worded and _closes_line(text, span[1]) and "\n" not in said else None


def _question(text: str, start: int) -> Span | None:
    """Return the question that is all of the line before, without "Q:"; a paragraph that ends with one asks nobody."""
    line = next(_lines_before(text, start), None)
    if line is None or line[1] - line[0] > LONGEST_HEAD or not ASKS.search(text, *line):
        return None
    label = LABEL.match(text, *line)
    asked = (label.end() if label else line[0], line[1])
    says = sum(map(str.isalpha, text[slice(*asked)])) >= FEWEST_LETTERS
    return asked if says and not MORE.search(text, *asked) else None


def _intro(text: str, start: int) -> Span | None:
    """Return the sentence before the list of an item, if it has a colon, "These stay shut:", or asks; else None."""
    for line in _lines_before(text, text.rfind("\n", 0, start) + 1):
        if not ITEM.match(text, *line):
            begins = max((end.end() for end in MORE.finditer(text, *line)), default=line[0])
            leads = text.endswith((":", "："), *line) or ASKS.search(text, *line)
            return (begins, line[1]) if leads and line[1] - begins <= LONGEST_HEAD else None
    return None


def _lines_before(text: str, at: int) -> Iterator[Span]:
    """Yield the lines before `at`, the nearest first, without blank ones."""
    least = max(at - LOOK_BACK, 0)
    end = at
    while end > least:
        start = text.rfind("\n", least, end - 1) + 1
        line = trimmed(text, max(start, least), end)
        if line[0] < line[1]:
            yield line
        end = max(start, least)


def _opens_line(text: str, start: int) -> bool:
    before = text[max(start - INDENT, 0) : start].rstrip(" ")
    return before.endswith("\n") or (before == "" and start <= INDENT)


def _closes_line(text: str, end: int) -> bool:
    return text[end : end + 1] in ("", "\n")
