"""The recipes of docs/extending.md that no other test does, and what those of a check and a format show."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from fastapi.testclient import TestClient

from ingest.formats.format import Format
from ingest.records import correction_notes, month_names
from ragbot import plugins
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from ragbot.checks.check import Check, Claim, Comparison
from ragbot.operations.serve import ROUTERS, _routers
from ragbot.reading import reporting
from ragbot.reading.proper_names import words_of
from tests.conftest import add, stories
from tests.packages import installed

ROOT = Path(__file__).parent.parent
RECIPES = (ROOT / "docs" / "extending.md").read_text()
ROUTE = """
from fastapi import APIRouter


def router(archive, token):
    routes = APIRouter()

    @routes.get("/v1/outlets", summary="The outlets of the archive")
    def outlets() -> list[str]:
        return list(archive.outlets())

    return routes
"""
COMMAND = """
def add_command(commands):
    hello = commands.add_parser("hello", help="say hello")
    hello.set_defaults(command=lambda arguments: print("hello") or 0)
"""


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that Python looks into for packages."""
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(plugins, "_TOLD", set())
    yield folder
    for name in ("more_routes", "torn_routes"):
        sys.modules.pop(name, None)


def test_a_package_adds_a_route_and_a_broken_one_takes_none_away(
    packages: Path, archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    installed(packages, "more-routes", {ROUTERS: {"more": "more_routes:router"}}, more_routes=ROUTE)
    installed(packages, "torn-routes", {ROUTERS: {"torn": "torn_routes:router"}}, torn_routes="1 / 0")
    add(archive, *stories(3))
    token = "a" * 32
    with TestClient(create_app(Bot(archive), routers=_routers(archive, token)), base_url="http://127.0.0.1") as client:
        assert client.get("/v1/outlets").json() == ["Paper 0", "Paper 1"]
        assert "/v1/outlets" in client.get("/openapi.json").json()["paths"]
        ours = client.get("/v1/formats", headers={"Authorization": f"Bearer {token}"})
    assert ours.status_code == 200
    (told,) = [record.message for record in caplog.records if "torn" in record.message]
    assert told.startswith("The package torn-routes 1.0 adds 'torn' to ragbot.routers, which cannot be loaded (ZeroDiv")


def test_a_package_adds_a_command_and_a_broken_one_takes_none_away(packages: Path, tmp_path: Path) -> None:
    commands = "ragbot.commands"
    installed(packages, "hello-command", {commands: {"hello": "hello_command:add_command"}}, hello_command=COMMAND)
    installed(packages, "torn-command", {commands: {"torn": "torn_command:add_command"}}, torn_command="1 / 0")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(packages)])}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ragbot.operations.cli", *arguments]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert run("hello").stdout == "hello\n"
    shown = run("--help")
    assert "say hello" in shown.stdout
    assert "    eval " in shown.stdout
    assert "torn-command 1.0" in shown.stderr


# A check and a format: what stands in the recipe runs


BLOCK_ENDS = re.compile(r"^    # \S+\.py|^\S", re.MULTILINE)  # "    # ragbot/checks/table.py", or a line of prose


def shown(path: str) -> str:
    """The file of this path, as its recipe shows it."""
    return textwrap.dedent(BLOCK_ENDS.split(RECIPES.partition(f"    # {path}\n")[2])[0])


def test_the_check_of_the_recipe_fails_what_is_in_capital_letters(tmp_path: Path) -> None:
    check: Check = module_of(shown("ragbot/checks/shouting.py"), tmp_path / "shouting.py").SHOUTING
    claims = [Claim(text, (), words_of([])) for text in ("The ferry sank.", "THE FERRY SANK.")]
    assert [check.judge(Comparison(claim, (), ())) for claim in claims] == ["passed", "failed"]


def test_the_format_of_the_recipe_reads_a_memo(tmp_path: Path) -> None:
    memo: Format = module_of(shown("ingest/formats/memos.py"), tmp_path / "memos.py").MEMO
    data = b"MEMO1\nFerry sinks\nThe Grey Linnet sank.\nNine died."
    assert memo.is_surely(data)
    assert memo.parse
    assert memo.parse(data, "") == {"title": "Ferry sinks", "text": "The Grey Linnet sank.\nNine died."}


# A field of an article

WAY = (
    "ragbot/types/articles.py",
    "ragbot/types/answers.py",
    "ragbot/types/catalogue.py",
    "ragbot/checks/citations.py",
    "ragbot/operations/show.py",
    "ragbot/archive/archive.py",
    "ingest/records/articles.py",
)
"""Beside the rooms `ragbot/archive` and `ragbot/api`: where a field comes through on its way into an answer."""


def naming(field: str) -> set[str]:
    """The files on a field's way that name it: as an attribute, an argument, a variable, a column or a key."""
    rooms = [path for room in ("archive", "api") for path in (ROOT / "ragbot" / room).rglob("*.py")]
    paths = [*(ROOT / name for name in WAY), *rooms]
    return {path.relative_to(ROOT).as_posix() for path in paths if field in set(names_in(ast.parse(path.read_bytes())))}


def names_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        for name in ("attr", "arg", "id", "value"):
            if isinstance(word := getattr(node, name, None), str):
                yield word


def test_a_field_of_an_article_costs_the_files_that_the_recipe_names() -> None:
    recipe = RECIPES.partition("## Add a field")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| `([\w/]+\.py)`", recipe, re.MULTILINE))
    assert told - {"ragbot/archive/upgrade.py"} == naming("authors")
    assert "ragbot/archive/upgrade.py" in told  # which names a column only in the step that adds it


# A language

MONTHS = {"sv": "4 mars 2026", "tr": "4 Mart 2026", "cs": "4. března 2026"}
NOTES = {
    "en": "Correction: The toll was nine.",
    "de": "Berichtigung: Es waren neun.",
    "fr": "Rectificatif : ils étaient neuf.",
    "es": "Rectificación: eran nueve.",
    "it": "Rettifica: erano nove.",
    "nl": "Rectificatie: het waren er negen.",
    "pl": "Sprostowanie: było ich dziewięć.",
    "pt": "Correção: eram nove.",
}
SAID = {
    "en": "The door was open, Mira Holt said.",
    "de": "Die Tür war offen, sagte Mira Holt.",
    "fr": "La porte était ouverte, affirme Mira Holt.",
    "es": "La puerta estaba abierta, dijo Mira Holt.",
    "it": "La porta era aperta, sostiene Mira Holt.",
    "nl": "De deur was open, zei Mira Holt.",
    "pl": "Drzwi były otwarte, powiedziała Mira Holt.",
}
SWEDISH = {"notes": "Rättelse: De var nio.", "reporting": "Dörren var öppen, sade Mira Holt."}


def state_in(module: ModuleType, note: str) -> str | None:
    state: str | None = module.note_in("Ferry sinks", f"The Grey Linnet sank.\n\n{note}")[0]
    return state


def speakers_in(module: ModuleType, sentence: str) -> list[str]:
    return [clause.speaker for clause in module.clauses(sentence)]


def test_a_language_is_read_where_the_recipe_says_so_and_nowhere_else() -> None:
    recipe = RECIPES.partition("## Add a language")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([\w/.]+)` \|.*\| ([^|]+) \|$", recipe, re.MULTILINE))
    assert rows["ingest/records/month_names.py"].startswith(f"{len(month_names.LANGUAGES.split())},")
    assert {month_names.day_in(text) for text in MONTHS.values()} == {date(2026, 3, 4)}
    assert rows["ingest/records/correction_notes.py"].split() == list(NOTES)
    assert {state_in(correction_notes, note) for note in NOTES.values()} == {"corrected"}
    assert rows["ragbot/reading/reporting.py"].split() == list(SAID)
    assert [speakers_in(reporting, said) for said in SAID.values()] == [["Mira Holt"]] * len(SAID)
    assert state_in(correction_notes, SWEDISH["notes"]) is None
    assert speakers_in(reporting, SWEDISH["reporting"]) == []


def test_what_is_english_only_is_counted_as_the_recipe_names_it() -> None:
    files = re.findall(r"`(ragbot/[\w/]+\.py)`", RECIPES.partition("**English only**")[2].partition("\n\n")[0])
    assert not [name for name in files if not (ROOT / name).is_file()]
    assert f"a file beside each of {len(files)} for what is English only" in RECIPES


def test_words_that_are_added_to_a_table_are_read(tmp_path: Path) -> None:
    more_notes = with_words(tmp_path, "ingest/records/correction_notes.py", "LABELS", "_HINTS")
    assert state_in(more_notes, SWEDISH["notes"]) == "corrected"
    more_verbs = with_words(tmp_path, "ragbot/reading/reporting.py", "_SAYS")
    assert speakers_in(more_verbs, SWEDISH["reporting"]) == ["Mira Holt"]


def with_words(folder: Path, path: str, *tables: str) -> ModuleType:
    """The module with the lines that the recipe adds to tables of it."""
    text = (ROOT / path).read_text()
    for table in tables:
        text = with_line(text, table, RECIPES.partition(f"# {path}, in {table}\n    ")[2].partition("\n")[0])
    return module_of(text, folder / f"more_{Path(path).name}")


def with_line(text: str, table: str, line: str) -> str:
    """The text with one line more at the end of a table."""
    before, head, rest = text.partition(f"\n{table} = (\n")
    words, end, after = rest.partition("\n)\n")
    assert head
    assert line.strip()
    return f"{before}{head}{words}\n{line}{end}{after}"


def module_of(text: str, path: Path) -> ModuleType:
    path.write_text(text)
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = sys.modules[path.stem] = module_from_spec(spec)  # dataclasses look for their module there
    spec.loader.exec_module(module)
    del sys.modules[path.stem]
    return module


def test_every_test_that_a_recipe_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`|`(test_\w+)`", RECIPES)
    assert len(named) > 10
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert all((ROOT / path).is_file() for path, _ in named if path)
    assert all(f"def {name}(" in tests for _, name in named if name)


def test_every_recipe_names_its_test() -> None:
    recipes = [text for text in re.split(r"^## ", RECIPES, flags=re.MULTILINE)[1:] if text.startswith("Add ")]
    assert len(recipes) >= 8
    assert not [text.partition("\n")[0] for text in recipes if "Proved by" not in text]


def test_the_table_of_costs_has_every_recipe() -> None:
    recipes = re.findall(r"^## (Add .*)", RECIPES, re.MULTILINE)
    rows = re.findall(r"^\| \[[^]]+\]\(#([\w-]+)\) \|", RECIPES, re.MULTILINE)
    assert sorted(rows) == sorted(name.lower().replace(" ", "-") for name in recipes)
