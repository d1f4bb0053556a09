"""A bucket gives as many as the rate says, and fills again with time."""

from __future__ import annotations

import pytest

from ragbot.api import rates
from ragbot.api.rates import Buckets, Rate


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_is_emptied_at_once_and_fills_steadily() -> None:
    clock = Clock()
    buckets = Buckets(Rate.of("60/min"), clock)
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") == pytest.approx(1.0)
    assert buckets.take("b") == 0.0, "each has a bucket of its own"
    clock.now += 2.5
    assert [buckets.take("a") for _ in range(2)] == [0.0, 0.0]
    assert buckets.take("a") == pytest.approx(0.5)
    clock.now += 10_000
    assert sum(not buckets.take("a") for _ in range(100)) == 60, "it never holds more than the rate"


@pytest.mark.parametrize(("text", "rate"), [("5/s", Rate(5, 1)), ("60/min", Rate(60, 60)), ("9/h", Rate(9, 3600))])
def test_a_rate_is_read(text: str, rate: Rate) -> None:
    assert Rate.of(text) == rate


def test_those_who_came_long_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_NAMES", 2)
    buckets = Buckets(Rate(1, 60.0), Clock())
    for name in ("a", "b", "a", "c"):
        buckets.take(name)
    assert buckets.take("c") > 0
    assert buckets.take("a") > 0, "it came again after b"
    assert buckets.take("b") == 0.0
