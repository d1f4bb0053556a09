"""`ragbot mcp`, as an assistant starts it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from ingest.cli import main as ingest
from ragbot.operations.cli import _parser, main
from tests.apart import run_apart
from tests.assistant import Assistant

ROOT = Path(__file__).parents[2]
STOLEN = "What was stolen from Ostrey Abbey?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that nobody has open."""
    path = tmp_path_factory.mktemp("own") / "archive"
    assert ingest(["--samples", "--archive", str(path)]) == 0
    return path


def started(*options: str) -> StdioServerParameters:
    environment = {"PYTHONPATH": str(ROOT), "LANGSMITH_TRACING": "false"}
    return StdioServerParameters(
        command=sys.executable, args=["-m", "ragbot.operations.cli", "mcp", *options], env=environment
    )


def test_an_assistant_that_starts_it_itself_gets_the_same(folder: Path) -> None:
    async def calling() -> tuple[list[str], Any, Any]:
        async with Client(started("--archive", str(folder))) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            answer = await client.call_tool("ask_news", {"question": STOLEN})
            return names, answer.structured_content, (await client.call_tool("fetch", {"id": "nope"})).is_error

    names, answer, is_error = run_apart(calling)
    assert names == ["search", "fetch", "ask_news", "latest"]
    assert "14 medieval" in answer["answer"]
    assert is_error


def test_a_server_elsewhere_is_asked_by_its_address(samples_address: str) -> None:
    assert "14 medieval" in Assistant(started("--url", samples_address)).given("ask_news", question=STOLEN)["answer"]


def test_standard_output_has_the_protocol_and_nothing_else(folder: Path) -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    asked = {"question": STOLEN}
    sent = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "ask_news", "arguments": asked},
        },
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RAGBOT_LOG_LEVEL": "debug"}
    command = [sys.executable, "-m", "ragbot.operations.cli", "mcp", "--archive", str(folder)]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        for message in sent:
            process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()
        said = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(20) == 0
    assert [message["id"] for message in said] == [1, 2]
    assert {message["jsonrpc"] for message in said} == {"2.0"}
    assert "14 medieval" in said[1]["result"]["structuredContent"]["answer"]


def test_what_is_no_address_is_told_before_anything_is_served(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mcp", "--url", "news.example"]) == 2
    told = capsys.readouterr()
    assert (told.out, "is no address of a server" in told.err) == ("", True)


def test_without_the_package_the_command_says_how_to_add_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragbot.mcp.stdio.find_spec", lambda name: None)
    assert main(["mcp"]) == 2
    assert re.search(r"missing: .*install .*mcp", capsys.readouterr().err)


def test_the_snippets_of_the_docs_start_what_there_is() -> None:
    docs = (ROOT / "docs" / "clients.md").read_text()
    snippets = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", docs, re.DOTALL)]
    commands = [server["args"] for snippet in snippets for server in snippet.get("mcpServers", {}).values()]
    commands += [line.split()[1:] for line in re.findall(r"-- \S+/(ragbot mcp .*)", docs)]
    assert len(commands) == 2
    for command in commands:
        assert _parser().parse_args(command).archive == "/path/to/archive"
    addresses = [server["url"] for snippet in snippets for server in snippet.get("servers", {}).values()]
    assert addresses == ["http://127.0.0.1:8000/mcp"]
