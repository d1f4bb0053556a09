"""The page and its files are served, may be kept, and nothing beside them is."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ragbot.api import page
from tests.api.fake_bot import problem


def test_the_page_is_served_and_may_be_kept_while_it_is_the_same(client: TestClient) -> None:
    response = client.get("/")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert "<title>" in response.text
    again = client.get("/", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head("/").status_code == 200


def page_files(client: TestClient) -> list[str]:
    """The addresses of the files that the page names."""
    found = re.findall(r'(?:src|href)="/?(static/[^"]+)"', client.get("/").text)
    assert found
    return [f"/{address}" for address in found]


def test_every_file_that_the_page_names_is_served_and_may_be_kept_for_ever(client: TestClient) -> None:
    for address in page_files(client):
        response = client.get(address)
        assert response.status_code == 200
        kind = "text/css" if address.endswith("css") else "text/javascript"
        assert response.headers["content-type"].startswith(kind)
        assert "immutable" in response.headers["cache-control"]


def test_the_page_names_every_module_once_so_that_all_are_fetched_at_once(client: TestClient) -> None:
    ours = files("ragbot.ui")
    modules = {file.relative_to(str(ours)).as_posix() for file in Path(str(ours)).rglob("*.js")}
    assert sorted(address.split("/", 3)[3] for address in page_files(client) if address.endswith(".js")) == sorted(
        modules
    )


def test_a_file_that_changes_makes_another_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index.html").write_text("<head></head>")
    (tmp_path / "parts").mkdir()
    module = tmp_path / "parts" / "page.js"
    monkeypatch.setattr(page, "files", lambda _: tmp_path)
    monkeypatch.setattr(page, "_listing", page._listing.__wrapped__)
    module.write_text("1;")
    before = page._edition.__wrapped__()
    module.write_text("2;")
    assert page._edition.__wrapped__() != before, "browsers keep the files of an edition for a year"


def test_a_page_from_before_an_update_gets_files_that_it_may_not_keep(client: TestClient) -> None:
    response = client.get("/static/0123456789abcdef/style.css")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")


def test_files_are_zipped_for_whom_can_read_it(client: TestClient) -> None:
    address = next(each for each in page_files(client) if each.endswith("/style.css"))
    zipped, plain = (client.get(address, headers={"Accept-Encoding": way}) for way in ("gzip", "identity"))
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.text == plain.text, "the client unpacks it"
    assert zipped.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert int(zipped.headers["content-length"]) < int(plain.headers["content-length"]) / 2


@pytest.mark.parametrize(
    "name",
    [
        "__init__.py",
        "..%2f__init__.py",
        "%2e%2e/settings.py",
        "..%5cindex.html",
        "index.html%00.js",
        "",
        "nothing.js",
        "./page.js/",
        "a%2findex.html",
    ],
)
@pytest.mark.parametrize("folder", ["/static", "/static/any", "/static/any/.."])
def test_nothing_else_is_served(client: TestClient, folder: str, name: str) -> None:
    problem(client.get(f"{folder}/{name}"), 404)
