"""The cross-encoder: reads a question and a sentence together, and scores how well the sentence answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ragbot.errors import SettingsError
from ragbot.models.bert import Weights, pair_graph, weights_of
from ragbot.models.embeddings import (
    BUNDLED_SHA256,
    bundled_folder,
    check_digest,
    cores,
    opened_session,
    whole_text_tokenizer,
)

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

ADAPTER = Path(__file__).with_name("cross_encoder.safetensors")
"""What was learned on top of the bundled embedding model: for each matrix W the factors a and b of W + b a (LoRA), the
embeddings of the two segments, and the head. `python -m ragbot.evaluation.train` makes it."""
QUESTION, SENTENCE, TITLE, BEFORE = 32, 64, 14, 16
"""Tokens that are read of a question, of a sentence and of a headline, from their start, and of the sentence before,
from its end: 75 on an average, which take 7 CPU ms."""
KNOWN = 1000
"""Scores that are kept: the gate and the answer read many of the same sentences."""
CLS, SEP = "[CLS]", "[SEP]"

Vector = NDArray[np.float32]


class SentenceInContext(NamedTuple):
    """A sentence with what a reader knows when coming to it."""

    text: str
    before: str
    """The sentence before it, or ""."""
    title: str
    """The headline of its article."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The tokens of a question and of a sentence in its context, as the model reads them."""

    ids: list[int]
    segments: list[int]
    """0 for the question and 1 for what follows."""
    question: slice
    sentence: slice
    """Where the tokens of both stand."""


class CrossEncoder:
    """Scores sentences as answers of a question; on ONNX Runtime, loaded when first needed (1 s, 120 MB)."""

    def __init__(self, folder: Path, adapter: Path, sha256: str | None = None) -> None:
        """`folder` holds a BERT encoder whose weights have this digest, `adapter` what was learned on top of them."""
        self._folder, self._adapter_file, self._sha256 = folder, adapter, sha256
        self._loading = Lock()
        self._score = lru_cache(KNOWN)(self._score_anew)

    def load(self) -> None:
        """Get ready, so that the first question does not wait. Raises SettingsError."""
        self.scores("ready", [SentenceInContext("ready", "", "")])

    def scores(self, question: str, sentences: Sequence[SentenceInContext]) -> list[float]:
        """Return how well each sentence answers, as a logit that compares with others of the same question."""
        with self._loading:
            threads = self._threads
        return list(threads.map(partial(self._score, question), sentences))

    def _score_anew(self, question: str, sentence: SentenceInContext) -> float:
        pair = read_pair(self._tokenizer, question, sentence)
        inputs = {"ids": np.array([pair.ids], np.int32), "segments": np.array([pair.segments], np.int32)}
        states = self._session.run(None, inputs)[0][0]
        asked, told = (states[span].sum(axis=0) / max(len(states[span]), 1) for span in (pair.question, pair.sentence))
        cosine = asked @ told / (np.linalg.norm(asked) * np.linalg.norm(told) + 1e-8)
        row = np.concatenate([asked, told, asked * told])
        return float(row @ self._adapter["head.weight"][0] + self._adapter["head.bias"][0] + cosine * self._scale)

    @property
    def _scale(self) -> float:
        return float(self._adapter["scale"][0])

    @cached_property
    def _adapter(self) -> dict[str, Vector]:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            return {name: values.astype(np.float32) for name, values in load_file(self._adapter_file).items()}
        except (OSError, SafetensorError) as error:
            raise SettingsError(f"{self._adapter_file.name} cannot be read ({error}): install ragbot again.") from None

    @cached_property
    def _session(self) -> InferenceSession:
        """One thread each: the pairs are what runs in parallel."""
        if self._sha256:
            check_digest(self._folder / "model.safetensors", self._sha256)
        return opened_session(pair_graph(self._folder, merged(weights_of(self._folder), self._adapter)), threads=1)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        self._session, self._tokenizer  # noqa: B018  # made before the threads, which share them
        return ThreadPoolExecutor(cores(), thread_name_prefix="ranking")

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return open_tokenizer(self._folder)


def open_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of a model, which reads all of a text."""
    return whole_text_tokenizer((folder / "tokenizer.json").read_text(encoding="utf-8"))


def merged(weights: Weights, adapter: Mapping[str, Vector]) -> dict[str, Vector]:
    """Return the weights with what the adapter adds to them."""
    finer = dict(weights)
    for name in (name.removesuffix(".a") for name in adapter if name.endswith(".a")):
        finer[f"{name}.weight"] = weights[f"{name}.weight"] + adapter[f"{name}.b"] @ adapter[f"{name}.a"]
    segments = "embeddings.token_type_embeddings.weight"
    return finer | {segments: adapter.get(segments, weights[segments])}


def read_pair(tokenizer: Tokenizer, question: str, sentence: SentenceInContext) -> Pair:
    """Return `[CLS] question [SEP] sentence [SEP] headline [SEP] sentence before [SEP]` in tokens."""
    texts = [question, sentence.text, sentence.title, sentence.before]
    read = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
    asked, told, title, before = read[0][-QUESTION:], read[1][:SENTENCE], read[2][:TITLE], read[3][-BEFORE:]
    start, end = (tokenizer.token_to_id(name) or 0 for name in (CLS, SEP))
    first = [start, *asked, end]
    ids = [*first, *told, end, *title, end, *before, end]
    segments = [0] * len(first) + [1] * (len(ids) - len(first))
    return Pair(ids, segments, slice(1, 1 + len(asked)), slice(len(first), len(first) + len(told)))


@cache
def bundled_cross_encoder() -> CrossEncoder:
    """Return the one of the files beside this one, which is shared."""
    return CrossEncoder(bundled_folder(), ADAPTER, BUNDLED_SHA256)
