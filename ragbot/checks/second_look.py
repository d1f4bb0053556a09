"""A second look asks the language model once more, in one short question, whether what it cites says what it wrote."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ragbot.checks.citations import CitedText
from ragbot.errors import LLMError
from ragbot.models.calls import called
from ragbot.models.llm import LLM
from ragbot.models.prompts import load_prompt, new_fence, quoted
from ragbot.models.reply import whole
from ragbot.settings import Settings
from ragbot.tracing.spans import NOTHING, Span
from ragbot.types import Citation, Support, Unsupported, Usage

logger = logging.getLogger(__name__)

MOST = 12
"""The most citations in one look; an answer has two to five sentences."""
LINE = re.compile(r"^\W*(\d+)\W+(yes|no)\b", re.IGNORECASE | re.MULTILINE)
"""Such as "2. no"."""


class SecondLook:
    """Asks the model that wrote an answer about each of its citations."""

    def __init__(self, llm: LLM) -> None:
        self._llm = llm
        self._prompt = load_prompt("second_look", "fence", "pairs")
        self.failures = 0
        """How often no reply could be read; the answer then stays as it was."""

    def mark(self, answer: CitedText, spent: float = 0.0, span: Span = NOTHING) -> Usage | None:
        """Mark the citations that, by the model's word, their source does not support; return the tokens that it used.

        `spent` is the number of seconds that the reader has waited already, `span` the part of the trace that times it.
        """
        asked = [citation for citation in answer.citations if citation.support is not None][:MOST]
        if not asked:
            return None
        prompt = self._prompt.fill(fence=new_fence(), pairs=_pairs(answer, asked))
        pieces = called(self._llm, "second_look", prompt, spent, span)
        try:
            said = dict(_verdicts_in(whole(pieces)))
        except LLMError as error:
            self._failed(str(error))
            return None
        if not said:
            self._failed("its reply has no line such as '1 yes'")
        for n, citation in enumerate(asked, start=1):
            if said.get(n) is False:
                _mark(answer, citation)
        return pieces.usage

    def _failed(self, why: str) -> None:
        self.failures += 1
        logger.warning("The second look of %s failed, %d so far: %s", self._llm.name, self.failures, why)


def open_second_look(settings: Settings, llm: LLM | None) -> SecondLook | None:
    """Return the second look of these settings; None when it is off, or when there is no language model."""
    return SecondLook(llm) if settings.llm_second_look and llm else None


def _pairs(answer: CitedText, citations: Sequence[Citation]) -> str:
    claims = (re.sub(r"\s*\[\d+\]", "", answer.text[each.start_index : each.end_index]) for each in citations)
    pairs = zip(claims, citations, strict=True)
    return "\n\n".join(
        f"{n}. Sentence: {quoted(claim)}\nText: {quoted(f'{each.title}. {each.cited_text}')}"
        for n, (claim, each) in enumerate(pairs, start=1)
    )


def _verdicts_in(reply: str) -> Iterator[tuple[int, bool]]:
    return ((int(line[1]), line[2].casefold() == "yes") for line in LINE.finditer(reply))


def _mark(answer: CitedText, citation: Citation) -> None:
    """Mark the citation, and its sentence unless that is marked already."""
    support = citation.support or Support(())
    failed = (*support.failed, "entailment")
    at = answer.citations.index(citation)
    answer.citations[at] = replace(citation, support=replace(support, failed=failed))
    start, end = citation.start_index, citation.end_index
    if not any(each.start_index < end and start < each.end_index for each in answer.unsupported):
        answer.unsupported.append(Unsupported(start, end, ("entailment",)))
        answer.unsupported.sort(key=lambda each: each.start_index)
