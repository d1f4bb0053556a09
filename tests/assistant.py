"""An assistant that calls tools with the client of the Model Context Protocol's own SDK."""

from __future__ import annotations

import json
from typing import Any, cast

from mcp import Client
from mcp.types import CallToolResult, TextContent, Tool

from ragbot.mcp.tools import INSTRUCTIONS
from tests.apart import run_apart


class Assistant:
    """One that calls tools at a place: each call over a connection of its own."""

    def __init__(self, place: Any) -> None:
        self.place = place

    def call(self, tool: str, **arguments: object) -> CallToolResult:
        async def calling() -> CallToolResult:
            async with Client(self.place) as client:
                return await client.call_tool(tool, arguments)

        return run_apart(calling)

    def given(self, tool: str, **arguments: object) -> Any:
        """What a tool gives: the same as structured content and as the JSON of its one text."""
        result = self.call(tool, **arguments)
        assert not result.is_error, result.content
        (content,) = result.content
        assert json.loads(cast(TextContent, content).text) == result.structured_content
        return result.structured_content

    def refused(self, tool: str, **arguments: object) -> str:
        result = self.call(tool, **arguments)
        assert result.is_error
        return cast(TextContent, result.content[0]).text

    def tools(self) -> dict[str, Tool]:
        async def listing() -> dict[str, Tool]:
            async with Client(self.place) as client:
                assert client.instructions == INSTRUCTIONS
                return {tool.name: tool for tool in (await client.list_tools()).tools}

        return run_apart(listing)
