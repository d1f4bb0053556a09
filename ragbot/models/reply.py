"""The reply of a language model while it comes: what of its text a reader is shown, and when it is enough."""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ragbot.models.providers import MAX_TOKENS
from ragbot.models.thoughts import TAKEN_BACK, Thinker
from ragbot.reading.sentences import sentence_spans
from ragbot.types import Usage

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk

LONGEST_ANSWER = 5_000
"""Characters: what is asked for are two to five sentences. Some servers know no limit (Ollama's issue 7125)."""
ROOM_FOR_MARKERS = 50
HELD_FROM = 2_500
"""From here on text waits for its end, so that a cut leaves no sentence unfinished."""
LONGEST_REPLY = 5 * MAX_TOKENS
"""Characters of the answer and of what a model thought aloud before it."""
REPETITIVE = 10
"""Times that a text is longer than zlib makes it: news is 2, one sentence again and again 50, ten of them 10."""
STOPS = ("finish_reason", "stop_reason", "done_reason", "status")
"""Where OpenAI, Anthropic, Ollama and OpenAI's newer protocol say why a model stopped."""
_CUT = "length content_filter incomplete max_tokens model_context_window_exceeded max_output_tokens"
CUT = frozenset(_CUT.split())
"""Why a model stopped before its text was complete, in the words of OpenAI and Ollama, Anthropic, Google."""
COMPLETE = re.compile(r"(?:[.!?…。！？][\"”’»)]*|\[[\d\s,;]+\])\s*$")  # "It sank. [1]"
LINE_ENDS = re.compile(r"[ \t]*\n")
r"""Behind an item of a list, "- Orm\n", which may have no full stop; a sentence without an end is handed out in
pieces."""
MARKERS = re.compile(r"(?:\s*\[[\d\s,;]+\])+")  # " [1] [2]"
CITES = re.compile(r"[\[【［]\D{0,10}\d")
"""As in "[1]", "[Source 1]", "【1】". A text without any may turn out to be thoughts, so its end is waited for."""


class Unfinished(Exception):
    """The text ends where no reader would expect it to; the message goes on after the name of the model."""


class Counted:
    """Hands on the pieces of a reply; when they are all read, `usage` has what the model counted, if it did."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = pieces
        self.usage: Usage | None = None

    def __iter__(self) -> Generator[str]:
        self.usage = yield from cast("Generator[str, None, Usage | None]", self._pieces)


@dataclass(slots=True)
class Reply:
    """What is known of a reply while it comes."""

    must_say_stop: bool = False
    """Whether the provider tells when a text is complete, so that one without that word is not."""
    closes_only: bool = False
    """Whether the model is known to close thoughts that it never opens; set when it does."""
    begun: bool = False
    """Whether the model has written, or thought, a first word: from then on it is paid for and not asked again."""
    cut: bool = False
    """Whether it stopped, or was stopped, at a limit."""
    said_stop: bool = False
    characters: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def add(self, chunk: AIMessageChunk) -> str:
        """Take note of a piece; its text."""
        text = str(chunk.text).encode(errors="replace").decode()  # half an emoji cannot be written as JSON
        self.begun = self.begun or bool(text or chunk.content or chunk.additional_kwargs)
        self.characters += len(text)
        reasons = [chunk.response_metadata.get(key) for key in STOPS]
        self.said_stop = self.said_stop or any(reasons)
        if self.is_too_long or any(str(why).lower() in CUT for why in reasons):
            self.cut = True  # never set to False: `readable` sets it, too, in another thread
        if counted := chunk.usage_metadata:
            self._count(counted["input_tokens"], counted["output_tokens"])
        return text

    def _count(self, read: int, written: int) -> None:
        """Most send each token once; a server that tells all that it has read again and again sends running totals."""
        if 0 < self.input_tokens <= read and written >= self.output_tokens:
            self.input_tokens = self.output_tokens = 0
        self.input_tokens += read
        self.output_tokens += written

    @property
    def is_too_long(self) -> bool:
        return self.characters > LONGEST_REPLY

    @property
    def usage(self) -> Usage | None:
        counted = self.input_tokens or self.output_tokens
        return Usage(self.input_tokens, self.output_tokens) if counted else None

    def readable(self, pieces: Iterator[str]) -> Iterator[str]:
        """What a reader is shown of the pieces, without space before it; TAKEN_BACK when all until then was thoughts.

        At the ceiling it is cut; then, or where the model was, it ends after the last whole sentence. Raises Unfinished
        when what was handed out already ends within one, and when the text turns in circles.
        """
        text, handed = "", 0
        for piece in self._without_thoughts(pieces):
            if piece == TAKEN_BACK:
                yield from [TAKEN_BACK] * bool(handed)
                text, handed = "", 0
                continue
            text = (text + piece).lstrip()
            if len(text) <= HELD_FROM:
                yield text[handed:]
                handed = len(text)
            elif len(text) > LONGEST_ANSWER + ROOM_FOR_MARKERS and CITES.search(text):
                self.cut = True
                break
        shown = text[:handed].rstrip()
        if self.cut or (self.must_say_stop and not self.said_stop):
            text = _to_the_last_sentence(text)
        if len(text) < len(shown):
            raise Unfinished(f"stopped within a sentence{', at the limit of what it may write' if self.cut else ''}")
        if self.cut and _is_repetitive(text):
            raise Unfinished("wrote the same again and again")
        yield text[handed:]

    def _without_thoughts(self, pieces: Iterator[str]) -> Iterator[str]:
        thinker = Thinker(self.closes_only)
        for piece in thinker.answer(pieces):
            self.closes_only = thinker.closes_only
            yield piece


def whole(pieces: Iterable[str]) -> str:
    """All that a model wrote, without what it took back."""
    return "".join(pieces).rpartition(TAKEN_BACK)[2]


def _is_repetitive(text: str) -> bool:
    written = text.encode()
    return len(written) > REPETITIVE * len(zlib.compress(written))


def _to_the_last_sentence(text: str) -> str:
    """Up to the end of the last whole sentence below the ceiling, with the markers [n] behind it."""
    ends = [end for _, end in sentence_spans(text) if COMPLETE.search(text, 0, end) or LINE_ENDS.match(text, end)]
    end = max((end for end in ends if end <= LONGEST_ANSWER), default=0)
    markers = MARKERS.match(text, end)
    return text[: markers.end() if markers else end]
