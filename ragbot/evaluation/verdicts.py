"""How right an answer is, by what must and what must not stand in it and by the articles that it cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from ragbot.evaluation.figures import bare
from ragbot.evaluation.typed_questions import Judged
from ragbot.types import Answer, Citation

Verdict = Literal["right", "partly", "wrong", "wrong-event", "wrongly refused", "rightly refused"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
GOOD: frozenset[Verdict] = frozenset({"right", "rightly refused"})
BAD: frozenset[Verdict] = frozenset({"wrong", "wrong-event"})
REFUSED = ("not_in_archive", "related")

_SILENT = re.compile(r"['’‘]|(?<=\d),(?=\d)")  # "it's", "1,150"
_BETWEEN = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.]|_")  # blanks, dashes, the dot of "Inc." but not that of 0.08


@cache
def fold(text: str) -> str:
    """Small letters without accents and punctuation; 1,150 becomes 1150, 0.08 stays, and 5% is 5 percent."""
    bare_letters = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    spelled = _SILENT.sub("", "".join(bare_letters)).replace("%", " percent ")
    return " ".join(_BETWEEN.sub(" ", spelled).split())


def stands(phrase: str, folded: str) -> bool:
    """Whether it stands there from the start of a word: "charg" in "charges"; "40" neither in "400" nor in "40.5"."""
    wanted = fold(phrase)
    ends = r"(?!\.?\d)" if wanted[-1:].isdigit() else ""
    return re.search(rf"(?<![\w.]){re.escape(wanted)}{ends}", folded) is not None


def groups_in(groups: Iterable[Sequence[str]], text: str) -> list[bool]:
    """For each group, whether one of its strings stands in the text."""
    folded = fold(text)
    return [any(stands(phrase, folded) for phrase in group) for group in groups]


@dataclass(frozen=True, slots=True)
class Scored:
    """A verdict, and what it rests on."""

    verdict: Verdict
    padded: bool
    """The right stories that it cites would do, and it cites another one too."""
    missing: tuple[tuple[str, ...], ...]
    """Groups of which nothing stands there."""
    hits: tuple[str, ...]
    """Strings that must not stand there."""
    right_story: bool


def scored(judged: Judged, answer: Answer) -> Scored:
    """The verdict on an answer, by the text and the quotes of it."""
    ours = _right_citations(judged, answer)
    text = "\n".join([answer.answer, *(citation.cited_text for citation in answer.citations)])
    met, folded = groups_in(judged.must, text), fold(text)
    hits = tuple(phrase for phrase in judged.must_not if stands(phrase, folded))
    right_story = bool(ours) or not judged.cite_any or judged.expect != "answer"
    return Scored(
        _verdict(judged, answer, met, bool(hits), right_story),
        _is_padded(judged, answer, ours),
        tuple(group for group, there in zip(judged.must, met, strict=True) if not there),
        hits,
        right_story,
    )


def _right_citations(judged: Judged, answer: Answer) -> list[Citation]:
    """Those of the right story, or of a copy of one of its articles."""
    stories = {bare(url) for url in judged.cite_any}
    copies = {source.number: {bare(also.url or "") for also in source.also_in} for source in answer.sources}
    return [c for c in answer.citations if stories & {bare(c.url or ""), *copies.get(c.number, ())}]


def _verdict(judged: Judged, answer: Answer, met: list[bool], is_hit: bool, right_story: bool) -> Verdict:
    if answer.outcome in REFUSED:
        return "rightly refused" if judged.expect == "refuse" else "wrongly refused"
    if is_hit:
        return "wrong-event"
    if judged.expect == "smalltalk":
        passages = answer.related or (answer.citations and not judged.must)
        return "wrong" if passages else _by_text(judged, answer, met, right_story)
    return _by_text(judged, answer, met, right_story)


def _by_text(judged: Judged, answer: Answer, met: list[bool], right_story: bool) -> Verdict:
    if sum(met) >= judged.enough and (met or judged.expect == "smalltalk"):
        is_short = judged.max_chars is None or len(answer.answer) <= judged.max_chars
        return "right" if right_story and is_short else "partly"
    return "partly" if any(met) and judged.expect != "refuse" else "wrong"


def _is_padded(judged: Judged, answer: Answer, ours: Sequence[Citation]) -> bool:
    """Padding out of the same article is not counted."""
    alone = "\n".join(citation.cited_text for citation in ours)
    others = len(ours) < len(answer.citations)
    return judged.expect == "answer" and bool(ours) and others and all(groups_in(judged.must, alone))
