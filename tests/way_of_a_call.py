"""Counts the files and functions that a question and an ingest run through: `python -m tests.way_of_a_call`.

The samples are taken in, and a question is answered by quoting, with the bundled model; both are traced with
`sys.setprofile`, in every thread. The second table has how often one answer calls what reads texts. The last lines
have the rooms of the code and the arrows between them, as `tests/test_project.py` reads them.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from ingest.cli import main as ingest
from ragbot import Question, open_bot
from tests.test_project import rooms

ROOT = Path(__file__).parents[1]
OURS = tuple(f"{ROOT / package}/" for package in ("ragbot", "ingest"))
QUESTION = "How many people died when the ferry sank?"
READERS = ("dates_in", "quantities_in", "names_in", "sentence_spans", "speech", "clauses", "stem", "stems")


@contextmanager
def traced() -> Iterator[Counter[tuple[str, str]]]:
    """Count the calls of each function of ours, by its file and its name."""
    calls: Counter[tuple[str, str]] = Counter()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OURS):
            calls[frame.f_code.co_filename, frame.f_code.co_qualname] += 1

    sys.setprofile(note)
    threading.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def counted(what: str, work: Callable[[], object]) -> Counter[tuple[str, str]]:
    with traced() as calls:
        work()
    print(f"{what:8} {len({file for file, _ in calls}):4} files {len(calls):5} functions {calls.total():7,} calls")
    return calls


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        counted("ingest", lambda: ingest(["--archive", folder, "--samples"]))
        with open_bot(folder) as bot:
            bot.ask(Question("Who found the sealed letter?"))  # what is read once a process is read now
            calls = counted("ask", lambda: bot.ask(Question(QUESTION)))
    for reader in READERS:
        count = sum(number for (_, name), number in calls.items() if name == reader)
        print(f"  {reader:15} {count:6,} calls in one answer")
    arrows = {(room_of(one), room_of(other)) for one, others in rooms().items() for other in others}
    between = {(one, other) for one, other in arrows if one != other and "ragbot" not in (one, other)}
    tell("rooms, single modules counted as such", between)
    tell("packages", {arrow for arrow in between if all(map(is_package, arrow))})


def is_package(room: str) -> bool:
    return ROOT.joinpath(*room.split(".")).is_dir() and "." in room


def tell(what: str, arrows: set[tuple[str, str]]) -> None:
    print(f"{len({room for arrow in arrows for room in arrow})} {what}, {len(arrows)} arrows between them")


if __name__ == "__main__":
    main()
