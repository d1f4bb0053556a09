"""A server for language models at an address of the user's own: is it there, and which models does it have?"""

from __future__ import annotations

import difflib
import json
import shlex
from dataclasses import dataclass
from typing import Any

from ragbot.errors import SettingsError
from ragbot.models.deadline import within
from ragbot.models.failures import is_timeout, readable, reason_of
from ragbot.passwords import shown

PATIENCE = 5.0
"""Seconds: a list of models is made at once, and whoever starts the bot waits for it."""
LONGEST_LIST = 4_000_000
"""Bytes; the longest in November 2026, of a broker of hosted models, has half a million."""
SHOWN = 5
"""Models that an error names."""
WITHOUT_A_LIST = (404, 405, 501)


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A server that speaks OpenAI's protocol."""

    base_url: str
    """As the protocol wants it; mostly it ends with /v1."""
    models: tuple[str, ...] | None
    """None when it does not tell."""

    def pick(self) -> str:
        """Its only model. Raises SettingsError when it has several, or none."""
        if self.models and len(self.models) == 1:
            return self.models[0]
        if self.models is None:
            problem = "does not tell which models it has"
        elif not self.models:
            problem = "has no model: load one"
        else:
            problem = f"has {len(self.models)} models: {_listed(self.models)}"
        example = shlex.quote(readable(self.models[0])) if self.models else "NAME"
        raise SettingsError(
            f"The server at {shown(self.base_url)} {problem}. Name the model: "
            f"RAGBOT_LLM={example} with RAGBOT_LLM_BASE_URL={shown(self.base_url)}."
        )

    def check(self, model: str) -> None:
        """Raises SettingsError when it tells its models, and this is none of them."""
        if self.models is None or {model, f"{model}:latest", f"models/{model}"} & set(self.models):  # Ollama, Gemini
            return
        nearest = difflib.get_close_matches(model, self.models, SHOWN, cutoff=0)
        has = f"it has {_listed(nearest, len(self.models))}" if nearest else "it has none: load one"
        raise SettingsError(f"RAGBOT_LLM={model}: the server at {shown(self.base_url)} has no such model; {has}.")


def _listed(models: tuple[str, ...] | list[str], total: int | None = None) -> str:
    more = (total or len(models)) - len(models[:SHOWN])
    return ", ".join(readable(model) for model in models[:SHOWN]) + (f" and {more} more" if more else "")


def find_model_server(setting: str, base_url: str, key: str | None) -> ModelServer:
    """What answers at the address, or at its /v1 if that was left out; `setting` names where the address is from.

    Raises SettingsError when nothing does in 5 s, when it refuses the key, or speaks another protocol.
    """
    replies = []
    for url in _addresses(base_url):
        status, body = _get(setting, f"{url}/models", key)
        if (models := models_in(body)) is not None and status == 200:
            return ModelServer(url, models)
        replies.append(status)
    if {401, 403} & set(replies):
        refuses = (
            "refuses RAGBOT_LLM_API_KEY: is it for that server?" if key else "wants a key: set RAGBOT_LLM_API_KEY."
        )
        raise SettingsError(f"The server at {shown(base_url)} {refuses}")
    if any(200 <= status < 300 for status in replies):
        raise SettingsError(
            f"What answers at {shown(base_url)} does not speak OpenAI's protocol: {setting} wants the address of a "
            "server that does, such as http://127.0.0.1:11434/v1."
        )
    return ModelServer(base_url, None)  # no list, or too busy to tell: its answers will show


def check_reachable(setting: str, base_url: str) -> None:
    """Raises SettingsError when nothing answers at the address, in whatever protocol."""
    _get(setting, base_url, None)


def _addresses(base_url: str) -> list[str]:
    return [base_url] if base_url.endswith("/v1") else [base_url, f"{base_url}/v1"]


def _get(setting: str, url: str, key: str | None) -> tuple[int, bytes]:
    try:
        return within(PATIENCE, fetched(url, {"Authorization": f"Bearer {key}"} if key else {}))
    except Exception as error:
        late = f"within {PATIENCE:g} s" if is_timeout(error) else reason_of(error, [key or ""])
        raise SettingsError(
            f"No language model's server answers at {shown(url)} ({late}). Start it, or correct {setting}."
        ) from None


async def fetched(url: str, headers: dict[str, str], *, is_local: bool = False) -> tuple[int, bytes]:
    """Status and body; `is_local`: past any proxy, and not to where a redirect leads."""
    import httpx

    body = b""
    async with (
        httpx.AsyncClient(follow_redirects=not is_local, trust_env=not is_local, timeout=PATIENCE) as http,
        http.stream("GET", url, headers=headers) as reply,
    ):
        async for piece in reply.aiter_bytes():
            body += piece
            if len(body) > LONGEST_LIST:
                break
    return reply.status_code, body


def models_in(body: bytes) -> tuple[str, ...] | None:
    """The names in a list of models; some servers give the list alone."""
    try:
        listed: Any = json.loads(body)
    except ValueError:
        return None
    listed = listed.get("data") if isinstance(listed, dict) else listed
    if not isinstance(listed, list):
        return None
    return tuple(model["id"] for model in listed if isinstance(model, dict) and isinstance(model.get("id"), str))
