"""Beside each regular expression of the sources stands an example in which it finds something."""

from __future__ import annotations

import ast
import importlib
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

import pytest

Pattern = re.Pattern[str] | re.Pattern[bytes]
ROOT = Path(__file__).parent.parent
QUOTED = re.compile(r'"([^"]+)"|`([^`]+)`')
"""As in "an example"; backticks stand where the example has quotation marks of its own."""


@dataclass(frozen=True)
class Expression:
    """A module's names for compiled expressions, one or several, and what is written beside them."""

    path: Path
    names: tuple[str, ...]
    comment: str

    @property
    def examples(self) -> list[str]:
        return [" ".join((quoted[1] or quoted[2]).split("\n")) for quoted in QUOTED.finditer(self.comment)]

    def patterns(self) -> list[Pattern]:
        module = importlib.import_module(".".join(self.path.relative_to(ROOT).with_suffix("").parts))
        return [pattern for name in self.names for pattern in patterns_in(getattr(module, name))]

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}: {', '.join(self.names)}"


def patterns_in(value: object) -> Iterator[Pattern]:
    """The compiled expressions of a table, however deep."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from patterns_in(each)
    elif isinstance(value, dict):
        yield from patterns_in(list(value.values()))
    elif is_dataclass(value):
        yield from patterns_in([getattr(value, field.name) for field in fields(value)])


def expressions(path: Path) -> Iterator[Expression]:
    source = path.read_text(encoding="utf-8")
    body = ast.parse(source).body
    for node, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.Assign | ast.AnnAssign) and compiles(node):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            names = tuple(each.id for each in ast.walk(target) if isinstance(each, ast.Name))
            yield Expression(path, names, f"{docstring(following)}\n{comments(source.splitlines(), node)}")


def compiles(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Call) and ast.unparse(each.func) == "re.compile" for each in ast.walk(node))


def docstring(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return node.value.value
    return ""


def comments(lines: list[str], node: ast.stmt) -> str:
    """Comments within a statement and behind it, then those directly above it."""
    within = "\n".join(lines[node.lineno - 1 : node.end_lineno])
    found = [
        each.string for each in tokenize.generate_tokens(io.StringIO(within).readline) if each.type == tokenize.COMMENT
    ]
    above = node.lineno - 2
    while above >= 0 and lines[above].startswith("#"):
        found.append(lines[above])
        above -= 1
    return "\n".join(found)


ALL = [
    each for room in ("ragbot", "ingest") for path in sorted((ROOT / room).rglob("*.py")) for each in expressions(path)
]


def is_found(example: str, pattern: Pattern) -> bool:
    """Whether the pattern finds something in the example, be its escapes read or not.

    The example may show what comes before or after: some patterns read the text up to a place, or from one on.
    """
    texts = [example, example.encode("ascii", "backslashreplace").decode("unicode_escape")]
    cuts = {part for text in texts for place in places(text) for part in (text[:place], text[place:])}
    if isinstance(pattern.pattern, bytes):
        return any(re.search(pattern, cut.encode("utf-8", "surrogatepass")) for cut in cuts)
    return any(re.search(pattern, cut) for cut in cuts)


def places(text: str) -> Iterator[int]:
    """The beginning of a text, and of each of its words."""
    yield from (match.start() for match in re.finditer(r"\A|(?<=\s)(?=\S)", text))


def test_each_expression_has_an_example() -> None:
    assert len(ALL) > 400
    assert not [str(each) for each in ALL if not each.examples]


@pytest.mark.parametrize("expression", ALL, ids=str)
def test_an_example_is_found(expression: Expression) -> None:
    patterns = expression.patterns()
    assert patterns
    assert any(is_found(example, pattern) for example in expression.examples for pattern in patterns)


@pytest.mark.parametrize(
    ("example", "pattern", "is_so"),
    [
        ("it sank", "sank", True),
        ("how many did they", r"did\s+$", True),
        ("it sank", "sunk", False),
        (r"a\n", "\n", True),
    ],
)
def test_what_an_example_shows(example: str, pattern: str, is_so: bool) -> None:
    assert is_found(example, re.compile(pattern)) == is_so


def test_an_expression_without_an_example_is_noticed(tmp_path: Path) -> None:
    module = tmp_path / "bare.py"
    module.write_text(
        'import re\n\nA = re.compile("a")\nB = re.compile("b")  # "b"\nC = re.compile("c")\n"""As `c`."""\n'
    )
    assert [each.examples for each in expressions(module)] == [[], ["b"], ["c"]]
