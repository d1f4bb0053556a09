"""Whether the nouns of a module stay as they were made."""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, fields, is_dataclass
from types import ModuleType

import pytest


def kinds_of(module: ModuleType) -> list[type]:
    """Return the dataclasses that the module has itself."""
    return [kind for kind in vars(module).values() if is_dataclass(kind) and kind.__module__ == module.__name__]  # type: ignore[misc]


def assert_frozen(kind: type) -> None:
    """No field of it can be set, and no other attribute."""
    given = {each.name: None for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING}
    made = kind(**given)
    for field in fields(kind):
        with pytest.raises(FrozenInstanceError):
            setattr(made, field.name, "something else")
    assert not hasattr(made, "__dict__")
