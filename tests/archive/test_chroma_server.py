"""A Chroma server that is away, hangs or wants a password: answers by words meanwhile, and all by itself afterwards."""

from __future__ import annotations

import base64
import logging
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi.testclient import TestClient

import ragbot.archive.archive
import ragbot.archive.rebuild
import ragbot.operations.doctor
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.chroma import server as chroma_server
from ragbot.archive.chroma.index import ChromaIndex, ServedIndex
from ragbot.archive.chroma.server import ChromaServer
from ragbot.archive.rebuild import rebuild
from ragbot.archive.tables import Scope
from ragbot.errors import ArchiveError, IndexAwayError
from ragbot.operations.cli import main
from ragbot.settings import Settings, load_settings
from ragbot.types import Answer, Question
from tests.chroma import Chroma
from tests.conftest import STORY, add, article, stories
from tests.fakes import WordEmbeddings

FERRY = "Why did the ferry Grey Gull sink off Port Anders?"
AMPLE = 30.0
"""Seconds: far more than anything here takes, and far less than for ever."""


@pytest.fixture
def shared(tmp_path: Path, chroma: Chroma) -> Settings:
    return load_settings(archive=tmp_path / "archive", chroma=chroma.address)


@pytest.fixture
def served(shared: Settings) -> Iterator[Archive]:
    with open_archive(shared, WordEmbeddings(), create=True) as archive:
        add(archive, article(STORY, title="Ferry sinks", published="2026-01-02"), *stories(4))
        yield archive


def ask(archive: Archive, text: str = FERRY) -> Answer:
    return Bot(archive).ask(Question(text, asked_on="2026-01-05"))


def seconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def wait_until_ready(archive: Archive) -> None:
    until = time.monotonic() + AMPLE
    while True:
        try:
            return archive.check_ready()
        except ArchiveError:
            assert time.monotonic() < until
            time.sleep(0.1)


def wait_until_said(client: TestClient) -> None:
    """A look at the server is kept for a second, so what was said before it came back may be said once more."""
    until = time.monotonic() + AMPLE
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.1)


def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses at Chroma's that are asked from now on."""
    calls: list[str] = []
    asked = chroma_server._Session._reply

    def noting(session: Any, method: str, url: str, **more: Any) -> Any:
        calls.append(url)
        return asked(session, method, url, **more)

    monkeypatch.setattr(chroma_server._Session, "_reply", noting)
    return calls


def test_a_hung_server_holds_nobody_up_and_is_used_again_when_it_goes_on(
    served: Archive, chroma: Chroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(chroma_server.PATIENCE_OF, "query", 2.0)
    before = ask(served)
    assert (before.outcome, before.words_only) == ("answered", False)
    chroma.halt()
    try:
        first = seconds(lambda: ask(served))
        answer = ask(served)
        assert (answer.outcome, answer.words_only) == ("degraded", True)
        assert "by its words alone" in (answer.reason or "")
        assert answer.answer == before.answer
        assert first < AMPLE
        calls = sent(monkeypatch)
        ask(served)
        assert not [url for url in calls if not url.endswith("/heartbeat")], "who comes later does not wait again"
        with pytest.raises(IndexAwayError, match=r"nothing within .* s.*wait until it is back: nothing is lost"):
            served.check_ready()
        with pytest.raises(IndexAwayError):
            add(served, *stories(6))
        assert served.facts().articles == 5, "nothing is half-visible"
    finally:
        chroma.go_on()
    wait_until_ready(served)
    assert ask(served).outcome == "answered"
    assert add(served, *stories(6)).results == ("unchanged",) * 4 + ("added",) * 2
    assert served.verify() == []


def test_an_addition_that_a_hung_server_stops_is_whole_when_it_is_made_again(
    served: Archive, chroma: Chroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_server, "PATIENCE", 1.0)
    chroma.halt()
    try:
        with pytest.raises(IndexAwayError):
            add(served, *stories(6))
        assert served.facts().articles == 5
    finally:
        chroma.go_on()
    wait_until_ready(served)
    assert add(served, *stories(6)).results == ("unchanged",) * 4 + ("added",) * 2
    assert served.verify() == []


def test_an_archive_on_a_hung_server_is_closed_all_the_same(shared: Settings, chroma: Chroma) -> None:
    archive = open_archive(shared, WordEmbeddings(), create=True)
    add(archive, *stories(2))
    chroma.halt()
    try:
        with pytest.raises(IndexAwayError):
            archive.check_ready()
        assert seconds(archive.close) < AMPLE
        with pytest.raises(IndexAwayError, match="no Chroma server answers there"):
            open_archive(shared, WordEmbeddings())
    finally:
        chroma.go_on()


def test_a_server_that_is_killed_and_started_again_is_used_again(served: Archive, chroma: Chroma) -> None:
    chroma.kill()
    answer = ask(served)
    assert (answer.outcome, answer.words_only) == ("degraded", True)
    with TestClient(create_app(Bot(served)), base_url="http://127.0.0.1") as client:
        reply = client.get("/readyz")
        assert reply.status_code == 503
        assert "Start it" in reply.json()["detail"]
        assert "rebuild" not in reply.json()["detail"]
        found = client.post("/v1/search", json={"question": FERRY}).json()
        assert found["words_only"] is True
        assert found["evidence"][0]["title"] == "Ferry sinks"
        chroma.start()
        suggested = served.changes
        wait_until_ready(served)
        assert served.changes > suggested, "what was suggested by words alone is not kept"
        wait_until_said(client)
        assert client.post("/v1/search", json={"question": FERRY}).json()["words_only"] is False


def test_a_server_that_comes_back_empty_is_filled_again(served: Archive, chroma: Chroma, tmp_path: Path) -> None:
    ask(served)
    chroma.kill()
    assert ask(served).words_only
    for path in sorted((tmp_path / "chroma").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    chroma.start()
    wait_until_ready(served)
    assert ask(served).outcome == "answered"
    assert served.verify() == []


def test_what_is_not_found_by_words_alone_is_not_said_to_be_missing(served: Archive, chroma: Chroma) -> None:
    assert ask(served, "Who won the cup final in Farlow?").outcome == "not_in_archive"
    chroma.kill()
    answer = ask(served, "Who won the cup final in Farlow?")
    assert (answer.outcome, answer.answer) == ("degraded", "Nothing was found by words alone.")
    assert "by its words alone" in (answer.reason or "")
    assert not answer.citations


def test_an_embedded_index_that_fails_is_done_without_too(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add(archive, article(STORY, published="2026-01-02"), *stories(4))
    with monkeypatch.context() as patch:
        patch.setattr(cast(ChromaIndex, archive._vectors._vectors)._collection, "_client", None)
        answer = ask(archive)
        assert (answer.outcome, answer.words_only) == ("degraded", True)
        assert "searched for by its words alone: Chroma (embedded) failed" in caplog.text, "whoever runs it is told why"
        with pytest.raises(IndexAwayError, match=r"Chroma \(embedded\) failed: .*run 'ragbot rebuild'"):
            archive.nearest(archive.embeddings.encode([FERRY])[0], 5, Scope())
    assert ask(archive).outcome == "answered"


# -- servers that are none, and proxies in front of one ----------------------------------------------------------------


@pytest.fixture
def serving() -> Iterator[Callable[[type[BaseHTTPRequestHandler]], str]]:
    """Starts a server with that handler; its address without the scheme."""
    servers: list[ThreadingHTTPServer] = []

    def start(handler: type[BaseHTTPRequestHandler]) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class Trickle(BaseHTTPRequestHandler):
    """Answers a byte at a time, which no time-out between two reads ends."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(600):
            time.sleep(0.1)
            try:
                self.wfile.write(b" ")
            except OSError:
                return

    def log_message(self, *_: object) -> None: ...


def test_a_reply_that_trickles_is_not_waited_for(
    serving: Callable[[type[BaseHTTPRequestHandler]], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(chroma_server.PATIENCE_OF, "heartbeat", 0.5)
    address = f"http://{serving(Trickle)}"

    def open_it() -> None:
        with pytest.raises(IndexAwayError, match=r"nothing within 0\.5 s"):
            ChromaServer(address)

    assert seconds(open_it) < AMPLE


def proxy_of(chroma: Chroma, user: str, password: str) -> type[BaseHTTPRequestHandler]:
    wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    class Proxy(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, content = 401, b"{}"
            if self.headers.get("Authorization") == wanted:
                path = self.path.removeprefix("/behind")
                try:
                    reply = httpx.request(self.command, f"{chroma.address}{path}", content=body, timeout=20)
                    status, content = reply.status_code, reply.content
                except httpx.TransportError:
                    status, content = 502, b"<html>Bad gateway</html>"
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = _pass_on

        def log_message(self, *_: object) -> None: ...

    return Proxy


def test_user_and_password_are_sent_and_never_shown(
    serving: Callable[[type[BaseHTTPRequestHandler]], str],
    tmp_path: Path,
    chroma: Chroma,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    host = serving(proxy_of(chroma, "user", "s3cret/pw"))
    address = f"http://user:s3cret%2Fpw@{host}/behind"
    settings = load_settings(archive=tmp_path / "archive", chroma=address)
    told: list[str] = []
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        add(archive, article(STORY))
        assert ask(archive, "How many people died when the ferry Grey Gull sank?").outcome == "answered"
        rebuild(settings, WordEmbeddings())
        assert archive.verify() == []
        chroma.kill()
        with TestClient(create_app(Bot(archive)), base_url="http://127.0.0.1") as client:
            told += [client.get("/readyz").text, client.post("/v1/search", json={"question": FERRY}).text]
            told += [client.post("/v1/answers", json={"question": FERRY, "stream": stream}).text for stream in (0, 1)]
        told.append(_refusal(lambda: add(archive, *stories(2))))
    assert f"RAGBOT_CHROMA=http://{host}/behind: no Chroma server answers there (a proxy says 502)" in told[0]
    for module in (ragbot.archive.archive, ragbot.archive.rebuild, ragbot.operations.doctor):
        monkeypatch.setattr(module, "open_embeddings", lambda *_: WordEmbeddings())
    for refused in (address, address.replace("s3cret%2Fpw", "wr0ng%2Fpw"), f"http://user:s3cret%2Fpw@{host}:1"):
        monkeypatch.setenv("RAGBOT_CHROMA", refused)
        for command in (["ask", FERRY], ["search", FERRY], ["verify"], ["rebuild"], ["doctor"]):
            assert main([*command, "--archive", str(settings.archive)]) in (1, 2)
    out, err = capsys.readouterr()
    assert "it refuses the user and password" in err
    for text in (*told, out, err, caplog.text):
        assert not [secret for secret in ("s3cret", "wr0ng", "user:") if secret in text]


def _refusal(call: Callable[[], object]) -> str:
    with pytest.raises(ArchiveError) as refused:
        call()
    return str(refused.value)


@pytest.mark.parametrize("address", ["http://", "http://:8000", "http://host:99999", "http://host:port"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(ArchiveError, match=r"RAGBOT_CHROMA=\S+ is no address"):
        ChromaServer(address)


def test_a_server_of_something_else_is_told(serving: Callable[[type[BaseHTTPRequestHandler]], str]) -> None:
    class NotFound(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None: ...

    with pytest.raises(IndexAwayError, match="what is there says 404"):
        ChromaServer(f"http://{serving(NotFound)}")


def test_a_collection_that_is_gone_is_no_failure_of_the_server(shared: Settings, tmp_path: Path) -> None:
    index = ServedIndex(shared.chroma, "ragbot-0-000001")
    server = ChromaServer(shared.chroma)
    server.delete_collection("ragbot-0-000001")
    with pytest.raises(IndexAwayError, match="does not exist"):
        index.count()
    index.check_known()
    index.open("ragbot-0-000001")
    assert index.count() == 0
    server.close()
    index.close()
