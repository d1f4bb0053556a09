"""The modules of the page that need no browser, tested by tests/ui/*.test.js under Node's own runner."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parent / "ui").glob("*.test.js"))
# West of Greenwich, where a day that is read in the wrong zone is the day before.
READER = {"TZ": "America/New_York", "LC_ALL": "en_US.UTF-8"}
NEEDED = 20


def _version() -> int:
    """The major version of Node; 0 without one."""
    if not shutil.which("node"):
        return 0
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=60, check=True)
    return int(said.stdout.removeprefix("v").split(".")[0])


@pytest.fixture(scope="module")
def node() -> str:
    if _version() < NEEDED:
        pytest.skip(f"node is not installed; the page's own checks need node >= {NEEDED}")
    return "node"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".test.js"))
def test_the_modules_of_the_page(node: str, file: Path) -> None:
    run = subprocess.run([node, str(file)], env=os.environ | READER, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_module_that_is_wrong_is_told(node: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.mjs"
    file.write_text('import test from "node:test"; test("wrong", () => { throw new Error("it is wrong"); });')
    run = subprocess.run([node, str(file)], env=os.environ | READER, capture_output=True, text=True, timeout=120)
    assert run.returncode == 1
    assert "it is wrong" in run.stdout
