"""What a model's name may begin with."""

from __future__ import annotations

from ragbot.models.names import OURS, PROVIDERS, QUOTING


def test_our_list_of_providers_is_langchains() -> None:
    from langchain.chat_models import base

    assert frozenset(base._BUILTIN_PROVIDERS) == PROVIDERS


def test_a_package_may_add_neither_a_provider_nor_quoting_nor_an_address() -> None:
    assert PROVIDERS | {QUOTING, "http", "https"} == OURS
    assert all(name == name.strip().lower() and ":" not in name for name in OURS)
