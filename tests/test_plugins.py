"""Packages of other people add language models: a tiny one is made, installed and asked, and broken ones are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ragbot import plugins as module
from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.errors import LLMError, SettingsError
from ragbot.models.llm import open_llm
from ragbot.models.names import OURS
from ragbot.models.reply import Counted
from ragbot.operations.doctor import examine
from ragbot.plugins import LLMS, plugins
from ragbot.settings import load_settings
from ragbot.types import Question, Usage
from tests.conftest import STORY, add, article
from tests.packages import installed

ROOT = Path(__file__).parent.parent
ECHO = """
from ragbot.types import Usage


class Echo:
    def __init__(self, name):
        self.name = name

    def stream(self, system, user, spent=0.0):
        if self.name == "broken":
            yield "Nine people"
            raise RuntimeError("the cable was cut")
        if self.name == "mute":
            return
        if self.name == "numbers":
            yield 7
        yield "Nine people died, "
        yield "the coast guard said [1]."
        return Usage(3, 4)


def make(name, settings):
    if name == "unready":
        raise KeyError("no weights")
    return object() if name == "nothing" else Echo(name)
"""


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that Python looks into for packages."""
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(module, "_TOLD", set())
    yield folder
    for name in ("echo_models", "torn", "second"):
        sys.modules.pop(name, None)


@pytest.fixture
def echo(packages: Path) -> Path:
    return installed(packages, "echo-models", {LLMS: {"echo": "echo_models:make"}}, echo_models=ECHO)


@pytest.mark.usefixtures("echo")
def test_a_package_adds_a_model_by_a_prefix(archive: Archive) -> None:
    add(archive, article(STORY, "Nine die at sea", published="2026-01-05"))
    model = open_llm(load_settings(llm="echo:loud"))
    assert model
    answer = Bot(archive, model).ask(Question("How many people died when the ferry Grey Gull sank?"))
    assert (answer.answer, answer.backend) == ("Nine people died, the coast guard said [1].", "echo:loud")
    assert answer.usage == Usage(3, 4)
    assert len(answer.citations) == 1


@pytest.mark.usefixtures("echo")
@pytest.mark.parametrize(
    ("name", "why"),
    [("broken", "the cable was cut"), ("mute", "it wrote nothing"), ("numbers", "it wrote int and no text")],
)
def test_a_model_that_fails_is_told_with_its_package_and_the_quotes_take_its_place(
    archive: Archive, name: str, why: str
) -> None:
    add(archive, article(STORY, "Nine die at sea", published="2026-01-05"))
    model = open_llm(load_settings(llm=f"echo:{name}"))
    assert model
    with pytest.raises(LLMError, match=rf"^echo:{name}, a model of the package echo-models 1\.0, failed: {why}\.$"):
        list(Counted(model.stream("", "")))
    answer = Bot(archive, model).ask(Question("How many people died when the ferry Grey Gull sank?"))
    assert answer.outcome == "degraded"
    assert why in (answer.reason or "")
    assert "Nine people died" in answer.answer


@pytest.mark.usefixtures("echo")
@pytest.mark.parametrize(
    ("name", "why"), [("unready", "makes no model of echo:unready .*no weights"), ("nothing", "no method 'stream'")]
)
def test_a_package_that_makes_no_model_is_named(name: str, why: str) -> None:
    with pytest.raises(SettingsError, match=rf"echo-models 1\.0 .*{why}.*uninstall it"):
        open_llm(load_settings(llm=f"echo:{name}"))


def test_a_package_that_cannot_be_imported_harms_only_who_wants_it(packages: Path, echo: Path) -> None:
    installed(packages, "torn-models", {LLMS: {"torn": "torn:make"}}, torn="import no_such_module_at_all")
    assert open_llm(load_settings(llm="echo:loud"))
    assert open_llm(load_settings(llm="extractive")) is None
    with pytest.raises(SettingsError, match=r"torn-models 1\.0 .*cannot be loaded \(ModuleNotFoundError"):
        open_llm(load_settings(llm="torn:x"))


def test_a_name_that_is_ours_stays_ours_and_that_is_told(
    packages: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    points = {"openai": "echo_models:make", "extractive": "echo_models:make", "echo": "echo_models:make"}
    installed(packages, "greedy", {LLMS: points}, echo_models=ECHO)
    assert open_llm(load_settings(llm="extractive")) is None
    with pytest.raises(SettingsError, match=r"needs a key|cannot be set up|is not installed"):
        open_llm(load_settings(llm="openai:gpt-4.1-mini"))
    assert open_llm(load_settings(llm="echo:loud"))
    told = [record.message for record in caplog.records if "greedy 1.0" in record.message]
    assert sorted(told) == [
        f"The package greedy 1.0 adds '{name}' to ragbot.llms, which is ragbot's own: "
        "install another version of it, or uninstall it."
        for name in ("extractive", "openai")
    ]


def test_a_name_that_two_packages_add_is_nobodys_and_both_are_named(packages: Path, echo: Path) -> None:
    installed(packages, "second-echo", {LLMS: {"echo": "second:make", "other": "second:make"}}, second=ECHO)
    with pytest.raises(SettingsError, match=r"RAGBOT_LLM=echo:loud: .*(echo-models|second-echo) 1\.0.*1\.0 adds, too"):
        open_llm(load_settings(llm="echo:loud"))
    assert open_llm(load_settings(llm="other:loud")), "what only one adds is there"


def test_a_checkout_that_is_there_twice_is_no_second_package(echo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = echo.parent / "copy"
    installed(copy, "echo-models", {LLMS: {"echo": "echo_models:make"}})
    monkeypatch.syspath_prepend(str(copy))
    assert plugins(LLMS, OURS).refused == {}
    assert open_llm(load_settings(llm="echo:loud"))


@pytest.mark.parametrize("name", ["Echo", "ec ho", "a/b", "http", "-x"])
def test_a_name_that_cannot_stand_in_a_setting_is_refused(packages: Path, name: str) -> None:
    installed(packages, "odd", {LLMS: {name: "echo_models:make"}}, echo_models=ECHO)
    found = plugins(LLMS, OURS)
    assert found.by_name == {}
    assert "odd 1.0" in found.refused[name]


def test_the_doctor_looks_at_each_package(packages: Path, echo: Path, tmp_path: Path) -> None:
    installed(packages, "torn-models", {LLMS: {"torn": "torn:make", "groq": "torn:make"}}, torn="1 / 0")
    found = [f for f in examine({"archive": tmp_path / "none"}) if f.check == "plugins"]
    assert {(f.status, f.text.split(",")[0].split(":")[0]) for f in found} == {
        ("ok", "echo of echo-models 1.0 (ragbot.llms)"),
        ("failed", "The package torn-models 1.0 adds 'torn' to ragbot.llms"),
        ("warning", "The package torn-models 1.0 adds 'groq' to ragbot.llms"),
    }


def test_it_works_in_a_process_of_its_own(echo: Path, tmp_path: Path) -> None:
    settings = {"RAGBOT_ARCHIVE": str(tmp_path / "archive"), "LANGSMITH_TRACING": "false"}
    environment = {**os.environ, **settings, "PYTHONPATH": os.pathsep.join([str(ROOT), str(echo)])}
    (tmp_path / "a.txt").write_text(f"Nine die at sea\n\n{STORY}")

    def run(*command: str) -> str:
        running = [sys.executable, "-m", *command]
        done = subprocess.run(running, env=environment, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "echo:… of echo-models 1.0" in " ".join(run("ragbot.operations.cli", "ask", "--help").split())
    run("ingest.cli", "a.txt")
    asked = run(
        "ragbot.operations.cli", "ask", "How many people died when the ferry sank?", "--llm", "echo:loud", "--json"
    )
    assert (json.loads(asked)["backend"], len(json.loads(asked)["citations"])) == ("echo:loud", 1)
