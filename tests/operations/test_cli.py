"""The command lines: a few of them end to end with the real embedding model, the others in this process with words."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from importlib.metadata import EntryPoint
from pathlib import Path

import httpx
import pytest

import ingest.cli
import ragbot.operations.cli
from ragbot.api.bodies import AnswerBody, EvidenceBody, EvidencePage
from ragbot.archive.archive import open_archive
from ragbot.archive.lock import Lock, owner_of
from ragbot.operations.show import show_answer, show_passages
from ragbot.settings import load_settings
from ragbot.types import ArticleRef, Citation, Outcome, Respelled, Source, Window, reference_to
from tests.conftest import add, article
from tests.evidence import evidence
from tests.fakes import WordEmbeddings

ROOT = Path(__file__).parents[2]
BRIDGE = "The harbor bridge of Ostvik will close for 9 days in May, Mayor Ilse Brandt said on Monday."
QUESTION = "How long will the harbor bridge of Ostvik close?"

# End to end


def command(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


@dataclass(frozen=True, slots=True)
class Served:
    """The samples in an archive that a real server owns."""

    folder: Path
    address: str
    process: subprocess.Popen[str]

    @property
    def archive(self) -> str:
        return str(self.folder)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served") / "archive"
    done = command("ingest.cli", "--samples", "--archive", str(folder))
    assert done.returncode == 0, done.stderr
    assert re.match(r"22 added, 1 updated, 0 unchanged, 0 failed; \d+ passages, \d+ embedded, in [\d.]+ s", done.stdout)
    assert "passed over" not in done.stderr, "what the folder of the samples has beside them is nobody's news"
    serve = [sys.executable, "-m", "ragbot.operations.cli", "serve", "--archive", str(folder), "--port", "0"]
    with subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        found = re.match(r"ragbot answers at (http://127\.0\.0\.1:\d+) from 21 articles", process.stdout.readline())
        assert found
        yield Served(folder, found[1], process)
        process.terminate()
        assert process.wait(20) == 0
    assert owner_of(folder) is None


def test_an_article_ingested_beside_the_server_is_citable_at_once(served: Served, tmp_path: Path) -> None:
    page = tmp_path / "bridge.json"
    page.write_text(json.dumps({"title": "Bridge to close", "text": BRIDGE, "published": "2026-04-01"}))
    done = command("ingest.cli", str(page), "--archive", served.archive)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 added")
    assert f"Handing the articles to the server at {served.address}" in done.stderr
    asked = command("ragbot.operations.cli", "ask", QUESTION, "--json", "--archive", served.archive)
    assert (asked.returncode, asked.stderr) == (0, "")
    answer = json.loads(asked.stdout)
    assert set(answer) == {field.name for field in fields(AnswerBody)}
    assert answer["outcome"] == "answered"
    assert answer["citations"][0]["cited_text"] == BRIDGE
    reply = httpx.post(f"{served.address}/v1/answers", json={"question": QUESTION}, trust_env=False, timeout=30).json()
    unlike = {"id", "timings"}
    assert {k: v for k, v in answer.items() if k not in unlike} == {k: v for k, v in reply.items() if k not in unlike}


def test_what_is_asked_of_the_server_looks_like_an_answer(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert ragbot.operations.cli.main(["ask", "How much was Skerrow Line fined?", "--archive", served.archive]) == 0
    shown = capsys.readouterr().out
    unwrapped = " ".join(shown.split())
    assert re.search(r"8\.2 million crowns .* \[1\] \[1\] \S.* The Inland Post, 2026-03-12", unwrapped)
    assert "https://inland-post.example/" in shown
    assert re.search(r"Archive as of \d{4}-\d\d-\d\dT", shown)


def test_passages_are_found_through_the_server(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--archive", served.archive, "--source", "Harbor Ledger", "--since", "2026-01-01", "--limit", "2"]
    assert ragbot.operations.cli.main(["search", "Why did the ferry sink?", "--json", *options]) == 0
    page = json.loads(capsys.readouterr().out)
    assert set(page) == {field.name for field in fields(EvidencePage)}
    assert set(page["evidence"][0]) == {field.name for field in fields(EvidenceBody)}
    assert 1 <= len(page["evidence"]) <= 2
    assert {(e["source"], e["published"] >= "2026-01-01") for e in page["evidence"]} == {("Harbor Ledger", True)}
    assert any("cracked locking bolt" in piece["text"] for piece in page["evidence"])


def test_a_trace_of_the_server_is_replayed_by_it(
    served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options, path = ["--archive", served.archive], str(tmp_path / "trace.json")
    assert ragbot.operations.cli.main(["ask", "How much was Skerrow Line fined?", *options, "--trace", path]) == 0
    assert json.loads(Path(path).read_text())["trace"]["settings"]["embedding_model"].startswith("all-MiniLM")
    assert ragbot.operations.cli.main(["replay", path, *options]) == 0
    assert "The ranked passages are the same: 12 passages of 1 search." in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["serve", "--port", "0"], ["verify"], ["rebuild"]])
def test_a_second_owner_is_refused_and_the_first_one_named(
    served: Served, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert ragbot.operations.cli.main([*arguments, "--archive", served.archive]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    for word in ("in use by", f"process {served.process.pid}", served.address, "--archive"):
        assert word in told.err
    assert httpx.get(f"{served.address}/readyz", trust_env=False).status_code == 200


def test_serving_again_where_it_is_served_already_says_so(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    port = served.address.rpartition(":")[2]
    assert ragbot.operations.cli.main(["serve", "--port", port, "--archive", served.archive]) == 0
    assert capsys.readouterr().out == f"ragbot runs already: open {served.address}\n"


@pytest.mark.parametrize(
    "options",
    [["--since", "yesterday"], ["--since", "2026-02-01", "--until", "2026-01-01"], ["--asked-on", "yesterday"]],
)
def test_wrong_limits_are_wrong_use_with_a_server_and_without(
    served: Served, words: str, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    for folder in (served.archive, words):
        assert ragbot.operations.cli.main(["search", "ferry", "--archive", folder, *options]) == 2
        assert options[0].strip("-").replace("-", "_") in capsys.readouterr().err


def test_time_words_count_from_the_day_asked_on_with_a_server_and_without(
    served: Served, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    question = ["What happened last week in Ostvik?", "--asked-on", "2026-04-08"]
    for folder in (served.archive, words):
        assert ragbot.operations.cli.main(["ask", *question, "--archive", folder]) == 0
        assert ragbot.operations.cli.main(["search", *question, "--archive", folder]) == 0
        assert capsys.readouterr().out.count('Preferred 2026-03-30 to 2026-04-05 ("last week").\n') == 2


def test_the_model_of_a_running_server_is_not_the_askers_to_choose(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ragbot.operations.cli.main(["ask", "Why?", "--llm", "openai:some-model", "--archive", served.archive]) == 0
    assert f"the server at {served.address} answers, with its own model" in capsys.readouterr().err


# In this process


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small archive of the words model, which every command takes from here on."""
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda name, precision: WordEmbeddings())
    monkeypatch.setattr("ragbot.archive.rebuild.open_embeddings", lambda name, precision: WordEmbeddings())
    folder = tmp_path / "words"
    with open_archive(load_settings(archive=folder), create=True) as archive:
        add(archive, article(BRIDGE, title="Bridge to close", source="The Ostvik Sun", published="2026-04-01"))
    return str(folder)


def json_lines(path: Path, *records: object) -> str:
    path.write_text("".join(record if isinstance(record, str) else f"{json.dumps(record)}\n" for record in records))
    return str(path)


def report_of(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    report = json.loads(capsys.readouterr().out)
    assert isinstance(report, dict)
    return report


def test_without_an_archive_there_is_a_way_to_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["ask", "Why?"], ["search", "Why?"], ["verify"], ["rebuild"]):
        assert ragbot.operations.cli.main([*arguments, "--archive", str(tmp_path / "none")]) == 1
        assert re.match(rf"ragbot: .*{tmp_path}/none.*ragbot-ingest", capsys.readouterr().err)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["sing"],
        ["ask"],
        ["search"],
        ["search", "x", "--limit", "0"],
        ["search", "x", "--limit", "51"],
        ["search", "x", "--limit", "-1"],
        ["search", "x", "--limit", "some"],
        ["serve", "--port", "http"],
        ["serve", "--json"],
        ["verify", "--question"],
    ],
)
def test_wrong_use_says_how_it_is_used(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        ragbot.operations.cli.main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: ragbot")


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--if-empty"], ["--bogus", "x"]])
def test_an_ingest_of_nothing_is_wrong_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        ingest.cli.main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: ragbot-ingest")


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["ask", "  "], "question is empty"),
        (["ask", "x" * 2001], "2,000"),
        (["ask", "Why?", "--until", "2026-13-01"], "until"),
        (["ask", "Why?", "--llm", "no-such-thing"], "RAGBOT_LLM"),
        (["serve", "--port", "65536"], "RAGBOT_PORT"),
        (["serve", "--host", "host.invalid", "--port", "0"], "--host"),
    ],
)
def test_what_cannot_be_asked_or_set_is_wrong_use(
    words: str, capsys: pytest.CaptureFixture[str], arguments: list[str], name: str
) -> None:
    assert ragbot.operations.cli.main([*arguments, "--archive", words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert re.match(rf"ragbot: .*{re.escape(name)}", told.err)


def test_a_port_that_is_taken_is_named_with_the_way_out(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert ragbot.operations.cli.main(["serve", "--port", port, "--archive", words]) == 2
    told = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in told
    assert "--port" in told
    assert owner_of(Path(words)) is None


def test_an_ingest_beside_another_ingest_is_refused(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    lock = Lock(Path(words))
    try:
        assert ingest.cli.main(["--samples", "--archive", words]) == 1
        assert ragbot.operations.cli.main(["ask", "Why?", "--archive", words]) == 1
    finally:
        lock.release()
    assert capsys.readouterr().err.count(f"process {os.getpid()}") == 2


def test_json_without_a_server_has_the_same_shape(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ragbot.operations.cli.main(["ask", QUESTION, "--json", "--archive", words]) == 0
    answer = report_of(capsys)
    assert set(answer) == {field.name for field in fields(AnswerBody)}
    assert ragbot.operations.cli.main(["search", QUESTION, "--json", "--archive", words]) == 0
    page = report_of(capsys)
    assert set(page) == {field.name for field in fields(EvidencePage)}
    assert page["evidence"][0]["text"] == BRIDGE  # type: ignore[index]
    assert "total" in page["timings"]  # type: ignore[operator]
    assert page["archive_as_of"] == answer["archive_as_of"]


def test_a_search_without_a_server_takes_the_reranker_of_the_settings(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAGBOT_RERANKER", f"{words}/missing")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert ragbot.operations.cli.main(["search", QUESTION, "--archive", words]) == 2
    assert "RAGBOT_RERANKER" in capsys.readouterr().err


def test_verify_and_rebuild_say_what_they_did(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ragbot.operations.cli.main(["verify", "--archive", words]) == 0
    assert "nothing is wrong" in capsys.readouterr().out
    assert ragbot.operations.cli.main(["rebuild", "--archive", words]) == 0
    assert "1 vectors" in capsys.readouterr().out
    assert ragbot.operations.cli.main(["rebuild", "--json", "--archive", words]) == 0
    assert report_of(capsys) == {"vectors": 1}
    assert ragbot.operations.cli.main(["verify", "--json", "--archive", words]) == 0
    assert report_of(capsys) == {"problems": []}


def test_verify_fails_when_something_is_wrong(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ragbot.archive.archive.Archive.verify", lambda self, progress: ["A text is lost."])
    assert ragbot.operations.cli.main(["verify", "--archive", words]) == 1
    assert capsys.readouterr().out == "A text is lost.\n"


def test_a_search_that_finds_nothing_says_so(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ragbot.operations.cli.main(["search", "bridge", "--until", "1999-01-01", "--archive", words]) == 0
    assert capsys.readouterr().out == "Nothing in the archive matches.\n"


def test_an_outlet_that_the_archive_lacks_is_named_with_those_it_has(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("ask", "search"):
        assert ragbot.operations.cli.main([command, "bridge", "--source", "Ostvik Sun", "--archive", words]) == 2
        assert capsys.readouterr().err == "ragbot: The archive has no outlet 'Ostvik Sun'. It has 'The Ostvik Sun'.\n"


def test_a_question_without_quotation_marks_is_put_together(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ragbot.operations.cli.main(["ask", *QUESTION.split(), "--json", "--archive", words]) == 0
    assert report_of(capsys)["question"] == QUESTION
    with pytest.raises(SystemExit, match="2"):
        ragbot.operations.cli.main(["ask", "which", "--json", "tower", "leans", "--archive", words])
    assert "tower leans: put the question in quotation marks" in capsys.readouterr().err


def test_the_archive_of_the_environment_is_taken(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAGBOT_ARCHIVE", words)
    assert ragbot.operations.cli.main(["search", "bridge"]) == 0
    assert "Ostvik" in capsys.readouterr().out


# What reaches the terminal

HOSTILE = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \u202eback\u202c [red]bold[/red] [link=x]click[/link] :bomb:"


def steers(text: str) -> list[str]:
    """What is in it for a terminal rather than for a person."""
    return re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_an_article_cannot_steer_the_terminal_or_use_our_markup(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = {
        "title": f"Tower {HOSTILE}",
        "text": f"The tower of Ostvik is {HOSTILE} and leans, the mayor said.",
        "source": f"Sun {HOSTILE}",
        "url": "https://sun.example/\x1b[31mtower",
        "published": f"{HOSTILE}",
    }
    assert ingest.cli.main([json_lines(tmp_path / "news.jsonl", record), "--archive", words]) == 0
    assert ragbot.operations.cli.main(["search", "tower of Ostvik", "--archive", words]) == 0
    assert ragbot.operations.cli.main(["ask", "Which tower of Ostvik leans?", "--archive", words]) == 0
    assert ragbot.operations.cli.main(["ask", "Which tower of Ostvik leans?", "--json", "--archive", words]) == 0
    told = capsys.readouterr()
    assert steers(told.out) == steers(told.err) == []
    shown = " ".join(told.out.split())
    for text in ("[red]bold[/red]", "[link=x]click[/link]", ":bomb:"):
        assert shown.count(text) >= 3, "as it stands in the article"


def test_the_name_of_a_file_cannot_steer_the_terminal(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "\x1b]0;title\x07\n\u202e.json").write_text("{torn")
    assert ingest.cli.main([str(tmp_path), "--archive", words]) == 1
    told = capsys.readouterr()
    assert "is not JSON" in told.err
    assert steers(told.out) == steers(told.err) == []


def test_an_error_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ragbot.operations.cli.main(["verify", "--archive", str(tmp_path / "\x1b[31m\u202e\rnone")]) == 1
    told = capsys.readouterr().err
    assert "There is no archive in" in told
    assert steers(told) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "--archive", "/none/\x1b]0;title\x07"],
        ["ask", "Why?", "--llm", "x:\x1b[31m"],
        ["ask", "Why?", "--since", "\x9b2J"],
        ["doctor", "--llm", "x:\x1b[31m", "--archive", "/none/\x1b]0;title\x07"],
        ["search", "Why?", "--limit", "\x1b[31m"],
        ["ask", "Why?", "--\x1b[31m"],
        ["ingest", "news.jsonl", "--archive", "/proc/\x1b]0;title\x07"],
        ["ingest", "news.jsonl", "--\x1b[31m"],
        ["ingest", "/none/\x1b[31m\n\u202e", "--retract"],
    ],
    ids=" ".join,
)
def test_an_argument_cannot_steer_the_terminal_in_an_error(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main = ingest.cli.main if arguments[0] == "ingest" else ragbot.operations.cli.main
    given = [] if "--archive" in arguments else ["--archive", words]
    status: object = None
    try:
        status = main([*arguments[arguments[0] == "ingest" :], *given])
    except SystemExit as ended:
        status = ended.code
    told = capsys.readouterr()
    assert status in (1, 2)
    assert steers(told.out) == steers(told.err) == []
    assert told.err or "failed" in told.out


def test_json_for_a_terminal_cannot_steer_it_and_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    ragbot.operations.cli.print_json({"answer": f"Ünïcode 🚢 {HOSTILE} \U000e0041"})
    told = capsys.readouterr().out
    assert steers(told) == []
    assert "Ünïcode 🚢" in told
    assert json.loads(told) == {"answer": f"Ünïcode 🚢 {HOSTILE} \U000e0041"}


def test_a_model_cannot_steer_the_terminal_and_a_long_address_stays_whole(capsys: pytest.CaptureFixture[str]) -> None:
    text = f"It leans. {HOSTILE} [1]"
    url = f"https://sun.example/{'long/' * 40}"
    tower = reference_to(
        ArticleRef(article_id="a" * 32, version=1, title="Tower", url=url, source="Sun", published=None)
    )
    citation = Citation(1, 0, len(text), "It leans.", 0, 9, **tower)
    source = Source(1, **tower)
    answer = AnswerBody("id", "Q?", "Q?", text, "degraded", (citation,), (source,), backend="fake", reason=HOSTILE)
    show_answer(answer)
    shown = capsys.readouterr().out
    assert steers(shown) == []
    assert "[red]bold[/red]" in shown
    assert url in shown
    assert "“It leans.”" in shown
    show_answer(replace(answer, answer="", citations=(), sources=()))
    assert "It leans" not in capsys.readouterr().out


def test_a_typo_that_was_corrected_is_told_before_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    spelling = (Respelled("vacine", "vaccine"), Respelled(f"osst{HOSTILE}", "Ost"))
    show_answer(AnswerBody("id", "Q?", "Q?", "It is free.", "answered", spelling=spelling))
    shown = capsys.readouterr().out
    assert shown.startswith("Showing results for “vaccine” instead of “vacine”, “Ost” instead of")
    assert shown.index("Put a word in double quotation marks") < shown.index("It is free.")
    assert steers(shown) == []


@pytest.mark.parametrize(
    ("about", "time_words", "line"),
    [
        (Window("2026-01-05", "2026-01-11"), ("last week",), 'Preferred 2026-01-05 to 2026-01-11 ("last week").'),
        (Window("2026-01-05", "2026-01-05"), ("today", "so far"), 'Preferred 2026-01-05 ("today", "so far").'),
        (Window(until="2026-01-11"), ("before Monday",), 'Preferred up to 2026-01-11 ("before Monday").'),
        (Window("2026-01-05"), ("since Monday",), 'Preferred 2026-01-05 and later ("since Monday").'),
        (Window(), ("latest",), 'Preferred the newest ("latest").'),
    ],
)
def test_how_time_words_were_understood_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], about: Window, time_words: tuple[str, ...], line: str
) -> None:
    show_passages(EvidencePage((), about, time_words, None, {}))
    assert line in capsys.readouterr().out.splitlines()
    show_answer(AnswerBody("id", "Q?", "Q?", "", "not_in_archive", about=about, time_words=time_words))
    assert line in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(("outcome", "shown"), [("related", True), ("not_in_archive", False)])
def test_passages_that_are_about_it_are_shown_and_the_nearest_only_named(
    capsys: pytest.CaptureFixture[str], outcome: Outcome, shown: bool
) -> None:
    towers = [EvidenceBody.of(evidence(text, "a")) for text in ("It leans.", "It is old.")]
    bridge = EvidenceBody.of(evidence("It is closed.", "b"))
    show_answer(AnswerBody("id", "Q?", "Q?", "Who knows.", outcome, related=(towers[0], bridge, towers[1])))
    told = capsys.readouterr().out
    assert told.count("A title (Daily, 2026-01-05)") == 2
    assert ("“It leans.…”" in told, "“It is closed.…”" in told) == (shown, shown)
    assert "It is old." not in told


def test_time_words_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_passages(EvidencePage((), Window(), (HOSTILE,), None, {}))
    shown = capsys.readouterr().out
    assert steers(shown) == []
    assert "[red]bold[/red]" in shown


# Ctrl-C

INTERRUPTED = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs the tests in the background ignores it
import ragbot.archive.archive
from ingest.pipeline import ingester
from ingest.cli import main
from tests.fakes import WordEmbeddings
class SlowEmbeddings(WordEmbeddings):
    def encode(self, texts):
        if self.embedded:
            print("busy", flush=True)
            time.sleep(2)
        return super().encode(texts)
ragbot.archive.archive.open_embeddings = lambda name, precision: SlowEmbeddings()
ingester.BATCH_ARTICLES = 5
sys.exit(main(sys.argv[1:]))
"""


def test_ctrl_c_stops_an_ingest_cleanly_and_the_next_run_finishes(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.html").write_text(f"<html><body><h1>A page</h1><p>{BRIDGE} It is long enough.</p></body></html>" * 3)
    json_lines(folder / "b.jsonl", *({"text": f"Town{n} voted for its bridge on Monday."} for n in range(30)))
    options = [str(folder), "--archive", words]
    running = [sys.executable, "-c", INTERRUPTED, *options]
    with subprocess.Popen(
        running, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "busy\n"
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    (added,) = map(int, re.findall(r"(\d+) added", out))  # the other batch may have told that it is busy, too
    assert added in (10, 15, 20), "what was on its way is finished, and told"
    assert "run the same command again" in err
    assert "Traceback" not in err
    assert owner_of(Path(words)) is None
    assert ingest.cli.main([*options, "--json"]) == 0
    report = report_of(capsys)
    assert (report["added"], report["unchanged"], report["failed"]) == (31 - added, added, [])
    assert ragbot.operations.cli.main(["verify", "--archive", words]) == 0


def test_ctrl_c_before_anything_began_is_no_traceback(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ragbot.archive.archive.open_archive", interrupted)
    assert ingest.cli.main(["--samples", "--archive", words]) == 130
    assert capsys.readouterr().err == "ragbot: stopped\n"


# Help

HELPED = """
import contextlib, importlib, io, sys
module, *arguments = sys.argv[1:]
told = io.StringIO()
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(told):
    importlib.import_module(module).main(arguments)
assert "usage: " in told.getvalue() or told.getvalue().startswith("ragbot 0"), told.getvalue()
print(*{name.split(".")[0] for name in sys.modules})
"""
HEAVY = {"chromadb", "fastapi", "httpx", "langchain", "langchain_core", "numpy", "pydantic", "sqlalchemy", "torch"}


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            ["ragbot.operations.cli", name, "--help"]
            for name in ("serve", "ask", "search", "eval", "verify", "rebuild")
        ),
        ["ragbot.operations.cli", "--version"],
        ["ingest.cli", "--help"],
    ],
    ids=" ".join,
)
def test_help_is_there_at_once(arguments: Sequence[str]) -> None:
    def cpu_seconds() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = cpu_seconds()
    told = subprocess.run([sys.executable, "-c", HELPED, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert cpu_seconds() - before < 1
    assert not HEAVY & set(told.stdout.split())


def test_a_command_that_two_distributions_bring_is_there_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    point = EntryPoint("eval", "ingest.evaluation.command:add_command", ragbot.operations.cli.COMMANDS)
    again = EntryPoint(point.name, point.value, point.group)
    monkeypatch.setattr("ragbot.plugins.entry_points", lambda group: [point, again] if group == point.group else [])
    with pytest.raises(SystemExit) as ended:
        ragbot.operations.cli.main(["--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.count("    eval ") == 1
