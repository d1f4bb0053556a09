"""The Model Context Protocol at /mcp: behind the guards of the API, among the answers, gone without its package."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import cast

import httpx
import pytest
from mcp import Client
from mcp.types import CallToolResult

from ragbot.answering.bot import Bot
from ragbot.api.admission import lane_of
from ragbot.api.app import create_app
from ragbot.mcp import http as served_mcp
from ragbot.mcp.http import mcp_routers
from tests.apart import run_apart
from tests.api.test_admission import SlowBot, until
from tests.served import served

CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "ask_news", "arguments": {"question": "What is closed?"}},
}
ACCEPTED = {"Accept": "application/json, text/event-stream"}


def test_the_guards_of_the_api_are_before_it(samples_address: str) -> None:
    with httpx.Client(base_url=samples_address, trust_env=False) as client:
        elsewhere = client.post("/mcp", json=CALL, headers={**ACCEPTED, "Host": "evil.example"})
        long = client.post("/mcp", json={**CALL, "more": "x" * 300_000}, headers=ACCEPTED)
        stream = client.get("/mcp", headers=ACCEPTED)
        from_a_form = client.post("/mcp", content=json.dumps(CALL), headers={**ACCEPTED, "Content-Type": "text/plain"})
    assert [each.status_code for each in (elsewhere, long, stream, from_a_form)] == [421, 413, 405, 400]
    for each in (elsewhere, long, stream):
        assert each.headers["content-type"] == "application/problem+json"
        assert "default-src 'none'" in each.headers["content-security-policy"]


def test_it_waits_with_the_answers() -> None:
    assert lane_of({"type": "http", "method": "POST", "path": "/mcp"}) == "answers"
    assert lane_of({"type": "http", "method": "GET", "path": "/mcpx"}) is None


def test_an_older_client_is_served_too(samples_address: str) -> None:
    async def calling() -> CallToolResult:
        async with Client(f"{samples_address}/mcp", mode="legacy") as client:
            return await client.call_tool("latest", {})

    assert run_apart(calling).structured_content


def test_whoever_leaves_is_worked_for_no_longer() -> None:
    bot = SlowBot()
    with served(create_app(cast(Bot, bot), routers=mcp_routers(cast(Bot, bot)))) as address:
        leaving = HTTPConnection(address.removeprefix("http://"))
        leaving.request("POST", "/mcp", json.dumps(CALL), {**ACCEPTED, "Content-Type": "application/json"})
        until(lambda: bot.now == 1)
        leaving.close()
        until(lambda: bot.cancelled == 1)


def test_without_the_package_there_is_no_route_and_the_rest_is_served(
    samples_bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served_mcp, "find_spec", lambda name: None)
    with served(create_app(samples_bot, routers=mcp_routers(samples_bot))) as address:
        assert httpx.post(f"{address}/mcp", json=CALL, trust_env=False).status_code in (404, 405)
        assert httpx.get(f"{address}/healthz", trust_env=False).status_code == 200
