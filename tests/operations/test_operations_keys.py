"""The command `ragbot keys`: a key is shown once, then only who has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragbot.operations.cli import main


def told(capsys: pytest.CaptureFixture[str], archive: Path, *arguments: str) -> tuple[int, str, str]:
    status = main(["keys", *arguments, "--archive", str(archive)])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_a_key_is_made_listed_and_revoked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, key, said = told(capsys, tmp_path, "add", "news desk", "--scope", "ingest")
    assert (status, key[:3], "only time" in said, "first key" in said) == (0, "rb_", True, True)
    assert "first key" not in told(capsys, tmp_path, "add", "reader")[2]
    desk, reader = told(capsys, tmp_path, "list")[1].splitlines()
    assert "  news desk  ingest  made " in desk
    assert desk.endswith(", never used")
    assert "  reader  ask  made " in reader
    secret = key.strip().rpartition("_")[2]
    assert secret not in desk
    assert told(capsys, tmp_path, "revoke", "news desk")[0] == 0
    assert told(capsys, tmp_path, "revoke", "news desk")[::2] == (
        1,
        "ragbot: news desk: no key has this name or id; 'ragbot keys list' shows them.\n",
    )
    assert "last one" in told(capsys, tmp_path, "revoke", reader.split()[0])[2]
    assert told(capsys, tmp_path, "list")[1] == "There is no key: 'ragbot keys add NAME' makes one.\n"


def test_a_program_reads_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(told(capsys, tmp_path, "add", "desk", "--json")[1])
    assert made["key"].startswith("rb_")
    (listed,) = json.loads(told(capsys, tmp_path, "list", "--json")[1])["keys"]
    assert (listed["name"], listed["scopes"], listed["last_used"]) == ("desk", ["ask"], None)
    assert not {"key", "digest", "secret"} & set(listed)


def test_a_scope_is_still_taken_by_its_older_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(told(capsys, tmp_path, "add", "desk", "--scope", "feed", "--json")[1])
    (listed,) = json.loads(told(capsys, tmp_path, "list", "--json")[1])["keys"]
    assert made["scopes"] == listed["scopes"] == ["ingest"]
    with pytest.raises(SystemExit):
        told(capsys, tmp_path, "add", "other", "--scope", "upload")
    assert "invalid choice: 'upload' (choose from" in capsys.readouterr().err


def test_wrong_use_names_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, said = told(capsys, tmp_path / "nothing", "list")
    assert (status, "There is no archive" in said) == (1, True)
    told(capsys, tmp_path, "add", "desk")
    status, _, said = told(capsys, tmp_path, "add", "desk")
    assert (status, "revoke it first" in said) == (2, True)
