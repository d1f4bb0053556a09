"""Serving from start to stop, in a process of its own, with the words model so that it starts fast."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from ingest.records.articles import record_of
from ragbot.archive import lock
from ragbot.archive.archive import open_archive, open_keys
from ragbot.archive.lock import Owner, owner_of
from ragbot.client import find_server
from ragbot.errors import SettingsError
from ragbot.operations.cli import main
from ragbot.operations.serve import _address, _token, check_reach
from ragbot.settings import load_settings
from ragbot.types import Question
from tests.conftest import stories
from tests.fakes import WordEmbeddings

ROOT = Path(__file__).parents[2]
SERVE = """
import os, sys, time
import ragbot.archive.archive, ragbot.operations.serve, ragbot.operations.server
from ragbot.operations.cli import main
from tests.fakes import WordEmbeddings
ragbot.operations.server.END_SECONDS = float(os.environ.get("END_SECONDS", ragbot.operations.server.END_SECONDS))
class SlowEmbeddings(WordEmbeddings):
    def encode(self, texts):
        if texts != ["ready"] and self.embedded >= int(os.environ.get("FREE_TEXTS", "0")):
            print("embedding", flush=True)
            time.sleep(float(os.environ.get("SECONDS_TO_EMBED", "0")))
        return super().encode(texts)
ragbot.archive.archive.open_embeddings = lambda name, precision: SlowEmbeddings()
class HeldServer(ragbot.operations.server.Server):
    def run(self, sockets=None):
        while "HELD" in os.environ and not self.should_exit:
            time.sleep(0.01)
        super().run(sockets)
ragbot.operations.server.Server = HeldServer
def works(archive, settings, is_over):
    print("working", flush=True)
    while not is_over():
        time.sleep(0.01)
    print("the worker has heard of it, with", archive.facts().articles, "articles in the archive", flush=True)
if "WORKS" in os.environ:
    ragbot.operations.serve.loaded = lambda group: [works] if group == "ragbot.workers" else []
sys.exit(main(["serve", *sys.argv[1:]]))
"""
CHOSEN = "chosen-by-the-operator"
RECORD = {"title": "The toll", "text": "The toll of the bridge is nine crowns.", "url": "https://daily.example/toll"}


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs."""

    process: subprocess.Popen[str]
    address: str
    owner: Owner
    folder: Path
    invitation: str
    """Its second line, for the operator."""

    def post(self, articles: Sequence[Mapping[str, object]], token: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.post(f"{self.address}/v1/articles", json={"articles": articles}, headers=headers, trust_env=False)

    def wait_for(self, line: str) -> None:
        """Until it says that on standard output."""
        assert self.process.stdout
        while said := self.process.stdout.readline():
            if said.strip() == line:
                return
        raise AssertionError(f"it ended without saying {line!r}")

    def stop(self, with_: signal.Signals) -> tuple[int, str]:
        """Its exit status and what it said on standard error, but for the lines about requests that went well."""
        self.process.send_signal(with_)
        _, said = self.process.communicate(timeout=40)
        return self.process.returncode, "".join(line for line in said.splitlines(True) if " INFO " not in line)


@contextmanager
def serving(folder: Path, *options: str, **variables: str) -> Iterator[Serving]:
    command = [sys.executable, "-c", SERVE, "--archive", str(folder), "--port", "0", *options]
    environment = {**os.environ, **variables}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            found = re.match(r"ragbot answers at (http://\S+) from \d+ articles", process.stdout.readline())
            if not found:
                process.kill()
                raise AssertionError(process.communicate())
            owner = owner_of(folder)
            assert owner
            yield Serving(process, found[1], owner, folder, process.stdout.readline().strip())
        finally:
            process.kill()


@pytest.mark.parametrize("stopped_by", [signal.SIGTERM, signal.SIGINT])
def test_a_server_says_where_it_is_and_leaves_nothing_open_when_it_is_stopped(
    tmp_path: Path, stopped_by: signal.Signals
) -> None:
    with serving(tmp_path) as server:
        assert httpx.get(f"{server.address}/readyz", trust_env=False).json() == {"status": "ready", "late": []}
        assert (server.owner.pid, server.owner.address) == (server.process.pid, server.address)
        with httpx.Client(trust_env=False) as idle:  # its connection stays open
            idle.get(f"{server.address}/healthz")
            assert server.stop(stopped_by) == (0, "")
    left = {path.name for path in tmp_path.iterdir()}
    assert {name for name in left if not name.startswith("ragbot-")} <= {"ledger.sqlite3", "owner.lock"}
    assert owner_of(tmp_path) is None


def test_articles_being_taken_in_are_whole_after_a_stop(tmp_path: Path) -> None:
    replies: list[httpx.Response] = []
    many = [record_of(article) for article in stories(100)]
    with serving(tmp_path, SECONDS_TO_EMBED="0.1") as server:  # for each few texts
        before = size_of_log(tmp_path)
        thread = threading.Thread(target=lambda: replies.append(server.post(many, server.owner.token)))
        thread.start()
        while thread.is_alive() and size_of_log(tmp_path) == before:
            time.sleep(0.01)
        assert thread.is_alive(), "what this test is about"
        assert server.stop(signal.SIGTERM) == (0, "")
        thread.join(20)
    assert [reply.status_code for reply in replies] == [200]
    with open_archive(load_settings(archive=tmp_path), WordEmbeddings()) as archive:
        assert archive.facts().articles == 100
        assert archive.verify() == []


def size_of_log(folder: Path) -> int:
    return (folder / "ledger.sqlite3-wal").stat().st_size


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server with the settings that nobody changed."""
    with serving(tmp_path_factory.mktemp("running")) as server:
        yield server


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One that all machines may ask, with a token of the operator's choice."""
    with serving(
        tmp_path_factory.mktemp("changed"),
        "--host",
        "0.0.0.0",
        "--insecure",
        RAGBOT_TOKEN=CHOSEN,
        RAGBOT_HOSTS="news.lan",
    ) as server:
        yield server


def test_adding_needs_the_token_of_the_lock_file(running: Serving) -> None:
    assert running.post([RECORD]).status_code == 401
    assert running.post([RECORD], "wrong").status_code == 401
    assert running.owner.token
    assert len(running.owner.token) > 30
    assert running.post([RECORD], running.owner.token).json()["results"] == ["added"]


def test_a_token_of_the_operators_choice_is_taken(changed: Serving) -> None:
    assert changed.owner.token == CHOSEN
    assert changed.post([RECORD], CHOSEN).status_code == 200


def test_a_token_that_can_be_guessed_is_refused_beyond_this_machine_and_a_warning_on_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    short, long = SecretStr("a" * 15), SecretStr(CHOSEN)
    with pytest.raises(SettingsError, match=r"RAGBOT_TOKEN has fewer than 16 characters.*openssl rand"):
        _token(load_settings(host="0.0.0.0", token=short))
    assert _token(load_settings(host="0.0.0.0", token=long)) == CHOSEN
    assert not caplog.records
    assert _token(load_settings(host="127.0.0.1", token=short)) == "a" * 15
    assert "RAGBOT_TOKEN has fewer" in caplog.text


def test_beyond_this_machine_it_is_refused_without_a_key_or_a_word(tmp_path: Path) -> None:
    beyond = load_settings(host="0.0.0.0")
    with pytest.raises(SettingsError, match=r"keys add.*RAGBOT_REQUIRE_KEY.*127\.0\.0\.1.*--insecure"):
        check_reach(beyond, has_keys=False)
    with pytest.raises(SettingsError):
        check_reach(load_settings(host="192.0.2.7", token=SecretStr(CHOSEN)), has_keys=False)  # it guards no reading
    with pytest.raises(SettingsError):
        check_reach(load_settings(host="::", require_key=True), has_keys=False)  # nobody would know the key
    check_reach(beyond, has_keys=True)
    check_reach(load_settings(host="0.0.0.0", insecure=True), has_keys=False)
    check_reach(load_settings(host="0.0.0.0", token=SecretStr(CHOSEN), require_key=True), has_keys=False)
    check_reach(load_settings(), has_keys=False)
    command = [sys.executable, "-c", SERVE, "--archive", str(tmp_path), "--port", "0", "--host", "0.0.0.0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "--insecure" in done.stderr) == (2, True)
    assert owner_of(tmp_path) is None


def test_a_server_with_a_key_asks_others_for_it_and_serves_the_commands_of_its_own_machine(tmp_path: Path) -> None:
    with open_keys(load_settings(archive=tmp_path), create=True) as keys:
        key = keys.add("reader", ["ask"])
    with serving(tmp_path, "--host", "0.0.0.0") as server:
        found = [
            httpx.get(f"{server.address}/v1/archive", headers={"Authorization": given}, trust_env=False).status_code
            for given in ("", "Bearer wrong", f"Bearer {key}", f"Bearer {server.owner.token}")
        ]
        assert found == [401, 401, 200, 200]
        client = find_server(load_settings(archive=tmp_path))
        assert client
        assert client.ask(Question("What is the toll?")).outcome == "not_in_archive"
        server.process.send_signal(signal.SIGTERM)
        said = "".join(server.process.communicate(timeout=40))
    assert key not in said


def test_the_printed_link_has_a_code_that_is_exchanged_for_the_token_once(
    running: Serving, capsys: pytest.CaptureFixture[str]
) -> None:
    assert running.owner.token
    assert running.owner.token not in running.invitation
    said = r"Manage the archive at (\S+) \(once; 'ragbot keys login' prints another link\)\.$"
    printed = re.match(said, running.invitation)
    assert printed
    assert main(["keys", "login", "--archive", str(running.folder)]) == 0
    for link in (printed[1], capsys.readouterr().out.strip()):
        address, code = link.split("/#manage?code=")
        assert address == running.address
        found = [httpx.post(f"{address}/v1/login", json={"code": code}, trust_env=False) for _ in range(2)]
        assert [reply.status_code for reply in found] == [200, 401]
        assert found[0].json() == {"key": running.owner.token}


def test_a_link_for_a_key_gives_what_that_key_may_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_keys(load_settings(archive=tmp_path), create=True) as keys:
        keys.add("reader", ["ask"])
    with serving(tmp_path) as server:
        assert main(["keys", "login", "reader", "--archive", str(tmp_path)]) == 0
        code = capsys.readouterr().out.strip().partition("/#manage?code=")[2]
        with httpx.Client(base_url=server.address, trust_env=False) as http:
            key = http.post("/v1/login", json={"code": code}).json()["key"]
            http.headers["Authorization"] = f"Bearer {key}"
            assert (http.get("/v1/archive").status_code, http.get("/v1/formats").status_code) == (200, 403)
        assert main(["keys", "login", "nobody", "--archive", str(tmp_path)]) == 1
        assert "'ragbot keys list' shows them" in capsys.readouterr().err


def test_a_token_of_the_operators_choice_is_never_printed(changed: Serving) -> None:
    link = f"{changed.address}/#manage"
    assert changed.invitation == f"Manage the archive at {link}, which asks for the key in RAGBOT_TOKEN."


def test_a_stop_ends_a_long_file_between_two_batches_and_keeps_what_went_in(tmp_path: Path) -> None:
    many = "".join(json.dumps(record_of(article)) + "\n" for article in stories(1000))
    with serving(tmp_path, SECONDS_TO_EMBED="0.5") as server:
        headers = {"Authorization": f"Bearer {server.owner.token}", "Accept": "text/event-stream"}
        url = f"{server.address}/v1/articles/file?name=news.jsonl"
        with httpx.stream("POST", url, content=many, headers=headers, trust_env=False, timeout=20) as reply:
            said = reply.iter_lines()
            assert next(line for line in said if line.startswith("event")) == "event: progress"
            server.process.send_signal(signal.SIGTERM)
            report = json.loads([line for line in said if line.startswith("data")][-1].removeprefix("data: "))
        assert server.process.wait(20) == 0
    assert report["interrupted"]
    assert 64 <= report["added"] < 1000
    with open_archive(load_settings(archive=tmp_path), WordEmbeddings()) as archive:
        assert archive.facts().articles == report["added"]
        assert archive.verify() == []


def test_a_page_of_another_name_that_leads_here_is_refused(running: Serving) -> None:
    """DNS rebinding: a page of evil.example makes its own name lead to 127.0.0.1."""
    reply = httpx.get(f"{running.address}/v1/archive", headers={"Host": "evil.example"}, trust_env=False)
    assert reply.status_code in (400, 403, 421)


@pytest.mark.parametrize(
    ("host", "status"),
    [("news.lan", 200), ("NEWS.LAN:80", 200), ("192.0.2.7:8000", 200), ("localhost", 200), ("evil.example", 421)],
)
def test_a_server_for_all_machines_answers_under_its_names_and_under_addresses(
    changed: Serving, host: str, status: int
) -> None:
    """A page of evil.example can make its own name lead here, but it cannot do so with an address."""
    assert changed.address.startswith("http://127.0.0.1:")
    reply = httpx.get(f"{changed.address}/v1/archive", headers={"Host": host}, trust_env=False)
    assert reply.status_code == status


def test_a_loopback_server_answers_under_no_other_address(running: Serving) -> None:
    reply = httpx.get(f"{running.address}/v1/archive", headers={"Host": "192.0.2.7"}, trust_env=False)
    assert reply.status_code == 421


def connection_to(server: Serving, *, buffer: int | None = None) -> socket.socket:
    connection = socket.socket()
    if buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    connection.connect(("127.0.0.1", int(server.address.rpartition(":")[2])))
    return connection


HALF_A_HEAD = b"POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nX-"
HALF_A_BODY = (
    b"POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{"
)


@pytest.mark.parametrize("sent", [b"", HALF_A_HEAD, HALF_A_BODY])
def test_half_a_request_keeps_nobody_from_stopping(tmp_path: Path, sent: bytes) -> None:
    with serving(tmp_path) as server, connection_to(server) as half:
        half.sendall(sent)
        time.sleep(0.3)
        status, said = server.stop(signal.SIGTERM)
    assert status == 0
    assert "Traceback" not in said
    assert owner_of(tmp_path) is None


@pytest.mark.parametrize("stopped_by", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_has_said_where_it_is_and_starts_yet_ends_as_one_that_runs(
    tmp_path: Path, stopped_by: signal.Signals
) -> None:
    with serving(tmp_path, HELD="yes") as server:
        assert server.stop(stopped_by) == (0, "")
    assert owner_of(tmp_path) is None


def test_what_works_beside_the_server_hears_of_the_stop_while_the_archive_is_open(tmp_path: Path) -> None:
    with serving(tmp_path, WORKS="yes") as server:
        server.wait_for("working")
        server.process.send_signal(signal.SIGTERM)
        server.wait_for("the worker has heard of it, with 0 articles in the archive")
        assert server.process.wait(40) == 0


def test_a_reader_that_does_not_read_keeps_nobody_from_stopping(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.post([record_of(article) for article in stories(100)], server.owner.token)
        with connection_to(server, buffer=2048) as deaf:
            deaf.sendall(b"GET /v1/articles?limit=200&q=the HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 50)
            time.sleep(0.5)
            status, said = server.stop(signal.SIGTERM)
    assert status == 0
    assert "Traceback" not in said


def test_what_hangs_is_ended_by_force_and_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    with serving(tmp_path, SECONDS_TO_EMBED="600", FREE_TEXTS="2", END_SECONDS="3") as server:
        assert server.post([RECORD], server.owner.token).json()["results"] == ["added"]
        thread = threading.Thread(target=lambda: post_in_vain(server, [record_of(each) for each in stories(3)]))
        thread.start()
        server.wait_for("embedding")
        status, said = server.stop(signal.SIGTERM)
        thread.join(20)
    assert status == 1
    assert "What was acknowledged is safe" in said
    with open_archive(load_settings(archive=tmp_path), WordEmbeddings()) as archive:
        assert [each.title for each in archive.articles().articles] == [RECORD["title"]]
        assert archive.verify() == []


def post_in_vain(server: Serving, articles: Sequence[Mapping[str, object]]) -> None:
    with suppress(httpx.HTTPError):
        server.post(articles, server.owner.token)


def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    with serving(tmp_path, SECONDS_TO_EMBED="600") as server:
        thread = threading.Thread(target=lambda: post_in_vain(server, [record_of(each) for each in stories(3)]))
        thread.start()
        server.wait_for("embedding")
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert server.stop(signal.SIGTERM)[0] == 1
        thread.join(20)


def test_a_log_that_nobody_reads_holds_nobody_up(tmp_path: Path) -> None:
    with serving(tmp_path) as server, httpx.Client(base_url=server.address, trust_env=False) as client:
        for _ in range(1500):  # 160 lines fill a pipe
            client.get("/healthz")
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(40) == 0


def test_what_an_operator_should_see_is_in_the_log(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.post([RECORD], "wrong-key")
        httpx.get(f"{server.address}/healthz", headers={"X-Request-ID": "mine-7"}, trust_env=False)
        server.process.send_signal(signal.SIGTERM)
        _, said = server.process.communicate(timeout=40)
    refused, healthy = (line for line in said.splitlines() if " ragbot.api.request_log " in line)
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING .* POST /v1/articles 401 in \d+ ms, for 127", refused)
    assert "operator's token" in refused
    assert "wrong-key" not in said
    assert " INFO " in healthy
    assert healthy.endswith("id mine-7")


def test_a_log_in_json_has_a_request_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGBOT_LOG_FORMAT", "json")
    with serving(tmp_path) as server:
        httpx.get(f"{server.address}/healthz?key=s3cret\u202e", headers={"X-Request-ID": "mine-7"}, trust_env=False)
        server.process.send_signal(signal.SIGTERM)
        _, said = server.process.communicate(timeout=40)
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    (asked,) = (line for line in lines if line.get("request_id") == "mine-7")
    assert (asked["method"], asked["path"], asked["status"], asked["cause"]) == ("GET", "/healthz", 200, None)
    assert (asked["level"], asked["part"]) == ("INFO", "ragbot.api.request_log")
    assert datetime.fromisoformat(asked["time"]).tzinfo
    assert "s3cret" not in said
    assert said.isascii()


def test_after_kill_9_the_next_server_starts(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.post([RECORD], server.owner.token)
        server.process.kill()
        server.process.wait(10)
        before = server.owner.token
    with serving(tmp_path) as server:
        assert server.owner.token != before, "each start makes another"
        facts = httpx.get(f"{server.address}/v1/archive", trust_env=False).json()
        assert facts["articles"] == 1
        assert json.loads((tmp_path / "owner.json").read_text())["pid"] == server.process.pid


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "[::1]"),
        ("::1", "[::1]"),
        ("localhost", "localhost"),
    ],
)
def test_the_address_is_one_that_this_machine_can_open(host: str, name: str) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        assert _address(host, listening) == f"http://{name}:{listening.getsockname()[1]}"


def test_an_address_of_ipv6_can_be_opened(tmp_path: Path) -> None:
    if not _has_ipv6():
        pytest.skip("this machine has no ::1")
    with serving(tmp_path, "--host", "::1") as server:
        assert httpx.get(f"{server.address}/readyz", trust_env=False).status_code == 200


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as listening:
            listening.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("::", False)],
)
def test_only_a_loopback_address_is_this_machines_alone(host: str, is_loopback: bool) -> None:
    assert lock.is_loopback(host) is is_loopback
