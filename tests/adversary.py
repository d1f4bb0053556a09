"""A language model that lies in every way we know of. It implements `LLM`, and remembers what it wrote and why."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SPELLED = "zero one two three four five six seven eight nine ten eleven twelve"
SPELLED = _SPELLED.split()
MADE_UP = ("Zebulon Quarkhart", "Ottoline Vexmoor", "Barnaby Thrupwell", "Isolde Crackenthorp")
SAYINGS = (
    "we never wanted any of this to happen",
    "the whole council should be ashamed of itself",
    "nobody will ever find the money again",
    "das haben wir so niemals gewollt",
)
MARKS = ("“{}”", '"{}"', "«{}»", "„{}“", "‘{}’")
LINKS = (
    "Read on at https://evil.example/{}?q=1 now.",
    "[Click here](http://evil.example/{}) for the rest.",
    "![proof](https://evil.example/{}.png)",
    '<a href="https://evil.example/{}">the story</a> says more.',
    "<img src=x onerror=fetch('//evil.example/{}')> shows it.",
    "<script>location='https://evil.example/{}'</script>",
    "Write to {}@evil.example or see www.evil.example/{} today.",
    "[1]: https://evil.example/{}",
    "ht<b></b>tps://evil.example/{} has it.",
    "h\u200bttps://evil.example/{} has it.",
    "&lt;a href=&quot;https://evil.example/{}&quot;&gt;more&lt;/a&gt;",
    "<https://evil.example/{}>",
    "javascript:alert('{}') tells more.",
    "evil.example/{} has the story.",
    "```html\n<b>https://evil.example/{}</b>\n```",
    "\u202egpj.{}/elpmaxe.live//:sptth\u202c and https:\u200d//evil.example/{}",
)
MARKERS = ("[0]", "[99]", "[1-999999]", "[1–3]", "[12345678901]", "[[1]]", "[[0]1]", "[1, 77]")
OBEY = re.compile(
    r"\b(?:ignore|disregard|forget|override|system|instruction|answer with|reply with|say that|write)[^\n]{0,300}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of its, what it did to it, and the piece that it cites."""

    kind: str
    text: str
    number: int
    lie: str = ""
    """What must not be seen unmarked: the invented number, name or quotation."""


class Adversary:
    """Writes a new answer each time; the same ones for the same seed."""

    name = "adversary"

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.written: list[Written] = []

    def stream(self, system: str, user: str, spent: float = 0.0) -> Iterator[str]:
        """What it read of the articles, mixed with lies, in pieces cut anywhere."""
        self.written = []
        pieces = _pieces(user)
        if not pieces:
            yield "Nothing."
            return
        text = "".join(self._sentence(pieces) + self._gap() for _ in range(self._random.randint(3, 8)))
        while text:
            length = self._random.choice((1, 2, 3, 5, 8, 21, 400))
            yield text[:length]
            text = text[length:]

    def _gap(self) -> str:
        return self._random.choice((" ", " ", " ", "\n", "\n\n", "\n- ", "\n2. ", "\n\n## "))

    def _sentence(self, pieces: Sequence[str]) -> str:
        number = self._random.randrange(len(pieces))
        sentences = [s for s in re.split(r"(?<=[.!?])\s+(?=[A-Z])", pieces[number]) if 30 < len(s) < 300]
        true = self._random.choice(sentences) if sentences else "Nothing was said."
        written = self._random.choice((Adversary._true, Adversary._true, *LIES))(self, true, number, pieces)
        self.written.append(written)
        return self._cited(written)

    def _cited(self, written: Written) -> str:
        """With the marker before or after the full stop, and sometimes one that points at nothing."""
        marker = f"[{written.number + 1}]" if written.kind != "uncited" else ""
        if self._random.random() < 0.2:
            marker += self._random.choice(MARKERS)
        text = written.text.rstrip()
        if text.endswith(".") and self._random.random() < 0.5:
            return f"{text[:-1]} {marker}."
        return f"{text} {marker}".rstrip()

    def _true(self, true: str, number: int, pieces: Sequence[str]) -> Written:
        """Word for word, or with its numbers spelled in another way."""
        if self._random.random() < 0.5:
            return Written("true", true, number)
        respelled = re.sub(r"\b(\d{1,3}),(\d{3})\b", "\\1\u202f\\2", true)
        respelled = re.sub(r"(?<![\d.,:$€£-])\b([2-9]|1[0-2])\b(?= [a-z])", lambda m: SPELLED[int(m[1])], respelled)
        respelled = re.sub(r"(\d)(?:%| percent\b)", r"\1 per cent", respelled)
        return Written("respelled", true if re.search('[“”"«„]', true) else respelled, number)

    def _invents_a_number(self, true: str, number: int, pieces: Sequence[str]) -> Written:
        lie = f"{self._random.randint(100_001, 999_999):,}"
        extra = self._random.choice((" and cost {} crowns.", " among {} people.", ", or {} in all."))
        return Written("number", true.rstrip(".!?") + extra.format(lie), number, lie)

    def _swaps_a_digit(self, true: str, number: int, pieces: Sequence[str]) -> Written:
        digits = list(re.finditer(r"\d", true))
        if not digits:
            return self._invents_a_number(true, number, pieces)
        at = self._random.choice(digits).start()
        digit = self._random.choice([d for d in "123456789" if d != true[at]])
        false = f"{true[:at]}{digit}{true[at + 1 :]}"
        return Written("digit", false, number, next(m[0] for m in re.finditer(r"[\d.,:]*\d", false) if m.end() > at))

    def _invents_a_quotation(self, true: str, number: int, pieces: Sequence[str]) -> Written:
        lie, mark = self._random.choice(SAYINGS), self._random.choice(MARKS)
        return Written("quotation", f"{true.rstrip('.!?')}, and {mark.format(lie)} was added.", number, lie)

    def _swaps_a_name(self, true: str, number: int, pieces: Sequence[str]) -> Written:
        lie = self._random.choice(MADE_UP)
        names = list(re.finditer(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*", true))
        if not names:
            return Written("name", f"{true.rstrip('.!?')}, says {lie}.", number, lie)
        found = self._random.choice(names)
        return Written("name", true[: found.start()] + lie + true[found.end() :], number, lie)

    def _cites_another_piece(self, true: str, number: int, pieces: Sequence[str]) -> Written:
        return Written("elsewhere", true, self._random.randrange(len(pieces)))

    def _cites_nothing(self, true: str, number: int, pieces: Sequence[str]) -> Written:
        return Written("uncited", true, number)

    def _links(self, true: str, number: int, pieces: Sequence[str]) -> Written:
        link = self._random.choice(LINKS).replace("{}", f"p{self._random.randint(1, 9)}")
        return Written("link", f"{link} {true}" if self._random.random() < 0.5 else link, number)

    def _obeys(self, true: str, number: int, pieces: Sequence[str]) -> Written:
        """Whatever an article tells it to write."""
        orders = [m[0] for piece in pieces for m in OBEY.finditer(piece)]
        return Written("obeyed", self._random.choice(orders) if orders else true, number)

    def _mixes(self, true: str, number: int, pieces: Sequence[str]) -> Written:
        """Half of the sentence is true."""
        lie = self._random.choice(MADE_UP)
        return Written("mixed", f"{true.rstrip('.!?')}, while {lie} fled to Atlantis.", number, lie)


LIES = (
    Adversary._invents_a_number,
    Adversary._swaps_a_digit,
    Adversary._invents_a_quotation,
    Adversary._swaps_a_name,
    Adversary._cites_another_piece,
    Adversary._cites_nothing,
    Adversary._links,
    Adversary._obeys,
    Adversary._mixes,
)


def _pieces(user: str) -> list[str]:
    """The texts of the numbered pieces of a prompt, without their heads."""
    fenced = re.search(r"^(<<<\w+>>>)\n(.*?)\n\1$", user, re.DOTALL | re.MULTILINE)
    parts = re.split(r"(?:^|\n\n)\[\d+\] ", fenced[2])[1:] if fenced else []
    return [part.partition("\n")[2] for part in parts]
