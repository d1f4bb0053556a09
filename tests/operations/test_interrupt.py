"""SIGTERM ends what runs as Ctrl-C does, and only as long as it runs."""

from __future__ import annotations

import os
import signal

import pytest

from ragbot.operations.interrupt import interrupted_by_sigterm


def test_sigterm_raises_what_ctrl_c_raises() -> None:
    with pytest.raises(KeyboardInterrupt), interrupted_by_sigterm():
        os.kill(os.getpid(), signal.SIGTERM)


def test_afterwards_sigterm_does_what_it_did_before() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    try:
        with pytest.raises(ValueError, match="spoilt"), interrupted_by_sigterm():
            raise ValueError("spoilt")
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert heard == [signal.SIGTERM]
