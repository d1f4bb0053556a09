"""Floors under the figures of quality: they rise with better figures, and fall only when somebody says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

DIGITS = 3
WAY_OUT = "If that is wanted, run pytest tests/quality --lower-floors and say why in the commit."


@dataclass(frozen=True, slots=True)
class Figure:
    """A share that was measured."""

    value: float
    slack: float = 0.0
    """What its floor leaves below it: one question, because another CPU may turn a near-tie round."""
    low_is_good: bool = False
    """Its floor is a ceiling."""

    @property
    def earned(self) -> float:
        """The floor that it earns."""
        room = self.slack if self.low_is_good else -self.slack
        return round(min(1.0, max(0.0, self.value + room)), DIGITS)

    def holds(self, floor: float) -> bool:
        return self._as_good(round(self.value, DIGITS), floor)

    def raises(self, floor: float) -> bool:
        """Whether it earns a better floor than this one."""
        return not self._as_good(floor, self.earned)

    def _as_good(self, one: float, other: float) -> bool:
        return one <= other if self.low_is_good else one >= other


def raised(figures: Mapping[str, Figure], floors: Mapping[str, float]) -> dict[str, float]:
    """The floors with those that these figures make better, and with those of new figures."""
    better = {n: figure.earned for n, figure in figures.items() if n not in floors or figure.raises(floors[n])}
    return {**floors, **better}


def as_earned(figures: Mapping[str, Figure]) -> dict[str, float]:
    """The floors that these figures earn, also where they are worse than before."""
    return {name: figure.earned for name, figure in figures.items()}


def broken(figures: Mapping[str, Figure], floors: Mapping[str, float]) -> list[str]:
    """What is wrong, in a line each: figures below their floors, figures without one, floors without a figure."""
    return list(_broken(figures, floors))


def _broken(figures: Mapping[str, Figure], floors: Mapping[str, float]) -> Iterator[str]:
    for name, figure in figures.items():
        if name not in floors:
            yield f"{name} is {figure.value:.{DIGITS}f} and has no floor. Run pytest tests/quality --raise-floors."
        elif not figure.holds(floors[name]):
            side = "above its ceiling" if figure.low_is_good else "below its floor"
            yield f"{name} is {figure.value:.{DIGITS}f}, {side} of {floors[name]:.{DIGITS}f}. {WAY_OUT}"
    for name in floors.keys() - figures.keys():
        yield f"{name} has a floor of {floors[name]:.{DIGITS}f} and is not measured any more. {WAY_OUT}"
