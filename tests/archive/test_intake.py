"""Intake: what becomes of an article, and additions that meet."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.intake import Result
from ragbot.errors import ArchiveError, ArchiveOwnedError
from ragbot.models.embeddings import Vectors
from ragbot.settings import Settings
from ragbot.types import Article
from tests.archive.test_archive import found_texts
from tests.conftest import STORY, add, article, stories
from tests.fakes import Meanwhile, WordEmbeddings

LONG = " ".join(f"Town{i} and Member{i} gave {i} votes to Bridge{i} over River{i}." for i in range(12))
OTHER = " ".join(f"Trawler{i} had {i} boxes of Fish{i} for Harbour{i} on Day{i}." for i in range(12))


def dated(text: str, day: str | None = None, **more: object) -> Article:
    return article(text, published=day, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        (dated(STORY), dated(STORY), "unchanged"),
        (dated(STORY), dated(STORY, "2026-01-02"), "updated"),
        (dated(STORY, "2026-01-02"), dated(STORY, "2026-01-01"), "unchanged"),
        (dated(STORY), dated(STORY.replace("Nine", "Ten")), "updated"),
        (dated(STORY, "2026-01-02"), dated(STORY.replace("Nine", "Ten"), "2026-01-01"), "older"),
        (dated(LONG), dated(OTHER), "fuller"),
        (dated(LONG, "2026-01-01"), dated(LONG[:90], "2026-01-02"), "fuller"),
        (dated(LONG, "2026-01-01"), dated(OTHER, "2026-01-02"), "shortened"),
        (dated(LONG), dated("This article was withdrawn.", state="retracted"), "updated"),
        (dated(LONG), dated(OTHER, note="It is about fish."), "updated"),
        (dated(LONG), dated(f"{LONG} More.", partial=True), "fuller"),
        (dated(LONG, partial=True), dated(f"{LONG} More.", partial=True), "updated"),
    ],
    ids=[
        "the same",
        "the same, and a date became known",
        "the same with an earlier date",
        "an edit",
        "an edit from before",
        "another text without a date",
        "a piece, though it is later",
        "another text of later",
        "a retraction in a few words",
        "another text with a note",
        "a part of what is there whole",
        "a part after a part",
    ],
)
def test_what_becomes_of_an_article_that_is_there(
    light_archive: Archive, first: Article, second: Article, result: Result
) -> None:
    assert add(light_archive, first).results == ("added",)
    assert add(light_archive, second).results == (result,)
    kept = light_archive.version(first.id, 2 if second.text != first.text and result in ("updated", "shortened") else 1)
    assert kept
    assert kept.text == (second if result in ("updated", "shortened") else first).text
    assert light_archive._intake.counts == {"added": 1, result: 1}


def test_a_version_from_before_that_is_known_is_unchanged(light_archive: Archive) -> None:
    first, second = dated(STORY, "2026-01-01"), dated(STORY.replace("Nine", "Ten"), "2026-01-02")
    add(light_archive, first)
    add(light_archive, second)
    assert add(light_archive, first).results == ("unchanged",)


def test_the_passages_of_new_versions_and_the_texts_to_embed_are_counted(light_archive: Archive) -> None:
    same = article(STORY, address="https://x.example/copy")
    cut_up: list[str] = []

    def cut(each: Article) -> list[tuple[int, int]]:
        cut_up.append(each.address or "")
        return paragraphs(each)

    one, two = light_archive.add([article(STORY)], cut), light_archive.add([article(STORY), same], cut)
    assert (one.passages, one.embedded) == (3, 3)
    assert (two.results, two.passages, two.embedded) == (("unchanged", "added"), 3, 0)
    assert cut_up == [article(STORY).address, same.address], "what is known is not cut again"


def test_a_fragment_of_a_page_with_its_text_makes_no_second_article(light_archive: Archive) -> None:
    add(light_archive, article(STORY))
    fragment = replace(article(STORY), address="https://daily.example/a#top", url="https://daily.example/a#top")
    assert add(light_archive, fragment).results == ("unchanged",)
    assert light_archive.facts().articles == 1


def test_nothing_is_taken_in_while_its_article_is_held_or_after_the_close(light_archive: Archive) -> None:
    intake = light_archive._intake
    with ThreadPoolExecutor(1) as threads:
        with intake.alone({article(STORY).id}):
            held = threads.submit(add, light_archive, article(STORY))
            assert add(light_archive, *stories(1)).results == ("added",), "another article goes on"
            assert not held.done()
        assert held.result().results == ("added",)
    intake.close()
    with pytest.raises(ArchiveError, match="is being closed, and takes nothing in any more: run it again later"):
        add(light_archive, *stories(2))


# Additions that meet


class Slow(WordEmbeddings):
    """Embeds only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.let = threading.Event(), threading.Event()

    def encode(self, texts: list[str]) -> Vectors:
        self.begun.set()
        assert self.let.wait(10)
        return super().encode(texts)


def test_closing_waits_for_what_is_on_its_way_and_takes_nothing_else(settings: Settings) -> None:
    """Else the lock would be free while a thread still writes."""
    slow = Slow()
    archive = open_archive(settings, slow, create=True)
    with ThreadPoolExecutor(2) as threads:
        added = threads.submit(add, archive, article(STORY))
        assert slow.begun.wait(10)
        closed = threads.submit(archive.close)
        while not archive._intake.closing:
            time.sleep(0.001)
        with pytest.raises(ArchiveError, match="being closed"):
            add(archive, *stories(1))
        assert not closed.done()
        with pytest.raises(ArchiveOwnedError):
            open_archive(settings, WordEmbeddings())
        slow.let.set()
        assert added.result().results == ("added",)
        closed.result()
    with open_archive(settings, WordEmbeddings()) as again:
        assert len(again.articles().articles) == 1
        assert again.verify() == []


def test_the_same_articles_from_many_threads_are_taken_in_once(archive: Archive) -> None:
    with ThreadPoolExecutor(6) as pool:
        results = [each.results for each in pool.map(lambda _: add(archive, *stories(10)), range(6))]
    assert sorted(results) == [("added",) * 10] + [("unchanged",) * 10] * 5
    assert archive.facts().versions == 10
    assert archive.verify() == []


def test_what_an_update_forgets_while_another_article_is_embedded_is_embedded_again(settings: Settings) -> None:
    shared, own = "The bow door had failed, and nobody was told.", "Rates rose again on Monday, the bank said."
    embeddings = Meanwhile()
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, article(shared, address="https://one.example/a"))
        later = article("Bread costs more again.", address="https://one.example/a")
        embeddings.then = [lambda: add(archive, later)]  # the last article that had the shared text loses it
        added = archive.add([article(f"{shared}\n\n{own}", address="https://two.example/b")], paragraphs)
        assert (added.passages, added.embedded) == (2, 2)
        assert archive.verify() == []
        assert any("bow door" in text for text in found_texts(archive, shared))


def paragraphs(article_: Article) -> list[tuple[int, int]]:
    return [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", article_.text)]


def test_additions_of_one_article_wait_for_each_other_and_others_do_not(settings: Settings) -> None:
    embeddings = Meanwhile()
    with open_archive(settings, embeddings, create=True) as archive, ThreadPoolExecutor(1) as other:
        results = []
        same = article("The toll is nine.", address="https://one.example/a")

        def meanwhile() -> None:
            assert add(archive, article("Rates rose.", address="https://two.example/b")).results == ("added",)
            results.append(other.submit(add, archive, same))

        embeddings.then = [meanwhile]
        assert add(archive, same).results == ("added",)
        assert results[0].result().results == ("unchanged",)
