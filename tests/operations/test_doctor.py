"""The doctor looks at everything, goes on after what has failed, and changes nothing."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

import ragbot.operations.cli
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.keyring import Keyring
from ragbot.archive import text_vectors
from ragbot.archive.archive import open_archive, open_keys
from ragbot.archive.lock import Lock, owner_of
from ragbot.errors import SettingsError
from ragbot.models import local_servers
from ragbot.models.llm import open_llm
from ragbot.operations import doctor
from ragbot.operations.doctor import CHECKS, Finding, examine
from ragbot.settings import load_settings
from tests.conftest import add, stories
from tests.e2e.fake_server import running
from tests.fakes import WordEmbeddings
from tests.openai_server import OpenAIServer, fails, nowhere, says

SECRET = "a-key-of-great-value-1234"


@pytest.fixture(autouse=True)
def words_model_and_free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "open_embeddings", lambda name, precision: WordEmbeddings())
    monkeypatch.setenv("RAGBOT_PORT", "0")
    monkeypatch.setattr(local_servers, "USUAL", {})  # what runs on the machine of who tests is nobody's business


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of an archive with three articles, which nobody owns."""
    path = tmp_path / "archive"
    with open_archive(load_settings(archive=path), WordEmbeddings(), create=True) as archive:
        add(archive, *stories(3))
    return path


def found(**given: object) -> dict[str, list[Finding]]:
    findings: dict[str, list[Finding]] = {}
    for finding in examine(given):
        findings.setdefault(finding.check, []).append(finding)
    assert set(findings) == set(CHECKS)  # whatever fails, the others are told
    assert all(each.text.isprintable() for several in findings.values() for each in several)
    return findings


def only(findings: Mapping[str, list[Finding]], check: str) -> tuple[str, str]:
    (finding,) = findings[check]
    return finding.status, finding.text


def test_a_sound_archive_is_told_with_its_figures_and_left_as_it_was(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("ledger.sqlite3")}
    findings = found(archive=folder)
    assert {finding.status for several in findings.values() for finding in several} == {"ok"}
    assert "has 3 articles, 3 versions, 3 passages, as of 20" in only(findings, "archive")[1]
    assert "embedded Chroma with 3 vectors" in only(findings, "vectors")[1]
    assert "words@1, 128 dimensions, loaded in" in only(findings, "embedding model")[1]
    assert "extractive" in only(findings, "language model")[1]
    assert owner_of(folder) is None
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_clock_behind_the_archive_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.archive.clock.now", lambda: "2999-01-01T00:00:00Z")
    with open_archive(load_settings(archive=folder), WordEmbeddings()) as archive:
        add(archive, *stories(9))
    sound, ahead = found(archive=folder)["archive"]
    assert (sound.status, ahead.status) == ("ok", "warning")
    assert "seen at 2999-01-01T00:00:00Z" in ahead.text


def test_an_index_that_is_missing_is_told_and_not_made(folder: Path) -> None:
    (index,) = folder.glob("ragbot-*")
    shutil.rmtree(index)
    status, text = only(found(archive=folder), "vectors")
    assert (status, "lacks 3 of 3 vectors; they are written again" in text) == ("warning", True)
    assert not index.exists()


def test_a_folder_that_may_not_be_looked_into_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    name = "a" * 300  # as good as one of somebody else: looking into it fails
    told = found(archive=name)
    assert only(told, "archive")[0] == only(told, "vectors")[0] == "failed"
    assert all("a cannot be read (File name too long)" in told[check][0].text for check in ("archive", "vectors"))
    assert ragbot.operations.cli.main(["ask", "Where?", "--archive", name]) == 1
    assert "a cannot be read (File name too long): is it yours?" in capsys.readouterr().err


def test_a_ledger_that_others_own_is_not_taken_for_a_damaged_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY_CANTINIT
        raise error

    monkeypatch.setattr("ragbot.operations.condition.sqlite3.connect", refused)
    status, text = only(found(archive=folder), "vectors")
    assert (status, text.endswith("(attempt to write a readonly database): is it yours, and its folder?")) == (
        "failed",
        True,
    )
    monkeypatch.setattr("ragbot.operations.condition.os.access", lambda path, mode: False)
    assert "cannot be written: run ragbot as its owner" in only(found(archive=folder), "archive")[1]


def test_without_an_archive_the_way_to_one_is_told_and_none_is_made(tmp_path: Path) -> None:
    findings = found(archive=tmp_path / "none" / "yet")
    assert only(findings, "archive")[0] == "warning"
    assert "ragbot-ingest" in only(findings, "archive")[1]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_has_failed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert only(found(archive=tmp_path / "file" / "archive"), "archive")[0] == "failed"


def test_an_empty_archive_is_a_warning(tmp_path: Path) -> None:
    open_archive(load_settings(archive=tmp_path), WordEmbeddings(), create=True).close()
    status, text = only(found(archive=tmp_path), "archive")
    assert (status, "is empty" in text) == ("warning", True)


def test_settings_that_cannot_be_read_are_named_and_the_rest_is_looked_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAGBOT_LLM_TIMEOUT", "soon")
    monkeypatch.setenv("RAGBOT_CHROMA", "localhost:8000")
    findings = found(archive=folder)
    failed = [finding.text for finding in findings["settings"] if finding.status == "failed"]
    assert len(failed) == 2
    assert any(text.startswith("RAGBOT_CHROMA: ") for text in failed)
    assert any(text.startswith("RAGBOT_LLM_TIMEOUT: ") for text in failed)
    assert only(findings, "archive")[0] == "ok"


def test_a_misspelt_variable_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGBOT_MODEL", "openai:gpt-4.1-mini")
    assert [f.status for f in found()["settings"] if "RAGBOT_MODEL is no setting" in f.text] == ["warning"]


def test_an_address_without_a_model_is_a_warning() -> None:
    assert any(
        "does nothing without RAGBOT_LLM" in f.text for f in found(llm_base_url="http://127.0.0.1:1")["settings"]
    )


@pytest.mark.parametrize("name", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"])
def test_prompts_that_leave_the_machine_are_a_warning(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGSMITH_TRACING")
    assert not any("LangSmith" in finding.text for finding in found()["settings"])
    monkeypatch.setenv(name, "true")
    assert [f.status for f in found()["settings"] if f"{name}=true" in f.text] == ["warning"]


def test_tracing_that_is_switched_off_is_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGCHAIN_TRACING_V2", "false")
    monkeypatch.setenv("LANGSMITH_TRACING", "true")  # langsmith looks at the other one first
    assert not any("LangSmith" in finding.text for finding in found()["settings"])


# -- archives that are not well, or not ours ---------------------------------------------------------------------------


def test_a_ledger_that_is_none_has_failed(folder: Path) -> None:
    (folder / "ledger.sqlite3").write_bytes(b"This is no database at all. " * 100)
    findings = found(archive=folder)
    assert only(findings, "archive")[0] == "failed"
    assert "cannot be read" in only(findings, "archive")[1]
    assert only(findings, "disk")[0] == "ok"


def test_an_archive_that_others_may_read_is_a_warning(folder: Path) -> None:
    (folder / "ledger.sqlite3").chmod(0o644)
    assert only(found(archive=folder), "archive")[0] == "ok", "nobody gets into its folder"
    folder.chmod(0o755)
    warning, fine = found(archive=folder)["archive"]
    assert (warning.status, fine.status) == ("warning", "ok")
    assert f"can be read by others on this machine: if they are not to, chmod 700 {folder}" in warning.text


def test_a_schema_of_another_time_has_failed(folder: Path) -> None:
    with sqlite3.connect(folder / "ledger.sqlite3") as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    connection.close()
    status, text = only(found(archive=folder), "archive")
    assert (status, "it has schema 99" in text) == ("failed", True)


def test_an_older_schema_is_left_as_it_is(folder: Path) -> None:
    with sqlite3.connect(folder / "ledger.sqlite3") as connection:
        connection.execute("UPDATE meta SET value = '2' WHERE name = 'schema'")
    connection.close()
    assert only(found(archive=folder), "archive")[0] == "warning"
    with sqlite3.connect(folder / "ledger.sqlite3") as connection:
        assert connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() == ("2",)
    connection.close()


def test_vectors_that_are_missing_are_a_warning(folder: Path) -> None:
    with open_archive(load_settings(archive=folder), WordEmbeddings()) as archive:
        vectors, *_ = text_vectors.batches(archive._ledger, "words@1", 100)
        archive._vectors.delete(vectors.keys[:2])
    status, text = only(found(archive=folder), "vectors")
    assert (status, "lacks 2 of 3 vectors; they are written again" in text) == ("warning", True)


def test_a_chroma_server_that_is_not_there_has_failed(folder: Path) -> None:
    findings = found(archive=folder, chroma=nowhere().removesuffix("/v1").replace("http://", "http://me:pa55@"))
    status, text = only(findings, "vectors")
    assert (status, "no Chroma server answers there" in text, "pa55" in text) == ("failed", True, False)
    assert only(findings, "archive")[0] == "ok"


def test_another_embedding_model_than_the_archives_has_failed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "open_embeddings", lambda name, precision: WordEmbeddings("other@1"))
    first, second = found(archive=folder)["embedding model"]
    assert (first.status, second.status) == ("ok", "failed")
    assert "was made with words@1: set RAGBOT_EMBEDDING_MODEL" in second.text


def test_whatever_a_look_raises_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(settings: object) -> None:
        raise SettingsError("RAGBOT_RERANKER=x cannot rank passages: unset it.")

    def break_down(settings: object) -> None:
        raise ZeroDivisionError("oh\nno")

    monkeypatch.setattr(doctor, "open_reranker", refuse)
    monkeypatch.setattr(doctor, "open_entailment", break_down)
    findings = found()
    assert only(findings, "reranker") == ("failed", "RAGBOT_RERANKER=x cannot rank passages: unset it.")
    assert only(findings, "entailment") == ("failed", "ZeroDivisionError: oh no")


# -- beside a server ---------------------------------------------------------------------------------------------------


def answering(replies: Mapping[str, object]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(replies.get(self.path)).encode()
            self.send_response(200 if self.path in replies else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ragbot_server() -> Iterator[str]:
    facts = {"articles": 41, "versions": 42, "passages": 43, "as_of": "2026-11-23T01:02:03Z"}
    openapi = {"info": {"title": "ragbot"}}
    yield from answering({"/v1/archive": facts, "/readyz": {}, "/healthz": {}, "/openapi.json": openapi})


def test_a_running_server_is_asked_and_keeps_its_lock(folder: Path, ragbot_server: str) -> None:
    lock = Lock(folder)
    lock.announce(ragbot_server, SECRET)
    findings = found(archive=folder)
    lock.release()
    assert {finding.status for several in findings.values() for finding in several} == {"ok"}
    assert "has 41 articles, 42 versions, 43 passages" in only(findings, "archive")[1]
    assert f"serving {ragbot_server}" in only(findings, "archive")[1]
    assert f"the server at {ragbot_server} has open" in only(findings, "vectors")[1]
    assert only(findings, "address")[1] == f"the server of this archive answers at {ragbot_server}"
    assert SECRET not in str(findings)


@pytest.fixture
def server_with_keys(folder: Path) -> Iterator[str]:
    """Of an archive with a key, so that it asks for one, and its lock with the token of this machine."""
    with open_archive(load_settings(archive=folder), WordEmbeddings()) as archive:
        archive.keys.add("reader", ["ask"])
        with running(create_app(Bot(archive), keyring=Keyring(archive.keys, SECRET))) as address:
            assert archive.lock
            archive.lock.announce(address, SECRET)
            yield address


def test_a_server_that_asks_for_keys_is_known_and_asked_with_the_token_of_this_machine(
    folder: Path, server_with_keys: str, tmp_path: Path
) -> None:
    findings = found(archive=folder)
    assert {finding.status for several in findings.values() for finding in several} == {"ok"}
    assert "has 3 articles" in only(findings, "archive")[1]
    port = int(server_with_keys.rpartition(":")[2])
    assert "a ragbot with another archive is there" in only(found(archive=tmp_path / "other", port=port), "address")[1]


def test_a_server_that_does_not_answer_has_failed(folder: Path) -> None:
    lock = Lock(folder)
    lock.announce(nowhere().removesuffix("/v1"), SECRET)
    findings = found(archive=folder)
    lock.release()
    assert {check for check, (first, *_) in findings.items() if first.status == "failed"} == {
        "archive",
        "vectors",
        "address",
    }
    assert "does not answer" in only(findings, "archive")[1]


def test_an_ingest_that_runs_is_not_disturbed(folder: Path) -> None:
    lock = Lock(folder)
    findings = found(archive=folder)
    lock.release()
    assert only(findings, "archive")[0] == "ok"
    assert f"in use by '{lock._owner.command}'" in only(findings, "archive")[1]
    assert only(findings, "vectors")[0] == "warning"


# -- the language model ------------------------------------------------------------------------------------------------


def usual(monkeypatch: pytest.MonkeyPatch, **addresses: str) -> None:
    monkeypatch.setattr(local_servers, "USUAL", addresses)


def test_a_server_on_this_machine_is_offered_with_its_settings_and_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OpenAIServer(models=["nomic-embed-text", "qwen3:8b"]) as one, OpenAIServer(models=[]) as other:
        usual(monkeypatch, Ollama=one.base_url, Studio=other.base_url, Cpp=nowhere())
        none, ollama, studio = found(archive=folder)["language model"]
        assert none.text == "none: answers quote the articles (extractive)"
        settings = f"RAGBOT_LLM=qwen3:8b RAGBOT_LLM_BASE_URL={one.base_url}"
        assert ollama.text == f"Ollama runs at {one.base_url} with qwen3:8b. To use it, set {settings}"
        assert studio.text == f"Studio runs at {other.base_url} and has no model: load one to use it"
        assert (none.status, ollama.status, studio.status) == ("ok", "ok", "ok")
        assert one.requests == other.requests == []
        chosen = load_settings(llm="qwen3:8b", llm_base_url=one.base_url)
        assert open_llm(chosen)  # what was offered works


def test_no_server_is_looked_for_when_the_settings_name_a_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer(says("ready")) as named, OpenAIServer(models=["qwen3"]) as local:
        usual(monkeypatch, Ollama=local.base_url)
        assert len(found(archive=folder, llm="qwen3", llm_base_url=named.base_url)["language model"]) == 1
        assert local.lookups == []


def test_the_language_model_is_asked_a_word(folder: Path) -> None:
    with OpenAIServer(says("ready"), models=["qwen3"]) as server:
        status, text = only(found(archive=folder, llm=server.base_url), "language model")
        assert len(server.requests) == 1
    assert status == "ok"
    assert text.startswith("openai:qwen3 answered in ")
    assert text.endswith("(11 + 1 tokens)")


@pytest.mark.parametrize("reply", [fails(401, f"Wrong key {SECRET}"), fails(404, "The model does not exist"), says()])
def test_a_language_model_that_does_not_answer_has_failed(reply: object) -> None:
    with OpenAIServer(reply) as server:  # type: ignore[arg-type]
        findings = found(llm="qwen3", llm_base_url=server.base_url, llm_api_key=SECRET)
    assert only(findings, "language model")[0] == "failed"
    assert "openai:qwen3" in only(findings, "language model")[1]
    assert SECRET not in str(findings)


def test_a_language_model_that_cannot_be_set_up_has_failed() -> None:
    status, text = only(found(llm="nonsense"), "language model")
    assert (status, "RAGBOT_LLM=nonsense" in text) == ("failed", True)


# -- the machine -------------------------------------------------------------------------------------------------------


def test_a_port_that_another_program_has_taken_has_failed() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, text = only(found(port=taken.getsockname()[1]), "address")
    assert (status, "RAGBOT_PORT" in text, "ragbot with" in text) == ("failed", True, False)


def test_a_port_that_another_ragbot_has_taken_is_told_as_such(ragbot_server: str) -> None:
    status, text = only(found(port=int(ragbot_server.rpartition(":")[2])), "address")
    assert (status, "a ragbot with another archive is there" in text) == ("failed", True)


def test_an_address_that_others_can_reach_without_a_key_is_told(folder: Path) -> None:
    free, refused = found(archive=folder, host="0.0.0.0")["address"]
    assert (free.status, refused.status) == ("ok", "failed")
    assert "ragbot keys add" in refused.text
    _, open_to_all = found(archive=folder, host="0.0.0.0", insecure=True)["address"]
    assert open_to_all.status == "warning"
    with open_keys(load_settings(archive=folder), create=True) as keys:
        keys.add("reader", ["ask"])
    assert only(found(archive=folder, host="0.0.0.0"), "address")[0] == "ok"


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", "warning"), ("0.0.0.0", "failed")])
def test_a_token_that_can_be_guessed_is_told(host: str, status: str) -> None:
    of_settings = found(host=host, token=SecretStr("secret"))["settings"]
    assert [each.status for each in of_settings] == ["ok", status]
    assert "RAGBOT_TOKEN has fewer than 16 characters" in of_settings[1].text
    assert [each.status for each in found(host=host, token=SecretStr("s" * 16))["settings"]] == ["ok"]


def test_a_disk_that_is_almost_full_is_a_warning(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=10_000_000))
    assert only(found(archive=folder), "disk")[0] == "warning"


# -- the command -------------------------------------------------------------------------------------------------------


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = ragbot.operations.cli.main(["doctor", *arguments])
    return status, capsys.readouterr().out


def test_the_command_prints_a_line_for_each_look(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = told(capsys, "--archive", str(folder))
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == ["ok"] * len(CHECKS)


def test_the_command_fails_when_a_look_does(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = told(capsys, "--archive", str(folder), "--llm", "nonsense")
    assert status == 1
    assert [line for line in out.splitlines() if line.startswith("failed   language model   RAGBOT_LLM=nonsense")]


def test_the_command_prints_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = told(capsys, "--archive", str(folder), "--json")
    result = json.loads(out)
    assert (status, result["ok"]) == (0, True)
    assert {finding["check"] for finding in result["findings"]} == set(CHECKS)
    assert {finding["status"] for finding in result["findings"]} == {"ok"}


def test_no_secret_is_shown(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("RAGBOT_LLM_API_KEY", "RAGBOT_TOKEN", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("RAGBOT_LLM", nowhere().replace("http://", f"http://me:{SECRET}@"))
    status, out = told(capsys, "--archive", str(folder))
    assert (status, SECRET in out) == (1, False)
