"""What a model thinks aloud before it answers, in the forms in which models mark it: none of it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

TAKEN_BACK = "\0"
"""A piece of a reply that takes back all before it: it was thought aloud, as only its end has told."""
THOUGHTS = {
    "<think>": "</think>",  # DeepSeek, Qwen, most others
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "<reflection>": "</reflection>",
    "<scratchpad>": "</scratchpad>",
    "<seed:think>": "</seed:think>",
    "[think]": "[/think]",  # Magistral
    "◁think▷": "◁/think▷",  # Kimi
    "<|start_thinking|>": "<|end_thinking|>",  # Cohere
    "<|begin_of_thought|>": "<|end_of_thought|>",
    "<|channel|>analysis<|message|>": "<|channel|>final<|message|>",  # gpt-oss
    "<|channel|>commentary<|message|>": "<|channel|>final<|message|>",
}
"""What opens thoughts, and what closes them, in small letters."""
CLOSED_ONLY = ("assistantfinal",)
"""Of gpt-oss, where the server left out the marks: "analysisWe need to cite.assistantfinalThe ferry sank"."""
WRAPPERS = ("<|start|>assistant", "<|channel|>final<|message|>", "<|start_response|>", "<|begin_of_solution|>")
"""What may stand between the thoughts and the answer."""
CLOSINGS = tuple(dict.fromkeys((*THOUGHTS.values(), *CLOSED_ONLY)))
LONGEST_TAG = max(map(len, (*THOUGHTS, *CLOSINGS, *WRAPPERS)))


def _any_of(tags: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(tags, key=len, reverse=True))), re.IGNORECASE)


OPENING, CLOSING, WRAPPER = _any_of(THOUGHTS), _any_of(CLOSINGS), _any_of(WRAPPERS)
"""For example "<think>", "</think>", "<|start|>assistant"."""


class Thinker:
    """Tells the answer from the thoughts while a reply comes, wherever the stream cuts a tag in two."""

    def __init__(self, closes_only: bool = False) -> None:
        """`closes_only`: the model is known to begin with thoughts that it does not open; they are waited for."""
        self.closes_only = closes_only
        """Set when it turns out so."""
        self._waiting = ""
        self._thought: str | None = "" if closes_only else None
        """What opened the thoughts that are being read; "" when nothing did, None when none are."""
        self._begun = closes_only
        self._known = 0
        """Up to where no end of the thoughts is."""

    def answer(self, pieces: Iterable[str]) -> Iterator[str]:
        """The pieces of the answer alone; TAKEN_BACK where what came before turns out to be thoughts."""
        for piece in pieces:
            self._waiting += piece.replace(TAKEN_BACK, "")
            yield from self._read(is_last=False)
        yield from self._read(is_last=True)

    def _read(self, is_last: bool) -> Iterator[str]:
        while self._waiting or (is_last and self._thought):
            if self._thought is not None:
                if not self._is_thought_over():
                    yield from self._unclosed(is_last)
                    return
            elif not self._begun and self._opens():
                continue
            elif not self._begun and not is_last and _unfinished(self._waiting) == len(self._waiting):
                return
            else:
                self._begun = True
                if not (found := _earliest(self._waiting)):
                    yield self._handed_out(0 if is_last else _unfinished(self._waiting))
                    return
                yield from self._interrupted(found)

    def _opens(self) -> bool:
        """Whether thoughts, or what leads to the answer, stand at its beginning."""
        self._waiting = self._waiting.lstrip()
        if found := OPENING.match(self._waiting):
            self._thought = found[0].lower()
        elif not (found := WRAPPER.match(self._waiting)):
            return False
        self._waiting = self._waiting[found.end() :]
        return True

    def _is_thought_over(self) -> bool:
        closing = _any_of([THOUGHTS[self._thought]]) if self._thought else CLOSING
        found = closing.search(self._waiting, self._known)
        self._known = 0 if found else max(len(self._waiting) - LONGEST_TAG, 0)
        if found:
            self._waiting, self._begun, self._thought = self._waiting[found.end() :].lstrip(), False, None
        return found is not None

    def _unclosed(self, is_last: bool) -> Iterator[str]:
        """Thoughts before the answer are dropped as they come; what only may be thoughts is kept for the end."""
        if not self._begun:
            self._waiting, self._known = self._waiting[-LONGEST_TAG:], 0
        elif is_last:
            yield f"{self._thought}{self._handed_out(0)}"

    def _interrupted(self, match: re.Match[str]) -> Iterator[str]:
        """By a tag in the midst of the answer: it opens thoughts, or closes what nobody knew for thoughts."""
        before, self._waiting = self._waiting[: match.start()], self._waiting[match.end() :]
        if match[0].lower() in THOUGHTS:
            self._thought = match[0].lower()
            yield before
        else:
            self.closes_only, self._begun = True, False
            yield TAKEN_BACK

    def _handed_out(self, kept: int) -> str:
        end = len(self._waiting) - kept
        text, self._waiting = self._waiting[:end], self._waiting[end:]
        return text


def _earliest(text: str) -> re.Match[str] | None:
    found = [each for each in (OPENING.search(text), CLOSING.search(text)) if each]
    return min(found, key=lambda each: each.start(), default=None)


def _unfinished(text: str) -> int:
    """How many characters at its end may be the beginning of a tag."""
    tags = (*THOUGHTS, *CLOSINGS, *WRAPPERS)
    sizes = range(min(LONGEST_TAG, len(text)), 0, -1)
    return next((n for n in sizes if any(tag.startswith(text[-n:].lower()) for tag in tags)), 0)
