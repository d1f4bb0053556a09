"""Prompt templates: files in `prompts/`, whose variables are checked when loaded and filled in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from string import Template

from ragbot.errors import SettingsError

DIVIDER = "\n---\n"
"""Above it is what the system tells the model, below what the user does."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template of two messages."""

    system: Template
    user: Template

    def fill(self, **values: str) -> tuple[str, str]:
        """The two messages. A value that contains `$question` stays text."""
        return self.system.substitute(values), self.user.substitute(values)


def load_prompt(name: str, *variables: str) -> Prompt:
    """The template `prompts/<name>.md`. Raises SettingsError when its variables are not exactly these."""
    text = files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    system, divider, user = text.partition(DIVIDER)
    if not divider:
        raise SettingsError(f"prompts/{name}.md needs a line '---' between the system's part and the user's.")
    prompt = Prompt(Template(system.strip()), Template(user.strip()))
    if not (prompt.system.is_valid() and prompt.user.is_valid()):
        raise SettingsError(f"prompts/{name}.md has a '$' that begins no variable; write '$$' for the sign itself.")
    found = {*prompt.system.get_identifiers(), *prompt.user.get_identifiers()}
    if found != set(variables):
        wrong = ", ".join(f"${name}" for name in sorted(found ^ set(variables)))
        raise SettingsError(f"prompts/{name}.md must use each of its variables and no other; look at {wrong}.")
    return prompt
