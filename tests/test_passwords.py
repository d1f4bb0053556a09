"""Addresses and texts as they may be logged: without users, passwords and keys."""

from __future__ import annotations

import pytest

from ragbot.passwords import deed_address, server_of, shown, without_passwords


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("http://me:pa55@news.example/feed", "http://news.example/feed"),
        ("ragbot serve --chroma http://me:pa@55@a.example --x https://b.example", None),
        ("mira@daily.example wrote", "mira@daily.example wrote"),
        ("https://social.example/@mira", "https://social.example/@mira"),
        ("", ""),
    ],
    ids=["an address", "a command line", "a mail address", "a path with an @", "nothing"],
)
def test_users_and_passwords_go_out_of_every_address_in_a_text(text: str, bare: str | None) -> None:
    expected = "ragbot serve --chroma http://a.example --x https://b.example" if bare is None else bare
    assert without_passwords(text) == expected


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://me:pa55@news.example:8443/feed?key=abc#top", "https://news.example:8443/feed"),
        ("https://news.example/feed", "https://news.example/feed"),
        ("http://me:pa55@[feeds/news?key=abc", "http://[feeds/news"),
        ("http://me:pa55@[feeds/news#key", "http://[feeds/news"),
    ],
    ids=["with everything", "with nothing to hide", "one that nobody can split", "with a fragment"],
)
def test_an_address_is_shown_without_its_secrets(url: str, told: str) -> None:
    assert shown(url) == told
    assert deed_address(url) == told


@pytest.mark.parametrize("folder", ["/news/in?box", "news", "C:\\news#1"])
def test_a_folder_is_shown_as_it_is(folder: str) -> None:
    assert deed_address(folder) == folder


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://hooks.example/services/T0/B0/secret", "https://hooks.example"),
        ("https://me:p@55@hooks.example:8443/a", "https://hooks.example:8443"),
    ],
)
def test_of_a_webhook_only_the_server_is_shown(url: str, server: str) -> None:
    assert server_of(url) == server
