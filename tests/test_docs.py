"""What a maintainer gets: decisions with a reason, words that lead to where they live, hooks and forms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DECISIONS = sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "README.md")
FILE = re.compile(r"`((?:ragbot|ingest|tests|docs|prompts)/[\w./-]+)`")  # `ragbot/types/answers.py`, `ragbot/checks/`
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
    tests = "".join(each.read_text() for each in (ROOT / "tests").rglob("test_*.py"))
    assert not [name for name in TEST.findall(text) if f"def {name}(" not in tests]


MODULE = re.compile(r"(?<![\w/.])((?:\w+/)*\w+\.py)\b")  # `archive/drafts.py`, `drafts.py` where the folder is clear
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted(DOCS.glob("*.md"))]
MADE_UP = {"extending.md"}
"""Pages with recipes, which make modules."""


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in MADE_UP], ids=lambda page: page.name)
def test_a_module_that_a_page_names_is_there(page: Path) -> None:
    modules = [each.as_posix() for room in ("ragbot", "ingest", "tests") for each in (ROOT / room).rglob("*.py")]
    named = set(MODULE.findall(page.read_text()))
    assert not {name for name in named if not any(module.endswith(f"/{name}") for module in modules)}


# Words

ROW = re.compile(r"^\| ([a-z -]+) \| (.+?) \| `(\w+)` in `([\w/.-]+)` \| (.*?) ?\|$")
"""A word, its meaning, where it lives, and what code says besides: | late | may lack news | `Late` in `a.py` | |"""
TABLES = (DOCS / "glossary.md").read_text().partition("\n## Names of participles")[0]
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


# Hooks and forms

HOOKS = ROOT / ".pre-commit-config.yaml"
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def test_the_hooks_call_what_make_check_calls() -> None:
    recipe = (ROOT / "Makefile").read_text().partition("\ncheck: ")[2].partition("\n\n")[0].splitlines()[1:]
    calls = [line.strip("\t@").replace("$(BIN)", ".venv/bin").replace("$(MAKE)", "make") for line in recipe]
    (ours,) = yaml.safe_load(HOOKS.read_text())["repos"]
    assert ours["repo"] == "local"
    assert {hook["language"] for hook in ours["hooks"]} == {"system"}
    assert [hook["entry"] for hook in ours["hooks"]] == [call.removesuffix(" .") for call in calls]


def test_there_is_a_form_for_answers_and_one_for_faults() -> None:
    assert [path.stem for path in FORMS] == ["fault", "wrong-answer"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_asks_for_what_the_doctor_says(path: Path) -> None:
    form = yaml.safe_load(path.read_text())
    needed = {each["id"] for each in form["body"] if each.get("validations", {}).get("required")}
    assert form["name"]
    assert form["description"]
    assert {each["type"] for each in form["body"]} <= {"textarea", "input"}
    assert "doctor" in needed
