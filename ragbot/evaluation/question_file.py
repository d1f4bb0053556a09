"""A file of questions: one on each line that is not blank, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ragbot.errors import EvaluationError

Line = TypeVar("Line", bound=BaseModel)


def read_lines(path: Path, kind: type[Line]) -> dict[int, Line]:
    """Each question by the number of its line, from 1.

    Raises EvaluationError with file, line and field where one cannot be used.
    """
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.") from None
    read = {number: _read(line, kind, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()}
    if not read:
        raise EvaluationError(f"{path} holds no question: write one on each line, as JSON.")
    return read


def _read(line: bytes, kind: type[Line], origin: str) -> Line:
    try:
        return kind.model_validate_json(line.decode())
    except UnicodeDecodeError as error:
        told = f"byte {error.start + 1} is not UTF-8. Save the file as UTF-8"
    except ValidationError as error:
        told = f"{_problem_of(error, kind.model_fields)}. Mend it, or take the line out"
    raise EvaluationError(f"{origin}: {told}.")


def _problem_of(error: ValidationError, fields: Iterable[str]) -> str:
    """The first thing that is wrong, with its field; a rule about several fields names them itself."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{where}: there is no such field; there are {', '.join(fields)}"
    if first["type"] == "value_error" and not where:
        return first["msg"].removeprefix("Value error, ")
    return f"{where or 'the line'}: {first['msg'].removeprefix('Value error, ')}"
