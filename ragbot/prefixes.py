"""What a setting chooses by how it begins: `openai:gpt-4.1-mini`, `https://chroma.example`, `embedded`."""

from __future__ import annotations

from collections.abc import Iterable


def chooses(setting: str, begins: Iterable[str]) -> bool:
    """Whether the setting is one of these words, or begins with one that ends in a colon or a slash."""
    return any(setting == each or (each.endswith((":", "/")) and setting.startswith(each)) for each in begins)
