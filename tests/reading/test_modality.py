"""How a word is said: stated, denied, expected or planned."""

from __future__ import annotations

import pytest

from ragbot.reading.events import tokens_of
from ragbot.reading.modality import Modality, modality_of

HOW = [
    ("It closed.", Modality()),
    ("It is closed.", Modality()),
    ("It was forced to be closed.", Modality()),
    ("It has not been closed.", Modality(is_denied=True)),
    ("It not only closed.", Modality()),
    ("It will be closed.", Modality(is_expected=True, is_planned=True)),
    ("It is expected to be closed.", Modality(is_expected=True, is_planned=True)),
    ("It could soon be closed.", Modality(is_expected=True)),
    ("It won't be closed.", Modality(is_denied=True, is_expected=True)),
    ("They failed to have it closed.", Modality()),
    ("It failed to be closed.", Modality(is_denied=True)),
    ("They want it to be closed.", Modality(is_expected=True)),
    ("It took the site almost three years to get closed.", Modality()),
    ("It took years to get closed.", Modality()),
    ("It would take years to get closed.", Modality(is_expected=True)),
    ("If it took years to get closed, it is.", Modality(is_expected=True)),
    ("It took the owners to get closed.", Modality(is_expected=True)),
    ("Years to be closed.", Modality(is_expected=True)),
    ("The council said that it would be closed.", Modality(is_expected=True, is_planned=True)),
    ("Critics said the school would be closed.", Modality(is_expected=True)),
    ("It would be closed.", Modality(is_expected=True)),
    ("To be closed it needs a vote.", Modality(is_expected=True)),
    ("To be closed it needs a vote that they denied.", Modality(is_expected=True)),
]


@pytest.mark.parametrize(("sentence", "how"), HOW)
def test_a_word_is_stated_denied_or_expected_by_what_stands_before_it(sentence: str, how: Modality) -> None:
    tokens = tokens_of(sentence)
    assert modality_of(tokens, tokens.index("closed")) == how
