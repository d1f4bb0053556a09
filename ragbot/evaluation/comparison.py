"""Two results of `ragbot eval`, figure by figure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ragbot.errors import EvaluationError


def read_result(path: Path) -> dict[str, Any]:
    """What `ragbot eval --output` wrote. Raises EvaluationError when it is something else."""
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        result = None
    if not isinstance(result, dict) or "gold" not in result:
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
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, Mapping) else {f"{prefix}{name}": value}
    return flat
