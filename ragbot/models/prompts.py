"""Prompt templates: files in `prompts/`, whose variables are checked when loaded and filled in one pass."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from string import Template

from ragbot.errors import SettingsError
from ragbot.types import Evidence, Turn

DIVIDER = "\n---\n"
"""Above it is what the system tells the model, below what the user does."""


NUMBERED = re.compile(r"\[([\d\s,;–-]+)\]")
"""What in an article looks like the number of a piece, or a citation of ours: "[1]"."""
CONTROLS = re.compile(r"\[(/?[A-Z_]{2,20})\]")
"""As in "[INST]": what some models take for the end of a message."""
HARMLESS = str.maketrans({"<": "‹", ">": "›"})
"""No text can then hold a fence, <|im_start|> or </s>, which some servers read as the end of a message."""


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


def new_fence() -> str:
    """Stands around quoted material in a prompt; new each time, so that no article can have closed it beforehand."""
    return f"<<<{secrets.token_hex(8)}>>>"


def evidence_text(evidence: Sequence[Evidence]) -> str:
    """The evidence as a prompt has it: numbered from 1, each piece with its title, outlet and date of publication."""
    return "\n\n".join(f"[{number}] {_piece_text(piece)}" for number, piece in enumerate(evidence, start=1))


def _piece_text(piece: Evidence) -> str:
    version = piece.version
    title = " ".join(version.title.split()) or "Without a title"
    head = f"{title} ({version.source or 'outlet unknown'}, published {version.published or 'on an unknown day'})"
    return quoted(f"{head}\n{piece.passage.text}")


def conversation_text(turns: Sequence[Turn]) -> str:
    """The turns as a prompt has them, each with who said it."""
    return "\n".join(f"{turn.role}: {quoted(turn.text)}" for turn in turns)


def quoted(text: str) -> str:
    """Text of others, without what could be taken for a piece's number, a fence, or a mark of a message's end."""
    return CONTROLS.sub(r"(\1)", NUMBERED.sub(r"(\1)", text)).translate(HARMLESS)
