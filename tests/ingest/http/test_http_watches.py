"""Standing questions over HTTP, over a real archive: made, read, changed, deleted, and their Atom feed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as xml

import feedparser
import pytest
from fastapi.testclient import TestClient

from ingest.http.articles import router
from ingest.watches.standing import StandingQuestions
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.keyring import Keyring
from ragbot.archive.archive import Archive
from ragbot.archive.source import ASKED, moment
from ragbot.settings import load_settings
from tests.conftest import add
from tests.ingest.sources.test_following import Clock
from tests.ingest.watches.desk import NINE, QUESTION, TEN, ferry

TOKEN = "chosen-by-the-operator"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A server with one article, where this machine's addresses are allowed and two questions may stand."""
    monkeypatch.setenv("RAGBOT_ALLOWED_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("RAGBOT_WATCHES", "2")
    add(archive, ferry())
    app = create_app(
        Bot(archive),
        routers=[router(archive, TOKEN)],
        keyring=Keyring(archive.keys, TOKEN, is_chosen=True),
        deeds=archive.deeds,
    )
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


class Turns:
    """The follower's, as a test wants them."""

    def __init__(self, archive: Archive) -> None:
        self.clock = Clock()
        self.questions = StandingQuestions(archive, load_settings(), Bot(archive), self.clock)

    def take(self) -> None:
        self.clock.forward(minutes=2)
        while due := self.questions.next_due(set()):
            self.questions.check(due)


def watch(client: TestClient, **body: Any) -> Any:
    return client.post("/v1/watches", json={"question": QUESTION, **body}, headers=AUTHORIZED)


def detail(reply: Any, status: int) -> str:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    return str(reply.json()["detail"])


def test_a_question_is_watched_once_and_its_changes_can_be_read(client: TestClient, archive: Archive) -> None:
    first, second = watch(client), watch(client)
    assert (first.status_code, second.status_code) == (201, 200)
    made = first.json()["watch"]
    assert made == second.json()["watch"]
    assert (made["state"], made["outcome"], made["webhook"], made["webhook_state"]) == ("active", None, None, "none")
    turns = Turns(archive)
    turns.take()
    add(archive, ferry("ten"))
    turns.take()
    body = client.get(f"/v1/watches/{made['id']}").json()
    assert (body["watch"]["outcome"], body["watch"]["updates"], body["watch"]["webhook"]) == ("answered", 2, None)
    assert [update["number"] for update in body["updates"]] == [2, 1]
    assert [each["cited_text"] for each in body["updates"][0]["old"]] == [NINE]
    assert [each["cited_text"] for each in body["updates"][0]["new"]] == [TEN]
    assert [each["id"] for each in client.get("/v1/watches").json()["watches"]] == [made["id"]]


@pytest.mark.parametrize("path", ["hook?key=k123", "services/T0/k123", "k123;x=1#y"])
def test_what_is_secret_is_shown_once_and_keys_in_addresses_to_operators(client: TestClient, path: str) -> None:
    url = f"http://127.0.0.1:9/{path}"
    made, again = watch(client, webhook={"url": url}).json(), watch(client, webhook={"url": url}).json()
    assert made["secret"].startswith("whsec_")
    assert again["secret"] is None
    path = f"/v1/watches/{made['watch']['id']}"
    for address in (path, "/v1/watches", f"{path}/feed.atom"):
        public, private = (client.get(address, headers=headers).text for headers in ({}, AUTHORIZED))
        assert made["secret"] not in public + private
        assert "k123" not in public
        assert ("k123" in private) == (not address.endswith("atom"))
    assert client.get("/v1/watches").json()["watches"][0]["webhook"] == "http://127.0.0.1:9"


def test_a_question_is_watched_as_it_was_said(client: TestClient, archive: Archive) -> None:
    secret = f"whsec_{'k' * 32}"
    limits = {"since": "2026-03-01", "sources": ["The Daily"], "every": 3600}
    made = watch(client, **limits, webhook={"url": "http://127.0.0.1:9/", "secret": secret}).json()
    assert made["secret"] == secret, "whoever checks its posts has it already"
    assert {name: made["watch"][name] for name in limits} == limits
    assert archive.watches.all()[0].secret == secret


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.0.0.1/hook", "not public: allow its network in RAGBOT_ALLOWED_NETWORKS"),
        ("http://[::1]/hook", "not public"),
        ("ftp://desk.example/hook", "is no http(s) address, such as https://news.example/feed."),
        ("http://[desk/hook", "cannot be read"),
        ("http://me:pass@desk.example/", "has a user name in it"),
    ],
)
def test_a_webhook_that_leads_inside_is_refused(client: TestClient, url: str, reason: str) -> None:
    assert reason in detail(watch(client, webhook={"url": url}), 422)


def test_more_than_are_allowed_are_refused(client: TestClient) -> None:
    assert [watch(client, since=f"2026-03-0{day}").status_code for day in (1, 2)] == [201, 201]
    assert "RAGBOT_WATCHES" in detail(watch(client), 409)


@pytest.mark.parametrize(
    "body",
    [
        {"question": " "},
        {"question": "x" * 2001},
        {"since": "yesterday"},
        {"every": 59},
        {"every": True},
        {"every": 2_592_001},
        {"webhook": {"url": ""}},
        {"webhook": "http://127.0.0.1/"},
        {"webhook": {"url": "http://127.0.0.1:9/", "secret": "guess"}},
        {"more": 1},
    ],
)
def test_what_cannot_be_watched_is_refused(client: TestClient, archive: Archive, body: dict) -> None:
    assert detail(watch(client, **body), 422)
    assert archive.watches.all() == []


def test_it_is_paused_resumed_asked_and_deleted(client: TestClient, archive: Archive) -> None:
    path = f"/v1/watches/{watch(client).json()['watch']['id']}"
    Turns(archive).take()

    def changed(**body: Any) -> dict[str, Any]:
        return client.patch(path, json=body, headers=AUTHORIZED).json()

    assert (changed(state="paused")["state"], changed(state="paused")["next_check"]) == ("paused", None)
    assert (changed(state="active")["state"], changed(every=3600)["every"], changed(every=None)["every"]) == (
        "active",
        3600,
        None,
    )
    changed(check="now")
    assert archive.watches.all()[0].next_check == ASKED
    archive.watches.set(path[-32:], webhook_state="dead", webhook_failures=8)
    assert (changed(webhook_state="active")["webhook_state"], changed()["webhook_failures"]) == ("active", 0)
    assert client.delete(path, headers=AUTHORIZED).status_code == 204
    for method in ("GET", "PATCH", "DELETE"):
        assert "GET /v1/watches lists them" in detail(client.request(method, path, json={}, headers=AUTHORIZED), 404)


def test_another_interval_counts_from_the_last_look_and_what_is_asked_for_stays_so(
    client: TestClient, archive: Archive
) -> None:
    path = f"/v1/watches/{watch(client, every=2_592_000).json()['watch']['id']}"

    def planned(**body: Any) -> str:
        client.patch(path, json=body, headers=AUTHORIZED).raise_for_status()
        return archive.watches.all()[0].next_check

    assert planned(every=86_400) == ASKED, "it was not asked yet"
    turns = Turns(archive)
    turns.take()
    looked = turns.clock.now
    assert planned(every=3_600) == moment(looked + timedelta(hours=1))
    assert planned(every=None) == moment(looked + timedelta(minutes=1))
    assert planned(every=86_400, check="now") == ASKED


def test_only_operators_change_them_and_the_audit_has_what_they_did(client: TestClient, archive: Archive) -> None:
    key = archive.keys.add("reader", ["ask"])
    reader = {"Authorization": f"Bearer {key}"}
    assert client.post("/v1/watches", json={"question": QUESTION}, headers=reader).status_code == 403
    path = f"/v1/watches/{watch(client).json()['watch']['id']}"
    watch(client)  # changes nothing
    assert client.get(path, headers=reader).status_code == 200
    assert client.get(f"{path}/feed.atom").status_code == 401
    assert client.delete(path, headers=reader).status_code == 403
    client.patch(path, json={"state": "active"}, headers=AUTHORIZED)  # nor does this
    client.delete(path, headers=AUTHORIZED)
    end = time.monotonic() + 5
    while len(archive.deeds.newest(9)) < 2 and time.monotonic() < end:  # they are kept after the reply
        time.sleep(0.01)
    deeds = [(deed.who, deed.what, deed.detail) for deed in reversed(archive.deeds.newest(9))]
    assert deeds == [
        ("operator", "POST /v1/watches", f"watched: {QUESTION}"),
        ("operator", f"DELETE {path}", f"watched no more: {QUESTION}"),
    ]


# The feed


def test_each_watch_has_an_atom_feed_that_readers_of_feeds_can_read(client: TestClient, archive: Archive) -> None:
    made = watch(client).json()["watch"]
    empty = feedparser.parse(client.get(made["feed"]).content)
    assert (empty.bozo, empty.entries, empty.feed.title) == (False, [], QUESTION)
    turns = Turns(archive)
    turns.take()
    add(archive, ferry("ten"))
    turns.take()
    reply = client.get(made["feed"])
    assert reply.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(reply.content)
    assert (found.bozo, found.version) == (False, "atom10")
    newest, first = found.entries
    assert newest.title == TEN
    assert f"<ins>{TEN}</ins>" in newest.content[0].value
    assert f"<del>{NINE}</del>" in newest.content[0].value
    assert "https://daily.example/1" in newest.content[0].value
    assert NINE in first.content[0].value
    assert found.feed.updated == newest.updated > first.updated
    assert found.feed.links[0].href == f"http://127.0.0.1{made['feed']}"


def test_the_feed_has_what_rfc_4287_asks_for(client: TestClient, archive: Archive) -> None:
    made = watch(client).json()["watch"]
    Turns(archive).take()
    root = xml.fromstring(client.get(made["feed"]).content)
    assert root.tag == f"{ATOM}feed"
    for element in (root, root.find(f"{ATOM}entry")):
        assert element is not None
        for name in ("id", "title", "updated"):
            [only] = element.findall(f"{ATOM}{name}")
            assert only.text
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "ragbot"
    assert {link.get("rel") for link in root.findall(f"{ATOM}link")} == {"self", "alternate"}
    content = root.find(f"{ATOM}entry/{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"


def test_ids_stay_and_an_unchanged_feed_is_not_sent_again(client: TestClient, archive: Archive) -> None:
    made, turns = watch(client).json()["watch"], Turns(archive)
    turns.take()
    first = client.get(made["feed"])
    tag = {"If-None-Match": first.headers["etag"]}
    assert "private" in first.headers["cache-control"], "a proxy would show it to whoever has no key"
    again = client.get(made["feed"], headers=tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get(made["feed"], headers={"If-None-Match": f'"x", W/{tag["If-None-Match"]}'}).status_code == 304
    add(archive, ferry("ten"))
    turns.take()
    second = client.get(made["feed"], headers=tag)
    assert second.status_code == 200
    ids = [[entry.id for entry in feedparser.parse(reply.content).entries] for reply in (first, second)]
    assert ids[1][1:] == ids[0]
    assert ids[1][0].startswith("urn:uuid:")
    moved = client.get(made["feed"], headers={"Host": "localhost"})
    assert [entry.id for entry in feedparser.parse(moved.content).entries] == ids[1]


def test_markup_and_what_xml_cannot_have_are_text_in_the_feed(client: TestClient, archive: Archive) -> None:
    hostile = ferry("<script>alert(1)</script> ten\ufffe & nine", source="The <b>Daily</b>")
    add(archive, hostile)
    made = watch(client, question=f"{QUESTION} <b>&\x0b\ufffe").json()["watch"]
    Turns(archive).take()
    reply = client.get(made["feed"])
    assert reply.status_code == 200
    [entry] = xml.fromstring(reply.content).findall(f"{ATOM}entry")
    markup = entry.findtext(f"{ATOM}content") or ""
    assert "<script" not in markup
    assert "<b>" not in markup
    assert "&lt;b&gt;Daily" in markup


ODD = ["\ud800 why?", "why\x00?", "\u202ewhy?", "<script>", "'; DROP TABLE watches; --", "\ufeff?", "%s%n", "🦀" * 900]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_kept_as_text_or_refused(client: TestClient, archive: Archive, text: str) -> None:
    body = json.dumps({"question": text, "sources": [text[:300]]})
    made = client.post("/v1/watches", content=body, headers={**AUTHORIZED, "Content-Type": "application/json"})
    assert made.status_code in (201, 422), made.text
    Turns(archive).take()
    assert client.get("/v1/watches").status_code == 200
    for each in archive.watches.all():
        reply = client.get(f"/v1/watches/{each.id}/feed.atom")
        assert (reply.status_code, feedparser.parse(reply.content).bozo) == (200, False)


@pytest.mark.parametrize("odd", ["x" * 5000, "%00", "..%2f..", "%ff", "a" * 31, "A" * 32, "😀"])
def test_an_odd_id_is_not_there(client: TestClient, odd: str) -> None:
    watch(client)
    for path in (f"/v1/watches/{odd}", f"/v1/watches/{odd}/feed.atom"):
        assert client.get(path).status_code == 404
    assert client.delete(f"/v1/watches/{odd}", headers=AUTHORIZED).status_code == 404


@pytest.mark.parametrize(
    "url", ["http://x\x00y/", "http://[::1", "http://a b/", "http://\ud800/", "http://x:99999/", "//x", "http:"]
)
def test_an_odd_webhook_is_refused(client: TestClient, url: str) -> None:
    body = json.dumps({"question": QUESTION, "webhook": {"url": url}})
    reply = client.post("/v1/watches", content=body, headers={**AUTHORIZED, "Content-Type": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
