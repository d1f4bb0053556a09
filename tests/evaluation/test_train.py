"""The cross-encoder learns from labelled sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragbot.evaluation.train import main
from ragbot.models.cross_encoder import CrossEncoder, SentenceInContext
from ragbot.models.embeddings import bundled_folder
from tests.evaluation.test_labelled_sentences import ANSWER, BATHS, FAIR, articles_in, asked, questions, span


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return articles_in(tmp_path)


def test_what_was_learned_is_written_and_tells_right_from_wrong(
    tmp_path: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = questions(
        tmp_path,
        *(asked(f"why did the baths close {i}", "baths", span(BATHS, ANSWER)) for i in range(3)),
        *(asked(f"what does the fair cost {i}", "fair", span(FAIR, "Tickets cost five crowns.")) for i in range(3)),
    )
    output = tmp_path / "adapter.safetensors"
    assert main([str(path), str(articles), "--steps", "4", "--output", str(output)]) == 0
    assert "4 of 4 steps, loss" in capsys.readouterr().out
    learned = CrossEncoder(bundled_folder(), output)
    right, other = learned.scores(
        "why did the baths close", [SentenceInContext(ANSWER, "", ""), SentenceInContext(FAIR, "", "")]
    )
    assert right > other


def test_a_missing_file_ends_it_with_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.jsonl"), str(tmp_path / "none.gz"), "--output", str(tmp_path / "out")]) == 1
    assert "none.jsonl cannot be read" in capsys.readouterr().err
