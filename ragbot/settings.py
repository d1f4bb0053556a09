"""The settings, all with defaults that work offline on a laptop. The only reader of the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ragbot.archive.vector_stores import EMBEDDED, problem_of
from ragbot.errors import SettingsError

SHORTEST_TOKEN = 16
"""Characters. Wrong tokens are not slowed: one that takes 0.2 ms to try finds any of 4 small letters in 90 s."""
TEST_DATA = "RAGBOT_NEWS"
"""A folder of real news that the tests of quality read."""
HOST_NAME = r"\*|[\w.-]{1,253}|\[?[0-9a-fA-F:.]{2,45}\]?"
"""`news.example`, `ragbot`, `[2001:db8::1]`, or `*` for any."""
CONTACT = r"(?:https?://[^\s()<>\\]{1,200}|[\w.+-]{1,64}@[\w.-]{1,200})"
"""`desk@news.example`, `https://news.example/bot`; ASCII, for it goes into a header."""
AGE = r"[1-9]\d{0,4}[mhd]"
"""`90m`, `6h`, `7d`."""
ORIGIN = r"https?://[\w.-]{1,253}(?::\d{1,5})?"
"""`https://desk.example`, `http://localhost:3000`: as a browser names the site that a page is of."""
KEEP = r"(?:([^;=]{1,300})=)?\s*(?:([1-9]\d{0,4})d|forever)"
"""`365d`, `The Courier=90d`, `The Courier=forever`: for how many days all articles, or those of an outlet, are kept."""
RATE = r"[1-9]\d{0,5}/(?:s|min|h)"
"""`60/min`, `5/s`."""
LEAST_EVERY, MOST_EVERY = 60, 30 * 86_400
"""Seconds between two looks at a source or a standing question."""
# In the order in which langsmith looks; the first that is set decides.
TRACING = ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING")


class Settings(BaseSettings):
    """Each field is read from `RAGBOT_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="RAGBOT_", env_ignore_empty=True, frozen=True, extra="forbid")

    archive: Path = Field(Path("archive"), description="Folder that holds the archive.")
    chroma: str = Field(EMBEDDED, description="`embedded`, or the http(s) URL of a Chroma server.")
    embedding_model: str = Field(
        "all-MiniLM-L6-v2",
        description="The bundled `all-MiniLM-L6-v2`, or a folder or name that sentence-transformers can load.",
    )
    embedding_precision: Literal["float32", "int8"] = Field(
        "float32", description="`float32`, or `int8`: twice as fast, slightly less exact; an archive holds one of them."
    )
    reranker: str | None = Field(
        None, description="Folder or name of a CrossEncoder that ranks the passages again; off when unset."
    )
    entailment: str | None = Field(
        None, description="Folder or name of a CrossEncoder for inference that judges an LLM's claims; off when unset."
    )
    llm: str = Field(
        "extractive",
        description="`extractive` (quotes, no LLM), a LangChain chat model such as `openai:gpt-4.1-mini`, or the URL "
        "of an OpenAI-compatible server.",
    )
    llm_base_url: str | None = Field(
        None, description="URL of an OpenAI-compatible or Ollama server, when RAGBOT_LLM is the name of its model."
    )
    llm_api_key: SecretStr | None = Field(None, description="Key for the LLM; its provider's own variable works too.")
    llm_timeout: float = Field(
        60.0, gt=0, allow_inf_nan=False, description="Seconds from a question to the end of the LLM's answer."
    )
    llm_second_look: bool = Field(
        False, description="Whether the LLM is asked again, once an answer, if what it cites says what it wrote."
    )
    host: str = Field("127.0.0.1", description="Address that the server binds.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the server binds; 0 takes a free one.")
    hosts: str = Field(
        "",
        description="Names, with commas, under which the server answers beside its addresses, such as "
        "`news.example`; `*` for any.",
    )
    answers_at_once: int | None = Field(
        None,
        ge=1,
        le=256,
        description="Answers that are made at once; others wait a moment, and beyond that get 503.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="What `ragbot serve` writes to standard error; at `info` a line for each request."
    )
    key: SecretStr | None = Field(
        None, description="The key that `ragbot mcp --url` sends, with the scope `ask`, to a server that wants one."
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="Lines for people, or an object of JSON on each line, for programs that gather logs."
    )
    otel: bool = Field(
        False, description="Whether spans of answers and ingests go to OpenTelemetry, as the OTEL_* variables say."
    )
    otel_content: bool = Field(False, description="Whether questions, prompts and answers are in these spans.")
    token: SecretStr | None = Field(
        None, description="The operator's token for `POST /v1/articles`; a new one at each start when unset."
    )
    require_key: bool = Field(
        False, description="Whether asking and reading need a key though none was made yet; RAGBOT_TOKEN is one."
    )
    insecure: bool = Field(
        False, description="Whether it is served without keys beyond this machine, to whoever reaches it."
    )
    cors: str = Field(
        "",
        description="Origins, with commas, whose pages may read the API in a browser, such as `https://desk.example`; "
        "none when empty.",
    )
    rate: str = Field(
        "",
        description="Requests of one key, or without keys of one address, as in `60/min` or `5/s`; when empty, "
        "300/min where keys are asked for.",
    )

    contact: str = Field(
        "", description="Address or URL that publishers find in the User-Agent of what is fetched, to write to."
    )
    allowed_networks: str = Field(
        "",
        description="Networks, with commas, from which pages are fetched beside public ones, such as `10.0.0.0/8`.",
    )
    opt_outs: Literal["followed", "always", "told"] = Field(
        "followed",
        description="Where a publisher's `noai` or TDMRep ends the reading: of what is `followed`, `always`, or "
        "nowhere (`told`).",
    )
    follow: bool = Field(
        True, description="Whether `ragbot serve` checks the followed sources by itself; `ragbot-ingest sync` can, too."
    )
    shortest_interval: int = Field(
        300, ge=60, description="Seconds between two checks of a source at the least; its own habit decides above that."
    )
    longest_interval: int = Field(
        86_400, ge=60, le=2_592_000, description="Seconds between two checks of a source at the most."
    )
    keep: str = Field(
        "",
        description="For how long `ragbot vacuum` leaves articles, as in `365d; The Courier=90d; The Herald=forever`; "
        "empty for ever.",
    )
    watches: int = Field(100, ge=0, le=1000, description="Standing questions that may be kept at the most; 0 for none.")
    rechecks: str = Field(
        "1h 6h 1d 3d 7d",
        description="Ages at which a followed article is fetched again, in `m`, `h` or `d`; empty for never.",
    )

    @field_validator("archive")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        try:
            return path.expanduser().resolve()
        except RuntimeError:  # "~nobody/archive"
            raise ValueError(f"there is no home directory for {path.parts[0]}") from None

    @field_validator("llm_base_url")
    @classmethod
    def _http_url(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must be the http(s) URL of a server, such as http://127.0.0.1:11434/v1")
        return value.rstrip("/") if value else None

    @field_validator("hosts")
    @classmethod
    def _host_names(cls, value: str) -> str:
        names = [name.strip() for name in value.split(",") if name.strip()]
        if wrong := next((name for name in names if not re.fullmatch(HOST_NAME, name)), None):
            raise ValueError(f"{wrong!r} is no name of a host: write news.example, without http:// and port")
        return ",".join(names)

    @field_validator("contact")
    @classmethod
    def _goes_into_a_header(cls, value: str) -> str:
        value = value.strip()
        if value and not re.fullmatch(CONTACT, value, re.ASCII):
            raise ValueError("must be an e-mail address or an http(s) URL, without spaces and brackets")
        return value

    @field_validator("allowed_networks")
    @classmethod
    def _networks(cls, value: str) -> str:
        return ",".join(_network(each.strip()) for each in value.split(",") if each.strip())

    @field_validator("cors")
    @classmethod
    def _origins(cls, value: str) -> str:
        origins = [each.strip() for each in value.split(",") if each.strip()]
        if wrong := next((each for each in origins if not re.fullmatch(ORIGIN, each, re.ASCII)), None):
            raise ValueError(f"{wrong!r} is no origin: write https://desk.example, without a path, one for each site")
        return ",".join(origins)

    @field_validator("rate")
    @classmethod
    def _is_rate(cls, value: str) -> str:
        if value and not re.fullmatch(RATE, value.strip()):
            raise ValueError(f"{value!r} is no rate: write 60/min, 5/s or 1000/h")
        return value.strip()

    @field_validator("rechecks")
    @classmethod
    def _ages(cls, value: str) -> str:
        if wrong := next((age for age in value.split() if not re.fullmatch(AGE, age)), None):
            raise ValueError(f"{wrong!r} is no age: write them as in '1h 6h 1d 3d 7d'")
        return value

    @field_validator("keep")
    @classmethod
    def _keeps(cls, value: str) -> str:
        if problem := problem_of_keep(value):
            raise ValueError(problem)
        return value.strip()

    @field_validator("chroma")
    @classmethod
    def _has_store(cls, value: str) -> str:
        if problem := problem_of(value):
            raise ValueError(problem)
        return value


def _network(text: str) -> str:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{text!r} is no network: write 10.0.0.0/8 or fd00::/8, with commas between several") from None
    if ip_interface(text).ip != network.network_address:
        raise ValueError(f"{text!r} is an address in a network: write {network}")
    return str(network)


def problem_of_keep(keep: str) -> str | None:
    """What is wrong with these rules; None when nothing is."""
    wrong = next((rule for rule in _rules_in(keep) if not re.fullmatch(KEEP, rule)), None)
    if wrong is None:
        return None
    return f"{wrong[:100]!r} is no rule: write 365d, or 365d; The Courier=90d; The Herald=forever"


def keep_days(keep: str) -> dict[str | None, int | None]:
    """Return by outlet for how many days its articles are kept (None: for ever); under None what holds for others."""
    found = (re.fullmatch(KEEP, rule) for rule in _rules_in(keep))
    return {match[1].strip() if match[1] else None: int(match[2]) if match[2] else None for match in found if match}


def _rules_in(keep: str) -> list[str]:
    return [rule.strip() for rule in keep.split(";") if rule.strip()]


def networks_of(settings: Settings) -> Sequence[IPv4Network | IPv6Network]:
    """The allowed networks."""
    return [ip_network(each) for each in settings.allowed_networks.split(",") if each]


def age(text: str) -> timedelta:
    """What `AGE` describes: `90m`, `6h`, `7d`."""
    return timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[text[-1]]: int(text[:-1])})


def interval(text: str) -> int | None:
    """Seconds, of "30m", "6h" or "1d"; None when it is no such span, or not from a minute to 30 days."""
    seconds = int(age(text).total_seconds()) if re.fullmatch(AGE, text) else 0
    return seconds if LEAST_EVERY <= seconds <= MOST_EVERY else None


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, overridden by those given that are not None.

    Raises SettingsError naming the variable.
    """
    settings, problems = load_usable_settings(**overrides)
    if problems:
        raise SettingsError("; ".join(problems))
    return settings


def load_usable_settings(**overrides: object) -> tuple[Settings, list[str]]:
    """The same with the default in place of each value that cannot be used, and what is wrong with those values."""
    values: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**values), []
    except ValidationError as error:
        wrong = error.errors()
    names = {str(each["loc"][0]) for each in wrong}
    defaults = {name: field.default for name, field in Settings.model_fields.items() if name in names}
    usable = {name: value for name, value in values.items() if name not in names}
    return Settings(**usable | defaults), [f"RAGBOT_{str(each['loc'][0]).upper()}: {each['msg']}" for each in wrong]


def problem_of_token(settings: Settings) -> str | None:
    """What is wrong with a token that can be guessed; None when it is long enough, or made at each start."""
    if settings.token is None or len(settings.token.get_secret_value().strip()) >= SHORTEST_TOKEN:
        return None
    return (
        f"RAGBOT_TOKEN has fewer than {SHORTEST_TOKEN} characters, and whoever guesses it adds and removes articles: "
        "set it to a long random one ('openssl rand -hex 24'), or unset it to get a new one at each start."
    )


def unknown_variables() -> list[str]:
    """Variables with our prefix that are no setting, so that nobody reads them."""
    known = {f"RAGBOT_{name}".upper() for name in Settings.model_fields} | {TEST_DATA}
    return sorted(name for name in os.environ if name.startswith("RAGBOT_") and name not in known)


def tracing_variable() -> str | None:
    """The variable by which LangChain sends every prompt to LangSmith; None when it sends none."""
    decisive = next((name for name in TRACING if os.environ.get(name)), None)
    return decisive if decisive and os.environ[decisive] == "true" else None
