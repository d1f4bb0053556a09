"""The settings, all with defaults that work offline on a laptop. The only reader of the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ragbot.errors import SettingsError


class Settings(BaseSettings):
    """Each field is read from `RAGBOT_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="RAGBOT_", env_ignore_empty=True, frozen=True, extra="forbid")

    archive: Path = Field(Path("archive"), description="Folder that holds the archive.")
    chroma: str = Field("embedded", description="`embedded`, or the http(s) URL of a Chroma server.")
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
    llm: str = Field(
        "extractive",
        description="`extractive` (quotes, no LLM), or a LangChain chat model such as `openai:gpt-4.1-mini`.",
    )
    llm_base_url: str | None = Field(None, description="Address of an OpenAI-compatible or Ollama server.")
    llm_api_key: SecretStr | None = Field(None, description="Key for the LLM; its provider's own variable works too.")
    llm_timeout: float = Field(60.0, gt=0, description="Seconds to wait for the LLM.")
    host: str = Field("127.0.0.1", description="Address that the server binds.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the server binds; 0 takes a free one.")
    token: SecretStr | None = Field(
        None, description="The operator's token for `POST /v1/articles`; a new one at each start when unset."
    )

    @field_validator("archive")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        try:
            return path.expanduser().resolve()
        except RuntimeError:  # "~nobody/archive"
            raise ValueError(f"there is no home directory for {path.parts[0]}") from None

    @field_validator("chroma")
    @classmethod
    def _embedded_or_url(cls, value: str) -> str:
        if value != "embedded" and not value.startswith(("http://", "https://")):
            raise ValueError("must be 'embedded' or the http(s) URL of a Chroma server")
        return value


def load_settings(**given: object) -> Settings:
    """Settings from the environment, overridden by those given that are not None.

    Raises SettingsError naming the variable.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        problems = (f"RAGBOT_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError("; ".join(problems)) from None
