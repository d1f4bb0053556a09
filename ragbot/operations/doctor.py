"""The doctor: looks at everything that the settings name and says what works, and the way out where something does not.

It changes nothing, needs no lock where a server runs, and goes on after what has failed. The one thing that may cost
money is a question of a few words to the language model.
"""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import cast

import httpx

from ragbot.answering.bot import Bot
from ragbot.answering.ranker import READ
from ragbot.archive.archive import Archive, has_ledger, open_keys
from ragbot.archive.lock import is_loopback, owner_of
from ragbot.checks.second_look import SecondLook
from ragbot.errors import RagbotError, SettingsError
from ragbot.models.cross_encoder import SentenceInContext, bundled_cross_encoder
from ragbot.models.embeddings import open_embeddings
from ragbot.models.entail import open_entailment
from ragbot.models.llm import LLM, open_llm
from ragbot.models.local_servers import local_servers
from ragbot.models.names import OURS, QUOTING
from ragbot.models.reply import Counted
from ragbot.models.rerank import open_reranker
from ragbot.operations.condition import (
    Findings,
    Status,
    ask_server,
    look_at_archive,
    look_at_vectors,
    model_of_archive,
    nearest_folder,
)
from ragbot.operations.serve import check_reach
from ragbot.operations.terminal import visible
from ragbot.plugins import FORMATS, LLMS, plugins
from ragbot.settings import Settings, load_usable_settings, problem_of_token, tracing_variable, unknown_variables

LEAST_FREE = 500_000_000
"""Bytes below which the disk is as good as full."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look has found."""

    check: str
    status: Status
    text: str

    def __str__(self) -> str:
        return f"{self.status:<8} {self.check:<16} {self.text}"


def examine(overrides: Mapping[str, object]) -> Iterator[Finding]:
    """One finding after the other, as each is made; `given` goes before the environment's settings."""
    settings, problems = load_usable_settings(**overrides)
    for problem in problems:
        yield Finding("settings", "failed", f"{problem}. What follows is as if it were not set.")
    for check, look in CHECKS.items():
        yield from _findings(check, look, settings)


def _findings(check: str, look: Callable[[Settings], Findings], settings: Settings) -> Iterator[Finding]:
    """Whatever a look raises is a finding too."""
    try:
        for status, text in look(settings):
            yield Finding(check, status, _harmless(text, settings))
    except RagbotError as error:
        yield Finding(check, "failed", _harmless(str(error), settings))
    except Exception as error:
        yield Finding(check, "failed", _harmless(f"{type(error).__name__}: {error}", settings))


def _harmless(text: str, settings: Settings) -> str:
    """On one line, without the secrets of the settings; what would steer a terminal is written out."""
    for secret in (settings.llm_api_key, settings.token):
        if secret and len(secret.get_secret_value()) > 3:  # "a" would make the text unreadable, and hides nothing
            text = text.replace(secret.get_secret_value(), "…")
    return visible(" ".join(text.split()))


def _settings(settings: Settings) -> Findings:
    names = sorted(f"RAGBOT_{name}".upper() for name in settings.model_fields_set)
    yield "ok", f"{', '.join(names) or 'none'} set; the others have their defaults"
    for name in unknown_variables():
        yield "warning", f"{name} is no setting of ragbot and does nothing: is it misspelt?"
    if settings.llm == QUOTING and settings.llm_base_url:
        yield (
            "warning",
            "RAGBOT_LLM_BASE_URL does nothing without RAGBOT_LLM: set that to the model, or to the address.",
        )
    if problem := problem_of_token(settings):
        yield "warning" if is_loopback(settings.host) else "failed", problem
    if tracing := tracing_variable():
        yield "warning", f"{tracing}=true: LangChain sends every prompt, articles included, to LangSmith. Unset it."


# -- the models --------------------------------------------------------------------------------------------------------


def _embedding_model(settings: Settings) -> Findings:
    begin = time.perf_counter()
    embeddings = open_embeddings(settings.embedding_model, settings.embedding_precision)
    embeddings.load()
    loaded = time.perf_counter()
    (vector,) = embeddings.encode(["How long will the harbor bridge of Ostvik close?"])
    took = 1000 * (time.perf_counter() - loaded)
    times = f"loaded in {loaded - begin:.1f} s, a question in {took:.0f} ms"
    yield "ok", f"{embeddings.fingerprint}, {len(vector)} dimensions, {times}"
    of_archive = model_of_archive(settings)
    if of_archive not in (None, embeddings.fingerprint):
        wanted = "set RAGBOT_EMBEDDING_MODEL and RAGBOT_EMBEDDING_PRECISION to it"
        yield "failed", f"The archive's index was made with {of_archive}: {wanted}, or run 'ragbot rebuild'."


def _cross_encoder(settings: Settings) -> Findings:
    begin = time.perf_counter()
    model = bundled_cross_encoder()
    model.load()
    loaded = time.perf_counter()
    sentences = [SentenceInContext(f"The harbor bridge of Ostvik closes for {n} days.", "", "") for n in range(READ)]
    model.scores("How long will the harbor bridge of Ostvik close?", sentences)
    took = 1000 * (time.perf_counter() - loaded)
    yield "ok", f"loaded in {loaded - begin:.1f} s, {READ} sentences in {took:.0f} ms"


def _reranker(settings: Settings) -> Findings:
    reranker = open_reranker(settings)
    yield "ok", f"{reranker.name} is loaded" if reranker else "off"


def _entailment(settings: Settings) -> Findings:
    entailment = open_entailment(settings)
    yield "ok", f"{entailment.name} is loaded" if entailment else "off"


def _language_model(settings: Settings) -> Findings:
    """Asks it a question, in as few words as there are, so that key, name and address are known to be right."""
    llm = open_llm(settings)
    if llm is None:
        yield "ok", "none: answers quote the articles (extractive)"
        yield from (("ok", str(server)) for server in local_servers())
        return
    begin, first = time.perf_counter(), None
    pieces = Counted(llm.stream("Answer with one word.", "Say: ready"))
    for _ in pieces:
        first = first or time.perf_counter() - begin
    took, usage = time.perf_counter() - begin, pieces.usage
    counted = f"{usage.input_tokens} + {usage.output_tokens} tokens" if usage else "it counts no tokens"
    yield "ok", f"{llm.name} answered in {took:.1f} s, the first word after {first:.1f} s ({counted})"


def _plugins(settings: Settings) -> Findings:
    """What other people's packages add, each loaded, so that what is wrong with one is known before it is wanted."""
    groups = [plugins(LLMS, OURS), plugins(FORMATS)]
    for group in groups:
        yield from (("warning", problem) for problem in group.refused.values())
        for plugin in group.by_name.values():
            try:
                plugin.load()
                yield "ok", f"{plugin.name} of {plugin.package} ({plugin.point.group})"
            except SettingsError as error:
                yield "failed", str(error)
    if not any((*group.by_name, *group.refused) for group in groups):
        yield "ok", "none"


def _prompts(settings: Settings) -> Findings:
    Bot(cast(Archive, None))  # loads the templates and checks their variables; asks nothing of an archive
    SecondLook(cast(LLM, None))
    yield "ok", "the templates are complete"


# -- the machine -------------------------------------------------------------------------------------------------------


def _address(settings: Settings) -> Findings:
    owner = owner_of(settings.archive)
    if owner and owner.address:
        ask_server(owner, "/healthz")
        yield "ok", f"the server of this archive answers at {owner.address}"
        return
    where = f"{settings.host}:{settings.port}"
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((settings.host, settings.port))
        except OSError as error:
            who = "a ragbot with another archive is there" if _is_ragbot(settings) else error.strerror
            yield "failed", f"{where} cannot be bound ({who}): set RAGBOT_PORT or RAGBOT_HOST, or stop what is there."
            return
    yield "ok", f"{where} is free" if settings.port else f"any free port of {settings.host}"
    yield from _reach(settings)


def _reach(settings: Settings) -> Findings:
    """What strangers may do, where they reach the server."""
    if is_loopback(settings.host):
        return
    with open_keys(settings) if has_ledger(settings.archive) else nullcontext() as keys:
        has_keys = bool(keys and keys.all())
    check_reach(settings, has_keys=has_keys)
    if settings.insecure and not has_keys:
        yield "warning", f"{settings.host} can be reached by others, and RAGBOT_INSECURE lets all of them ask."


def _is_ragbot(settings: Settings) -> bool:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    try:
        reply = httpx.get(f"http://{host}:{settings.port}/openapi.json", timeout=2, trust_env=False)
        if reply.status_code == httpx.codes.UNAUTHORIZED:  # it asks for keys
            return 'realm="ragbot"' in reply.headers.get("www-authenticate", "")
        return bool(reply.json()["info"]["title"] == "ragbot")
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        return False


def _disk(settings: Settings) -> Findings:
    folder = nearest_folder(settings.archive)
    free = shutil.disk_usage(folder).free
    size = sum(path.stat().st_size for path in settings.archive.rglob("*") if path.is_file())
    text = f"{free / 1e9:.1f} GB free, and the archive has {size / 1e6:,.0f} MB"
    if free < max(LEAST_FREE, size):
        yield "warning", f"{text}: a rebuild needs as much again, so make room"
    else:
        yield "ok", text


CHECKS: dict[str, Callable[[Settings], Findings]] = {
    "settings": _settings,
    "archive": look_at_archive,
    "vectors": look_at_vectors,
    "embedding model": _embedding_model,
    "cross-encoder": _cross_encoder,
    "reranker": _reranker,
    "entailment": _entailment,
    "language model": _language_model,
    "plugins": _plugins,
    "prompts": _prompts,
    "address": _address,
    "disk": _disk,
}
