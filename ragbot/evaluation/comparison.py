"""Two results of `ragbot eval`, figure by figure, and verdict by verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ragbot.errors import EvaluationError
from ragbot.evaluation.verdicts import GOOD


def read_result(path: Path) -> dict[str, Any]:
    """What `ragbot eval --output` wrote. Raises EvaluationError when it is something else."""
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        result = None
    if not isinstance(result, dict) or not result.keys() & {"gold", "judged"}:
        raise EvaluationError(f"{path} is no result of 'ragbot eval --output'.")
    return result


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of two results."""

    name: str
    """Its place in the JSON: `gold.recall@1`."""
    a: object
    b: object

    @property
    def difference(self) -> float | None:
        """What the second has more; None unless both are numbers."""
        given = [value for value in (self.a, self.b) if isinstance(value, int | float) and not isinstance(value, bool)]
        return round(given[1] - given[0], 4) if len(given) == 2 else None


def compared(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Row]:
    """Every figure that either result has, those of the first in its order."""
    ours, theirs = _flat(a), _flat(b)
    rows = [Row(name, ours.get(name), theirs.get(name)) for name in dict.fromkeys([*ours, *theirs])]
    return [row for row in rows if (row.a, row.b) != (None, None)]


def _flat(result: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in result.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        elif not isinstance(value, list):  # the answers, which `changes` compares
            flat[f"{prefix}{name}"] = value
    return flat


@dataclass(frozen=True, slots=True)
class Change:
    """A question with another verdict in the second result."""

    id: str
    kind: str
    a: str
    b: str

    @property
    def direction(self) -> str:
        """What happened to it."""
        if (self.a in GOOD) != (self.b in GOOD):
            return BECAME if self.b in GOOD else STOPPED
        return OTHERWISE

    @property
    def is_plain(self) -> bool:
        """Whether its direction says it all."""
        return self.direction == BECAME


BECAME, STOPPED, OTHERWISE = "became right", "stopped being right", "otherwise changed"


def changes(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Change]:
    """The questions of both results whose verdict differs, in the order of the first."""
    before, after = _answers(a), _answers(b)
    both = [(id_, before[id_], after[id_]) for id_ in before if id_ in after]
    return [
        Change(id_, one["kind"], one["verdict"], other["verdict"])
        for id_, one, other in both
        if one["verdict"] != other["verdict"]
    ]


def _answers(result: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {answer["id"]: answer for answer in result.get("judged", {}).get("answers", ())}


def by_direction(some: Sequence[Change]) -> dict[str, list[Change]]:
    """Those that became right first; no direction without any."""
    found = {direction: [c for c in some if c.direction == direction] for direction in (BECAME, STOPPED, OTHERWISE)}
    return {direction: each for direction, each in found.items() if each}
