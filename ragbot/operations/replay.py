"""`ragbot replay FILE`: asks the archive again from a trace, and says whether the ranked passages are the same."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragbot.errors import TraceError
from ragbot.operations.differences import Difference, Key, Pair, difference_of, lines_of, pairs_of, place_of, places_of
from ragbot.operations.keys import Outcome, Step

if TYPE_CHECKING:
    from ragbot.archive.retention import Expiry
    from ragbot.settings import Settings
    from ragbot.types import Answer, ModelCall, Question, State, Trace


@dataclass(frozen=True, slots=True)
class Source:
    """What is asked again: an archive that is open here, or the server that owns it."""

    ask: Callable[[Question], Answer]
    states: Callable[[set[Key]], Mapping[Key, State]]
    """Those of the versions that there are, with the states of their articles."""
    expiries: Callable[[set[str]], Mapping[str, Expiry]]
    """Of those of the articles that `ragbot vacuum` took out."""
    name: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it."""

    same: bool
    searches: int
    passages: int
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    """What else is not as it was: the code, the models, the archive."""


def add_command(commands: Any, finish: Callable[[Any, Step], None]) -> None:
    """Add `replay` to the commands; `finish` gives its parser the common options, and prints the outcome."""
    parser = commands.add_parser(
        "replay",
        help="ask again from a trace, and say whether the ranked passages are the same",
        description="Ask the archive again from what 'ragbot ask --trace FILE' wrote, or from an answer of the API "
        "with its trace. Exit status: 0 when the ranked passages are the same, 1 when they differ, 2 else.",
    )
    parser.add_argument("file", type=Path, help="an answer with its trace, as JSON")
    parser.add_argument("--now", action="store_true", help="ask of the archive as it is today, not as it was then")
    finish(parser, _replay)


def _replay(settings: Settings, arguments: argparse.Namespace) -> Outcome:
    trace = read_trace(arguments.file)
    with _source(settings, trace) as source:
        replayed = replay(trace, source, now=arguments.now)
    return Outcome(asdict(replayed), "\n".join(_lines(replayed)), replayed.notes, 0 if replayed.same else 1)


# -- the file --


def read_trace(path: Path) -> Trace:
    """The trace in a file. Raises TraceError, which says what is wrong with it."""
    from pydantic import TypeAdapter, ValidationError

    from ragbot.types import TRACE_FORM, Trace

    found = _json_of(path)
    trace = found.get("trace", found) if isinstance(found, dict) else None
    form = trace.get("form") if isinstance(trace, dict) else None
    if isinstance(found, dict) and "trace" in found and trace is None:
        raise TraceError(f"{path} has an answer without its trace: ask again, with 'trace': true.")
    if not isinstance(form, str) or not form.startswith("ragbot-trace/"):
        raise TraceError(f"{path} is no trace: 'ragbot ask QUESTION --trace FILE' writes one.")
    if form != TRACE_FORM:
        told = f"{path} is a trace of the schema {form[:40]!a}, and this ragbot reads {TRACE_FORM!r}"
        raise TraceError(f"{told}: replay it with the ragbot that wrote it.")
    try:
        return TypeAdapter(Trace).validate_python(trace)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise TraceError(f"{path} is not as a trace is written: {where}: {first['msg']}.") from None


def _json_of(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise TraceError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise TraceError(
            f"{path} is no trace: it is not JSON. 'ragbot ask QUESTION --trace FILE' writes one."
        ) from None


# -- asking again --


@contextmanager
def _source(settings: Settings, trace: Trace) -> Iterator[Source]:
    from ragbot.archive.archive import expiries_of, open_archive, states_of
    from ragbot.client import find_server

    fates = partial(states_of, settings), partial(expiries_of, settings), f"the archive in {settings.archive}"
    if server := find_server(settings):
        yield Source(server.ask, *fates)
        return
    from ragbot.answering.bot import Bot
    from ragbot.models.names import QUOTING
    from ragbot.models.rerank import open_reranker

    reranker = open_reranker(settings)
    with open_archive(settings) as archive:

        def ask(question: Question) -> Answer:
            """From the model's first reply on, each time."""
            llm = None if trace.settings.llm == QUOTING else ReplayedModel(trace.settings.llm, trace.calls)
            return Bot(archive, llm, reranker).ask(question)

        yield Source(ask, *fates)


class ReplayedModel:
    """A language model that writes again what the trace has, in the same order, whatever it is asked."""

    def __init__(self, name: str, calls: Sequence[ModelCall]) -> None:
        self.name = name
        self._calls = iter([call for call in calls if call.purpose != "second_look"])

    def stream(self, system: str, user: str, spent: float = 0.0) -> Iterator[str]:
        """Yield the reply. Raises LLMError where the model failed, and where it was not asked."""
        from ragbot.errors import LLMError
        from ragbot.models.thoughts import TAKEN_BACK

        call = next(self._calls, None)
        if call is None:
            raise LLMError(f"{self.name} was not asked when this was traced.")
        for i, piece in enumerate(call.reply.split(TAKEN_BACK)):
            yield from [TAKEN_BACK] * bool(i)
            yield piece
        if call.failure:
            raise LLMError(call.failure)


def replay(trace: Trace, source: Source, *, now: bool = False) -> Replayed:
    """Ask again, as of the time of the trace where the archive took something in since.

    Raises TraceError when the archive never had a version that the trace names, or answers without a trace.
    """
    question = _question_of(trace)
    again = _traced(source, question)
    is_later = again.archive_as_of != trace.archive_as_of
    if is_later and trace.archive_as_of and not question.as_of and not now:
        again = _traced(source, replace(question, as_of=trace.archive_as_of))
    pairs = pairs_of(trace, again)
    differing = [(one, other) for one, other in pairs if places_of(one) != places_of(other)]
    fates = _fates(trace, source) if differing else {}
    differences = tuple(difference_of(one, other, fates) for one, other in differing)
    passages = sum(len(one.passages) for one, _ in pairs)
    same = not differing and (bool(pairs) or not (trace.searches or again.searches))
    return Replayed(same, len(pairs), passages, differences, tuple(_notes(trace, again, is_later, pairs)))


def _question_of(trace: Trace) -> Question:
    from ragbot.types import Question

    asked = trace.question
    limits = {"asked_on": asked.asked_on, "as_of": asked.as_of}
    return Question(asked.text, asked.window, asked.sources, asked.history, **limits, trace=True)


def _traced(source: Source, question: Question) -> Trace:
    answer = source.ask(question)
    if answer.trace is None:
        raise TraceError(f"{source.name} gives no trace: is another version of ragbot running there? Start it anew.")
    return answer.trace


def _fates(trace: Trace, source: Source) -> Mapping[Key, str]:
    """What became of the articles of the versions that the trace has; "" where nothing did.

    Raises TraceError when the archive never had one: none loses a version but by retention, which says so.
    """
    every = {place_of(passage)[:2]: passage for search in trace.searches for passage in search.passages}
    states = source.states(set(every))
    expiries = source.expiries({article_id for article_id, _ in every.keys() - states.keys()})
    for key, passage in every.items():
        if key not in states and key[0] not in expiries:
            raise TraceError(
                f"{source.name} lacks version {key[1]} of the article {key[0]} ({passage.title!a}), which the trace "
                "has: name the archive that it was made of, with --archive or RAGBOT_ARCHIVE."
            )
    return {key: _fate(states.get(key), expiries.get(key[0])) for key in every}


def _fate(state: State | None, expiry: Expiry | None) -> str:
    if state is None:
        return f"its article was taken out on {expiry.at[:10]}, older than its outlet's are kept" if expiry else ""
    return "" if state == "live" else f"its article is {state}"


def _notes(trace: Trace, again: Trace, is_later: bool, pairs: Sequence[Pair]) -> Iterator[str]:
    if is_later:
        yield f"The archive took something in since {trace.archive_as_of}, the time of the trace."
    for name, before in asdict(trace.settings).items():
        if (after := getattr(again.settings, name)) != before and name in ("embedding_model", "reranker"):
            yield f"The setting {name} was {before}, and is {after}."
    if (trace.ragbot, trace.code) != (again.ragbot, again.code):
        yield f"The code was {trace.ragbot} ({trace.code}), and is {again.ragbot} ({again.code})."
    if trace.decision != again.decision:
        yield f"It was decided {trace.decision}, and would be {again.decision} now."
    if others := len(trace.searches) + len(again.searches) - 2 * len(pairs):
        yield f"Searches that were made only then, or only now, and are not compared: {others}."


def _lines(replayed: Replayed) -> Iterator[str]:
    if replayed.same:
        count = replayed.searches
        found = f"{replayed.passages} passages of {count} {'search' if count == 1 else 'searches'}"
        yield (
            f"The ranked passages are the same: {found}." if replayed.searches else "Nothing was searched, then as now."
        )
        return
    if not replayed.differences:
        yield "What is searched is not what was searched: there are no ranked passages to compare."
    for difference in replayed.differences:
        yield from lines_of(difference)
