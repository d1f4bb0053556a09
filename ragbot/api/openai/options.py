"""Options of OpenAI's that change what comes back: refused by name. All others, such as temperature, are ignored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

from ragbot.api.openai.errors import Refused
from ragbot.api.openai.extension import MODEL, Anything


@dataclass(frozen=True, slots=True)
class Limit:
    """Which values of an option do not change what comes back, and what to say of any other."""

    is_taken: Callable[[Anything], bool]
    why: str


ONE = Annotated[Anything, Field(json_schema_extra={"enum": [None, 1]})]
UNUSED_TOOLS = Annotated[Anything, Field(json_schema_extra={"enum": [None, "auto", "none"]})]


def _is_off(value: Anything) -> bool:
    return not value


def _is_text(value: Anything) -> bool:
    return isinstance(value, Mapping) and value.get("type", "text") == "text"


def _has_no_logprobs(value: Anything) -> bool:
    return not isinstance(value, list) or LOGPROBS not in value


LOGPROBS = "message.output_text.logprobs"
"""What a response is to include; what else may be named, such as reasoning or results of tools, there never is."""
NO_LOGPROBS = "There are no probabilities of tokens: leave it out."
PLAIN = "An answer is text with citations, and never JSON: leave it out, or use POST /v1/answers."
STATELESS = "The server keeps no conversation: send the earlier messages along."
UNCALLED = "No tools are called here: leave it out, or choose auto or none."
LIMITS: Mapping[str, Limit] = {
    "n": Limit(lambda value: value == 1 and value is not True, "There is one answer to a question: ask with n=1."),
    "response_format": Limit(_is_text, PLAIN),
    "text": Limit(lambda value: isinstance(value, Mapping) and _is_text(value.get("format") or {}), PLAIN),
    "tool_choice": Limit(lambda value: value in ("auto", "none"), UNCALLED),
    "function_call": Limit(lambda value: value in ("auto", "none"), UNCALLED),
    "logprobs": Limit(_is_off, NO_LOGPROBS),
    "top_logprobs": Limit(_is_off, NO_LOGPROBS),
    "include": Limit(_has_no_logprobs, NO_LOGPROBS),
    "modalities": Limit(lambda value: value == ["text"], "An answer is text: leave it out."),
    "audio": Limit(_is_off, "An answer is text: leave it out."),
    "previous_response_id": Limit(_is_off, STATELESS),
    "conversation": Limit(_is_off, STATELESS),
    "background": Limit(_is_off, "An answer is made while you wait: leave it out."),
    "prompt": Limit(_is_off, "The server keeps no prompts: ask in the input."),
}


class OptionsBody(BaseModel):
    """The options that are looked at; null is the same as none."""

    model: str

    def check_options(self) -> None:
        """Raises Refused, 404 for a model that there is not."""
        check_model(self.model)
        for name, limit in LIMITS.items():
            value = getattr(self, name, None)
            if value is not None and not limit.is_taken(value):
                raise Refused(name, f"{name}: {limit.why}")


def check_model(name: str) -> None:
    """Raises Refused."""
    if name != MODEL:
        raise Refused(
            "model",
            f"There is no model {name[:100]!r} here: its only one is {MODEL}.",
            status=404,
            code="model_not_found",
        )
