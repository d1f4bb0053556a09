"""The status of a reply is noted while it is sent on unchanged."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from starlette.types import Message

from ragbot.api.reply_status import NotingSend
from tests.coroutines import result_of

START: Message = {"type": "http.response.start", "status": 503}
BODY: Message = {"type": "http.response.body", "body": b"x", "status": 200}


@pytest.mark.parametrize(
    ("messages", "status"),
    [([], 0), ([BODY], 0), ([START], 503), ([START, BODY, BODY], 503)],
    ids=["who left has none", "only the start tells", "the start", "the rest changes nothing"],
)
def test_the_status_is_that_of_the_start_and_all_is_sent_on(messages: Sequence[Message], status: int) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def reply() -> int:
        noting = NotingSend(send)
        for message in messages:
            await noting(message)
        return noting.status

    assert result_of(reply()) == status
    assert sent == messages
