"""Another package's model: what it writes is handed on, and what it does wrong is told in its package's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ragbot.errors import LLMError, SettingsError
from ragbot.models.plugged import PluggedModel
from ragbot.models.reply import Counted
from ragbot.plugins import Plugin
from ragbot.settings import Settings, load_settings
from ragbot.types import Usage

SECRET = "sk-of-nobody-else-123"
FAILED = "echo:loud, a model of the package echo-models 1.0, failed: "


def model(write: Callable[..., Any]) -> PluggedModel:
    return made(lambda name, settings: SimpleNamespace(stream=write))


def made(make: Callable[[str, Settings], Any]) -> PluggedModel:
    point = SimpleNamespace(group="ragbot.llms", load=lambda: make)
    plugin = Plugin("echo", "echo-models 1.0", cast(EntryPoint, point))
    return PluggedModel(plugin, load_settings(llm="echo:loud", llm_api_key=SECRET))


def written(write: Callable[..., Any]) -> list[str]:
    return list(Counted(model(write).stream("system", "user")))


def test_it_is_made_of_what_follows_the_prefix_and_of_the_settings() -> None:
    given: list[Any] = []

    def make(name: str, settings: Settings) -> Any:
        given.extend((name, settings.llm))
        return SimpleNamespace(stream=lambda *_: ["Yes."])

    assert made(make).name == "echo:loud"
    assert given == ["loud", "echo:loud"]


def test_it_is_asked_with_both_messages_and_the_time_that_is_spent() -> None:
    asked: list[Any] = []

    def write(*given: Any) -> list[str]:
        asked.append(given)
        return ["Nine ", "", "died."]

    asking = model(write)
    assert list(asking.stream("be short", "how many?", 1.5)) == ["Nine ", "", "died."]
    assert list(asking.stream("be short", "and who?")) == ["Nine ", "", "died."]
    assert asked == [("be short", "how many?", 1.5), ("be short", "and who?", 0.0)]


def test_the_tokens_that_it_counts_are_told() -> None:
    def write(*_: Any) -> Any:
        yield "Nine."
        return Usage(3, 4)

    counted, uncounted = (Counted(model(each).stream("", "")) for each in (write, lambda *_: ["Nine."]))
    assert (list(counted), list(uncounted)) == (["Nine."], ["Nine."])
    assert (counted.usage, uncounted.usage) == (Usage(3, 4), None)


def breaking(error: Exception) -> Callable[..., Iterator[str]]:
    def write(*_: Any) -> Iterator[str]:
        yield "Nine"
        raise error

    return write


@pytest.mark.parametrize(
    ("write", "why"),
    [
        (breaking(RuntimeError("the cable was cut")), "the cable was cut."),
        (breaking(ValueError(f"bad key {SECRET}")), "what it sent cannot be read (ValueError: bad key …)."),
        (lambda *_: 7, "(TypeError: 'int' object is not iterable)."),
        (lambda: ["Nine."], "takes 0 positional arguments but 3 were given)."),
        (lambda *_: ["Nine", 7], "it wrote int and no text."),
        (lambda *_: [b"Nine"], "it wrote bytes and no text."),
        (lambda *_: [], "it wrote nothing."),
        (lambda *_: ["", ""], "it wrote nothing."),
    ],
)
def test_whatever_goes_wrong_is_told_with_its_package(write: Callable[..., Any], why: str) -> None:
    with pytest.raises(LLMError) as raised:
        written(write)
    assert str(raised.value).startswith(FAILED)
    assert str(raised.value).endswith(why)
    assert SECRET not in str(raised.value)


def test_what_came_before_a_failure_was_handed_on() -> None:
    pieces = model(breaking(RuntimeError("cut"))).stream("", "")
    assert next(pieces) == "Nine"
    with pytest.raises(LLMError, match="cut"):
        next(pieces)


@pytest.mark.parametrize("error", [LLMError("It is full."), SettingsError("Set ECHO_VOICE.")])
def test_an_error_of_ragbot_s_own_stays_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error), match=f"^{error}$"):
        written(breaking(error))


@pytest.mark.parametrize(
    ("thing", "why"), [(None, "no method 'stream'"), (SimpleNamespace(stream="x"), "no method 'stream'")]
)
def test_what_cannot_be_asked_is_no_model(thing: object, why: str) -> None:
    with pytest.raises(SettingsError, match=rf"package echo-models 1\.0 adds 'echo' to ragbot\.llms.*{why}"):
        made(lambda *_: thing)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            KeyError(f"no {SECRET}"),
            r"echo-models 1\.0 .* no model of echo:loud \(KeyError: 'no …'\): .*uninstall",
        ),
        (SettingsError("Set ECHO_VOICE."), r"^Set ECHO_VOICE\.$"),
    ],
)
def test_a_model_that_cannot_be_made_is_told_in_ragbot_s_words_or_its_own(error: Exception, told: str) -> None:
    def make(*_: Any) -> None:
        raise error

    with pytest.raises(SettingsError, match=told):
        made(make)
