"""The cross-encoder learns from labelled sentences."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import cast

import pytest
import torch
from safetensors.numpy import save_file
from torch import Tensor

from ragbot.evaluation.labelled_sentences import Labelled
from ragbot.evaluation.train import LowRank, Model, Step, loss, main, steps
from ragbot.models.cross_encoder import CrossEncoder, Pair, SentenceInContext, open_tokenizer, read_pair
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


def sentence(text: str) -> SentenceInContext:
    return SentenceInContext(text, "", "")


def labelled(number: int, is_answered: bool = True) -> Labelled:
    """A question with ten sentences that do not answer it, longer and longer ones."""
    near, far = (tuple(sentence(f"{kind} {'so ' * i}{number}") for i in range(10)) for kind in ("near", "far"))
    return Labelled(f"question {number}", (sentence(f"right {number}"),) if is_answered else (), near, far)


def some_steps(count: int, questions: Sequence[Labelled]) -> list[Step]:
    return list(islice(steps(questions, open_tokenizer(bundled_folder()), random.Random(3)), count))


def test_a_step_has_the_right_sentence_of_each_question_before_its_wrong_ones() -> None:
    questions = [labelled(i, is_answered=i != 4) for i in range(6)]
    (step,) = some_steps(1, questions)
    tokenizer = open_tokenizer(bundled_folder())
    right = [read_pair(tokenizer, each.question, each.right[0]) for each in questions if each.right]
    assert [pair in right for pair in step.pairs] == [label == 1 for label in step.right]
    assert sorted(step.pairs.index(pair) for pair in right) == [group.start for group in step.groups]
    assert [group.stop - group.start for group in step.groups] == 5 * [7]
    assert len(step.pairs) == 5 * 7 + 6, "one question has wrong ones alone"


def test_each_question_comes_once_before_any_comes_again() -> None:
    questions = [labelled(i) for i in range(12)]
    seen = [{tuple(pair.ids[pair.question]) for pair in step.pairs} for step in some_steps(4, questions)]
    assert [len(each) for each in seen] == [6, 6, 6, 6]
    assert not seen[0] & seen[1]
    assert not seen[2] & seen[3]


def test_who_likes_the_right_sentences_best_loses_least() -> None:
    (step,) = some_steps(1, [labelled(i) for i in range(6)])
    good = [pair for pair, label in zip(step.pairs, step.right, strict=True) if label]

    def liking(right: float, wrong: float) -> Model:
        def logits(pairs: Sequence[Pair]) -> Tensor:
            return torch.tensor([right if pair in good else wrong for pair in pairs])

        return cast(Model, logits)

    losses = [float(loss(liking(*likes), step)) for likes in ((6.0, -6.0), (6.0, 6.0), (-6.0, 6.0))]
    assert losses == sorted(losses)
    assert losses[0] < 0.1 < 1.5 < losses[1]


def test_what_is_written_scores_as_the_model_that_learned_it(tmp_path: Path) -> None:
    """The integers that it is read with differ by some hundredths."""
    torch.manual_seed(1)
    model, asked = Model(bundled_folder()).eval(), "why did the baths close"
    changes = [each.b for each in model.modules() if isinstance(each, LowRank)]
    for weights, size in ((model.head.weight, 0.3), *((change, 0.1) for change in changes)):
        torch.nn.init.normal_(weights, std=size)
    save_file(model.learned(), tmp_path / "adapter.safetensors")
    told = [sentence(text) for text in (ANSWER, FAIR, "x")]
    expected = scored_by(model, asked, told)
    for change in changes:
        torch.nn.init.zeros_(change)
    assert max(map(abs, expected - scored_by(model, asked, told))) > 1
    assert CrossEncoder(bundled_folder(), tmp_path / "adapter.safetensors").scores(asked, told) == pytest.approx(
        expected.tolist(), abs=0.25
    )


@torch.no_grad()
def scored_by(model: Model, asked: str, told: Sequence[SentenceInContext]) -> Tensor:
    tokenizer = open_tokenizer(bundled_folder())
    return torch.cat([model([read_pair(tokenizer, asked, each)]) for each in told])
