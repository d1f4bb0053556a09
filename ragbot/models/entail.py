"""An optional judge of claims: a model for natural language inference says whether a text entails a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ragbot.errors import SettingsError
from ragbot.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

ENTAILS = 0.5
"""Probability from which on the text is taken to say so."""


class Entailment:
    """A `CrossEncoder` of sentence-transformers that tells entailment from what is neutral or contradicted."""

    def __init__(self, name: str) -> None:
        self.name = name

    def load(self) -> None:
        """Get ready. Raises SettingsError when the model cannot be loaded or has no label for entailment."""
        self._model  # noqa: B018

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For pairs of a text and a sentence: how sure it is, in [0, 1], that the text says so."""
        if not pairs:
            return []
        scores = self._model.predict(list(pairs), apply_softmax=True, show_progress_bar=False)
        return [round(float(row[self._label]), 4) for row in scores]

    @cached_property
    def _label(self) -> int:
        return _label_of(self._model) or 0

    @cached_property
    def _model(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        try:
            model: CrossEncoder = CrossEncoder(self.name)
        except (OSError, ValueError) as error:
            raise self._refused(str(error).splitlines()[0]) from error
        architectures: list[str] = getattr(model.config, "architectures", None) or []
        if not any(name.endswith("ForSequenceClassification") for name in architectures) or model.num_labels < 2:
            raise self._refused("its weights have no head that tells two or three labels apart")  # else a random one
        if _label_of(model) is None:
            raise self._refused("none of its labels begins with 'entail'")
        return model

    def _refused(self, reason: str) -> SettingsError:
        return SettingsError(
            f"RAGBOT_ENTAILMENT={self.name} cannot judge claims ({reason}). Give a folder or a name of a CrossEncoder "
            "for natural language inference, such as cross-encoder/nli-deberta-v3-base, or unset it."
        )


def _label_of(model: CrossEncoder) -> int | None:
    """Which output means entailment: models order their three labels differently."""
    labels: dict[int, str] = getattr(model.config, "id2label", None) or {}
    return next((int(i) for i, label in labels.items() if label.casefold().startswith("entail")), None)


def open_entailment(settings: Settings) -> Entailment | None:
    """The judge of the settings, loaded; None when they name none. Raises SettingsError."""
    if settings.entailment is None:
        return None
    entailment = Entailment(settings.entailment)
    entailment.load()
    return entailment
