"""The optional packages, and how one is added: never by the name `ragbot`, which on the public index is another's."""

from __future__ import annotations

from pathlib import Path

EXTRAS = {
    "openai": "langchain-openai>=1.1.14,<2",
    "ollama": "langchain-ollama>=1,<2",
    "anthropic": "langchain-anthropic>=1,<2",
    "pdf": "pypdf>=7,<8",
    "mcp": "mcp>=2.3,<3",
    "otel": "opentelemetry-exporter-otlp-proto-http>=1.30,<2",
}
"""Each extra of ours with its package, as pyproject.toml has them."""
PINS = Path(__file__).parent.parent / "constraints.txt"
"""Only in a checkout; the wheel comes without."""


def install_command(package: str) -> str:
    """The command that adds an extra of ours, or any other package, to the environment that this runs in.

    In a checkout it is that of the docs, with the pins; from a wheel the extra's own package has to do.
    """
    if not PINS.is_file():
        return f'pip install "{EXTRAS.get(package, package)}"'
    wanted = f'-e ".[{package}]"' if package in EXTRAS else package
    return f".venv/bin/uv pip install -c constraints.txt {wanted}"
