"""A text is embedded once, whatever articles and versions have it."""

from __future__ import annotations

from ragbot.archive.archive import Archive
from ragbot.archive.tables import Scope
from tests.archive.test_archive import matching_texts
from tests.conftest import STORY, add, article


def test_an_edit_embeds_only_what_it_touched_and_keeps_the_old_version(archive: Archive) -> None:
    text = "\n\n".join(f"Paragraph {i} tells of the town of Num{i}. It says so in two sentences." for i in range(30))
    first = add(archive, article(text))
    second = add(archive, article(text.replace("Num17", "Elsewhere")))
    assert second.results == ("updated",)
    assert second.passages >= first.passages - 3
    assert 1 <= second.embedded <= 3
    id_ = article(text).id
    old, new = archive.version(id_, 1), archive.version(id_, 2)
    assert "Num17" in getattr(old, "text", "")
    assert "Elsewhere" in getattr(new, "text", "")
    assert not any("Num17" in text for text in matching_texts(archive, "num17"))


def test_the_same_text_in_two_articles_is_one_vector(archive: Archive) -> None:
    first = add(archive, article(STORY, address="https://one.example/a"))
    second = add(archive, article(STORY, address="https://two.example/b"))
    assert second.passages == first.passages
    assert second.embedded == 0
    hits = archive.nearest(archive.embeddings.encode([STORY])[0], 10, Scope())
    assert {hit.article_id for hit, _ in hits} == {
        article(STORY, address=a).id for a in ("https://one.example/a", "https://two.example/b")
    }
