"""Prompts are files whose variables are checked when they are loaded, and filled in one pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragbot import prompts
from ragbot.errors import SettingsError
from ragbot.prompts import Prompt, load_prompt


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the prompts are loaded from instead."""
    monkeypatch.setattr(prompts, "files", lambda package: tmp_path)
    return tmp_path


def load(folder: Path, text: str, *variables: str) -> Prompt:
    (folder / "mine.md").write_text(text, encoding="utf-8")
    return load_prompt("mine", *variables)


def test_the_part_above_the_line_is_the_systems_and_the_part_below_the_users(folder: Path) -> None:
    prompt = load(folder, "Be brief.\n---\nQuestion: $question\n", "question")
    assert prompt.fill(question="Who sank?") == ("Be brief.", "Question: Who sank?")


def test_a_variable_that_the_bot_does_not_fill_is_refused(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"mine\.md .*\$evidnce"):
        load(folder, "Be brief.\n---\n$question $evidnce", "question")


def test_a_variable_that_the_prompt_lacks_is_refused(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"mine\.md .*\$evidence"):
        load(folder, "Be brief.\n---\n$question", "question", "evidence")


def test_a_dollar_that_begins_no_variable_is_refused_when_loaded_not_when_asked(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"mine\.md .*\$\$"):
        load(folder, "It may cost $5.\n---\n$question", "question")


def test_two_dollars_are_one(folder: Path) -> None:
    assert load(folder, "It costs $$5.\n---\n$question", "question").fill(question="?")[0] == "It costs $5."


def test_a_prompt_without_the_line_is_refused(folder: Path) -> None:
    with pytest.raises(SettingsError, match="---"):
        load(folder, "Be brief. $question", "question")


def test_a_value_that_looks_like_a_variable_stays_text(folder: Path) -> None:
    prompt = load(folder, "Be brief.\n---\n$evidence $question", "question", "evidence")
    assert prompt.fill(evidence="$question ${question} $$", question="$evidence")[1] == (
        "$question ${question} $$ $evidence"
    )


def test_both_prompts_that_ship_have_the_variables_of_the_bot() -> None:
    system, user = load_prompt("answer", "fence", "evidence", "today", "question").fill(
        fence="<<<1>>>", evidence="[1] It sank.", today="2026-01-05", question="What sank?"
    )
    assert "<<<1>>>" in system
    assert "<<<1>>>\n[1] It sank.\n<<<1>>>" in user
    assert "2026-01-05" in user
    assert "What sank?" in user
    _, user = load_prompt("standalone_question", "fence", "conversation", "question").fill(
        fence="<<<1>>>", conversation="Hi", question="Why?"
    )
    assert "<<<1>>>\nHi\n<<<1>>>" in user
    assert "Why?" in user


def test_no_prompt_that_ships_shows_an_invented_citation() -> None:
    for name, variables in (("answer", ("fence", "evidence", "today", "question")),):
        prompt = load_prompt(name, *variables)
        assert "[1]" not in prompt.system.template + prompt.user.template
