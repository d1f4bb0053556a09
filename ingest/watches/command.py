"""ragbot watch add | list | show | pause | resume | revive | remove | run: standing questions from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ragbot.operations.cli import Parser, add_common_options, print_json, settings_of
from ragbot.operations.terminal import tell, visible

if TYPE_CHECKING:
    from ragbot.archive.watch import Sentences, Watch, WatchUpdate
    from ragbot.archive.watches import Watches
    from ragbot.settings import Settings
    from ragbot.types import Question

HELP = {
    "add": "have a question asked again when articles change, or every so often",
    "list": "the standing questions, with what each answers now and how its webhook is doing",
    "show": "what changed in the answers of one, the newest first",
    "pause": "ask them no more, until resume",
    "resume": "ask paused ones again",
    "revive": "try dead webhooks again",
    "remove": "delete them with what changed",
    "run": "ask what is due now, and deliver what waits; for cron or a timer where no server runs",
}
NAMED: Mapping[str, str | int] = {"show": 1, "pause": "+", "resume": "+", "revive": "+", "remove": "+"}
"""The steps that take standing questions, and how many."""
BY_HAND = "ragbot watch"


def add_command(commands: Any) -> None:
    """Add `watch` to ragbot's commands."""
    parser = commands.add_parser(
        "watch", help="standing questions: asked again, and told when the cited answer changed"
    )
    steps = parser.add_subparsers(metavar="STEP", required=True, parser_class=Parser)
    for name, summary in HELP.items():
        step = steps.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
        add_common_options(step)
        step.set_defaults(command=STEPS[name])
        if name in NAMED:
            step.add_argument("watches", nargs=NAMED[name], metavar="ID", help="its id, or 4 or more digits of that")
    add = steps.choices["add"]
    add.add_argument("question", nargs="+", help="best in quotation marks, which keep ? and ' from the shell")
    add.add_argument("--since", metavar="DAY", help="only articles published on this day (YYYY-MM-DD) or later")
    add.add_argument("--source", action="append", default=[], help="only this outlet; may be repeated")
    add.add_argument("--every", metavar="SPAN", type=_interval, help="such as 30m, 6h or 1d; else when articles change")
    add.add_argument("--webhook", metavar="URL", default="", help="where changes are posted, besides the Atom feed")
    steps.choices["run"].add_argument("--all", action="store_true", help="also what is not due, but for paused ones")


def _interval(text: str) -> int:
    from ragbot.settings import LEAST_EVERY, MOST_EVERY, interval

    seconds = interval(text)
    if seconds is None:
        raise argparse.ArgumentTypeError(
            f"{text} is no interval from {LEAST_EVERY // 60}m to {MOST_EVERY // 86_400}d, such as 30m, 6h or 1d"
        )
    return seconds


def _add(arguments: argparse.Namespace) -> int:
    from ingest.watches.making import kept

    question, settings = _question(arguments), settings_of(arguments)
    with _watches(settings) as watches:
        watch = _new_watch(question, arguments, settings)
        watch, is_new = kept(watches, watch, settings.watches)
    if is_new:
        _note(settings, "add", watch)
    if arguments.json:
        print_json({"id": watch.id, "is_new": is_new, "secret": watch.secret or None})
        return 0
    print(visible(f"{watch.id[:8]}  {'stands' if is_new else 'stands already'}: {watch.question}"))
    if watch.secret:
        print(f"{watch.secret}\nPosts to its webhook are signed with this; it is shown only now.")
    return 0


def _question(arguments: argparse.Namespace) -> Question:
    """Return the question of a command. Raises QuestionError when its day is none."""
    from ragbot.errors import QuestionError
    from ragbot.types import Question, Window, is_day

    if arguments.since and not is_day(arguments.since):
        raise QuestionError(f"since: {arguments.since!r} is not a day; write it as 2026-03-14.")
    return Question(" ".join(arguments.question), Window(since=arguments.since), tuple(arguments.source))


def _new_watch(question: Question, arguments: argparse.Namespace, settings: Settings) -> Watch:
    """Return the standing question. Raises QuestionError when it cannot be asked, or its webhook cannot be used."""
    from ingest.watches.making import made
    from ingest.watches.webhook import Poster, WebhookError
    from ragbot.errors import QuestionError

    try:
        return made(question, arguments.every, arguments.webhook, "", Poster.of(settings))
    except WebhookError as error:
        raise QuestionError(f"The webhook cannot be used: it {error}.") from None


def _list(arguments: argparse.Namespace) -> int:
    with _watches(settings_of(arguments)) as watches:
        all_watches = watches.all()
    if arguments.json:
        print_json({"watches": [_public(watch) for watch in all_watches]})
    elif not all_watches:
        print("No question stands: ragbot watch add QUESTION.")
    for watch in () if arguments.json else all_watches:
        print(visible(f"{watch.id[:8]}  {watch.question}"))
        print(visible(f"          {_condition(watch)}"))
    return 0


def _public(watch: Watch) -> dict[str, object]:
    return {name: value for name, value in asdict(watch).items() if name not in ("secret", "marker", "evidence")}


def _condition(watch: Watch) -> str:
    """Return the state in one line: `answered; 3 updates, the last one at …; webhook dead: answered with 500`."""
    parts = [watch.outcome or "not asked yet"]
    if watch.state == "paused":
        parts.append("paused")
    if watch.updates:
        many = "s" if watch.updates > 1 else ""
        parts.append(f"{watch.updates} update{many}, the last one at {watch.last_change}")
    if watch.error:
        parts.append(watch.error)
    if watch.webhook:
        parts.append(f"webhook {watch.webhook_state}" + (f": {watch.webhook_error}" if watch.webhook_error else ""))
    return "; ".join(parts)


def _show(arguments: argparse.Namespace) -> int:
    with _watches(settings_of(arguments)) as watches:
        named, status = _named(watches, arguments.watches)
        updates = watches.updates(named[0].id) if named else []
    if arguments.json:
        print_json({"updates": updates})
        return status
    for update in updates:
        _print_update(update)
    if named and not updates:
        print("Nothing changed yet.")
    return status


def _print_update(update: WatchUpdate) -> None:
    print(visible(f"{update.at}  {update.outcome}"))
    _print_sentences("+", update.new)
    _print_sentences("-", update.old)


def _print_sentences(sign: str, sentences: Sentences) -> None:
    for each in sentences:
        where = ", ".join(filter(None, [each.source, each.title, (each.published or "")[:10], each.url]))
        print(visible(f"  {sign} {each.text}"))
        print(visible(f"    {where}"))


def _run(arguments: argparse.Namespace) -> int:
    from ragbot.client import find_server

    settings = settings_of(arguments)
    if not find_server(settings):
        return _run_alone(settings, arguments)
    with _watches(settings) as watches:
        wanted = _ask_all(watches) if arguments.all else 0
    tell(f"The server asks {wanted} now." if wanted else "The server asks by itself what is due.")
    return 0


def _ask_all(watches: Watches) -> int:
    """Have all questions asked that are not paused; return their number."""
    from ragbot.archive.source import ASKED

    active = [watch for watch in watches.all() if watch.state == "active"]
    for watch in active:
        watches.set(watch.id, next_check=ASKED)
    return len(active)


def _run_alone(settings: Settings, arguments: argparse.Namespace) -> int:
    from ingest.watches.standing import StandingQuestions
    from ragbot.answering.bot import open_bot

    with open_bot(settings) as bot:
        watches = bot.archive.watches
        if arguments.all:
            _ask_all(watches)
        updates = []
        for watch, update in StandingQuestions(bot.archive, settings, bot).due_now():
            updates += [update] if update else []
            if update and not arguments.json:
                print(visible(f"{watch.id[:8]}  {watch.question}"))
                _print_update(update)
        failed = [watch for watch in watches.all() if watch.error or watch.webhook_error]
    if arguments.json:
        print_json({"updates": updates})
    for watch in failed:
        tell(visible(f"{watch.id[:8]}  {watch.error or f'its webhook {watch.webhook_error}'}"))
    return 1 if failed else 0


def _changing(step: str) -> Callable[[argparse.Namespace], int]:
    """Return a step that changes or deletes standing questions."""

    def change(arguments: argparse.Namespace) -> int:
        settings = settings_of(arguments)
        with _watches(settings) as watches:
            named, status = _named(watches, arguments.watches)
            for watch in named:
                _change(watches, watch, step)
        for watch in named:
            _note(settings, step, watch)
            if not arguments.json:
                print(visible(f"{watch.id[:8]}  {DONE[step]}: {watch.question}"))
        if arguments.json:
            print_json({"ids": [watch.id for watch in named]})
        return status

    return change


def _change(watches: Watches, watch: Watch, step: str) -> None:
    from ragbot.archive.watch import REVIVED

    if step == "remove":
        watches.forget(watch.id)
    elif step != "revive":
        watches.set(watch.id, state="paused" if step == "pause" else "active")
    elif watch.webhook_state == "dead":
        watches.set(watch.id, **REVIVED)


DONE = {"pause": "paused", "resume": "active", "revive": "its webhook is tried again", "remove": "stands no more"}


def _named(watches: Watches, names: Sequence[str]) -> tuple[list[Watch], int]:
    """Return the standing questions of these names, and the exit status: 1 when a name has none."""
    known = [watches.named(name) for name in names]
    for name, watch in zip(names, known, strict=True):
        if watch is None:
            tell(visible(f"{name}: no standing question has this id; 'ragbot watch list' shows them."))
    return [watch for watch in known if watch], int(None in known)


def _note(settings: Settings, step: str, watch: Watch) -> None:
    from ragbot.archive.archive import open_deeds
    from ragbot.archive.deeds import COMMAND_LINE

    with open_deeds(settings) as deeds:
        deeds.add(COMMAND_LINE, f"{BY_HAND} {step}", watch.question)


@contextmanager
def _watches(settings: Settings) -> Iterator[Watches]:
    from ragbot.archive.archive import open_watches

    with open_watches(settings) as watches:
        yield watches


STEPS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "add": _add,
    "list": _list,
    "show": _show,
    **{step: _changing(step) for step in DONE},
    "run": _run,
}
