"""The errors: one kind of them all, and those that are a sort of another are caught as that."""

from __future__ import annotations

import inspect

import pytest

from ragbot import errors
from ragbot.errors import ArchiveError, ArchiveOwnedError, IndexAwayError, NotThereError, RagbotError, ServerError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_is_one_of_ours_says_its_message_and_what_it_is_for(kind: type[RagbotError]) -> None:
    assert issubclass(kind, RagbotError)
    assert str(kind("Run 'ragbot verify'.")) == "Run 'ragbot verify'."
    assert kind.__doc__
    assert kind is RagbotError or kind.__doc__ != RagbotError.__doc__


@pytest.mark.parametrize(
    ("kind", "wider"),
    [(IndexAwayError, ArchiveError), (ArchiveOwnedError, ArchiveError), (NotThereError, ServerError)],
)
def test_whoever_catches_the_wider_one_catches_it(kind: type[RagbotError], wider: type[RagbotError]) -> None:
    assert issubclass(kind, wider)
    assert not issubclass(wider, kind)
