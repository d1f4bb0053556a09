"""How an optional package is added: in a checkout with the pins, from a wheel by its own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragbot.extras import EXTRAS, PINS, install_command


@pytest.mark.parametrize(
    ("package", "command"),
    [
        ("openai", '.venv/bin/uv pip install -c constraints.txt -e ".[openai]"'),
        ("langchain-groq", ".venv/bin/uv pip install -c constraints.txt langchain-groq"),
    ],
)
def test_in_a_checkout_the_pins_hold(package: str, command: str) -> None:
    assert PINS.is_file()
    assert install_command(package) == command


def test_where_there_are_no_pins_the_package_of_an_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.extras.PINS", Path("no such file"))
    assert install_command("openai") == 'pip install "langchain-openai>=1.1.14,<2"'
    assert install_command("langchain-groq") == 'pip install "langchain-groq"'


def test_no_command_takes_our_own_name_from_the_public_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.extras.PINS", Path("no such file"))
    assert not any("ragbot" in install_command(extra) for extra in EXTRAS)
