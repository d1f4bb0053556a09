"""The newest version of an article, whatever the order in which its versions come in."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ragbot.archive.archive import Archive, open_archive
from ragbot.settings import Settings, load_settings
from tests.archive.test_archive import found_texts
from tests.conftest import add, article, stories
from tests.fakes import WordEmbeddings


def test_an_older_version_does_not_replace_a_later_one(archive: Archive) -> None:
    add(archive, article("The toll is nine. It may rise.", published="2026-01-02"))
    late = add(archive, article("The toll is unknown. Boats are on their way.", published="2026-01-01"))
    assert late.results == ("older",)
    assert found_texts(archive, "toll") == ["The toll is nine. It may rise."]


def test_two_dated_versions_in_either_order_end_at_the_later(settings: Settings, embeddings: WordEmbeddings) -> None:
    early = article("The toll is nine. It may rise.", published="2026-01-01T08:00:00Z")
    late = article("The toll is ten. It is final.", published="2026-01-01T09:00:00Z")
    for number, order in enumerate([(early, late), (late, early)]):
        with open_archive(load_settings(archive=settings.archive / str(number)), embeddings, create=True) as archive:
            for each in order * 2:
                add(archive, each)
            assert found_texts(archive, "toll") == ["The toll is ten. It is final."]
            assert archive.facts().versions == 2 - number


@hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(8)), cut=st.integers(1, 7))
def test_the_order_of_an_ingest_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], cut: int
) -> None:
    articles = stories(8)
    with open_archive(load_settings(archive=tmp_path_factory.mktemp("any")), WordEmbeddings(), create=True) as archive:
        add(archive, *(articles[i] for i in order[:cut]))
        add(archive, *(articles[i] for i in order[cut:]), *(articles[i] for i in order[:cut]))
        listed = [(a.id, a.version, a.published) for a in archive.articles().articles]
        assert sorted(i for i, _, _ in listed) == sorted(a.id for a in articles)
        assert {v for _, v, _ in listed} == {1}
        assert archive.verify() == []
