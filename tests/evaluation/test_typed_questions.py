"""Judged questions: a file that cannot be used is told by line and field, and every verdict is worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import ragbot.operations.cli
from ragbot.archive.archive import Archive
from ragbot.errors import EvaluationError
from ragbot.evaluation.typed_questions import read_judged
from ragbot.types import Answer, Question, Turn
from tests.conftest import add, article
from tests.evaluation.test_comparison import AFTER, BEFORE
from tests.evaluation.test_verdicts import GOOD, said
from tests.fakes import WordEmbeddings

DAILY = "https://daily.example"


def written(path: Path, *records: object) -> Path:
    path.write_text("\n".join(json.dumps(each) for each in records))
    return path


# -- the file ----------------------------------------------------------------------------------------------------------


def test_a_question_is_read_with_all_its_fields(tmp_path: Path) -> None:
    history = [{"role": "user", "text": "the bridge?"}, {"role": "assistant", "text": "@answer"}]
    more = {"must_not": ["ferry"], "cite_any": [f"{DAILY}/a"], "until": "2026-01-21", "max_chars": 300, "note": "!"}
    digest = {"id": "d1", "kind": "digest", "expect": "digest", "at_least": 1, "history": history}
    first, second = read_judged(written(tmp_path / "q.jsonl", GOOD | more, GOOD | digest))
    assert (first.must, first.must_not, first.cite_any) == ((("nine days", "9 days"),), ("ferry",), (f"{DAILY}/a",))
    assert (first.enough, first.max_chars, first.note) == (1, 300, "!")
    assert second.history == (Turn("user", "the bridge?"), Turn("assistant", "@answer"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"musts": []}, "musts: there is no such field; there are id, kind, question"),
        ({"expect": "yes"}, "expect: Input should be 'answer', 'refuse', 'digest' or 'smalltalk'"),
        ({"must": ["nine days"]}, 'must: write groups of strings, of each of which one must be there: [["nine days"'),
        ({"must": "nine days"}, "must: Input should be a valid"),
        ({"must": [[]]}, "must.0: Tuple should have at least 1 item"),
        ({"must": [["…"]]}, "must.0.0: '…' has no letter and no digit, so it would stand in any text"),
        ({"must_not": [["ferry"]]}, "must_not.0: Input should be a valid string"),
        ({"must": []}, "must: an answer is judged by it where expect is 'answer'; name a string"),
        ({"history": [{"role": "user", "text": "?"}]}, "history: write a turn of the user, then one of the assistant"),
        ({"history": [{"role": "bot", "text": "?"}]}, "history.0.role: Input should be 'user' or 'assistant'"),
        ({"expect": "digest"}, "at_least: a digest needs it"),
        ({"at_least": 1}, "at_least: a digest needs it, to say how many groups are enough, and nothing else has it"),
        ({"expect": "digest", "at_least": 2}, "at_least: 2 is more than the 1 groups of must"),
        ({"asked_on": "2026-01-32"}, "asked_on: Input should be a valid date"),
        ({"until": 5}, "until: Input should be a valid date"),
        ({"max_chars": 0}, "max_chars: Input should be greater than or equal to 1"),
        ({"question": "x" * 2001}, "question: String should have at most 2000 characters"),
        ({"id": " "}, "id: String should have at least 1 character"),
        ({"id": "f0"}, "id: line 1 has 'f0' too. Give it another one"),
    ],
)
def test_what_cannot_be_judged_is_told_by_line_and_field(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    file = written(tmp_path / "q.jsonl", GOOD | {"id": "f0"}, GOOD | change)
    with pytest.raises(EvaluationError) as failure:
        read_judged(file)
    assert str(failure.value).startswith(f"{file}:2: {told}")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "holds no question: write one on each line, as JSON"),
        (b"\n \n", "holds no question"),
        (b'{"id": "\xe9"}', ":1: byte 9 is not UTF-8. Save the file as UTF-8"),
        (json.dumps([GOOD], indent=1).encode(), ":1: the line: Invalid JSON"),
        (json.dumps([GOOD]).encode(), ":1: the line: Input should be an object"),
        (b'{"id": "f1"}', ":1: kind: Field required. Mend it, or take the line out"),
    ],
)
def test_a_file_of_something_else_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "q.jsonl").write_bytes(content)
    with pytest.raises(EvaluationError) as failure:
        read_judged(tmp_path / "q.jsonl")
    assert told in str(failure.value)


# -- the command -------------------------------------------------------------------------------------------------------

ARTICLES = [
    article(
        "The harbor bridge of Ostvik will close for nine days in May, Mayor Ilse Brandt said.", "Bridge", f"{DAILY}/b"
    ),
    article("Biologists counted 4,100 grey seals on the sandbanks of Lower Pell.", "Seals", f"{DAILY}/s"),
]
HARD = GOOD | {"kind": "hard", "expect": "refuse", "must": []}
QUESTIONS = [
    GOOD | {"question": "How long will the harbor bridge of Ostvik close?", "cite_any": [f"{DAILY}/b"]},
    GOOD
    | {
        "id": "h1",
        "kind": "hard",
        "question": "Which zebra ate the violin of Quxford?",
        "expect": "refuse",
        "must": [],
    },
]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda *_: WordEmbeddings())


def run(*arguments: object) -> int:
    return ragbot.operations.cli.main(["eval", *map(str, arguments)])


def test_questions_are_judged_on_an_archive_that_is_there(
    archive: Archive, model: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(archive, *ARTICLES)
    archive.close()
    file = written(tmp_path / "q.jsonl", *QUESTIONS)
    assert run("--judged", file, "--archive", archive.folder, "--json", "--output", tmp_path / "a.json") == 0
    result = json.loads(capsys.readouterr().out)
    assert result == json.loads((tmp_path / "a.json").read_text())
    assert (result["judged"]["all"]["right"], result["judged"]["all"]["rightly refused"]) == (1, 1)
    assert (result["judged"]["citations_exact"], result["environment"]["model"]) == (1.0, "words@1")
    assert result["files"]["judged"]["name"] == "q.jsonl"
    assert {"gold", "ingest"}.isdisjoint(result)
    assert [(one["id"], one["verdict"]) for one in result["judged"]["answers"]] == [
        ("f1", "right"),
        ("h1", "rightly refused"),
    ]


def test_the_table_and_the_answers_are_shown(
    archive: Archive, model: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(archive, *ARTICLES)
    archive.close()
    wrong = GOOD | {"id": "f\x1b2", "kind": "[red]", "question": QUESTIONS[0]["question"], "must": [["ten days"]]}
    file = written(tmp_path / "q.jsonl", *QUESTIONS, wrong | {"must_not": ["Brandt"], "cite_any": [f"{DAILY}/x"]})
    assert run("--judged", file, "--archive", archive.folder, "--show") == 0
    shown = capsys.readouterr().out
    lines = [line.split() for line in shown.splitlines()]
    assert ["fact", "1", *"1000000", "0"] in lines
    assert ["hard", "1", *"000001", "0", "0"] in lines
    assert "right 2 of 3 (67%), wrong 1, wrongly refused 0, padded 0" in shown
    assert "[f1, fact] right: How long will the harbor bridge of Ostvik close?" in shown
    assert "\\x1b" in shown
    assert "\x1b2" not in shown
    assert '    missing: [["ten days"]]' in shown
    assert '    must_not_hit: ["Brandt"]' in shown
    assert "    the right story is not cited" in shown
    assert "    > " in shown


def test_an_archive_of_the_articles_is_made_for_judged_questions_alone(
    model: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    articles = written(tmp_path / "a.jsonl", *({"url": a.url, "title": a.title, "text": a.text} for a in ARTICLES))
    file = written(tmp_path / "q.jsonl", *QUESTIONS)
    assert run("--articles", articles, "--judged", file, "--json", "--sample", 1) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["ingest"]["articles"], result["judged"]["all"]["questions"]) == (2, 1)
    assert "gold" not in result


def test_a_server_that_owns_the_archive_answers(
    model: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Server:
        address = "http://127.0.0.1:9"

        def ask(self, question: Question) -> Answer:
            return replace(said("For nine days. [1]", (f"{DAILY}/b", "Nine.")), backend="openai:some")

    monkeypatch.setattr("ragbot.client.find_server", lambda _: Server())
    file = written(tmp_path / "q.jsonl", QUESTIONS[0])
    assert run("--judged", file, "--archive", tmp_path / "archive", "--json") == 0
    told = capsys.readouterr()
    result = json.loads(told.out)
    assert "the server at http://127.0.0.1:9 answers, with its own model" in told.err
    assert (result["judged"]["all"]["right"], result["judged"]["backends"]) == (1, ["openai:some"])
    assert (result["judged"]["citations_exact"], result["environment"]["model"]) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--judged", "q"], "or an --archive that has them"),
        (["--judged", "q", "--archive", "a", "--questions", "q"], "name the --articles that the --questions"),
        (["--judged", "q", "--archive", "a", "--unanswerable", "q"], "--unanswerable goes with --questions"),
        (["--articles", "a", "--questions", "q", "--show"], "--show prints the answers to --judged questions"),
        (["--archive", "a"], "name the --articles with the --questions or the --judged ones"),
    ],
)
def test_wrong_use_says_what_to_do(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(*arguments)
    assert told in " ".join(capsys.readouterr().err.split())


def test_an_archive_that_is_not_there_is_told(model: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--judged", written(tmp_path / "q.jsonl", *QUESTIONS), "--archive", tmp_path / "none") == 1
    assert "none" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


# -- two results -------------------------------------------------------------------------------------------------------


def test_changed_verdicts_are_shown_by_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = written(tmp_path / "a.json", BEFORE), written(tmp_path / "b.json", AFTER)
    assert run("--compare", a, b) == 0
    shown = capsys.readouterr().out
    assert "judged.kinds.a.right" in shown
    assert "judged.kinds.a.padded" not in shown  # which is the same
    assert "became right (1):\n    a: a1\n" in shown
    assert "stopped being right (1):\n    b: b1 (right → wrong-event)\n" in shown
    assert "otherwise changed (2):\n    b: b2 (partly → wrong), b4 (rightly refused → right)\n" in shown
    assert run("--compare", a, b, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["judged.all.right"] == {"a": 1, "b": 1, "difference": 0}
    assert told["changes"][0] == {"id": "a1", "kind": "a", "a": "wrong", "b": "right"}
