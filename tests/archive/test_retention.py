"""Retention: what is older than it is kept goes whole, what explains something stays, what went can be explained."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.http.articles import router
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive, ledger_path, open_archive
from ragbot.archive.feedback import CitedSpan, Feedback, RatedAnswer
from ragbot.archive.retention import Keep
from ragbot.archive.source import Item, Source
from ragbot.archive.tables import Scope
from ragbot.archive.watch import Watch
from ragbot.checks.recheck import EarlierCitation, recheck
from ragbot.operations.cli import main
from ragbot.settings import Settings, keep_days, load_settings
from ragbot.types import Article, Question
from tests.archive.test_archive_watches import SENTENCE
from tests.conftest import add, article
from tests.fakes import WordEmbeddings

TODAY = date(2026, 3, 31)
MONTH: Keep = {None: 30}
NOW = "2026-03-31T12:00:00Z"
TOKEN = "chosen-by-the-operator"


def story(n: int, published: str | None, text: str = "", **more: object) -> Article:
    fields: dict[str, Any] = {"address": f"https://daily.example/{n}", "source": "The Daily", "published": published}
    return article(text or f"Story number {n} is about Town{n}.", **{"title": f"Town{n}", **fields, **more})


OLD, NEW = story(1, "2026-02-27"), story(2, "2026-03-30")


def there(archive: Archive) -> set[str]:
    return {one.title for one in archive.articles().articles}


def test_what_is_older_than_it_is_kept_goes_and_leaves_nothing_but_its_name(archive: Archive) -> None:
    add(archive, OLD, NEW)
    add(archive, story(1, "2026-02-27", "Story number 1 was about Town1 and Town2."))
    tried = archive.vacuum(MONTH, TODAY, dry=True)
    assert (tried.articles, tried.dry_run, there(archive)) == ({"The Daily": 1}, True, {"Town1", "Town2"})
    done = archive.vacuum(MONTH, TODAY, dry=False)
    assert (done.articles, done.kept, there(archive)) == ({"The Daily": 1}, {}, {"Town2"})
    with closing(sqlite3.connect(ledger_path(archive.folder))) as ledger:
        for table in ("articles", "versions", "passages", "texts", "embeddings", "expired"):
            assert ledger.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,), table
        assert ledger.execute("SELECT count(*) FROM superseded").fetchone() == (0,)
    assert archive.matching(["town1"], 5, Scope()) == {}
    assert archive.verify() == []
    assert archive._vectors.count() == 1
    expiry = archive.expiry(OLD.id)
    assert expiry
    assert (expiry.title, expiry.source, expiry.published) == ("Town1", "The Daily", "2026-02-27")
    assert archive.vacuum(MONTH, TODAY, dry=False).articles == {}, "a second time changes nothing"


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        ("30d", {"Town2"}),
        ("32d", {"Town1", "Town2"}),
        ("1d", {"Town2"}),
        ("30d; The Daily=60d", {"Town1", "Town2"}),
        ("The Daily=30d", {"Town2"}),
        ("Another=1d", {"Town1", "Town2"}),
        ("1d;The Daily=forever", {"Town1", "Town2"}),
        ("", {"Town1", "Town2"}),
    ],
)
def test_rules_are_by_age_and_outlet(archive: Archive, keep: str, left: set[str]) -> None:
    add(archive, OLD, NEW)
    archive.vacuum(keep_days(load_settings(keep=keep).keep), TODAY, dry=False)
    assert there(archive) == left


def test_an_articles_age_counts_from_its_last_day_and_without_one_from_when_it_was_seen(archive: Archive) -> None:
    add(archive, story(1, "2026-01-01", modified="2026-03-30"), story(2, None))
    assert archive.vacuum(MONTH, TODAY, dry=False).articles == {}
    assert archive.vacuum(MONTH, date(2099, 1, 1), dry=False).articles == {"The Daily": 2}


def test_what_was_corrected_retracted_removed_or_restored_stays_however_old(archive: Archive) -> None:
    day = "2025-01-01"
    add(
        archive,
        *(story(n, day) for n in range(1, 5)),
        story(5, day, note="Correction: it was Town5.", state="corrected"),
    )
    archive.set_state(story(1, day).id, "retracted", "Invented.")
    archive.set_state(story(2, day).id, "removed", "Private.")
    archive.set_state(story(3, day).id, "retracted")
    archive.set_state(story(3, day).id, "live")
    done = archive.vacuum(MONTH, TODAY, dry=False)
    assert (done.articles, done.kept) == ({"The Daily": 1}, {"corrected or retracted": 4})
    add(archive, story(1, day))
    assert "Town1" not in there(archive), "a retraction still holds"
    notice = archive.notice(story(1, day).id)
    assert notice
    assert notice.reason == "Invented."


def test_what_a_standing_question_cites_stays_until_it_is_deleted(archive: Archive) -> None:
    add(archive, OLD)
    watch(archive)
    assert archive.vacuum(MONTH, TODAY, dry=False).kept == {"cited by a kept answer": 1}
    archive.watches.forget("a" * 32)
    assert archive.vacuum(MONTH, TODAY, dry=False).articles == {"The Daily": 1}


def test_what_a_rated_answer_cites_stays(archive: Archive) -> None:
    add(archive, OLD)
    rate(archive)
    assert archive.vacuum(MONTH, TODAY, dry=False).kept == {"cited by a kept answer": 1}


def meanwhile(archive: Archive, monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    """Have that done when the plan is made and nothing is taken out yet."""
    alone, deeds = archive._intake.alone, [deed]

    def late(ids: set[str]) -> AbstractContextManager[None]:
        while deeds:
            deeds.pop()()
        return alone(ids)

    monkeypatch.setattr(archive._intake, "alone", late)


def rate(archive: Archive) -> None:
    answer = RatedAnswer("Q?", "Q?", "answered", None, None, (CitedSpan(OLD.id, 1, 0, 5),))
    archive.feedback.add(Feedback(answer, "down", "wrong"))


def watch(archive: Archive) -> None:
    cited = SENTENCE.__class__("Story.", "Story", OLD.id, 1, 0, 5, "Town1", "The Daily", None, None)
    archive.watches.add(Watch("a" * 32, "What of Town1?", NOW, NOW, sentences=(cited,)), 5)


@pytest.mark.parametrize(
    ("deed", "kept"),
    [
        (lambda archive: archive.set_state(OLD.id, "retracted"), {"corrected or retracted": 1}),
        (lambda archive: archive.say(OLD.id, "corrected", "It was Town3."), {"corrected or retracted": 1}),
        (rate, {"cited by a kept answer": 1}),
        (watch, {"cited by a kept answer": 1}),
        (lambda archive: add(archive, story(1, "2026-02-27", "New.", modified="2026-03-30")), {}),
    ],
    ids=["retracted", "corrected", "rated", "watched", "updated"],
)
def test_what_is_to_stay_since_the_plan_was_made_stays(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, deed: Callable[[Archive], object], kept: dict[str, int]
) -> None:
    add(archive, OLD, story(3, "2026-01-01"))
    meanwhile(archive, monkeypatch, lambda: deed(archive))
    done = archive.vacuum(MONTH, TODAY, dry=False)
    assert (done.articles, done.kept) == ({"The Daily": 1}, kept)
    assert archive.notice(OLD.id)
    assert archive.expiry(OLD.id) is None
    assert archive.verify() == []


def test_of_two_at_once_the_later_one_finds_nothing_and_forgets_nothing(
    settings: Settings, embeddings: WordEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, OLD)
        meanwhile(archive, monkeypatch, lambda: archive.vacuum(MONTH, TODAY, dry=False))
        assert archive.vacuum(MONTH, TODAY, dry=False).articles == {}
        assert archive.expiry(OLD.id)
    with open_archive(settings, embeddings) as archive:
        assert there(archive) == set()


def test_a_text_that_another_article_has_stays_with_its_vector(archive: Archive) -> None:
    wire = "Wire copy of the agency says that the bridge of Ostvik opens."
    add(archive, story(1, "2026-01-01", wire), story(2, "2026-03-30", wire, title="Town1"))
    archive.vacuum(MONTH, TODAY, dry=False)
    vector = archive.embeddings.encode([wire])[0]
    assert [hit.article_id for hit, _ in archive.nearest(vector, 5, Scope())] == [story(2, None).id]
    assert archive.verify() == []


def test_a_text_of_older_versions_keeps_its_vector_while_one_of_their_articles_is_there(archive: Archive) -> None:
    wire = "Wire copy of the agency says that the bridge of Ostvik opens."
    for text in (wire, "The agency took its copy on Ostvik back."):
        add(archive, story(1, "2026-01-01", text, title="Town1"), story(2, "2026-03-30", text, title="Town1"))
    assert archive.vacuum(MONTH, TODAY, dry=False).articles == {"The Daily": 1}
    assert count_of(archive, "superseded") == 1
    archive.vacuum(MONTH, date(2099, 1, 1), dry=False)
    assert count_of(archive, "superseded") == 0


def count_of(archive: Archive, table: str) -> int:
    with closing(sqlite3.connect(ledger_path(archive.folder))) as ledger:
        return int(ledger.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_an_archive_that_was_emptied_opens_and_takes_in_again(settings: Settings, embeddings: WordEmbeddings) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, OLD)
        archive.vacuum(MONTH, TODAY, dry=False)
    with open_archive(settings, embeddings) as archive:
        assert add(archive, OLD).results == ("added",)
        assert archive.expiry(OLD.id) is None, "it is there again"
        assert archive.verify() == []


def test_an_article_with_a_version_on_its_way_is_left_alone(archive: Archive) -> None:
    add(archive, OLD)
    with sqlite3.connect(ledger_path(archive.folder)) as ledger:
        ledger.execute(
            "INSERT INTO versions (article_id, number, digest, title, authors, seen, text) "
            f"VALUES ('{OLD.id}', 2, 'd', 't', '[]', '{NOW}', 'new')"
        )
    ledger.close()
    assert archive.vacuum(MONTH, TODAY, dry=False).articles == {}


def test_nobody_looks_at_the_page_of_what_went(archive: Archive) -> None:
    add(archive, OLD)
    archive.followed.add(Source("b" * 32, "https://daily.example/feed", "feed", "The Daily", NOW, NOW))
    archive.followed.keep_items([Item("b" * 32, "1", NOW, article_id=OLD.id, next_check=NOW)])
    archive.vacuum(MONTH, TODAY, dry=False)
    assert archive.followed.items("b" * 32)["1"].next_check is None


def test_an_old_citation_says_what_became_of_its_article(archive: Archive) -> None:
    add(archive, OLD)
    archive.vacuum(MONTH, TODAY, dry=False)
    [found] = recheck(archive, [EarlierCitation(OLD.id, 1, 0, 5, "Story")])
    assert found.verdict == "unknown"
    assert "'Town1' of The Daily, published 2026-02-27, is no longer in the archive" in (found.note or "")


def test_the_file_shrinks_where_much_went(archive: Archive) -> None:
    add(archive, *(story(n, "2026-01-01", f"Town{n} " * 4000) for n in range(1, 60)), NEW)
    done = archive.vacuum(MONTH, TODAY, dry=False)
    assert done.shrunk
    assert done.size < done.size_before / 2
    assert archive.verify() == []


# Over HTTP and on the command line


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    add(archive, OLD, NEW)
    with TestClient(create_app(Bot(archive), routers=[router(archive, TOKEN)]), base_url="http://127.0.0.1") as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


def test_over_http_it_is_a_trial_unless_it_is_said_otherwise(client: TestClient, archive: Archive) -> None:
    tried = client.post("/v1/archive/vacuum", json={"keep": "30d"}).json()
    assert (tried["dry_run"], tried["articles"], len(there(archive))) == (True, {"The Daily": 2}, 2)
    client.post("/v1/archive/vacuum", json={"keep": "30d; The Daily=forever", "dry_run": False})
    assert len(there(archive)) == 2
    assert client.post("/v1/archive/vacuum", json={"keep": "30d", "dry_run": False}).status_code == 200
    assert there(archive) == set()
    reply = client.get(f"/v1/articles/{OLD.id}")
    assert (reply.status_code, "no longer in the archive" in reply.json()["detail"]) == (410, True)
    assert client.post("/v1/answers", json={"question": "What of Town1?"}).json()["outcome"] == "not_in_archive"


def test_on_the_command_line(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda name, precision: WordEmbeddings())
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        add(archive, story(1, "2020-01-01"), story(2, "2020-01-01"), story(3, "2020-01-01", source="Another"))
        archive.set_state(story(2, None).id, "retracted")
    command = ["vacuum", "--archive", str(settings.archive)]
    assert main(command) == 2
    assert "--keep 365d, or set RAGBOT_KEEP" in capsys.readouterr().err
    assert main([*command, "--keep", "a year"]) == 2
    assert "365d; The Courier=90d" in capsys.readouterr().err
    assert main([*command, "--keep", "365d; Another=forever", "--dry-run"]) == 0
    assert capsys.readouterr().out.split("\n")[:3] == [
        "1 articles would go.",
        "  1  The Daily",
        "1 as old stay: corrected or retracted.",
    ]
    assert main([*command, "--keep", "365d"]) == 0
    assert capsys.readouterr().out.startswith("2 articles went.")
    with open_archive(settings, WordEmbeddings()) as archive:
        assert there(archive) == set()
        assert [deed.detail for deed in archive.deeds.newest(1)] == ["2 articles taken out"]
        assert Bot(archive).ask(Question("What of Town1?")).outcome == "not_in_archive"


def test_beside_a_server_it_goes_through_it(
    archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.served import served

    add(archive, OLD, NEW)
    with served(create_app(Bot(archive), routers=[router(archive, TOKEN)])) as address:
        assert archive.lock
        archive.lock.announce(address, TOKEN)
        assert main(["vacuum", "--archive", str(settings.archive), "--keep", "30d"]) == 0
    assert capsys.readouterr().out.startswith("2 articles went.")
    assert Path(settings.archive).exists()
    assert there(archive) == set()
