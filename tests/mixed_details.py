"""Measures what the checks make of sentences whose details are mixed up, on real news.

    python -m tests.mixed_details ARCHIVE QUESTIONS

QUESTIONS is a file of judged questions (docs/evaluation.md). For each, a model is played that was given the three best
passages: it repeats their sentences, with a detail of another one or with "not", and cites a wrong passage or none.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from ragbot.answering.bot import Bot, open_bot
from ragbot.checks.citations import CitedText
from ragbot.checks.claims import Checker
from ragbot.checks.model_text import read_checked
from ragbot.evaluation.typed_questions import Judged, read_judged
from ragbot.reading.sentences import sentences_within
from ragbot.settings import load_settings
from ragbot.types import Evidence, Question

PASSAGES, SENTENCES, LENGTHS = 3, 3, range(40, 260)
"""Passages of a question, sentences of a passage, and their characters."""
NUMBER = re.compile(r"(?<![\w.,$])\d(?:[\d,.]*\d)?(?![\w.,])")  # "1,240"
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})+")  # "Mira Holt"
ASIDE = re.compile(r", [^,]{5,80},")  # ", the mayor of Orm,"
HELPING = re.compile(r"\b(?:was|were|is|are|has|had|have|will)\b (?!not)")  # "was "
Fates = dict[tuple[str, str], Counter[str]]


def fate(sentence: str, cited: int, evidence: Sequence[Evidence], checker: Checker) -> str:
    """Return what becomes of a sentence that cites a passage by its number, or none, which is 0."""
    text = CitedText(evidence)
    list(read_checked([f"{sentence} [{cited}]" if cited else sentence], text, checker))
    return "left out" if text.dropped_sentences else "marked" if text.unsupported else "shown"


def sentences_of(piece: Evidence) -> list[str]:
    version, passage = piece.version, piece.passage
    spans = sentences_within(version.text, passage.start, passage.end, version.language)
    texts = [version.text[slice(*span)] for span in spans]
    return [text for text in texts if len(text) in LENGTHS and text.endswith(".")]


def altered(sentence: str, around: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of each alteration of a sentence; `around` is the text of all passages."""
    yield "true", sentence
    if ASIDE.search(sentence):
        yield "true, without an aside", ASIDE.sub(" ", sentence, count=1)
    for kind, pattern in (("number of another sentence", NUMBER), ("name of another sentence", NAME)):
        own = pattern.findall(sentence)
        others = [each for each in pattern.findall(around) if each not in sentence]
        if own and others:
            yield kind, sentence.replace(own[0], chance.choice(others), 1)
    if found := HELPING.search(sentence):
        yield '"not" put in', f"{sentence[: found.end()]}not {sentence[found.end() :]}"


def tried(bot: Bot, judged: Judged, chance: random.Random, fates: Fates) -> None:
    evidence = bot.search(Question(judged.question, asked_on=judged.asked_on.isoformat()), PASSAGES).evidence
    if len(evidence) < PASSAGES:
        return
    checker = Checker(evidence, judged.question, bot.archive.embeddings)
    around = "\n".join(piece.passage.text for piece in evidence)
    for number, piece in enumerate(evidence, start=1):
        told = sentences_of(piece)
        wrong = chance.choice([n for n in range(1, PASSAGES + 1) if n != number])
        for sentence in chance.sample(told, min(SENTENCES, len(told))):
            for kind, text in altered(sentence, around, chance):
                for cites, cited in (("a wrong passage", wrong), ("none", 0)):
                    fates[kind, cites][fate(text, cited, evidence, checker)] += 1


def main(archive: str, questions: str) -> None:
    chance, fates = random.Random(5), defaultdict[tuple[str, str], Counter[str]](Counter)
    with open_bot(load_settings(archive=archive)) as bot:
        for judged in read_judged(Path(questions)):
            if not judged.history:
                tried(bot, judged, chance, fates)
    print("| claim | cites | cases | shown | marked | left out |\n|---|---|---|---|---|---|")
    for (kind, cites), counts in fates.items():
        total = counts.total()
        shares = " | ".join(f"{counts[each] / total:.1%}" for each in ("shown", "marked", "left out"))
        print(f"| {kind} | {cites} | {total} | {shares} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
