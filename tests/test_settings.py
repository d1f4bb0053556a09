"""Every setting comes from its own variable, and a bad one is named with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from ragbot.errors import SettingsError
from ragbot.settings import Settings, load_settings

GIVEN: dict[str, tuple[str, object]] = {
    "archive": ("/news/archive", Path("/news/archive")),
    "chroma": ("https://chroma.example:8000", "https://chroma.example:8000"),
    "embedding_model": ("some/model", "some/model"),
    "embedding_precision": ("int8", "int8"),
    "reranker": ("some/cross-encoder", "some/cross-encoder"),
    "entailment": ("some/judge", "some/judge"),
    "llm": ("openai:some-model", "openai:some-model"),
    "llm_base_url": ("http://localhost:11434/v1", "http://localhost:11434/v1"),
    "llm_api_key": ("sk-secret", SecretStr("sk-secret")),
    "llm_second_look": ("true", True),
    "llm_timeout": ("2.5", 2.5),
    "host": ("0.0.0.0", "0.0.0.0"),
    "hosts": (" news.example, [::1] ", "news.example,[::1]"),
    "answers_at_once": ("3", 3),
    "log_level": ("warning", "warning"),
    "key": ("rb_secret", SecretStr("rb_secret")),
    "log_format": ("json", "json"),
    "contact": (" desk@news.example ", "desk@news.example"),
    "allowed_networks": (" 10.0.0.0/8, fd00::/8 ", "10.0.0.0/8,fd00::/8"),
    "opt_outs": ("told", "told"),
    "follow": ("false", False),
    "shortest_interval": ("60", 60),
    "longest_interval": ("3600", 3600),
    "otel": ("true", True),
    "otel_content": ("true", True),
    "keep": (" 365d; The Courier=90d ", "365d; The Courier=90d"),
    "watches": ("20", 20),
    "rechecks": ("90m 2d", "90m 2d"),
    "port": ("0", 0),
    "token": ("secret", SecretStr("secret")),
    "require_key": ("true", True),
    "insecure": ("true", True),
    "cors": (" https://desk.example, http://localhost:3000 ", "https://desk.example,http://localhost:3000"),
    "rate": (" 60/min ", "60/min"),
}


def test_every_setting_is_tried_here() -> None:
    assert set(GIVEN) == set(Settings.model_fields)


@pytest.mark.parametrize("name", GIVEN)
def test_a_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    text, value = GIVEN[name]
    assert getattr(load_settings(), name) != value
    monkeypatch.setenv(f"RAGBOT_{name.upper()}", text)
    assert getattr(load_settings(), name) == value


@pytest.mark.parametrize("name", GIVEN)
def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    default = getattr(load_settings(), name)
    monkeypatch.setenv(f"RAGBOT_{name.upper()}", "")
    assert getattr(load_settings(), name) == default


@pytest.mark.parametrize("name", GIVEN)
def test_a_variable_without_our_prefix_says_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    default = getattr(load_settings(), name)
    monkeypatch.setenv(name.upper(), GIVEN[name][0])
    assert getattr(load_settings(), name) == default


def test_what_is_given_goes_before_the_environment_and_none_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGBOT_PORT", "8001")
    assert load_settings(port=8002).port == 8002
    assert load_settings(port=None).port == 8001


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("port", "http"),
        ("port", "-1"),
        ("port", "65536"),
        ("shortest_interval", "1"),
        ("rechecks", "1h 2weeks"),
        ("llm_timeout", "0"),
        ("llm_timeout", "-1"),
        ("llm_timeout", "nan"),
        ("llm_timeout", "soon"),
        ("chroma", "localhost:8000"),
        ("hosts", "http://news.example"),
        ("answers_at_once", "0"),
        ("log_level", "loud"),
        ("contact", "the desk"),
        ("contact", "desk@news.example\r\nCookie: a=b"),
        ("contact", "https://news.example/bot)"),
        ("contact", "désk@news.example"),
        ("allowed_networks", "intranet"),
        ("allowed_networks", "10.0.0.0/8;fd00::/8"),
        ("allowed_networks", "10.0.0.0/33"),
        ("opt_outs", "never"),
        ("rate", "0/min"),
        ("rate", "60"),
        ("cors", "*"),
        ("cors", "https://desk.example/"),
        ("cors", "desk.example"),
        ("rate", "60 per minute"),
        ("chroma", "ftp://chroma.example"),
        ("llm_timeout", "inf"),
        ("llm_base_url", "localhost:11434"),
        ("archive", "~no-such-user/archive"),
    ],
)
def test_a_bad_value_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(f"RAGBOT_{name.upper()}", text)
    with pytest.raises(SettingsError, match=f"^RAGBOT_{name.upper()}: "):
        load_settings()


def test_an_address_in_a_network_is_told_how_to_write_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGBOT_ALLOWED_NETWORKS", "127.0.0.1, 10.1.2.3/8")
    with pytest.raises(SettingsError, match=r"10\.1\.2\.3/8' is an address in a network: write 10\.0\.0\.0/8"):
        load_settings()
    assert load_settings(allowed_networks="127.0.0.1").allowed_networks == "127.0.0.1/32"


def test_two_bad_values_are_both_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGBOT_PORT", "x")
    monkeypatch.setenv("RAGBOT_CHROMA", "y")
    with pytest.raises(SettingsError, match=r"RAGBOT_CHROMA: .*; RAGBOT_PORT: "):
        load_settings()


def test_the_archive_is_an_absolute_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert load_settings().archive == tmp_path / "archive"
    assert load_settings(archive="other/../news").archive == tmp_path / "news"
    assert load_settings(archive="~/news").archive == tmp_path / "home" / "news"
    settings = load_settings()
    monkeypatch.chdir("/")
    assert settings.archive == tmp_path / "archive"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGBOT_TOKEN", "secret-one")
    monkeypatch.setenv("RAGBOT_LLM_API_KEY", "secret-two")
    settings = load_settings()
    assert "secret-" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_settings_do_not_change_and_know_their_names() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1
    with pytest.raises(SettingsError, match="RAGBOT_PROT"):
        load_settings(prot=1)


def test_a_file_named_env_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("RAGBOT_PORT=1\n")
    monkeypatch.chdir(tmp_path)
    assert load_settings().port == 8000
