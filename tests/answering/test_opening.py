"""The names that `import ragbot` gives, what they cost, and the example of the docs."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

import ragbot
import ragbot.archive.archive
from ingest.cli import main as ingest
from ragbot.errors import ArchiveError, ArchiveOwnedError, SettingsError
from tests.conftest import STORY, add, article
from tests.fakes import WordEmbeddings

ROOT = Path(__file__).parents[2]
EXAMPLE = re.compile(r"```python\n(from ragbot import .*?)```", re.DOTALL)  # "```python\nfrom ragbot import Bot\n```"
MOST_MS = 50


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words model in place of the bundled one, so that opening is quick."""
    monkeypatch.setattr(ragbot.archive.archive, "open_embeddings", lambda name, precision: WordEmbeddings())


def ran(code: str, *options: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *options, "-c", code], cwd=cwd, capture_output=True, text=True, check=True)


@pytest.mark.parametrize("name", ragbot.__all__)
def test_a_public_name_is_there_and_listed(name: str) -> None:
    assert getattr(ragbot, name)
    assert name in dir(ragbot)


def test_a_public_name_is_the_one_of_its_module() -> None:
    from ragbot.answering.bot import Bot
    from ragbot.types import Answer, Citation, Question

    assert (ragbot.Bot, ragbot.Answer, ragbot.Citation, ragbot.Question) == (Bot, Answer, Citation, Question)


def test_an_unknown_name_is_told_with_those_that_are_there() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'open_robot'; it has .*open_bot"):
        _ = ragbot.open_robot


def test_importing_ragbot_takes_no_time_and_nothing_heavy() -> None:
    took = []
    for _ in range(3):  # the fastest counts: others may use the machine
        lines = [line.split("|") for line in ran("import ragbot", "-X", "importtime").stderr.splitlines()]
        took.append(next(int(line[1]) / 1000 for line in lines if line[2].strip() == "ragbot"))
    assert min(took) < MOST_MS
    loaded = ran("import sys, ragbot; print(*{name.split('.')[0] for name in sys.modules})").stdout.split()
    assert "ragbot" in loaded
    assert not {"chromadb", "torch", "fastapi", "langchain_core", "pydantic", "numpy", "httpx"} & set(loaded)


def test_type_checkers_are_told_that_there_are_types(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert "ragbot/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_the_example_of_the_docs_runs(tmp_path: Path) -> None:
    assert ingest(["--samples", "--archive", str(tmp_path / "archive")]) == 0
    example = EXAMPLE.search((ROOT / "docs" / "api.md").read_text())
    assert example
    said = ran(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{example[1]}", cwd=tmp_path).stdout
    assert "14 medieval" in said
    assert re.search(r"^\[1\] Halmere Wire, 2026-01-22T08:15:00Z: 'Thieves broke", said, re.MULTILINE)


def test_a_bot_owns_its_archive_until_it_is_closed(tmp_path: Path, words: None) -> None:
    with ragbot.open_bot(tmp_path / "archive", create=True) as bot:
        add(bot.archive, article(STORY))
        assert bot.ask(ragbot.Question("How many people died when the Grey Gull sank?")).outcome == "answered"
        code = f"import ragbot; ragbot.open_bot({str(tmp_path / 'archive')!r})"
        second = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
        assert ArchiveOwnedError.__name__ in second.stderr
    with ragbot.open_bot(tmp_path / "archive") as again:
        assert again.archive.facts().articles == 1


def test_an_archive_that_is_not_there_is_made_only_when_asked_for(tmp_path: Path, words: None) -> None:
    with pytest.raises(ArchiveError, match="archive"):
        ragbot.open_bot(tmp_path / "archive")


def test_settings_go_by_their_names_and_a_wrong_one_is_told(tmp_path: Path, words: None) -> None:
    with pytest.raises(SettingsError, match="RAGBOT_EMBEDDING_PRECISION"):
        ragbot.open_bot(tmp_path / "archive", create=True, embedding_precision="int4")
    with pytest.raises(SettingsError, match="nonsense"):
        ragbot.open_bot(tmp_path / "archive", create=True, llm="nonsense")
    assert not (tmp_path / "archive").exists()


def test_a_chat_model_of_langchain_writes_the_answer(tmp_path: Path, words: None) -> None:
    written = GenericFakeChatModel(messages=iter([AIMessage("Nine people died when the ferry Grey Gull sank [1].")]))
    with ragbot.open_bot(tmp_path / "archive", create=True, llm=written) as bot:
        add(bot.archive, article(STORY))
        answer = bot.ask(ragbot.Question("How many people died when the Grey Gull sank?"))
    assert answer.backend == "GenericFakeChatModel"
    assert answer.answer.startswith("Nine people died")
    assert answer.citations
