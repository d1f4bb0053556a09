"""Servers for language models that run on this machine: found where they listen by default, and never used unasked."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from ragbot.models.deadline import within
from ragbot.models.failures import readable
from ragbot.models.model_server import fetched, models_in

USUAL = {
    "Ollama": "http://127.0.0.1:11434/v1",
    "LM Studio": "http://127.0.0.1:1234/v1",
    "llama.cpp": "http://127.0.0.1:8080/v1",
}
"""Where each listens unless it is told otherwise."""
PATIENCE = 0.5
"""Seconds: on this machine a list of models is there at once."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class LocalServer:
    """One that answered."""

    name: str
    base_url: str
    models: tuple[str, ...]

    def __str__(self) -> str:
        if not self.models:
            return f"{self.name} runs at {self.base_url} and has no model: load one to use it"
        more = f" and {len(self.models) - SHOWN} more" if len(self.models) > SHOWN else ""
        listed = ", ".join(map(readable, self.models[:SHOWN])) + more
        return f"{self.name} runs at {self.base_url} with {listed}. To use it, set {self.settings}"

    @property
    def settings(self) -> str:
        """As a shell takes them."""
        return f"RAGBOT_LLM={shlex.quote(readable(self.models[0]))} RAGBOT_LLM_BASE_URL={self.base_url}"


def local_servers() -> list[LocalServer]:
    """Those that answer with a list of models within half a second each; models for embeddings are left out."""
    found = ((name, url, _models_at(url)) for name, url in USUAL.items())
    return [LocalServer(name, url, models) for name, url, models in found if models is not None]


def _models_at(url: str) -> tuple[str, ...] | None:
    """None when nothing there speaks OpenAI's protocol; it is asked past any proxy, and leads nowhere else."""
    try:
        status, body = within(PATIENCE, fetched(f"{url}/models", {}, is_local=True))
    except Exception:  # whatever goes wrong: nothing is there that could be offered
        return None
    models = models_in(body) if status == 200 else None
    return None if models is None else tuple(model for model in models if "embed" not in model.casefold())
