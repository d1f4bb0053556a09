"""Judged questions: a file that cannot be used is told by line and field, and every verdict is worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import ragbot.operations.cli
from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.errors import EvaluationError
from ragbot.evaluation.comparison import changes
from ragbot.evaluation.judging import judge, report
from ragbot.evaluation.typed_questions import Judged, read_judged
from ragbot.evaluation.verdicts import Scored, fold, groups_in, scored, stands
from ragbot.types import AlsoIn, Answer, ArticleRef, Citation, Outcome, Question, Source, Turn, Window, reference_to
from tests.conftest import add, article
from tests.fakes import WordEmbeddings

DAILY = "https://daily.example"
GOOD: dict[str, Any] = {
    "id": "f1",
    "kind": "fact",
    "question": "how long will the bridge be closed",
    "asked_on": "2026-01-20",
    "expect": "answer",
    "must": [["nine days", "9 days"]],
}


def judged(**more: object) -> Judged:
    return Judged.model_validate_json(json.dumps(GOOD | more))


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


# -- what stands in a text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("It’s CAFÉ-time!", "its cafe time"),
        ("1,150 of $2.5 Inc.", "1150 of 2.5 inc"),
        ("rose 5%, then 0.08%", "rose 5 percent then 0.08 percent"),
        ("Київ, Straße", "киів strasse"),
    ],
)
def test_a_text_is_compared_without_case_accents_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("charg", "he charges for bags", True),
        ("charg", "it recharges", False),
        ("40", "40 people", True),
        ("40", "400 people", False),
        ("40", "40.5 percent", False),
        ("40", "of 0.40", False),
        ("40", "it was 40.", True),
        ("44 billion", "for $44 billion", True),
        ("won't attend", "She wont attend", True),
        ("U.S.", "the U.S. said", True),
    ],
)
def test_a_string_stands_in_a_text_from_the_start_of_a_word(phrase: str, text: str, there: bool) -> None:
    assert stands(phrase, fold(text)) is there


def test_of_each_group_one_string_is_enough() -> None:
    assert groups_in([("nine", "9"), ("May",), ("June", "July")], "closed for 9 days in May") == [True, True, False]


# -- the verdicts ------------------------------------------------------------------------------------------------------


def at(n: int, url: str) -> dict[str, Any]:
    """The fields of a citation and a source that tell the article."""
    return reference_to(ArticleRef(article_id=f"id{n}", version=1, title="", url=url, source="", published=None))


def said(text: str, *cited: tuple[str, str], outcome: Outcome = "answered", copies: Mapping[int, str] = {}) -> Answer:
    """An answer with citations of (address, quote), whose sources have copies at other addresses."""
    citations = tuple(
        Citation(
            n,
            0,
            1,
            quote,
            0,
            1,
            **at(n, url),
        )
        for n, (url, quote) in enumerate(cited, 1)
    )
    sources = tuple(
        Source(
            n,
            **at(n, url),
            also_in=(AlsoIn("x", "", "", copies[n], None),) if n in copies else (),
        )
        for n, (url, _) in enumerate(cited, 1)
    )
    return Answer("id", "q", "q", text, outcome, citations, sources)


BRIDGE = (f"{DAILY}/bridge", "The bridge will close for nine days.")
FERRY = (f"{DAILY}/ferry", "The ferry will sail for nine days.")
OF_BRIDGE = judged(cite_any=["http://www.daily.example/bridge/"], must_not=["sail"])
TWO = judged(must=[["nine days"], ["May"]])
REFUSE = judged(expect="refuse", must=[], kind="hard")
DIGEST = judged(expect="digest", must=[["bridge"], ["seals"], ["comet"]], at_least=2)
SMALLTALK = judged(expect="smalltalk", must=[])


@pytest.mark.parametrize(
    ("question", "answer", "verdict"),
    [
        (OF_BRIDGE, said("For 9 days. [1]", BRIDGE), "right"),
        (OF_BRIDGE, said("It closes. [1]", BRIDGE), "right"),  # by what it cites
        (OF_BRIDGE, said("For nine days. [1]", (f"{DAILY}/other", "Nine days.")), "partly"),  # another story
        (OF_BRIDGE, said("Nine days. [1]", (f"{DAILY}/o", "Days."), copies={1: f"{DAILY}/bridge"}), "right"),
        (OF_BRIDGE, said("It will close. [1]", (f"{DAILY}/bridge", "It will.")), "wrong"),
        (OF_BRIDGE, said("For nine days. [1] [2]", BRIDGE, FERRY), "wrong-event"),
        (OF_BRIDGE, said("Nothing.", outcome="not_in_archive"), "wrongly refused"),
        (OF_BRIDGE, said("Nine days.", outcome="related"), "wrongly refused"),
        (OF_BRIDGE, said("For nine days. [1]", BRIDGE, outcome="degraded"), "right"),
        (TWO, said("In May."), "partly"),
        (judged(max_chars=12), said("For nine days."), "partly"),
        (judged(max_chars=14), said("For nine days."), "right"),
        (REFUSE, said("Nothing.", outcome="not_in_archive"), "rightly refused"),
        (REFUSE, said("Nothing.", outcome="related"), "rightly refused"),
        (REFUSE, said("Yes."), "wrong"),
        (judged(expect="refuse"), said("Not ten: nine days."), "right"),  # the premise is put right
        (judged(expect="refuse", must=[["nine"], ["ten"]]), said("For nine days."), "wrong"),
        (DIGEST, said("The bridge, and the comet."), "right"),
        (DIGEST, said("The bridge."), "partly"),
        (DIGEST, said("Ferries."), "wrong"),
        (SMALLTALK, said("Hello! Ask me about the news."), "right"),
        (SMALLTALK, said("Nine days. [1]", BRIDGE), "wrong"),
        (SMALLTALK, said("Nothing.", outcome="not_in_archive"), "wrongly refused"),
        (judged(expect="smalltalk"), said("The newest tells of nine days. [1]", BRIDGE), "right"),
    ],
)
def test_an_answer_gets_its_verdict(question: Judged, answer: Answer, verdict: str) -> None:
    assert scored(question, answer).verdict == verdict


def test_a_verdict_tells_what_it_rests_on() -> None:
    question = judged(must=[["nine"], ["ten", "10"]], must_not=["sail", "seal"], cite_any=[f"{DAILY}/bridge"])
    assert scored(question, said("Nine [1]", FERRY)) == Scored("wrong-event", False, (("ten", "10"),), ("sail",), False)


@pytest.mark.parametrize(
    ("answer", "padded"),
    [
        (said("Nine days. [1] [2]", BRIDGE, (f"{DAILY}/seals", "Seals.")), True),
        (said("Nine days. [1] [2]", BRIDGE, BRIDGE), False),  # out of the same story
        (said("Nine days. [1] [2]", (f"{DAILY}/bridge", "It will."), FERRY), False),  # alone it would not do
        (said("Nine days. [1]", FERRY), False),
    ],
)
def test_an_answer_is_padded_that_cites_more_than_it_needs(answer: Answer, padded: bool) -> None:
    assert scored(judged(cite_any=[f"{DAILY}/bridge"]), answer).padded is padded


# -- asking ------------------------------------------------------------------------------------------------------------


def test_a_follow_up_is_asked_after_what_the_bot_says_itself() -> None:
    asked: list[Question] = []

    def ask(question: Question) -> Answer:
        asked.append(question)
        return said(f"About {question.text}")

    turns = [{"role": role, "text": text} for role, text in zip(("user", "assistant") * 2, "a@b@", strict=True)]
    history = [turn | {"text": "@answer"} if turn["text"] == "@" else turn for turn in turns]
    questions = [judged(history=history, until="2026-01-21"), judged(id="f2", history=history[:2], until="2026-01-21")]
    judge(ask, questions)
    first = Turn("user", "a"), Turn("assistant", "About a")
    assert [(q.text, q.history) for q in asked] == [
        ("a", ()),  # once, for both
        ("b", first),
        (GOOD["question"], (*first, Turn("user", "b"), Turn("assistant", "About b"))),
        (GOOD["question"], first),
    ]
    assert {(q.window, q.asked_on) for q in asked} == {(Window(until="2026-01-21"), "2026-01-20")}


def test_a_refusal_without_a_text_is_told_with_its_reason() -> None:
    asked: list[Question] = []

    def ask(question: Question) -> Answer:
        asked.append(question)
        return replace(said("", outcome="not_in_archive"), reason="No article is about it.")

    judge(ask, [judged(history=[{"role": "user", "text": "a"}, {"role": "assistant", "text": "@answer"}])])
    assert asked[-1].history[-1] == Turn("assistant", "No article is about it.")


def test_a_question_that_cannot_be_asked_is_named(archive: Archive) -> None:
    history = [{"role": "user", "text": "x" * 9000}, {"role": "assistant", "text": "y"}]
    with pytest.raises(EvaluationError, match="f1: Turn 1 has 9,000 characters"):
        judge(Bot(archive).ask, [judged(history=history)])


def test_figures_are_given_by_kind_and_of_all() -> None:
    answers = {
        "right": said("Nine days."),
        "wrong": said("Ten."),
        "refused": said("Nothing.", outcome="not_in_archive"),
        "related": said("Perhaps.", outcome="related"),
    }
    questions = [
        judged(id="1", question="right"),
        judged(id="2", question="wrong"),
        judged(id="3", question="related"),
        judged(id="4", question="refused", kind="hard", expect="refuse", must=[]),
        judged(id="5", question="related", kind="hard", expect="refuse", must=[]),
        judged(id="6", question="wrong", kind="hard", expect="refuse", must=[]),
    ]
    found_ = report(judge(lambda question: answers[question.text], questions))
    assert list(found_["kinds"]) == ["fact", "hard"]
    fact, hard, every = found_["kinds"]["fact"], found_["kinds"]["hard"], found_["all"]
    assert (fact["right"], fact["wrong"], fact["wrongly refused"], fact["related"]) == (1, 1, 1, 1)
    assert (hard["rightly refused"], hard["wrong"], hard["related"]) == (2, 1, 1)
    assert (fact["right_share"], hard["right_share"], hard["wrong_share"]) == (0.3333, 0.6667, 0.3333)
    assert (every["questions"], every["right"], every["rightly refused"], every["right_share"]) == (6, 1, 2, 0.5)
    assert (found_["citations"], found_["citations_exact"], found_["backends"]) == (None, None, ["extractive"])


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


def verdicts(**by_id: str) -> dict[str, Any]:
    answers = [{"id": id_, "kind": id_[0], "verdict": verdict} for id_, verdict in by_id.items()]
    kinds = {"a": {"right": list(by_id.values()).count("right"), "padded": 0}}
    return {"judged": {"all": {"right": 1}, "kinds": kinds, "answers": answers}}


BEFORE = verdicts(a1="wrong", a2="right", b1="right", b2="partly", b3="right", b4="rightly refused")
AFTER = verdicts(a1="right", a2="right", b1="wrong-event", b2="wrong", c1="right", b4="right")


def test_the_questions_that_have_another_verdict_are_told() -> None:
    assert [(change.id, change.a, change.b, change.direction) for change in changes(BEFORE, AFTER)] == [
        ("a1", "wrong", "right", "became right"),
        ("b1", "right", "wrong-event", "stopped being right"),
        ("b2", "partly", "wrong", "otherwise changed"),
        ("b4", "rightly refused", "right", "otherwise changed"),
    ]
    assert changes({"gold": {}}, AFTER) == []


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
