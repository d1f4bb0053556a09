"""A recorder keeps what the stages of one question note, and no other question's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from ragbot.tracing.recorder import Recorder, each_recorded, recorded_by, recorder


def noted(one: Recorder) -> tuple[str, ...]:
    return one.all(str)


def test_notes_are_told_apart_by_their_types_and_stay_in_order() -> None:
    one = Recorder()
    for note in ("ferry", 3, "toll", 4):
        one.add(note)
    assert (one.all(str), one.all(int), one.all(float)) == (("ferry", "toll"), (3, 4), ())
    assert (one.last(str), one.last(int), one.last(float)) == ("toll", 4, None)


def test_nobody_records_outside_and_the_outer_one_goes_on_after_an_error() -> None:
    outer, inner = Recorder(), Recorder()
    with recorded_by(outer):
        with contextlib.suppress(RuntimeError), recorded_by(inner):
            assert recorder() is inner
            raise RuntimeError
        assert recorder() is outer
    assert recorder() is None


def test_another_thread_has_none_unless_it_is_given_one() -> None:
    with recorded_by(Recorder()), ThreadPoolExecutor(1) as threads:
        assert threads.submit(recorder).result() is None


def steps() -> Iterator[int]:
    for number in range(3):
        one = recorder()
        assert one
        one.add(f"step {number}")
        yield number


def test_each_step_of_a_generator_is_noted_whichever_thread_asks_for_it_and_nothing_between() -> None:
    one = Recorder()
    stream = each_recorded(steps(), one)
    assert next(stream) == 0
    assert recorder() is None
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(lambda: list(stream)).result() == [1, 2]
    assert noted(one) == ("step 0", "step 1", "step 2")
