"""Follow-ups: what a question refers to, from the questions and answers before it. English, by rule; no archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ragbot.answering.question import read_question
from ragbot.errors import QuestionError
from ragbot.models.prompts import NUMBERED
from ragbot.reading.antecedents import resolved
from ragbot.reading.ellipsis import completed, of_another, with_the_place
from ragbot.reading.persons import names
from ragbot.reading.pronouns import GOES_ON, points_back
from ragbot.reading.time_windows import time_words, without
from ragbot.reading.words import stem, stems, terms_of
from ragbot.types import (
    LONGEST_ID,
    LONGEST_QUESTION,
    LONGEST_TURN,
    MOST_CITED,
    MOST_TURNS,
    Question,
    Turn,
    Window,
)

MOSTLY = 0.5
"""Share of the words of a question rewritten by a model that the conversation must have."""


def check_history(history: Sequence[Turn]) -> None:
    """Raises QuestionError when the conversation is too long or a turn is nobody's."""
    if len(history) > MOST_TURNS:
        raise QuestionError(f"The conversation has {len(history):,} turns: send the last {MOST_TURNS} at most.")
    for number, turn in enumerate(history, start=1):
        if turn.role not in ("user", "assistant"):
            raise QuestionError(f"Turn {number} is by {str(turn.role)[:40]!r}: a turn is by user or by assistant.")
        if not isinstance(turn.text, str):
            raise QuestionError(f"Turn {number} has no text: give what was said, or leave it out.")
        if len(turn.text) > LONGEST_TURN:
            raise QuestionError(
                f"Turn {number} has {len(turn.text):,} characters: send at most {LONGEST_TURN:,}, or leave it out."
            )
        if len(turn.cited) > MOST_CITED or any(len(article_id) > LONGEST_ID for article_id in turn.cited):
            raise QuestionError(f"Turn {number} cites too much: send at most {MOST_CITED} ids of articles.")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer."""

    question: str
    answer: str = ""
    """Without the numbers of its citations, what it quotes, and what stands in parentheses."""
    article_ids: tuple[str, ...] = ()
    is_cited: bool = False
    """Whether the answer has citations, as far as its text tells."""


def exchanges(history: Sequence[Turn], today: date) -> list[Exchange]:
    """The conversation so far, oldest first, without greetings and thanks."""
    found: list[Exchange] = []
    for turn in history:
        if turn.role == "user":
            found.append(Exchange(_one_line(turn.text)))
        elif found:
            last = found[-1]
            cites = bool(turn.cited or NUMBERED.search(turn.text[:LONGEST_TURN]))
            found[-1] = Exchange(
                last.question, _plain(turn.text), turn.cited or last.article_ids, cites or last.is_cited
            )
    real = [one for one in found if one.question and read_question(one.question, today).kind != "social"]
    return [replace(one, question=opened(one.question)[0]) for one in real]


def _one_line(text: str) -> str:
    return " ".join(text[:LONGEST_TURN].split())[:LONGEST_QUESTION]


_HEAD = re.compile(r"^[^\n]{0,200}?\b\d{1,2} [A-Z][a-z]+ \d{4}\)?: ", re.MULTILINE)
"""What an answer puts before its quotes: "5 January 2026: ", "Ferry sinks (Daily, 5 January 2026): "."""


def _plain(answer: str) -> str:
    bare = NUMBERED.sub("", _HEAD.sub("", answer[:LONGEST_TURN]))
    return re.sub(r"[“\"][^“”\"]{25,}[”\"]|\([^()]*\)", " ", bare)


def said_last(history: Sequence[Turn]) -> str:
    """The last answer, without the numbers of its citations; "" when there is none."""
    last = next((turn.text for turn in reversed(history) if turn.role == "assistant"), "")
    return NUMBERED.sub("", last[:LONGEST_TURN])


_FILLER = re.compile(
    r"(?:ok(?:ay)?|thanks?(?: you| a lot| so much)?|thx|got it|hm+|oh|i see"
    r"|(?:great|cool|nice|perfect|interesting|wow)(?=[,.!])"
    r"|btw|by the way|(?:(?:and )?(?:just )?(?:one|an|a quick|another|a last)(?: more| other| last)?"
    r"|quick|next|one last|last) (?:question|thing))\b(?!\s+(?:is|was|did|does|in|of|to|about)\b)\s*[,:;.!–-]*\s+",
    re.IGNORECASE,
)
"""Said before what is asked: "ok thanks, …", "btw, …", "another question: …"."""
_LEAVES = re.compile(
    r"(?:(?:on |to )?(?:an? )?(?:completely |totally |very )?(?:different|new|other|another|unrelated|next) "
    r"(?:topic|subject|matter|story|note)|(?:an? )?(?:different|other|unrelated) (?:thing|question)"
    r"|(?:something|sth) (?:completely |totally )?(?:different|else)"
    r"|(?:change|changing)(?: of)?(?: the)? (?:topic|subject)|unrelated(?:ly)?)\b\s*[,:;.!–-]+\s*",
    re.IGNORECASE,
)
"""The same, when it leaves the topic: "different topic: …", "on another note, …", "other thing, …"."""


_INDIRECT = re.compile(
    r"(?:(?:and|but|so)\s+)?"
    r"(?:(?:do|does|did|has|have)\s+(?:they|we|you|police|the police|anyone|anybody|people|he|she)\s+"
    r"(?:even |really |actually |already )?"
    r"(?:know|say|said|tell|told|find out|found out|explain|explained|mention|reveal|have any idea)(?: us)?"
    r"|(?:any|no)\s+(?:idea|clue|word|news)(?:\s+(?:on|of|about|yet))*"
    r"|is\s+it\s+(?:known|clear)|is\s+there\s+any\s+word\s+on)(?:\s+(?:yet|already|exactly))?\s+"
    r"(?=(?:who|whose|why|how|when|where|what|which)\b\s*\w)",
    re.IGNORECASE,
)
"""What wraps a question: "do they know who did it", "any idea when it opens", "did she say why she left"."""


def opened(text: str) -> tuple[str, bool]:
    """The question without what is said before it, and whether that leaves the topic."""
    rest, leaves = text, False
    for _ in range(4):
        found = _FILLER.match(rest) or _LEAVES.match(rest) or _INDIRECT.match(rest)
        if not found or found.end() == len(rest):
            break
        leaves = leaves or found.re is _LEAVES
        rest = rest[found.end() :]
    return rest, leaves


def chained(before: Sequence[Exchange], today: date, texts: Sequence[str] = ()) -> Exchange:
    """The last exchange, with the last question that stands alone, or that a rule can make stand alone.

    Raises IndexError when nothing was said.
    """
    topic = before[0]
    for i, one in enumerate(before[1:], start=1):
        question = one.question
        if points_back(question, today):
            pairs = [(each.question, each.answer) for each in before[: i - 1]] + [(topic.question, topic.answer)]
            question = natural(question, pairs, today, texts)
            question = topic.question if question == one.question else question
        topic = replace(one, question=question)
    return topic


def natural(question: str, before: Sequence[tuple[str, str]], today: date, texts: Sequence[str] = ()) -> str:
    """The question as a person would ask it who had said nothing before, where a rule can tell; else as it is.

    `before`: questions and answers, oldest first; the last question is to stand alone.
    """
    earlier = before[-1][0]
    other = elided(earlier, question, today) or elsewhere(earlier, question, today)
    if whole := other or completed(earlier, question, texts):
        return whole[:LONGEST_QUESTION]
    return resolved(question, before, texts)[:LONGEST_QUESTION]


def is_natural(rewritten: str, question: Question) -> bool:
    """Whether a language model's wording is a question like the one asked, of no more than LONGEST_QUESTION characters.

    It asks when that one asks, and is made of words of the conversation, so that it answers nothing and adds nothing.
    """
    if not 0 < len(rewritten) <= LONGEST_QUESTION or ("?" in question.text and "?" not in rewritten):
        return False
    said = stems(" ".join([question.text, *(turn.text for turn in question.history)]))
    words = terms_of(rewritten)
    return sum(stem(word) in said for word in words) >= MOSTLY * len(words)


def joined(earlier: str, question: str, today: date) -> str:
    """Both, the new one whole and last; the earlier one without its time when the new one has one of its own."""
    if time_words(question, today).spans:
        earlier = re.sub(r"\s+(?=[.,;:?!])", "", without(earlier, time_words(earlier, today).spans))
    whole = earlier if earlier.endswith((".", "?", "!", "…", ":")) else f"{earlier}."
    return f"{whole} {question}".strip()[-LONGEST_QUESTION:]


_IN_A_SENTENCE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+\b")  # "the mayor of Orm"
_SMALL = re.compile(r"\b[a-z]{3,}\b")  # "the ferry"


def cased(question: str, texts: Sequence[str]) -> str:
    """With a capital where all texts write one: "and in ohio?" is about Ohio."""
    text = "\n".join(texts)
    names_only = set(_IN_A_SENTENCE.findall(text)) - {word.capitalize() for word in _SMALL.findall(text)}
    return _SMALL.sub(lambda m: m[0].capitalize() if m[0].capitalize() in names_only else m[0], question)


_ELLIPSIS = re.compile(
    r"(?:(?:and|but|or)\s+)?(?:(?:what|how)\s+about\s+|what\s+of\s+)?"
    r"(?:(?P<at>in|for|at|from|of|with|to|on|by|among)\s+)?(?P<new>[^?]+?)\s*\?*",
    re.IGNORECASE,
)
"""As in "And in Orm?"."""


def elided(earlier: str, question: str, today: date) -> str | None:
    """The earlier question about something else: "And in Germany?", "What about Anna Berg?"; None if it is none."""
    if time_words(question, today).window != Window():
        return None
    other = _about_the_name(earlier, question) or of_another(earlier, question)
    return other.strip()[-LONGEST_QUESTION:] if other else None


def elsewhere(earlier: str, question: str, today: date) -> str | None:
    """The earlier question with the place of this one, "and in orm?", where it has none of its own."""
    is_time = time_words(question, today).window != Window()
    return None if is_time else with_the_place(earlier, question)


def _about_the_name(earlier: str, question: str) -> str | None:
    found = _ELLIPSIS.fullmatch(question)
    if not found or not GOES_ON.match(question) or not _is_name(found["new"]):
        return None
    new, spans = found["new"], names(earlier)
    if found["at"]:
        fits = re.compile(rf"\b{found['at']}\s+(?:the\s+)?$", re.IGNORECASE)
        spans = [span for span in spans if fits.search(earlier[: span[0]])][-1:]
    if len(spans) != 1:
        return None
    start, end = spans[0]
    if re.search(r"\bthe\s+(?:\w+\s+)?$", earlier[:start], re.IGNORECASE):
        new = re.sub(r"^the\s+", "", new)
    return f"{earlier[:start]}{new}{earlier[end:]}"


def _is_name(text: str) -> bool:
    bare = re.sub(r"^the\s+", "", text)
    return names(f"x {bare}") == [(2, 2 + len(bare))]
