"""The cross-encoder scores a sentence as PyTorch does, whatever stands beside it, and takes any text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from ragbot.errors import SettingsError
from ragbot.evaluation.train import Model
from ragbot.models.cross_encoder import (
    BEFORE,
    QUESTION,
    SENTENCE,
    TITLE,
    CrossEncoder,
    SentenceInContext,
    bundled_cross_encoder,
    open_tokenizer,
    read_pair,
)
from ragbot.models.embeddings import bundled_folder

QUESTION_ASKED = "why did they shut the pool"
RIGHT = SentenceInContext("It closed after a pump burst and flooded the hall.", "The baths are shut.", "Baths close")
SENTENCES = [
    RIGHT,
    SentenceInContext("The pool opened in 1971 and has four lanes.", "", "Baths close"),
    SentenceInContext("word " * 300, "before " * 300, "title " * 300),
    SentenceInContext("東京で地震。🎻 Šakalienė", "", ""),
    SentenceInContext("", "", ""),
]


@pytest.fixture(scope="module")
def bundled() -> CrossEncoder:
    return bundled_cross_encoder()


def test_scores_are_nearly_those_of_the_model_that_learned(tmp_path: Path) -> None:
    torch.manual_seed(1)
    model = Model(bundled_folder()).eval()
    for name, parameter in model.named_parameters():
        if name.endswith(".b"):  # zero before anything is learned, so that nothing would be seen of the low ranks
            torch.nn.init.normal_(parameter, std=0.02)
    save_file(model.learned(), tmp_path / "adapter.safetensors")
    tokenizer = open_tokenizer(bundled_folder())
    pairs = [read_pair(tokenizer, QUESTION_ASKED, sentence) for sentence in SENTENCES[:4]]
    with torch.no_grad():
        expected = model(pairs).numpy()
    scores = CrossEncoder(bundled_folder(), tmp_path / "adapter.safetensors").scores(QUESTION_ASKED, SENTENCES[:4])
    assert np.abs(np.array(scores) - expected).max() < 0.2  # integers multiply, and the file is in half precision


def test_the_sentence_that_answers_is_before_the_others(bundled: CrossEncoder) -> None:
    right, other, *_ = bundled.scores(QUESTION_ASKED, SENTENCES)
    assert right > other + 1


def test_a_score_depends_on_no_other_sentence(bundled: CrossEncoder) -> None:
    anew = CrossEncoder(bundled_folder(), Path(bundled._adapter_file))
    assert bundled.scores(QUESTION_ASKED, SENTENCES) == [anew.scores(QUESTION_ASKED, [each])[0] for each in SENTENCES]


@pytest.mark.parametrize("question", ["", " ", "?", "why " * 500, "\ud83d", "\x00", "为什么"])
def test_any_question_gets_finite_scores(bundled: CrossEncoder, question: str) -> None:
    text = question.encode("utf-8", "replace").decode()
    assert np.isfinite(bundled.scores(text, SENTENCES)).all()


def test_nothing_to_score_gives_no_scores(bundled: CrossEncoder) -> None:
    assert bundled.scores(QUESTION_ASKED, []) == []


def test_long_texts_are_cut_where_the_model_was_taught_to_read() -> None:
    read = read_pair(open_tokenizer(bundled_folder()), "why " * 500, SENTENCES[2])
    assert len(read.ids) == len(read.segments) == QUESTION + SENTENCE + TITLE + BEFORE + 5
    assert (read.question, read.sentence) == (slice(1, 33), slice(34, 98))
    assert sum(read.segments) == SENTENCE + TITLE + BEFORE + 3


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.safetensors").write_bytes(b"no weights")
    with pytest.raises(SettingsError, match=r"broken\.safetensors cannot be read .* install ragbot again"):
        CrossEncoder(bundled_folder(), tmp_path / "broken.safetensors").load()


def test_another_embedding_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="sha256"):
        CrossEncoder(bundled_folder(), Path(bundled_cross_encoder()._adapter_file), "0" * 64).load()


def test_the_end_of_a_long_question_is_read() -> None:
    """A follow-up that was joined with the question before it asks at its end."""
    tokenizer, long = open_tokenizer(bundled_folder()), "What did the line say of the ferry that sank off Orm? " * 4
    read = read_pair(tokenizer, f"{long}When does the new one sail?", RIGHT)
    assert tokenizer.decode(read.ids[read.question]).endswith("when does the new one sail?")
