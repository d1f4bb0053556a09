"""The files of docs/deploy name commands and settings that there are; what they start, other tests run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from ragbot.operations.cli import main
from ragbot.settings import Settings

DEPLOY = Path(__file__).parents[1] / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def unit(path: Path) -> RawConfigParser:
    parser = RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(re.sub(r"(?m)^(Exec\w+|Environment\w*)=", r"\1 = ", path.read_text()))
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_a_command_that_there_is(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(unit(path)["Service"]["ExecStart"])
    command = words if "sh" not in words[0] else shlex.split(words[2].removeprefix("exec "))
    assert command[0] == "/opt/ragbot/.venv/bin/ragbot"
    with pytest.raises(SystemExit) as ended:
        main([command[1], "--help"])
    assert ended.value.code == 0
    assert f"ragbot {command[1]}" in capsys.readouterr().out


@pytest.mark.parametrize("path", [*UNITS, DEPLOY / "Caddyfile"], ids=lambda path: path.name)
def test_settings_are_ours(path: Path) -> None:
    names = set(re.findall(r"\bRAGBOT_([A-Z_]+)=", path.read_text()))
    assert names <= {name.upper() for name in Settings.model_fields}


def test_the_server_may_stop_by_itself_and_may_write_its_archive_alone() -> None:
    service = unit(DEPLOY / "ragbot.service")["Service"]
    assert int(service["TimeoutStopSec"]) > 25, "it ends by itself after END_SECONDS"
    assert service["ProtectSystem"] == "strict"
    assert service["Environment"].endswith(f"/var/lib/{service['StateDirectory']}/archive")


def test_the_timer_starts_its_service() -> None:
    timer = DEPLOY / "ragbot-backup.timer"
    assert timer.with_suffix(".service") in UNITS
    assert re.search(r"(?m)^OnCalendar=\*-\*-\* \d\d:\d\d:\d\d$", timer.read_text())


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
def test_caddy_takes_its_file() -> None:
    command = ["caddy", "adapt", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"]
    digest = {**os.environ, "READER_PASSWORD_HASH": "$2a$14$" + "x" * 53}
    done = subprocess.run(command, env=digest, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
