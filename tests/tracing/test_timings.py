"""Timings: milliseconds by stage, and a span for each where spans are wanted."""

from __future__ import annotations

import pytest

from ragbot.tracing.timings import UNDIVIDED, Timings


class Clock:
    """Each look at it is a tenth of a second after the last."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return self.looks / 10


class Noting:
    """A span that notes the names of those in it."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def child(self, name: str) -> Noting:
        self.names.append(name)
        return self

    def __enter__(self) -> Noting:
        return self

    def __exit__(self, *_: object) -> None:
        self.names.append("end")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("ragbot.tracing.timings.time.perf_counter", clock)
    return clock


def test_a_stage_that_is_entered_twice_adds_up() -> None:
    timings = Timings()
    for name in ("rank", "write", "rank"):
        with timings.stage(name):
            pass
    assert timings.ms == {"rank": 200.0, "write": 100.0}


def test_a_stage_that_fails_took_its_time_and_its_error_goes_on() -> None:
    timings, span = Timings(), Noting()
    with pytest.raises(ValueError, match="broke"), timings.under(span).stage("rank"):  # type: ignore[arg-type]
        raise ValueError("broke")
    assert timings.ms == {"rank": 100.0}
    assert span.names == ["ragbot.rank", "end"]


def test_stages_have_spans_by_their_names_for_operators_and_the_whole_has_none() -> None:
    span = Noting()
    timings = Timings(span)  # type: ignore[arg-type]
    for name in (UNDIVIDED, "enough", "write", "checks"):
        with timings.stage(name):
            pass
    assert span.names == ["ragbot.gate", "end", "ragbot.answer", "end", "ragbot.checks", "end"]
    assert list(timings.ms) == [UNDIVIDED, "enough", "write", "checks"]


def test_under_another_span_the_times_are_the_same() -> None:
    timings, span = Timings(), Noting()
    with timings.under(span).stage("rank"):  # type: ignore[arg-type]
        pass
    assert timings.ms == {"rank": 100.0}
    assert timings.under(span).ms is timings.ms  # type: ignore[arg-type]
