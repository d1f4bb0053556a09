"""The recipes of docs/extending.md that no other test does: a route, a command, a setting, a field of an article."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ragbot import plugins
from ragbot.api.app import create_app
from ragbot.archive import Archive
from ragbot.bot import Bot
from ragbot.serve import ROUTERS, _routers
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
        command = [sys.executable, "-m", "ragbot.cli", *arguments]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert run("hello").stdout == "hello\n"
    shown = run("--help")
    assert "say hello" in shown.stdout
    assert "    eval " in shown.stdout
    assert "torn-command 1.0" in shown.stderr


# A field of an article

WAY = ("ragbot/types.py", "ragbot/citations.py", "ragbot/show.py", "ragbot/archive.py", "ingest/articles.py")
"""Beside the rooms `ragbot/store` and `ragbot/api`: where a field comes through on its way into an answer."""


def naming(field: str) -> set[str]:
    """The files on a field's way that name it: as an attribute, an argument, a variable, a column or a key."""
    rooms = [path for room in ("store", "api") for path in (ROOT / "ragbot" / room).rglob("*.py")]
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
    assert told - {"ragbot/store/upgrade.py"} == naming("authors")
    assert "ragbot/store/upgrade.py" in told  # which names a column only in the step that adds it


def test_every_test_that_a_recipe_names_is_there() -> None:
    named = re.findall(r"`(tests/\w+\.py)`|`(test_\w+)`", RECIPES)
    assert len(named) > 10
    tests = "".join(path.read_text() for path in (ROOT / "tests").glob("test_*.py"))
    assert all((ROOT / path).is_file() for path, _ in named if path)
    assert all(f"def {name}(" in tests for _, name in named if name)


def test_every_recipe_names_its_test() -> None:
    recipes = [text for text in re.split(r"^## ", RECIPES, flags=re.MULTILINE)[1:] if text.startswith("Add ")]
    assert len(recipes) >= 8
    assert not [text.partition("\n")[0] for text in recipes if "Proved by" not in text]
