"""The scorecard: what of the reliability trial can be repeated in ten minutes, a row each.

python -m tests.scorecard [--quick] [--rows NAME…] [--archive FOLDER] [--json FILE]

Each row is run in a session of processes of its own, which is ended, servers and all, when its time is over. Everything
stays on loopback and in a temporary folder. The exit status is 1 when a row has failures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from tests.scorecard.outcome import Outcome, shortened
from tests.scorecard.processes import ROOT
from tests.scorecard.rows import ROWS, Row
from tests.scorecard.trial import DISK, Trial, prepare


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # else what it has started would stay
    rows = [row for row in ROWS if not given.rows or row.name in given.rows]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="scorecard-") as folder:
        archives = Path(folder, "archives")
        archives.mkdir(mode=0o700)
        real = prepare(archives, given.archive, given.quick)
        print(f"Archives made in {time.monotonic() - began:.0f} s. {_setting(real)}\n", flush=True)
        outcomes = _tried(rows, Path(folder), given.quick, real)
    print(_table(outcomes) + f"\nIn {time.monotonic() - began:.0f} s; {_load()}.", flush=True)
    if given.json:
        given.json.write_text(json.dumps({title: each.as_dict() for title, each in outcomes.items()}, indent=1))
    return int(any(outcome.failures for outcome in outcomes.values()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.scorecard", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="two minutes of it, in which no speed is a failure")
    names = [row.name for row in ROWS]
    parser.add_argument("--rows", nargs="+", choices=names, metavar="NAME", help=f"only these: {', '.join(names)}")
    parser.add_argument(
        "--archive", type=Path, help="a folder of a real archive, for the figures of load; it is copied"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcome to this file too")
    return parser


def _setting(real: bool) -> str:
    of = "a real archive" if real else "invented short articles, so that answers are made faster than from real news"
    return f"Load is measured on {of}. {os.cpu_count()} cores, {_load()}."


def _load() -> str:
    return "load average " + " ".join(f"{value:.1f}" for value in os.getloadavg())


# -- a row in processes of its own

running: set[int] = set()
"""Process groups of the rows that are being tried."""


def _tried(rows: Sequence[Row], folder: Path, quick: bool, real: bool) -> dict[str, Outcome]:
    """By title. Two rows side by side only where no speed is judged."""
    threads = ThreadPoolExecutor(2 if quick else 1)
    try:
        done = threads.map(lambda row: _shown(row, _apart(row, folder, quick, real)), rows)
        return dict(zip((row.title for row in rows), done, strict=True))
    except BaseException:
        threads.shutdown(wait=False, cancel_futures=True)
        for group in tuple(running):
            _end(group)
        raise
    finally:
        threads.shutdown()


def _end(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _apart(row: Row, folder: Path, quick: bool, real: bool) -> Outcome:
    """Run it in a process group of its own, so that nothing of it is left when it has ended."""
    scratch, result = folder / row.name, folder / f"{row.name}.json"
    scratch.mkdir(mode=0o700)
    call = f"from tests.scorecard.__main__ import run_here; run_here({row.name!r}, {quick}, {real})"
    command = [sys.executable, "-c", call, str(scratch), str(folder / "archives"), str(result)]
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as process:
        running.add(process.pid)
        try:
            process.wait(row.limit)
        except subprocess.TimeoutExpired:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
        finally:
            _end(process.pid)
            running.discard(process.pid)
    _clear(scratch)
    return Outcome(**json.loads(result.read_text())) if result.exists() else Outcome(1, ["the row was killed"])


def _clear(scratch: Path) -> None:
    if os.path.ismount(scratch / DISK):
        subprocess.run(["umount", "--lazy", str(scratch / DISK)], check=False)
    shutil.rmtree(scratch, ignore_errors=True)


def run_here(name: str, quick: bool, real: bool) -> None:
    """In the process of the row: run it, and write what came of it, also of one that breaks or lasts too long."""
    scratch, archives, result = map(Path, sys.argv[1:])
    (row,) = (each for each in ROWS if each.name == name)
    outcome = Outcome()

    def give_up(*_: object) -> None:
        outcome.failures.append(f"the row had not ended after {row.limit:.0f} s")
        _write(outcome, result)
        os._exit(1)

    signal.signal(signal.SIGTERM, give_up)
    try:
        row.run(Trial(quick, scratch, archives, real), outcome)
    except Exception as error:
        traceback.print_exc()
        outcome.failures.append(f"the row broke: {shortened(repr(error))}")
    _write(outcome, result)


def _write(outcome: Outcome, result: Path) -> None:
    part = result.with_suffix(".part")
    part.write_text(json.dumps(outcome.as_dict()))
    part.rename(result)


# -- what is printed


def _shown(row: Row, outcome: Outcome) -> Outcome:
    lines = [f"## {row.title}: {outcome.tried} tried, {len(outcome.failures)} failures"]
    lines += [f"   {text}" for text in (*outcome.figures, *outcome.skipped)]
    lines += [f"   FAILED: {failure}" for failure in outcome.failures]
    print("\n".join(lines), flush=True)
    return outcome


def _table(outcomes: dict[str, Outcome]) -> str:
    lines = ["", "| row | tried | failures |", "|---|---|---|"]
    for title, outcome in outcomes.items():
        tried = "; ".join([str(outcome.tried), *outcome.skipped])
        failed = "; ".join([str(len(outcome.failures)), *_kinds(outcome.failures)])
        lines.append(f"| {title} | {tried} | {failed} |")
    return "\n".join(lines)


def _kinds(failures: Sequence[str]) -> Sequence[str]:
    """At most four of them; the rest is above the table."""
    return [*(failure.replace("|", "/")[:100] for failure in failures[:4]), *(["…"] if len(failures) > 4 else [])]


if __name__ == "__main__":
    sys.exit(main())
