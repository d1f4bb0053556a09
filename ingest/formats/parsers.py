"""Processes that parse files and feeds, bounded in time and memory: one file does no harm to the next."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, LifoQueue
from typing import Any, Self

from ingest.formats.format import Records
from ingest.records.record import LOOK_SECONDS, STOPPED, IsOver, SourceError, never

PARSE_SECONDS = 8.0
"""The most seconds for one file; a usual page takes 0.05 s, while 60,000 paragraphs have taken 30. With a new process
below 10 s."""
MEMORY = 1_000_000_000
"""The most bytes of address space for a file: of 132 news pages, of up to 2.9 MB, none took 90 MB; 10 MB of text take
250."""
KEPT = 200_000_000
"""The most bytes that a process may keep after a file; one with more makes way for another."""
AT_ONCE = 2
"""The number of files that a server parses at once, and so 2.4 GB at the very most."""
WAIT_SECONDS = 32.0
"""The longest wait for a free process: four files that take as long as they may."""
IDLE_SECONDS = 300.0
"""Seconds without a file after which a process ends: it holds 55 MB."""
SAVE = "save the article's text as .txt instead"
TELL = "tell its publisher"
_START_SECONDS = 120.0  # importing trafilatura takes 1 s, on a busy machine without bytecode far longer


@dataclass(frozen=True, slots=True)
class _File:
    """The task of a process."""

    name: str
    """The name of the format."""
    data: bytes
    charset: str
    address: str | None = None
    """The address of a source that is followed; None for a file."""

    @property
    def way_out(self) -> str:
        return SAVE if self.address is None else TELL


@dataclass(frozen=True, slots=True)
class _Reply:
    record: Any


class ParserProcess:
    """One process, for one thread. It starts with the first file and ends with the `with` block."""

    def __init__(self, seconds: float = PARSE_SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def parse(self, name: str, data: bytes, charset: str = "", is_over: IsOver = never) -> Records:
        """Parse a file, as `Parsers.parse` says."""
        found: Records = self._read(_File(name, data, charset), is_over)
        return found

    def follow(self, name: str, data: bytes, address: str, is_over: IsOver = never) -> Any:
        """Read a followed source, as `Parsers.follow` says."""
        return self._read(_File(name, data, "", address), is_over)

    def _read(self, file: _File, is_over: IsOver) -> Any:
        reply = self._reply_of(file, is_over) or self._reply_of(file, is_over)
        if isinstance(reply, str) or reply is None:
            raise SourceError(reply or "is not parsed, for the parser ends at once; try again")
        return reply.record

    def _reply_of(self, file: _File, is_over: IsOver) -> _Reply | str | None:
        """Return what is in the file, the reason why nothing is, or None from a process that had just made way."""
        try:
            connection = self._connection or self._start(is_over)
            connection.send(file)
            reply: _Reply | str = self._reply(connection, self._seconds, is_over, file.way_out)
        except (EOFError, OSError):
            left = self._exit_status() == 0
            self.close()
            return None if left else f"made the {file.name} parser crash; {file.way_out}"
        except BaseException:  # the reply would come as that to the next file
            self.close()
            raise
        return reply

    def _exit_status(self) -> int | None:
        if self._process is None:
            return None
        self._process.join(1)
        return self._process.exitcode

    def _start(self, is_over: IsOver) -> Connection:
        context = multiprocessing.get_context("spawn")  # forking a process that has threads can hang
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_work, args=(theirs, self._seconds, self._memory), daemon=True, name="parser"
        )
        with _interrupts_held():
            self._process.start()
        theirs.close()
        try:
            self._reply(self._connection, _START_SECONDS, is_over)
        except (EOFError, OSError):
            reason = "needs a parser, whose process did not start; a script needs if __name__ == '__main__'"
            raise SourceError(reason) from None
        return self._connection

    def _reply(self, connection: Connection, seconds: float, is_over: IsOver, way_out: str = SAVE) -> Any:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if connection.poll(min(left, LOOK_SECONDS)):
                return connection.recv()
            if is_over():
                raise SourceError(STOPPED)
        raise SourceError(f"took longer than {seconds:g} s to parse; {way_out}")

    def close(self) -> None:
        """End the process, whatever it is doing; the next file starts another."""
        if self._connection:
            self._connection.close()
        if self._process and self._process.pid:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._connection = self._process = None


class SharedParsers:
    """A few processes for all threads of a server: a file waits for a while when all are busy."""

    def __init__(self, at_once: int = AT_ONCE, seconds: float = PARSE_SECONDS, patience: float = WAIT_SECONDS) -> None:
        self._patience = patience
        self._free: LifoQueue[ParserProcess] = LifoQueue()  # the last one to work is warm
        for _ in range(at_once):
            self._free.put(ParserProcess(seconds))

    def parse(self, name: str, data: bytes, charset: str = "", is_over: IsOver = never) -> Records:
        """Parse a file, as `Parsers.parse` says; it waits for a free process."""
        with self._one(is_over) as parser:
            return parser.parse(name, data, charset, is_over)

    def follow(self, name: str, data: bytes, address: str, is_over: IsOver = never) -> Any:
        """Read a followed source, as `Parsers.follow` says; it waits for a free process."""
        with self._one(is_over) as parser:
            return parser.follow(name, data, address, is_over)

    @contextmanager
    def _one(self, is_over: IsOver) -> Iterator[ParserProcess]:
        parser = self._next_free(is_over)
        try:
            yield parser
        finally:
            self._free.put(parser)

    def _next_free(self, is_over: IsOver) -> ParserProcess:
        until = time.monotonic() + self._patience
        while time.monotonic() < until:
            with suppress(Empty):
                return self._free.get(timeout=LOOK_SECONDS)
            if is_over():
                raise SourceError(STOPPED)
        raise SourceError(f"waited {self._patience:g} s for the parser, which is busy; send it again later")


@cache
def shared_parsers() -> SharedParsers:
    """Return the parsers of this process: uploads and followed sources share the same few."""
    return SharedParsers()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold interrupts back: a new process ignores Ctrl-C from the first; by itself it would need 50 ms for that."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # otherwise the process would start it, and it would let interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection, seconds: float, most: int) -> None:
    """Answer each file with its record, or with the reason why there is none, until one took much memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    logging.disable()
    import trafilatura  # noqa: F401  so that the first page does not pay for it

    memory = _Memory(most)
    with suppress(EOFError, OSError):  # the parent is gone
        connection.send("ready")
        while memory.is_small() and connection.poll(IDLE_SECONDS) and (file := connection.recv()) is not None:
            _bound_time(seconds)
            connection.send(_within(memory, file))


def _within(memory: _Memory, file: _File) -> _Reply | str:
    with suppress(MemoryError):
        reply = _reply_to(file)
        if not memory.ran_out():  # then libxml2 says "unknown error", or nothing at all
            return reply
    return f"takes over {memory.most // 1_000_000} MB to parse; {file.way_out}"


def _reply_to(file: _File) -> _Reply | str:
    """Return the record of a file, or why there is none. Raises MemoryError."""
    from ingest.formats.table import of_name

    try:
        wanted = of_name(file.name)
        if file.address is not None and wanted.follow:
            return _Reply(wanted.follow(file.data, file.address))
        return _Reply(wanted.parse(file.data, file.charset)) if wanted.parse else f"is not parsed as {file.name}"
    except MemoryError:
        raise
    except SourceError as error:
        return str(error)
    except Exception as error:  # a parser of other people's files; any error is about this one
        return f"cannot be parsed as {file.name}: {type(error).__name__}: {error}"


def _bound_time(seconds: float) -> None:
    """Let the kernel end the process for a file that takes too long, in case the parent was killed."""
    _limit("RLIMIT_CPU", round(sum(os.times()[:2]) + 2 * seconds + 5))


def _limit(name: str, most: int) -> None:
    """Set a limit where the platform knows it, unless a stricter one holds."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(getattr(resource, name))[1]
        resource.setrlimit(getattr(resource, name), (most, hard))


class _Memory:
    """The address space of this process: `most` more than it has now, where the platform can limit and tell it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._before = _sizes().get("VmSize", 0)
        if self._before:
            _limit("RLIMIT_AS", self._before + most)

    def ran_out(self) -> bool:
        """Return whether so little was left at some time that a request for more may have failed."""
        return _sizes().get("VmPeak", 0) - self._before > 0.9 * self.most

    def is_small(self) -> bool:
        return _sizes().get("VmSize", 0) - self._before < KEPT and not self.ran_out()


def _sizes() -> dict[str, int]:
    """Return the memory sizes of this process, in bytes; empty where there is no /proc."""
    with suppress(OSError, ValueError), open("/proc/self/status") as status:
        pairs = (line.split() for line in status if line.startswith("Vm"))
        return {name.rstrip(":"): int(size) * 1024 for name, size, *_ in pairs}
    return {}
