"""The list of models, which has one, whoever writes the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter

from ragbot.api.openai.errors import documented_as_openai
from ragbot.api.openai.extension import MODEL
from ragbot.api.openai.options import check_model

router = APIRouter(tags=["openai"])


@dataclass(frozen=True, slots=True)
class OpenAIModel:
    """What can be asked."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    """Nobody knows: it is the archive that is new or old."""
    owned_by: str = MODEL


@dataclass(frozen=True, slots=True)
class OpenAIModels:
    """All that can be asked."""

    data: tuple[OpenAIModel, ...] = (OpenAIModel(),)
    object: Literal["list"] = "list"


# Coroutines, for they need no thread.


@router.get("/v1/models", summary="List models")
async def models() -> OpenAIModels:
    """One: `ragbot` answers from the archive, with or without a language model."""
    return OpenAIModels()


@router.get("/v1/models/{name}", summary="Look a model up", responses=documented_as_openai(404, 422))
async def model(name: str) -> OpenAIModel:
    """The one that there is, else 404."""
    check_model(name)
    return OpenAIModel()
