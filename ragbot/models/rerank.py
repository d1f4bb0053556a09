"""An optional second look at the best passages, by a model that reads question and passage together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from ragbot.errors import SettingsError
from ragbot.settings import Settings
from ragbot.types import Evidence

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class Reranker:
    """A `CrossEncoder` of sentence-transformers."""

    def __init__(self, name: str) -> None:
        self.name = name

    def load(self) -> None:
        """Get ready. Raises SettingsError when the model cannot be loaded or has not learned to rank."""
        self._model  # noqa: B018

    def ranked(self, question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
        """In the model's order, with its judgement as their score in [0, 1]; takes about 20 ms for each of them."""
        texts = [f"{piece.passage.title}\n{piece.passage.text}".strip() for piece in evidence]
        scores = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        judged = [replace(piece, score=round(float(score), 4)) for piece, score in zip(evidence, scores, strict=True)]
        return sorted(judged, key=lambda piece: piece.score, reverse=True)

    @cached_property
    def _model(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder
        from torch.nn import Sigmoid

        try:
            model: CrossEncoder = CrossEncoder(self.name, activation_fn=Sigmoid())
        except (OSError, ValueError) as error:
            raise self._refused(str(error).splitlines()[0]) from error
        if not _has_head(model) or model.num_labels != 1:
            raise self._refused("its weights have no head that gives one score for question and passage")
        return model

    def _refused(self, reason: str) -> SettingsError:
        return SettingsError(
            f"RAGBOT_RERANKER={self.name} cannot rank passages ({reason}). Give a folder or a name of a CrossEncoder "
            "of sentence-transformers, such as cross-encoder/ms-marco-MiniLM-L6-v2, or unset it."
        )


def _has_head(model: CrossEncoder) -> bool:
    """transformers makes up a random head where the checkpoint has none, and only logs it."""
    architectures: list[str] = getattr(model.config, "architectures", None) or []
    return any(name.endswith("ForSequenceClassification") for name in architectures)


def open_reranker(settings: Settings) -> Reranker | None:
    """The reranker of the settings, loaded; None when they name none. Raises SettingsError."""
    if settings.reranker is None:
        return None
    reranker = Reranker(settings.reranker)
    reranker.load()
    return reranker
