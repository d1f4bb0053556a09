"""A client of an app whose bot only pretends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.fake_bot import FakeBot, app_of


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def client(bot: FakeBot) -> Iterator[TestClient]:
    with TestClient(app_of(bot), base_url="http://127.0.0.1") as client:
        yield client
