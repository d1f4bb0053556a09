"""The reply of a language model while it comes: what a reader is shown of it, and when it is enough."""

from __future__ import annotations

from typing import Any, cast

import pytest
from langchain_core.messages import AIMessageChunk

from ragbot.models.reply import (
    HELD_FROM,
    LONGEST_ANSWER,
    LONGEST_REPLY,
    ROOM_FOR_MARKERS,
    Counted,
    Reply,
    Unfinished,
    whole,
)
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.types import Usage


def shown(*pieces: str, **known: bool) -> str:
    return "".join(Reply(**known).readable(iter(pieces)))


def chunk(text: str = "", **metadata: object) -> AIMessageChunk:
    return AIMessageChunk(content=text, response_metadata=metadata)


RUNNING = [
    ([(1000, 10), (1000, 20), (1000, 30)], Usage(1000, 30)),  # totals with each chunk
    ([(1000, 10), (1000, 10), (1000, 30), (1000, 30)], Usage(1000, 30)),
    ([(1000, 0), (0, 30)], Usage(1000, 30)),  # Anthropic
    ([(1000, 10), (0, 10), (0, 10)], Usage(1000, 30)),  # Google
    ([(0, 0), (1000, 30)], Usage(1000, 30)),
]


@pytest.mark.parametrize(("counts", "usage"), RUNNING)
def test_running_totals_are_not_summed(counts: list[tuple[int, int]], usage: Usage) -> None:
    reply = Reply()
    for read, written in counts:
        counted = {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
        reply.add(AIMessageChunk(content="a", usage_metadata=cast(Any, counted)))
    assert reply.usage == usage


def test_any_pieces_can_be_counted() -> None:
    pieces = Counted(["a", "b"])
    assert (list(pieces), pieces.usage) == (["a", "b"], None)


def test_a_reply_without_tokens_has_no_usage() -> None:
    assert Reply().usage is None


def test_a_piece_that_is_noted_while_the_reader_cuts_takes_nothing_back() -> None:
    """The reader runs in another thread than the one that notes what comes."""
    reply = Reply()

    class Meanwhile:
        def __str__(self) -> str:
            reply.cut = True
            return "stop"

    reply.add(chunk("It sank.", finish_reason=Meanwhile()))
    assert reply.cut


@pytest.mark.parametrize(
    ("metadata", "cut"),
    [
        ({"finish_reason": "stop"}, False),
        ({"stop_reason": "end_turn"}, False),
        ({"finish_reason": "length"}, True),
        ({"stop_reason": "max_tokens"}, True),
        ({"done_reason": "LENGTH"}, True),
        ({"status": "incomplete"}, True),
    ],
)
def test_why_a_model_stopped_is_known_in_the_words_of_each_provider(metadata: dict[str, str], cut: bool) -> None:
    reply = Reply()
    assert reply.add(chunk("It sank.", **metadata)) == "It sank."
    assert (reply.said_stop, reply.cut) == (True, cut)


def test_a_piece_begins_the_reply_and_one_without_text_does_not() -> None:
    reply = Reply()
    assert (reply.add(chunk()), reply.begun, reply.said_stop) == ("", False, False)
    assert (reply.add(chunk("so \ud83d")), reply.begun, reply.characters) == ("so ?", True, 4)


def test_a_reply_beyond_its_ceiling_is_cut() -> None:
    reply = Reply()
    reply.add(chunk("x" * LONGEST_REPLY))
    assert (reply.is_too_long, reply.cut) == (False, False)
    reply.add(chunk("x"))
    assert (reply.is_too_long, reply.cut) == (True, True)


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ([], ""),
        (["", "  ", "\n"], ""),
        (["\n It", " sank. "], "It sank. "),
        (["It sank"], "It sank"),
    ],
)
def test_pieces_are_handed_out_without_the_space_before_them(pieces: list[str], text: str) -> None:
    assert shown(*pieces) == text


def test_a_text_that_must_say_stop_and_does_not_ends_after_a_whole_sentence() -> None:
    assert shown("It sank. [1] ", must_say_stop=True) == "It sank. [1] "
    assert shown("- Orm\n", must_say_stop=True) == "- Orm\n"
    with pytest.raises(Unfinished, match=r"^stopped within a sentence$"):
        shown("It sank. It was", must_say_stop=True)
    assert shown("It sank. It was", must_say_stop=True, said_stop=True) == "It sank. It was"


def test_a_cut_within_a_sentence_is_told_as_one_at_the_limit() -> None:
    with pytest.raises(Unfinished, match=r"^stopped within a sentence, at the limit of what it may write$"):
        shown("It sank. It was", cut=True)


def test_a_long_text_waits_for_its_end_and_ends_with_a_whole_sentence_and_its_markers() -> None:
    pieces = [f"Boat number {n} of the line {n * 7919 % 1000} was back at pier {n * 31 % 89}. [1] " for n in range(150)]
    reply = Reply()
    handed = list(reply.readable(iter(pieces)))
    text = "".join(handed)
    assert reply.cut
    assert LONGEST_ANSWER - 100 < len(text) <= LONGEST_ANSWER + ROOM_FOR_MARKERS
    assert text.endswith(". [1]")
    assert "".join(pieces).startswith(text)
    assert HELD_FROM - 100 < len("".join(handed[:-1])) <= HELD_FROM


def test_a_text_that_turns_in_circles_is_no_answer() -> None:
    with pytest.raises(Unfinished, match=r"^wrote the same again and again$"):
        shown(*["It sank. [1] "] * 500)


def test_what_is_taken_back_is_not_part_of_the_whole() -> None:
    assert whole(["Hm. ", TAKEN_BACK, "It ", "sank."]) == "It sank."
    assert whole(["It sank."]) == "It sank."
    assert whole([]) == ""
    reply = Reply()
    assert list(reply.readable(iter(["Hm. ", "</think>", "It sank."]))) == ["Hm. ", TAKEN_BACK, "It sank.", ""]
    assert reply.closes_only
