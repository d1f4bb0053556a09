"""The steps that change the ledger: each happens whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from ragbot.archive import text_vectors, texts, versions
from ragbot.archive.drafts import Draft
from ragbot.archive.ledger import Ledger, Pointer
from ragbot.archive.tables import notes
from ragbot.types import Article, sha256
from tests.conftest import article

ONE, OTHER = article("It sank off Halmere."), article("It rained.", address="https://daily.example/b")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite3")
    yield opened
    opened.close()


def begun(ledger: Ledger, *articles: Article) -> dict[str, int]:
    numbers = ledger.begin([Draft(each, [(0, len(each.text))]) for each in articles])
    assert numbers
    return dict(zip((each.id for each in articles), numbers, strict=True))


def finished(ledger: Ledger, *articles: Article, model: str = "words@1") -> Sequence[str]:
    whole = begun(ledger, *articles)
    missing = texts.unembedded(ledger, model, list(whole.items()))
    return ledger.finish(model, dict.fromkeys(missing, np.full(4, 0.5, np.float32)), whole)


def readable(ledger: Ledger, *articles: Article) -> list[bool]:
    found = versions.newest(ledger, [each.id for each in articles])
    return [each.id in found and found[each.id].is_current for each in articles]


def test_a_version_that_has_begun_is_not_seen_before_it_is_finished(ledger: Ledger) -> None:
    whole = begun(ledger, ONE, OTHER)
    assert whole == {ONE.id: 1, OTHER.id: 1}
    assert readable(ledger, ONE, OTHER) == [False, False]
    assert ledger.finish("words@1", {}, {ONE.id: 1}) == []
    assert readable(ledger, ONE, OTHER) == [True, False]


def test_versions_are_counted_and_what_is_superseded_is_put_aside(ledger: Ledger) -> None:
    assert finished(ledger, ONE) == []
    later = article("It sank off Sund.")
    gone = finished(ledger, later)
    assert len(gone) == 1
    assert readable(ledger, later) == [True]
    assert text_vectors.count(ledger, "words@1") == 1


def test_a_file_that_came_in_another_way_meanwhile_stores_nothing(ledger: Ledger) -> None:
    by_path = article("It sank.", address="file:/news/a.txt", file="file:/news/a.txt")
    sent = article("It sank.", address="upload:a.txt", file="upload:a.txt")
    assert ledger.begin([Draft(by_path, [(0, 8)])], {by_path.id}) == [1]
    assert ledger.begin([Draft(OTHER, [(0, 10)]), Draft(sent, [(0, 8)])], {OTHER.id, sent.id}) is None
    assert versions.newest(ledger, [OTHER.id, sent.id]) == {}
    assert ledger.begin([Draft(sent, [(0, 8)])], {by_path.id, sent.id}) == [1]


def test_the_pointer_names_the_model_and_the_generation(ledger: Ledger) -> None:
    assert ledger.pointer() == Pointer(None, 1)
    finished(ledger, ONE, model="old")
    ledger.switch("new", 12)
    assert ledger.pointer() == Pointer("new", 12)
    assert text_vectors.count(ledger, "old") == 0


def test_embeddings_are_kept_under_a_model_that_is_not_in_use(ledger: Ledger) -> None:
    finished(ledger, ONE)
    ledger.keep("new", dict.fromkeys(texts.unembedded(ledger, "new"), np.full(4, 0.5, np.float32)))
    assert (text_vectors.count(ledger, "words@1"), text_vectors.count(ledger, "new")) == (1, 1)


def test_an_operators_word_changes_a_state_once_and_none_of_an_unknown_article(ledger: Ledger) -> None:
    finished(ledger, ONE)
    assert ledger.set_state(ONE.id, "retracted", "invented") == "changed"
    assert ledger.set_state(ONE.id, "retracted", "invented") == "unchanged"
    assert ledger.set_state("0" * 32, "retracted", None) is None


def test_a_publishers_word_is_kept_once_and_of_visible_versions_alone(ledger: Ledger) -> None:
    begun(ledger, ONE)
    assert not ledger.say(ONE.id, "corrected", "nine, not ten")
    assert not ledger.say(sha256("nobody")[:32], "corrected", "nine, not ten")
    ledger.finish("words@1", {}, {ONE.id: 1})
    assert ledger.say(ONE.id, "corrected", "nine, not ten")
    assert not ledger.say(ONE.id, "corrected", "nine, not ten")
    with ledger.reading() as connection:
        assert connection.execute(select(func.count()).select_from(notes)).scalar_one() == 1


def test_a_step_that_fails_half_way_leaves_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(text_vectors, "put_unused_aside", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            finished(ledger, ONE)
    assert readable(ledger, ONE) == [False]
    assert text_vectors.count(ledger, "words@1") == 0
