"""A fast, deterministic embedding model for tests: the same interface, words instead of meaning."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import numpy as np

from ragbot.models.embeddings import TextEmbeddings, Vectors
from ragbot.reading.sentences import Span

DIMENSION = 128


class WordEmbeddings(TextEmbeddings):
    """Texts that share words are near; a token is a word. It counts the texts that it embeds."""

    def __init__(self, fingerprint: str = "words@1", max_tokens: int = 60) -> None:
        self.fingerprint = fingerprint
        self.max_tokens = max_tokens
        self.embedded = 0

    def encode(self, texts: list[str]) -> Vectors:
        self.embedded += len(texts)
        return np.stack([self._vector(text) for text in texts]) if texts else np.empty((0, DIMENSION), np.float32)

    def token_spans(self, text: str) -> list[Span]:
        return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]

    def _vector(self, text: str) -> Vectors:
        vector = np.full(DIMENSION, 1e-3, dtype=np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % DIMENSION] += 1
        return vector / np.linalg.norm(vector)


class Meanwhile(WordEmbeddings):
    """While the next text is embedded, something else happens."""

    def __init__(self) -> None:
        super().__init__()
        self.then: list[Callable[[], object]] = []

    def encode(self, texts: list[str]) -> Vectors:
        if self.then:
            self.then.pop()()
        return super().encode(texts)
