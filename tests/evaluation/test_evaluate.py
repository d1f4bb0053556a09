"""Measuring: every figure is worked out by hand here, and nothing is measured on an archive of other things."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

import ragbot.operations.cli
from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.evaluation.evaluate import measure, ranking
from ragbot.evaluation.figures import exact_citations
from ragbot.evaluation.known_questions import KnownQuestion
from ragbot.tracing.timings import Timings
from ragbot.types import AlsoIn, Answer, Citation, Evidence, Passage, Question, SearchResult, Turn, Window
from tests.conftest import add, article
from tests.evaluation.test_known_questions import asked, written
from tests.fakes import WordEmbeddings

DAILY = "https://daily.example"


# -- the figures, on answers and rankings that are known ---------------------------------------------------------------


@dataclass
class ScriptedBot(Bot):
    """Finds and answers what it is told to, by the question."""

    archive: Archive
    finds: Mapping[str, Sequence[Evidence]] = field(default_factory=dict)
    says: Mapping[str, Answer] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    searched: list[Question] = field(default_factory=list)

    def search(self, question: Question, limit: int, timings: Timings | None = None) -> SearchResult:
        assert limit == 50
        self.searched.append(question)
        (timings or Timings()).ms["dense"] = 2.0
        return SearchResult(tuple(self.finds[question.text]), Window(), (), question.text)

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.says.get(question.text) or refusal()


def refusal() -> Answer:
    return Answer("id", "q", "q", "Not found in the archive.", "not_in_archive", timings={"total": 4.0, "enough": 1.0})


def answered(archive: Archive, name: str, quote: str) -> Answer:
    """An answer that quotes the article of that name."""
    text = version_of(archive, name).text
    start = text.index(quote)
    cited = Citation(
        1,
        0,
        len(quote) + 4,
        quote,
        start,
        start + len(quote),
        article_id=version_of(archive, name).article_id,
        version=1,
        title=name,
        url=None,
        source="",
        published=None,
    )
    return replace(refusal(), answer=f"{quote} [1]", outcome="answered", citations=(cited,))


def version_of(archive: Archive, name: str) -> Any:
    return archive.version(article("", address=f"{DAILY}/{name}").id, 1)


def found(archive: Archive, name: str, *copies: str) -> Evidence:
    """The article of that name as one passage, with its copies."""
    version = version_of(archive, name)
    passage = Passage(version.article_id, 1, 0, len(version.text), version.text, version.title)
    also = tuple(AlsoIn(f"id-{copy}", copy, "Other", f"https://other.example/{copy}/", None) for copy in copies)
    return Evidence(passage, version, 0.5, 0.5, also_in=also)


NAMES = [f"n{i}" for i in range(12)]


@pytest.fixture
def told(archive: Archive) -> Archive:
    """Twelve articles: n0 to n11, the newest of 12 January."""
    add(
        archive,
        *(
            article(
                f"Councillor Name{i} of Town{i} won.",
                f"Town{i}",
                f"{DAILY}/{n}",
                published=f"2026-01-{i + 1:02d}T08:00:00Z",
            )
            for i, n in enumerate(NAMES)
        ),
    )
    return archive


def test_copies_take_the_places_right_after_their_article(told: Archive) -> None:
    places = ranking([found(told, "n0", "x", "y"), found(told, "n1"), found(told, "n0", "z"), found(told, "n2", "x")])
    assert places == (
        "daily.example/n0",
        "other.example/x",
        "other.example/y",
        "daily.example/n1",
        "other.example/z",
        "daily.example/n2",
    )


def gold(question: str, *urls: str, **more: Any) -> KnownQuestion:
    return asked(question, gold_urls=urls, **more)


def test_recall_and_reciprocal_rank_are_those_of_the_first_right_article(told: Archive) -> None:
    everything = [found(told, name) for name in NAMES]
    questions = [
        gold("first", "http://www.daily.example/n0/?x=1"),  # rank 1
        gold("second or fourth", f"{DAILY}/n3", f"{DAILY}/n1"),  # rank 2
        gold("eleventh", f"{DAILY}/n10"),  # rank 11: too deep for any figure
        gold("not there", f"{DAILY}/gone", f"{DAILY}/gone-too"),  # not even in the archive
        gold("gold counts", f"{DAILY}/n9", silver_urls=(f"{DAILY}/n0",)),  # rank 10
        asked("silver", silver_urls=(f"{DAILY}/n4",)),  # rank 5
        asked("nobody knows"),
    ]
    bot = ScriptedBot(told, {question.question: everything for question in questions})
    figures = measure(bot, questions).as_json()
    assert figures["gold"] == {
        "questions": 5,
        "missing": 1,
        "recall@1": 0.2,
        "recall@5": 0.4,
        "recall@10": 0.6,
        "mrr@10": 0.32,  # (1 + 1/2 + 0 + 0 + 1/10) / 5
    }
    assert figures["silver"] == {
        "questions": 1,
        "missing": 0,
        "recall@1": 0.0,
        "recall@5": 1.0,
        "recall@10": 1.0,
        "mrr@10": 0.2,
    }
    assert (figures["without_urls"], figures["answerable_questions"]) == (1, 6)
    assert "nobody knows" not in [question.text for question in bot.asked]


def test_answers_are_looked_for_in_five_passages_and_in_what_was_said(told: Archive) -> None:
    everything = [found(told, name) for name in NAMES]
    questions = [
        gold("said", f"{DAILY}/n0", answers=("“Name0”",)),  # read and said
        gold("read", f"{DAILY}/n0", answers=("Town4", "Town99")),  # in the fifth passage, and said is another
        gold("deeper", f"{DAILY}/n0", answers=("Town5",)),  # in the sixth
        gold("refused", f"{DAILY}/n0", answers=("archive",)),  # in the refusal, which does not count
        gold("short", f"{DAILY}/n0", answers=("of",)),
    ]
    said = {name: answered(told, "n0", "Councillor Name0 of Town0 won.") for name in ("said", "read", "short")}
    bot = ScriptedBot(told, {question.question: everything for question in questions}, said)
    figures = measure(bot, questions).as_json()
    assert (figures["usable_answers"], figures["without_usable_answer"]) == (4, 1)
    assert (figures["answer@5"], figures["answer_contained"]) == (0.5, 0.25)
    assert figures["refused"] == {"answerable": 0.4, "unanswerable": None}
    assert (figures["citations"], figures["citations_exact"]) == (3, 1.0)


def test_what_is_only_related_counts_as_refused(told: Archive) -> None:
    unsure = replace(refusal(), answer="These articles are about it.", outcome="related")
    figures = measure(ScriptedBot(told, says={"unsure": unsure}), [], [asked("unsure"), asked("x")]).as_json()
    assert figures["refused"]["unanswerable"] == 1.0
    assert figures["related"] == {"answerable": None, "unanswerable": 0.5}


def test_the_unanswerable_are_asked_on_the_newest_day_without_a_window(told: Archive) -> None:
    says = {"guessed": answered(told, "n1", "Town1")}
    bot = ScriptedBot(told, says=says)
    figures = measure(bot, [], [asked("x"), asked("y"), asked("guessed", history=(Turn("user", "?"),))]).as_json()
    assert figures["refused"] == {"answerable": None, "unanswerable": 0.6667}
    assert (figures["unanswerable_questions"], figures["citations"]) == (3, 1)
    assert bot.asked[0] == Question("x", asked_on="2026-01-12")
    assert bot.asked[2].history == (Turn("user", "?"),)
    assert figures["gold"]["recall@1"] is None
    assert figures["latency_ms"] == {}


def test_a_follow_up_is_found_with_what_it_refers_to(told: Archive) -> None:
    follow_up = gold("And when?", f"{DAILY}/n7", history=(Turn("user", "Who won in Town7?"),))
    bot = ScriptedBot(told, {"And when?": [found(told, "n7")]})
    assert measure(bot, [follow_up]).gold.recall[1] == 1.0
    assert all(question.history == follow_up.history for question in bot.searched)


def test_latency_is_that_of_each_stage_and_of_the_whole(told: Archive) -> None:
    figures = measure(ScriptedBot(told, {"q": [found(told, "n0")]}), [gold("q", f"{DAILY}/n0")]).as_json()
    assert list(figures["latency_ms"]) == ["search", "ask", "search.dense", "ask.total", "ask.enough"]
    assert figures["latency_ms"]["search.dense"] == {"p50": 2.0, "p95": 2.0}
    assert figures["latency_ms"]["ask.total"] == {"p50": 4.0, "p95": 4.0}


def test_progress_ends_at_the_number_of_questions_asked(told: Archive) -> None:
    seen: list[tuple[int, int]] = []
    bot = ScriptedBot(told, {"q": []})
    measure(bot, [gold("q", DAILY), asked("not asked")], [asked("u")], lambda *done: seen.append(done))
    assert seen == [(1, 2), (2, 2)]
    assert [question.text for question in bot.asked] == ["q", "q", "u"]  # the first one once more, to warm up


@pytest.mark.parametrize(
    ("change", "exact"),
    [
        (lambda answer, cited: answer, (1, 1)),
        (lambda answer, cited: replace(answer, citations=(replace(cited, source_start=1),)), (0, 1)),
        (lambda answer, cited: replace(answer, citations=(replace(cited, cited_text="Town9"),)), (0, 1)),
        (lambda answer, cited: replace(answer, citations=(replace(cited, article_id="gone"),)), (0, 1)),
        (lambda answer, cited: replace(answer, citations=(replace(cited, number=2),)), (0, 1)),
        (lambda answer, cited: replace(answer, answer=f"{answer.answer} So [2]."), (1, 2)),
        (lambda answer, cited: replace(answer, citations=()), (0, 1)),
        (lambda answer, cited: refusal(), (0, 0)),
    ],
)
def test_a_citation_is_exact_or_counted_as_not(
    told: Archive, change: Callable[[Answer, Citation], Answer], exact: tuple[int, int]
) -> None:
    answer = answered(told, "n1", "Town1")
    assert exact_citations(told, change(answer, answer.citations[0])) == exact


# -- the command -------------------------------------------------------------------------------------------------------

TOLD = {
    "harbor": "The harbor bridge of Ostvik will close for nine days in May, Mayor Ilse Brandt said.",
    "seals": "Biologists counted 4,100 grey seals on the sandbanks of Lower Pell, more than ever before.",
    "rail": "Railway workers in Tarnwick ended their strike after winning a raise of 38%. "
    "Trains run again from Thursday on, their union said, and no fare will rise before the end of the year.",
    "comet": "The comet Vellamo was discovered by a schoolteacher, Perrin Holt, with a garden telescope.",
}
ARTICLES = [
    {"url": f"{DAILY}/{name}", "title": f"About {name}", "published": f"2026-01-{day:02d}", "text": text}
    for day, (name, text) in enumerate(TOLD.items(), 10)
]
QUESTIONS: list[dict[str, Any]] = [
    {
        "question": "How long will the harbor bridge of Ostvik close?",
        "date": "2026-01-20",
        "answers": ["nine days"],
        "gold_urls": [f"{DAILY}/harbor?from=quiz"],
    },
    {
        "question": "How many grey seals did biologists count on the sandbanks of Lower Pell?",
        "date": "2026-01-20",
        "answers": ["4,100"],
        "gold_urls": [],
        "silver_urls": [f"{DAILY}/seals"],
    },
    {  # asked two days before the comet was in the news
        "question": "Who discovered the comet Vellamo with a garden telescope?",
        "date": "2026-01-11",
        "answers": ["Perrin Holt"],
        "gold_urls": [f"{DAILY}/comet"],
    },
    {"question": "Will it rain?", "date": "2026-01-20", "answers": ["yes"]},
]
OTHERS = [{"question": "Which zebra ate the parliamentary violin of Quxford?", "date": "2027-05-05"}]


@dataclass
class World:
    """Files to evaluate, and the command."""

    folder: Path
    model: WordEmbeddings
    patch: pytest.MonkeyPatch

    def __post_init__(self) -> None:
        lines = "\n".join(json.dumps(each) for each in ARTICLES)
        (self.folder / "articles.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
        written(self.folder / "questions.jsonl", *QUESTIONS)
        written(self.folder / "others.jsonl", *OTHERS)

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def eval(self, *options: str) -> int:
        files = ("--articles", self.path("articles.jsonl.gz"), "--questions", self.path("questions.jsonl"))
        return ragbot.operations.cli.main(["eval", *files, *options])


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(tmp_path, WordEmbeddings(), monkeypatch)
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda *_: world.model)
    return world


def result(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_the_json_has_every_figure(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.eval("--unanswerable", world.path("others.jsonl"), "--json", "--output", world.path("a.json")) == 0
    measured = result(capsys)
    assert measured == json.loads((world.folder / "a.json").read_text())
    assert measured["gold"] == {
        "questions": 2,
        "missing": 0,
        "recall@1": 0.5,
        "recall@5": 0.5,
        "recall@10": 0.5,
        "mrr@10": 0.5,
    }
    assert (measured["silver"]["questions"], measured["silver"]["mrr@10"]) == (1, 1.0)
    assert (measured["without_urls"], measured["answerable_questions"], measured["usable_answers"]) == (1, 3, 3)
    assert (measured["answer@5"], measured["answer_contained"]) == (0.6667, 0.6667)
    assert measured["citations_exact"] == 1.0
    assert measured["citations"] >= 2
    assert measured["refused"]["unanswerable"] == 1.0
    assert measured["latency_ms"]["search"]["p95"] >= measured["latency_ms"]["search"]["p50"] > 0
    assert measured["latency_ms"]["ask"]["p50"] > 0
    ingest = measured["ingest"]
    assert (ingest["reused"], ingest["articles"], ingest["failed"]) == (False, 4, 0)
    assert min(ingest["passages"], ingest["embedded"]) >= 4
    assert min(value for name, value in ingest.items() if name not in ("reused", "failed")) > 0
    assert ingest["peak_memory_mb"] > 20
    assert measured["environment"]["model"] == "words@1"


def test_the_json_names_files_but_no_folders(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.eval("--json") == 0
    told = capsys.readouterr().out
    assert str(world.folder) not in told
    files = json.loads(told)["files"]
    assert (files["articles"]["name"], files["questions"]["name"]) == ("articles.jsonl.gz", "questions.jsonl")
    assert files["unanswerable"] is None


def test_a_folder_for_the_time_being_is_removed(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (world.folder / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", world.path("tmp"))
    assert world.eval() == 0
    assert not list((world.folder / "tmp").iterdir())
    shown = capsys.readouterr().out
    assert "recall@10" in shown
    assert "exact citations" in shown
    assert "articles_per_s" in shown


def test_the_archive_that_the_settings_name_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAGBOT_ARCHIVE", world.path("mine"))
    monkeypatch.setenv("RAGBOT_CHROMA", "http://127.0.0.1:9")
    monkeypatch.setenv("RAGBOT_LLM", "openai:gpt-4.1-mini")
    assert world.eval() == 0
    assert not (world.folder / "mine").exists()


def test_an_archive_of_the_same_is_used_again(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    kept = ("--archive", world.path("kept"), "--json")
    assert world.eval(*kept) == 0
    first = result(capsys)
    assert world.eval(*kept) == 0
    again = result(capsys)
    assert (again["ingest"]["reused"], again["ingest"]["embedded"], again["ingest"]["articles"]) == (True, 0, 4)
    assert [again["ingest"][name] for name in ("articles_per_s", "passages_per_s", "cpu_seconds_per_article")] == [
        None,
        None,
        None,
    ]
    assert (again["gold"], again["answer_contained"]) == (first["gold"], first["answer_contained"])


def other_articles(world: World) -> None:
    written(world.folder / "articles.jsonl.gz", ARTICLES[0])
    (world.folder / "articles.jsonl.gz").write_bytes(gzip.compress(json.dumps(ARTICLES[0]).encode()))


def other_model(world: World) -> None:
    world.model = WordEmbeddings("words@2")


def other_tokens(world: World) -> None:
    world.model = WordEmbeddings(max_tokens=40)


def other_cutting(world: World) -> None:
    world.patch.setattr("ingest.records.passages.PASSAGE_TOKENS", 8)
    world.patch.setattr("ingest.evaluation.recipe._code", lambda _: "of another day")


def other_cleaning(world: World) -> None:
    world.patch.setattr("ingest.records.articles.clean_text", lambda text: text.replace("grey seals", "seals"))
    world.patch.setattr("ingest.evaluation.recipe._code", lambda _: "of another day")


def other_vectors(world: World) -> None:
    world.patch.setattr(WordEmbeddings, "encode", lambda self, texts: [self._vector(text[::-1]) for text in texts])
    world.patch.setattr("ingest.evaluation.recipe._code", lambda _: "of another day")


def more_articles(world: World) -> None:
    text = written(world.folder / "more.jsonl", {"title": "More", "text": "More news of the harbor."})
    import ingest.cli

    assert ingest.cli.main([str(text), "--archive", world.path("kept")]) == 0


def broken_record(world: World) -> None:
    (world.folder / "kept" / "evaluation.json").write_text("{")


def no_record(world: World) -> None:
    (world.folder / "kept" / "evaluation.json").unlink()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (other_articles, "of other articles, or of another state of this file"),
        (other_model, "was made with the embedding model words@1"),
        (other_tokens, "which made something else of these articles"),
        (other_cutting, "which made something else of these articles"),
        (other_cleaning, "which made something else of these articles"),
        (other_vectors, "with other code, whose embeddings differ"),
        (more_articles, "of 4 articles, and now holds 5"),
        (broken_record, "nobody knows of what"),
        (no_record, "by something else than 'ragbot eval'"),
    ],
)
def test_an_archive_of_something_else_is_refused(
    world: World, capsys: pytest.CaptureFixture[str], change: Callable[[World], None], told: str
) -> None:
    assert world.eval("--archive", world.path("kept")) == 0
    change(world)
    capsys.readouterr()
    assert world.eval("--archive", world.path("kept")) == 1
    failure = capsys.readouterr()
    assert told in failure.err
    assert failure.out == ""
    if change is not other_model:  # of which the archive itself tells, with its own ways out
        assert "Name another folder with --archive, or delete this one" in failure.err


def test_other_code_that_makes_the_same_of_the_articles_is_no_reason_to_make_them_again(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.eval("--archive", world.path("kept")) == 0
    monkeypatch.setattr("ingest.evaluation.recipe._code", lambda _: "of another day")
    assert world.eval("--archive", world.path("kept")) == 0
    monkeypatch.setattr(
        "ingest.evaluation.recipe._yields", None
    )  # of this code it is known now, and not looked at again
    capsys.readouterr()
    assert world.eval("--archive", world.path("kept"), "--json") == 0
    assert result(capsys)["ingest"]["embedded"] == 0


def test_the_code_of_a_recipe_is_that_of_all_our_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ingest
    from ingest.evaluation.recipe import _code

    monkeypatch.setattr(ingest, "__path__", [str(tmp_path)])
    digests = set()
    for rule in ("one", "other"):
        (tmp_path / "clean.py").write_text(f"RULE = {rule!r}")
        digests |= {_code(WordEmbeddings()), _code(WordEmbeddings())}
    assert len(digests) == 2


def test_an_archive_embedded_anew_with_another_model_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ragbot.archive.rebuild.open_embeddings", lambda *_: world.model)
    assert world.eval("--archive", world.path("kept")) == 0
    world.model = WordEmbeddings("words@2")
    assert ragbot.operations.cli.main(["rebuild", "--archive", world.path("kept")]) == 0
    assert world.eval("--archive", world.path("kept")) == 1
    assert "made with the embedding model words@1, not words@2" in capsys.readouterr().err


def test_an_interrupted_making_is_finished(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    encode = WordEmbeddings.encode

    def interrupted(self: WordEmbeddings, texts: list[str]) -> Any:
        if len(texts) > 1:
            raise KeyboardInterrupt
        return encode(self, texts)

    with monkeypatch.context() as patch:
        patch.setattr(WordEmbeddings, "encode", interrupted)
        assert world.eval("--archive", world.path("kept")) == 130
    assert world.eval("--archive", world.path("kept"), "--json") == 0
    assert result(capsys)["ingest"]["articles"] == 4


def test_a_sample_is_the_same_every_time(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert world.eval("--sample", "1", "--json", "--unanswerable", world.path("others.jsonl")) == 0
    one, two = (json.loads(text) for text in capsys.readouterr().out.replace("}\n{", "}\0{").split("\0"))
    assert (one["sample"], one["answerable_questions"], one["without_urls"]) == (1, 1, 1)
    assert [one[name] for name in ("gold", "silver")] == [two[name] for name in ("gold", "silver")]


def test_bad_articles_are_told_and_the_others_measured(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    lines = "\n".join([json.dumps(ARTICLES[0]), "{torn"])
    (world.folder / "articles.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    assert world.eval("--json") == 0
    told = capsys.readouterr()
    assert "1 of 2 articles failed" in told.err
    measured = json.loads(told.out)
    assert (measured["ingest"]["failed"], measured["gold"]["missing"], measured["silver"]["missing"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("content", "told"), [("{torn", "1 of 1 articles failed"), ("", "is empty"), ("\n\n", "holds no article")]
)
def test_a_file_without_one_good_article_is_refused(
    world: World, capsys: pytest.CaptureFixture[str], content: str, told: str
) -> None:
    (world.folder / "bad.jsonl").write_text(content)
    assert world.eval("--articles", world.path("bad.jsonl")) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("name", ["--articles", "--questions", "--unanswerable"])
def test_a_file_that_is_not_there_is_told(world: World, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert world.eval(name, world.path("none.jsonl")) == 1
    assert "none.jsonl cannot be read: No such file" in capsys.readouterr().err


def test_a_malformed_question_stops_it_before_anything_is_made(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    written(world.folder / "questions.jsonl", QUESTIONS[0], '{"question": "Why?"}')
    assert world.eval("--archive", world.path("kept")) == 1
    assert "questions.jsonl:2: date: Field required" in capsys.readouterr().err
    assert not (world.folder / "kept").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--articles", "a.jsonl"],
        ["--questions", "q.jsonl"],
        ["--compare", "a.json"],
        ["--articles", "a", "--questions", "q", "--sample", "0"],
        ["--articles", "a", "--questions", "q", "--sample", "some"],
        ["--articles", "a", "--questions", "q", "--output", "no/such/folder/a.json"],
        ["--articles", "a", "--questions", "q", "--output", "."],
    ],
)
def test_wrong_use_is_told_at_once(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        ragbot.operations.cli.main(["eval", *arguments])
    assert stopped.value.code == 2
    assert "usage: ragbot eval" in capsys.readouterr().err


# -- two results -------------------------------------------------------------------------------------------------------

BEFORE = {"gold": {"recall@1": 0.5, "missing": 3}, "refused": {"unanswerable": None}, "ingest": {"reused": False}}
AFTER = {"gold": {"recall@1": 0.75, "missing": 1}, "refused": {"unanswerable": 0.9}, "ingest": {"reused": True}, "x": 1}


def test_two_results_stand_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = written(tmp_path / "a[1].json", BEFORE), written(tmp_path / "b.json", AFTER)
    assert ragbot.operations.cli.main(["eval", "--compare", str(a), str(b)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["a", "=", "a[1].json,", "b", "=", "b.json"]
    assert ["gold.recall@1", "0.500", "0.750", "+0.250"] in lines
    assert ["gold.missing", "3", "1", "-2"] in lines
    assert ["refused.unanswerable", "–", "0.900"] in lines
    assert ragbot.operations.cli.main(["eval", "--compare", str(a), str(b), "--json"]) == 0
    assert result(capsys)["gold.missing"] == {"a": 3, "b": 1, "difference": -2}


@pytest.mark.parametrize(("content", "told"), [("{", "is no result"), ("[]", "is no result"), ("{}", "is no result")])
def test_what_is_no_result_is_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, told: str
) -> None:
    a, b = written(tmp_path / "a.json", BEFORE), written(tmp_path / "b.json", content)
    assert ragbot.operations.cli.main(["eval", "--compare", str(a), str(b)]) == 1
    assert f"b.json {told}" in capsys.readouterr().err
    assert ragbot.operations.cli.main(["eval", "--compare", str(a), str(tmp_path / "none.json")]) == 1
    assert "none.json cannot be read" in capsys.readouterr().err
