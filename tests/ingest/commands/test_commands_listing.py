"""ragbot-ingest list: a line for each source, or all of them for other programs."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.sources.lists import opml_in
from ragbot.archive.source import moment
from ragbot.settings import Settings
from tests.ingest.commands.sources_kept import COURIER, TIDE, keep, run

NOW = moment(datetime.now(UTC))
SOON = moment(datetime.now(UTC) + timedelta(days=1))
FRESH = replace(COURIER, newest=NOW, last_check=NOW, next_check=SOON)


def listed(settings: Settings, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert run(settings, "list", *options) == 0
    return capsys.readouterr().out


def test_each_source_has_a_line_and_a_late_one_its_trouble(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, FRESH, replace(TIDE, title="\x1b[2JTide"))
    late, why, fresh = listed(settings, capsys).splitlines()
    assert fresh == f"cccccccc  active  feed     The Courier: newest {NOW[:10]}, next {SOON}  {COURIER.address}"
    assert late.startswith(r"dddddddd  late    feed     \x1b[2JTide: nothing yet, due now")
    assert why.startswith("      was to be checked at ")


def test_without_a_source_the_way_to_one_is_told(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    keep(settings)
    assert run(settings, "list") == 0
    assert capsys.readouterr() == ("", "ragbot: Nothing is followed yet: 'ragbot-ingest follow URL' adds a source.\n")


def test_without_an_archive_the_way_to_one_is_told(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(settings, "list") == 1
    assert "There is no archive" in capsys.readouterr().err


def test_as_json_each_source_says_whether_it_is_late(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    keep(settings, FRESH, TIDE)
    fresh, late = json.loads(listed(settings, capsys, "--json"))
    assert (fresh["title"], fresh["address"], fresh["late"]) == ("The Courier", COURIER.address, None)
    assert late["late"].startswith("was to be checked at ")
    assert set(fresh) == {*COURIER.__dataclass_fields__, "late"}


def test_as_json_no_source_is_an_empty_list(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    keep(settings)
    assert listed(settings, capsys, "--json") == "[]\n"


def test_other_programs_take_the_list_as_it_is_printed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    keep(settings, COURIER, replace(TIDE, state="paused"))
    opml = listed(settings, capsys, "--opml")
    assert [(each.address, each.title) for each in opml_in(opml.encode())] == [
        (COURIER.address, "The Courier"),
        (TIDE.address, "The Tide"),
    ]
    told = tomllib.loads(listed(settings, capsys, "--toml"))
    assert [(each["url"], each.get("paused", False)) for each in told["source"]] == [
        (COURIER.address, False),
        (TIDE.address, True),
    ]


def test_a_list_that_went_out_comes_in_without_a_change(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, COURIER)
    opml = tmp_path / "mine.opml"
    opml.write_text(listed(settings, capsys, "--opml"))
    assert run(settings, "follow", str(opml)) == 0
    assert "0 added, 0 changed, 0 forgotten, 1 as they were" in capsys.readouterr().out
