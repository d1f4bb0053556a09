"""Somebody else's package, as an installer leaves it in a folder that Python looks into: a module and its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def installed(folder: Path, name: str, points: Mapping[str, Mapping[str, str]], **modules: str) -> Path:
    """Write a package of version 1.0 with these entry points, by group and name, and these modules; its folder."""
    metadata = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    groups = (f"[{group}]\n{_lines(names)}" for group, names in points.items())
    (metadata / "entry_points.txt").write_text("\n".join(groups))
    for module, code in modules.items():
        (folder / f"{module}.py").write_text(code)
    return folder


def _lines(names: Mapping[str, str]) -> str:
    return "".join(f"{name} = {value}\n" for name, value in names.items())
