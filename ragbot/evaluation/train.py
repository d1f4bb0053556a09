"""Trains the cross-encoder on labelled sentences: low-rank changes (LoRA) of the bundled embedding model, and a head.

python -m ragbot.evaluation.train QUESTIONS ARTICLES [ARTICLES …] --output ragbot/models/cross_encoder.safetensors
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch: threads that spin take the cores from each other

import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from ragbot.errors import RagbotError
from ragbot.evaluation.labelled_sentences import Labelled, read_labelled
from ragbot.models.cross_encoder import Pair, SentenceInContext, open_tokenizer, read_pair
from ragbot.models.embeddings import bundled_folder

RANK = 16
"""Rows of a low-rank factor: the file has 1.3 MB."""
QUESTIONS, WRONG, FAR = 6, 6, 2
"""Questions of a step, sentences that do not answer of each, and how many of those are of other articles."""
HARDEST, HARD = 8, 3
"""Of the sentences with most of the question's words, so many are taken each time."""
TOGETHER = 11
"""Pairs of about the same length that are computed at once, so that little is spent on padding."""
RATE, WARM_UP, DECAY = 1e-3, 30, 0.01
"""The learning rate, which falls to 0 in a line after so many steps, and the decay of weights."""
SHOWN = 50
"""Steps after which a line is shown."""
COSINE = 5.0
"""What the cosine of question and sentence counts at first: the embedding model knows that much untaught."""


class LowRank(nn.Module):
    """A linear layer W that stays as it is, and the change b a of it, which is learned."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.a = nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
        self.b = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, hidden: Tensor) -> Tensor:
        change = functional.linear(functional.linear(hidden, self.a), self.b)
        return self.linear(hidden) + change  # type: ignore[no-any-return]


class Model(nn.Module):
    """What `ragbot.models.cross_encoder.CrossEncoder` computes, with gradients."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(folder)
        self.bert.requires_grad_(False)
        self.bert.embeddings.token_type_embeddings.requires_grad_(True)
        for name, layer in list(self.bert.encoder.named_modules()):
            if isinstance(layer, nn.Linear):
                parent, _, own = name.rpartition(".")
                setattr(self.bert.encoder.get_submodule(parent), own, LowRank(layer))
        self.head = nn.Linear(3 * self.bert.config.hidden_size, 1)
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)
        self.scale = nn.Parameter(torch.tensor([COSINE]))

    def forward(self, pairs: Sequence[Pair]) -> Tensor:
        """Return the logit of each pair, shape (pairs,)."""
        states = self.bert(
            input_ids=_padded([each.ids for each in pairs]),
            token_type_ids=_padded([each.segments for each in pairs]),
            attention_mask=_padded([[1] * len(each.ids) for each in pairs]),
        ).last_hidden_state
        asked = torch.stack([state[each.question].mean(dim=0) for state, each in zip(states, pairs, strict=True)])
        told = torch.stack([state[each.sentence].mean(dim=0) for state, each in zip(states, pairs, strict=True)])
        rows = torch.cat([asked, told, asked * told], dim=-1)
        cosines = functional.cosine_similarity(asked, told)
        return self.head(rows).squeeze(-1) + self.scale * cosines  # type: ignore[no-any-return]

    def learned(self) -> dict[str, np.ndarray]:
        """Return what was learned by the names that `CrossEncoder` reads, in half precision."""
        named = {name.removeprefix("bert."): each for name, each in self.named_parameters() if each.requires_grad}
        return {name: np.ascontiguousarray(each.detach().numpy().astype(np.float16)) for name, each in named.items()}


def _padded(rows: Sequence[Sequence[int]]) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])


@dataclass(frozen=True, slots=True)
class Step:
    """The pairs that one step learns from."""

    pairs: list[Pair]
    right: list[float]
    """1 for a sentence that answers, else 0."""
    groups: list[slice]
    """The pairs of each question that has an answer, the right one first."""


def steps(labelled: Sequence[Labelled], tokenizer: Tokenizer, chance: random.Random) -> Iterator[Step]:
    """Yield steps without end; each question comes once before any comes again."""
    while True:
        order = chance.sample(labelled, len(labelled))
        for start in range(0, len(order) - QUESTIONS + 1, QUESTIONS):
            yield _step(order[start : start + QUESTIONS], tokenizer, chance)


def _step(questions: Sequence[Labelled], tokenizer: Tokenizer, chance: random.Random) -> Step:
    step = Step([], [], [])
    for each in questions:
        right, wrong = [chance.choice(each.right)] if each.right else [], _wrong(each, chance)
        if right and wrong:
            step.groups.append(slice(len(step.pairs), len(step.pairs) + 1 + len(wrong)))
        step.pairs.extend(read_pair(tokenizer, each.question, sentence) for sentence in [*right, *wrong])
        step.right.extend([1.0] * len(right) + [0.0] * len(wrong))
    return step


def _wrong(each: Labelled, chance: random.Random) -> list[SentenceInContext]:
    far = chance.sample(each.far, min(FAR, len(each.far))) if each.right else []
    hard = chance.sample(each.near[:HARDEST], min(HARD, len(each.near)))
    others = [sentence for sentence in each.near if sentence not in hard]
    return [*far, *hard, *chance.sample(others, min(WRONG - len(far) - len(hard), len(others)))]


def loss(model: Model, step: Step) -> Tensor:
    """Return how unlikely the right sentence is among those of its question, and how unlikely each label is."""
    logits = _logits(model, step.pairs)
    labels = functional.binary_cross_entropy_with_logits(logits, torch.tensor(step.right))
    choices = [functional.cross_entropy(logits[group][None], torch.tensor([0])) for group in step.groups]
    return labels + torch.stack(choices).mean() if choices else labels


def _logits(model: Model, pairs: Sequence[Pair]) -> Tensor:
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].ids))
    with torch.autocast("cpu", torch.bfloat16):
        parts = [model([pairs[i] for i in order[at : at + TOGETHER]]).float() for at in range(0, len(order), TOGETHER)]
    return torch.cat(parts)[torch.tensor(np.argsort(order))]


def train(labelled: Sequence[Labelled], count: int, output: Path, seed: int = 0) -> None:
    """Learn in so many steps; after each fifty show their mean loss, and write what was learned so far."""
    torch.manual_seed(seed)
    folder = bundled_folder()
    model = Model(folder)
    learned = [each for each in model.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=DECAY)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda i: min((i + 1) / WARM_UP, 1 - i / count))
    losses: list[float] = []
    for i, step in enumerate(islice(steps(labelled, open_tokenizer(folder), random.Random(seed)), count), start=1):
        losses.append(_learn(model, step, optimizer, learned))
        rate.step()
        if i % SHOWN == 0 or i == count:
            print(f"{i} of {count} steps, loss {np.mean(losses[-SHOWN:]):.3f}", flush=True)
            save_file(model.learned(), output)


def _learn(model: Model, step: Step, optimizer: torch.optim.Optimizer, learned: Sequence[nn.Parameter]) -> float:
    told = loss(model, step)
    optimizer.zero_grad()
    told.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(learned, 1.0)
    optimizer.step()
    return told.item()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ragbot.evaluation.train", description=__doc__)
    parser.add_argument("questions", type=Path, help="a file of labelled sentences")
    parser.add_argument("articles", type=Path, nargs="+", help="the articles, as gzipped lines of JSON")
    parser.add_argument("--steps", type=int, default=900, help="of six questions each (default 900: half an hour)")
    parser.add_argument("--output", type=Path, required=True, help="the file to write")
    given = parser.parse_args(argv)
    try:
        labelled = read_labelled(given.questions, given.articles)
    except RagbotError as error:
        print(error, file=sys.stderr)
        return 1
    unanswered = sum(not each.right for each in labelled)
    print(f"{len(labelled)} questions, {unanswered} of them without an answer", flush=True)
    train(labelled, given.steps, given.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
