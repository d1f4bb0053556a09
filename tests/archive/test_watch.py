"""The sentences of a standing question's answer are the same next time, whoever words them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from ragbot.archive.watch import REVIVED, CitedSentence, Watch


def sentence(cited: str, **more: object) -> CitedSentence:
    values = {"text": "It sank.", "article_id": "a", "version": 1, "source_start": 0, "source_end": len(cited)}
    values |= {"title": "A title", "source": "Daily", "url": None, "published": None} | more
    return CitedSentence(cited_text=cited, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cited", "key"),
    [
        ("Nine people died.", "nine people died"),
        ("  “Nine  people\n died!” ", "nine people died"),
        ("NINE PEOPLE DIED", "nine people died"),
        ("Straße", "strasse"),
        ("4.5 million", "4 5 million"),
        ("…", ""),
        ("", ""),
    ],
)
def test_the_words_that_are_cited_make_it_the_same(cited: str, key: str) -> None:
    assert sentence(cited).key == key


def test_neither_its_wording_nor_the_copy_that_is_cited_counts() -> None:
    one = sentence("Nine people died.")
    assert one.key == sentence("Nine people died", text="There were nine dead.", article_id="b", version=3).key
    assert one.key != sentence("Ten people died.").key


def test_a_dead_webhook_that_is_revived_is_due_at_once() -> None:
    assert REVIVED.keys() <= {field.name for field in fields(Watch)}
    revived = Watch("w", "What sank?", "", "", **REVIVED)  # type: ignore[arg-type]
    assert (revived.webhook_state, revived.webhook_failures, revived.webhook_error) == ("active", 0, None)
    assert revived.next_delivery < "2026"
