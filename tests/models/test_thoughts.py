"""What a model thinks aloud is told from its answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.models.reply import Reply, whole
from ragbot.models.thoughts import CLOSINGS, TAKEN_BACK, THOUGHTS, Thinker


def answer(*pieces: str, closes_only: bool = False) -> list[str]:
    return [piece for piece in Thinker(closes_only).answer(pieces) if piece]


FINAL = "<|end|><|start|>assistant<|channel|>final<|message|>"


THOUGHT = {
    "think": "<think>It is in [2].</think>\n\nIt sank [1].",
    "twice": "<think>Hm.</think> <think>Is it [2]?</think> It sank [1].",
    "capitals": "<Thinking>It is in [2].</THINKING>It sank [1].",
    "thought": "<thought>It is in [2].</thought>It sank [1].",
    "reasoning": "<reasoning>\nIt is in [2].\n</reasoning>\nIt sank [1].",
    "brackets": "[THINK]It is in [2].[/THINK]It sank [1].",
    "Kimi": "◁think▷It is in [2].◁/think▷It sank [1].",
    "Cohere": "<|START_THINKING|>It is in [2].<|END_THINKING|><|START_RESPONSE|>It sank [1].",
    "harmony": "<|channel|>analysis<|message|>It is in [2]." + FINAL + "It sank [1].",
    "harmony, two": "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>[2]?"
    + FINAL
    + "It sank [1].",
    "harmony, final alone": "<|channel|>final<|message|>It sank [1].",
    "harmony, begun by the template": "It is in [2]." + FINAL + "It sank [1].",
    "harmony, without marks": "analysisIt is in [2].assistantfinalIt sank [1].",
    "begun by the template": "Okay, it is in [2].\n</think>\n\nIt sank [1].",
    "begun by the template, Cohere": "Okay, it is in [2].<|END_THINKING|>It sank [1].",
    "in the midst": "It <think>or [2]?</think>sank [1].",
}


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
@pytest.mark.parametrize("text", THOUGHT.values(), ids=THOUGHT)
def test_thoughts_are_told_from_the_answer_in_every_dialect_and_wherever_they_are_cut(text: str, size: int) -> None:
    assert whole(Reply().readable(iter([text[i : i + size] for i in range(0, len(text), size)]))) == "It sank [1]."


def test_a_model_that_is_known_for_its_thoughts_may_have_none() -> None:
    assert "".join(Reply(closes_only=True).readable(iter(["It ", "sank."]))) == "It sank."


def test_long_thoughts_that_nothing_opened_are_no_answer_that_is_too_long() -> None:
    text = "".join(f"Thought {n} is of the ferry and the {n + 7} people. " for n in range(150))
    assert len(text) > 6000
    assert (
        whole(Reply().readable(iter([text[i : i + 90] for i in range(0, len(text), 90)] + ["</think>It sank."])))
        == "It sank."
    )


@pytest.mark.parametrize(("opening", "closing"), THOUGHTS.items(), ids=THOUGHTS)
def test_every_opening_has_its_closing_in_capitals_too(opening: str, closing: str) -> None:
    assert "".join(answer(f"{opening}Hm, [2]?{closing}It sank.")) == "It sank."
    assert "".join(answer(*f"{opening}Hm, [2]?{closing}It sank.".upper())) == "IT SANK."


def test_a_closing_of_another_kind_ends_no_thoughts() -> None:
    assert "".join(answer("<think>Hm. </thought> It did.</think>It sank.")) == "It sank."


@pytest.mark.parametrize("closing", CLOSINGS)
def test_what_came_before_a_closing_that_nothing_opened_is_taken_back(closing: str) -> None:
    thinker = Thinker()
    pieces = list(thinker.answer(["Hm. ", closing, " It sank."]))
    assert TAKEN_BACK in pieces
    assert whole(pieces) == "It sank."
    assert thinker.closes_only
    assert answer("Hm. ", closing, " It sank.", closes_only=True) == ["It sank."]


def test_a_model_without_thoughts_is_not_known_for_them() -> None:
    thinker = Thinker()
    assert "".join(thinker.answer(["It sank."])) == "It sank."
    assert not thinker.closes_only


@pytest.mark.parametrize("text", ["<thing>", "a < b", "[1]", "Thus: <think>it sank"])
def test_what_never_closes_in_the_midst_of_an_answer_is_kept(text: str) -> None:
    assert "".join(answer(text)) == text
    assert "".join(answer(*text)) == text


@pytest.mark.parametrize("text", ["", "<think>", "<think>Hm, let me see", "<|start|>assistant"])
def test_thoughts_alone_are_no_answer(text: str) -> None:
    assert answer(text) == answer(*text) == []


def test_a_nul_of_the_models_own_takes_nothing_back() -> None:
    assert answer("It ", f"san{TAKEN_BACK}k.") == ["It ", "sank."]


PIECES = (
    "It sank",
    ". ",
    "<think>",
    "</think>",
    "[1]",
    "<",
    "◁think▷",
    "assistantfinal",
    "<|start|>assistant",
    "</thi",
    "nk>",
)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.integers(1, 9))
def test_where_the_stream_is_cut_makes_no_difference(text: str, size: int) -> None:
    assert whole(answer(*(text[i : i + size] for i in range(0, len(text), size)))) == whole(answer(text))
