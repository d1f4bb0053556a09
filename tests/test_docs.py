"""What a maintainer gets: decisions with a reason, words that lead to where they live."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DECISIONS = sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "README.md")
FILE = re.compile(r"`((?:ragbot|ingest|tests|docs|prompts)/[\w./-]+)`")  # `ragbot/retrieve.py`, `ragbot/checks/`
TEST = re.compile(r"`(test_\w+)`")  # `test_ingesting_twice_changes_nothing`


def test_there_are_a_dozen_decisions() -> None:
    assert len(DECISIONS) >= 12


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_a_question_a_reason_and_what_would_change_it(path: Path) -> None:
    assert re.findall(r"^\*\*(.*?)\.\*\*", path.read_text(), re.MULTILINE) == [
        "Question",
        "Decided",
        "Why",
        "What would change it",
    ]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_in_the_index(path: Path) -> None:
    assert f"]({path.name})" in (DOCS / "decisions" / "README.md").read_text()


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_what_a_decision_names_is_there(path: Path) -> None:
    text = path.read_text()
    assert not [name for name in FILE.findall(text) if not (ROOT / name).exists()]
    tests = "".join(each.read_text() for each in (ROOT / "tests").glob("test_*.py"))
    assert not [name for name in TEST.findall(text) if f"def {name}(" not in tests]


# Words

ROW = re.compile(r"^\| ([a-z -]+) \| (.+?) \| `(\w+)` in `([\w/.-]+)` \| (.*?) ?\|$")
"""A word, its meaning, where it lives, and what code says besides: | late | may lack news | `Late` in `a.py` | |"""
TABLES = (DOCS / "glossary.md").read_text().partition("\n## Participles")[0]
ROWS = [ROW.match(line) for line in TABLES.splitlines() if line.startswith("| ")]
WORDS = [row.groups() for row in ROWS if row]


def test_each_row_of_the_glossary_has_a_word_its_meaning_and_where_it_lives() -> None:
    heads = TABLES.count("| word |")
    assert len(ROWS) - heads == len(WORDS) >= 40


def test_a_word_has_one_meaning() -> None:
    words = [word for word, *_ in WORDS]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(("word", "meaning", "name", "path", "besides"), WORDS, ids=[word for word, *_ in WORDS])
def test_a_word_lives_where_the_glossary_says(word: str, meaning: str, name: str, path: str, besides: str) -> None:
    assert len(meaning) < 160
    assert re.search(rf"\b{name}\b", (ROOT / path).read_text())
    assert not [other for other in FILE.findall(besides) if not (ROOT / other).exists()]
