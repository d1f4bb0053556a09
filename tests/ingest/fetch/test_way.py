"""The way to the end of an address: each redirect is checked, and none leads from safety into danger."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from ingest.fetch.network import Network
from ingest.fetch.request import Response
from ingest.fetch.way import MOST_REDIRECTS, Way
from ingest.records.record import SourceError

URL = "https://news.example/a"


def way(url: str = URL, **network: object) -> Way:
    return Way([url], Network(1.0, **network), False)  # type: ignore[arg-type]


def redirect(location: str, status: int = 302) -> Response:
    return Response(status, [("location", location)], b"")


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "https://news.example/b"),
        ("b?p=2", "https://news.example/b?p=2"),
        ("//halmere.example/b", "https://halmere.example/b"),
        ("https://halmere.example/b#part", "https://halmere.example/b"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(location: str, url: str, status: int) -> None:
    one = way()
    assert one.leads_on(redirect(location, status))
    assert one.urls == [URL, url]
    assert one.url == url


@pytest.mark.parametrize(
    "response",
    [Response(200, [("location", "/b")], b""), Response(302, [], b""), redirect("", 301), redirect("/b", 304)],
)
def test_any_other_response_is_the_end(response: Response) -> None:
    one = way()
    assert not one.leads_on(response)
    assert one.urls == [URL]


def test_a_way_is_permanent_as_long_as_each_redirect_is() -> None:
    one = way()
    assert one.is_permanent
    one.leads_on(redirect("/b", 301))
    one.leads_on(redirect("/c", 308))
    assert one.is_permanent
    one.leads_on(redirect("/d", 302))
    one.leads_on(redirect("/e", 301))
    assert not one.is_permanent


def test_a_circle_is_named() -> None:
    one = way()
    one.leads_on(redirect("/b"))
    with pytest.raises(SourceError, match=r"leads round in a circle, back to https://news.example/a; check"):
        one.leads_on(redirect(URL))
    with pytest.raises(SourceError, match="in a circle"):
        way().leads_on(redirect("#part"))


def test_a_way_has_a_longest_length() -> None:
    one = way()
    for n in range(MOST_REDIRECTS):
        assert one.leads_on(redirect(f"/{n}"))
    with pytest.raises(SourceError, match="leads on to other addresses more than 5 times; check the address"):
        one.leads_on(redirect("/more"))


def test_from_https_no_way_leads_to_http() -> None:
    with pytest.raises(SourceError, match=r"from https to http://news.example/a,"):
        way().leads_on(redirect("http://news.example/a", 301))
    assert way("http://news.example/a").leads_on(redirect(URL, 301))


@pytest.mark.parametrize("location", ["http://[", "//[x", "http://a]b/"])
def test_what_is_no_address_is_told(location: str) -> None:
    with pytest.raises(SourceError, match="leads on to text that is no address; check it in a browser"):
        way().leads_on(redirect(location))


def test_from_the_internet_no_way_leads_into_an_allowed_network() -> None:
    one = way(allows=lambda address: True)
    inside = ip_address("10.0.0.9")
    with one.going() as network:
        assert network.allows(inside)
        network.met.append(ip_address("93.184.216.34"))
    with one.going() as network:
        assert not network.allows(inside)
    assert one.is_public


def test_from_an_allowed_network_a_way_may_lead_on_there() -> None:
    one = way(allows=lambda address: True)
    with one.going() as network:
        network.met.append(ip_address("10.0.0.9"))
    with one.going() as network:
        assert network.allows(ip_address("10.0.0.8"))
    assert not one.is_public


def test_only_the_time_of_requests_counts_for_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    one = Way([URL], Network(10.0, started=100.0), False, _stood=100.0)
    clock[0] += 60  # the wait for a turn
    with one.going() as network:
        assert network.left() == 10
        clock[0] += 4
    clock[0] += 60
    with one.going() as network:
        assert network.left() == 6
