"""The command line: ragbot COMMAND. Heavy imports wait until a command needs them."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ragbot import __version__
from ragbot.models.names import OURS
from ragbot.operations import feedback, keys, replay
from ragbot.operations.terminal import tell, visible
from ragbot.plugins import LLMS, loaded, plugins

if TYPE_CHECKING:
    from ragbot.api.bodies import AnswerBody
    from ragbot.settings import Settings
    from ragbot.types import Question

EPILOG = (
    "Settings are read from RAGBOT_* variables: docs/settings.md lists them. "
    "Exit status: 0, 1 (it failed), 2 (wrong use), 130 (Ctrl-C)."
)
COMMANDS = "ragbot.commands"
"""Entry points that add commands: a function of argparse's subparsers. The ingester brings `eval`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; its exit status."""
    parser = _parser()
    arguments, others = parser.parse_known_args(argv)
    if others:
        quote = ": put the question in quotation marks" if "question" in arguments else ""
        parser.error(f"unrecognized arguments: {' '.join(others)}{quote}")
    return run_command(lambda: int(arguments.command(arguments)))


def run_command(command: Callable[[], int]) -> int:
    """The exit status of a command; what went wrong in one line, without a traceback."""
    from ragbot.archive.disk import way_out
    from ragbot.errors import QuestionError, RagbotError, SettingsError, TraceError

    try:
        return command()
    except (QuestionError, SettingsError, TraceError) as error:
        tell(error)
        return 2
    except RagbotError as error:
        tell(error)
        return 1
    except OSError as error:
        if not (meaning := way_out(error)):
            raise
        where = f"{error.filename}: " if error.filename else ""
        tell(f"{where}{error.strerror}: {meaning}")
        return 1
    except KeyboardInterrupt:
        tell("stopped")
        return 130


class Parser(argparse.ArgumentParser):
    """One that quotes arguments in its errors so that they do not steer the terminal."""

    def error(self, message: str) -> NoReturn:
        super().error(visible(message))


def _parser() -> argparse.ArgumentParser:
    parser = Parser("ragbot", description="Ask the news and check every sentence.", epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"ragbot {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for add_commands in (_add_serve, _add_questions, _add_mcp, _add_upkeep, _add_doctor):
        add_commands(commands)
    for add_command in (keys.add_command, replay.add_command, feedback.add_command):
        add_command(commands, _with_outcome)
    for add_command in loaded(COMMANDS):
        add_command(commands)
    return parser


def _add_serve(commands: Any) -> None:
    serve = _command(commands, _serve, "serve", "serve the chat page and the API", has_json=False)
    serve.add_argument("--host", help="address to bind (RAGBOT_HOST)")
    serve.add_argument("--port", type=int, help="port to bind, 0 for a free one (RAGBOT_PORT)")
    serve.add_argument(
        "--insecure", action="store_true", default=None, help="without keys beyond this machine, too (RAGBOT_INSECURE)"
    )
    _add_llm(serve)


def _add_questions(commands: Any) -> None:
    ask = _command(commands, _ask, "ask", "answer a question from the archive, with citations")
    _add_question(ask)
    ask.add_argument(
        "--trace", type=Path, metavar="FILE", help="write the answer here, with what happened on the way to it"
    )
    _add_llm(ask)
    search = _command(commands, _search, "search", "find passages, without an answer")
    _add_question(search)
    search.add_argument("--limit", type=_limit, default=10, help="how many passages at most, 1 to 50 (default: 10)")


def _add_question(command: argparse.ArgumentParser) -> None:
    """Add a question and its limits to a command."""
    command.add_argument("question", nargs="+", help="best in quotation marks, which keep ? and ' from the shell")
    command.add_argument("--since", metavar="DAY", help="only articles published on this day (YYYY-MM-DD) or later")
    command.add_argument("--until", metavar="DAY", help="only articles published on this day or earlier")
    command.add_argument("--source", action="append", default=[], help="only this outlet; may be repeated")
    command.add_argument("--asked-on", metavar="DAY", help='count "last week" from this day (default: today)')
    command.add_argument("--as-of", metavar="TIME", help="use only what the archive had seen by this day or instant")


def _add_mcp(commands: Any) -> None:
    mcp = _command(commands, _mcp, "mcp", "give an assistant the archive as tools (MCP)", has_json=False)
    mcp.add_argument("--url", help="ask the server at this address, such as http://127.0.0.1:8000, not an archive")
    _add_llm(mcp)


def _add_upkeep(commands: Any) -> None:
    """Add what checks, copies and clears an archive."""
    _command(commands, _verify, "verify", "check that every text in the archive can be found")
    _command(commands, _rebuild, "rebuild", "make the index anew from the ledger")
    backup = _command(commands, _backup, "backup", "copy the archive into one file, also while it is used")
    backup.add_argument("file", type=Path, help="a new file")
    restore = _command(commands, _restore, "restore", "make an archive of a backup, where there is none")
    restore.add_argument("file", type=Path, help="what 'ragbot backup' made")
    vacuum = _command(commands, _vacuum, "vacuum", "take out the articles that are older than they are kept")
    vacuum.add_argument("--dry-run", action="store_true", help="only say what would go")
    vacuum.add_argument("--keep", metavar="RULES", help="such as '365d; The Courier=90d' (RAGBOT_KEEP)")


def _add_doctor(commands: Any) -> None:
    _add_llm(_command(commands, _doctor, "doctor", "check everything that the settings name, and say what works"))


def _add_llm(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--llm",
        help="'extractive', a model such as openai:gpt-4.1-mini, or the address of a server"
        f"{_plugged_models()} (RAGBOT_LLM)",
    )


def _plugged_models() -> str:
    """For the help: what other people's packages add."""
    return "".join(f", or {each.name}:… of {each.package}" for each in plugins(LLMS, OURS).by_name.values())


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 50:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 50")
    return int(text)


def _command(
    commands: Any, function: Callable[[argparse.Namespace], int], name: str, help_: str, has_json: bool = True
) -> Any:
    parser = commands.add_parser(name, help=help_, description=help_.capitalize() + ".", epilog=EPILOG)
    add_common_options(parser, has_json)
    parser.set_defaults(command=function)
    return parser


def _with_outcome(parser: Any, step: keys.Step) -> None:
    """Give the parser of a step the common options; what the step did is printed."""
    add_common_options(parser)
    parser.set_defaults(command=lambda arguments: _print_outcome(step(settings_of(arguments), arguments), arguments))


def _print_outcome(outcome: keys.Outcome, arguments: argparse.Namespace) -> int:
    if arguments.json:
        print_json(outcome.body)
    elif outcome.text:
        print("\n".join(map(visible, outcome.text.split("\n"))))
    for note in outcome.notes:
        tell(visible(note))
    return outcome.status


def add_common_options(parser: argparse.ArgumentParser, has_json: bool = True) -> None:
    parser.add_argument("--archive", metavar="DIR", help="folder of the archive (RAGBOT_ARCHIVE; default: ./archive)")
    if has_json:
        parser.add_argument("--json", action="store_true", help="print the API's JSON instead of text")


def settings_of(arguments: argparse.Namespace) -> Settings:
    from ragbot.settings import load_settings

    return load_settings(**_settings_of(arguments))


def _settings_of(arguments: argparse.Namespace) -> dict[str, object]:
    return {name: getattr(arguments, name, None) for name in ("archive", "host", "port", "llm", "insecure", "keep")}


def _serve(arguments: argparse.Namespace) -> int:
    from ragbot.operations.serve import serve

    return serve(settings_of(arguments))


def _ask(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    if arguments.trace:
        _check_folder(arguments.trace)
    answer = _answer(arguments, settings)
    try:
        _print_answer(answer, arguments)
    finally:  # also when nobody reads what is printed, as `| head` does
        if arguments.trace:
            _write_private(arguments.trace, answer)
    return 0


def _answer(arguments: argparse.Namespace, settings: Settings) -> AnswerBody:
    """By the server that has the archive, else by this process."""
    from ragbot.api.bodies import AnswerBody
    from ragbot.client import find_server

    if server := find_server(settings):
        if arguments.llm:
            tell(f"the server at {server.address} answers, with its own model")
        return server.ask(_question(arguments))
    from ragbot.answering.bot import open_bot

    bot = open_bot(settings)
    with bot.archive:
        return AnswerBody.of(bot.ask(_question(arguments)))


def _print_answer(answer: Any, arguments: argparse.Namespace) -> None:
    if arguments.json:
        print_json(answer)
    else:
        from ragbot.operations.show import show_answer

        show_answer(answer)


def _check_folder(path: Path) -> None:
    """Before anything is asked. Raises TraceError when no file can be written there."""
    from ragbot.errors import TraceError

    if os.path.lexists(path) and (path.is_symlink() or not path.is_file()):
        raise TraceError(f"--trace: {path} is a folder, a link or a device: name a file.")
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise TraceError(f"--trace: {path} is in a folder that does not exist, or that you may not write to.")


def _write_private(path: Path, answer: Any) -> None:
    """For its user alone, whoever could read what was there before: prompts are in it. Raises TraceError."""
    import tempfile

    from pydantic_core import to_json

    from ragbot.errors import TraceError

    fresh = None
    try:
        number, fresh = tempfile.mkstemp(dir=path.parent, prefix=".trace-")  # of mode 0600
        with open(number, "wb") as file:
            file.write(to_json(answer, indent=2) + b"\n")
        os.replace(fresh, path)
    except OSError as error:
        if fresh:
            Path(fresh).unlink(missing_ok=True)
        raise TraceError(f"--trace: {path} cannot be written: {error.strerror}.") from None


def _search(arguments: argparse.Namespace) -> int:
    from ragbot.client import find_server

    settings = settings_of(arguments)
    question = _question(arguments)
    if server := find_server(settings):
        page = server.search(question, arguments.limit)
    else:
        page = _searched(settings, question, arguments.limit)
    if arguments.json:
        print_json(page)
    else:
        from ragbot.operations.show import show_passages

        show_passages(page)
    return 0


def _searched(settings: Settings, question: Question, limit: int) -> Any:
    from ragbot.answering.bot import Bot
    from ragbot.api.evidence_page import evidence_page
    from ragbot.archive.archive import open_archive
    from ragbot.models.rerank import open_reranker

    reranker = open_reranker(settings)
    with open_archive(settings) as archive:
        return evidence_page(Bot(archive, reranker=reranker), question, limit)


def _mcp(arguments: argparse.Namespace) -> int:
    from ragbot.mcp.stdio import serve_stdio

    return serve_stdio(settings_of(arguments), arguments.url)


def _question(arguments: argparse.Namespace) -> Question:
    from ragbot.types import Question, Window

    window = Window(arguments.since, arguments.until)
    question, *sources = (_as_text(given) for given in (" ".join(arguments.question), *arguments.source))
    trace = getattr(arguments, "trace", None) is not None
    return Question(question, window, tuple(sources), asked_on=arguments.asked_on, as_of=arguments.as_of, trace=trace)


def _as_text(argument: str) -> str:
    """What the shell gave, with a replacement character for each byte that is not UTF-8."""
    return os.fsencode(argument).decode("utf-8", "replace")


def _verify(arguments: argparse.Namespace) -> int:
    from ragbot.archive.archive import open_archive

    with open_archive(settings_of(arguments)) as archive, _progress("Verifying", arguments.json) as progress:
        problems = archive.verify(progress)
    if arguments.json:
        print_json({"problems": problems})
    else:
        print("\n".join(map(visible, problems)) or "Every text is found by its own vector and words; nothing is wrong.")
    return 1 if problems else 0


def _rebuild(arguments: argparse.Namespace) -> int:
    from ragbot.archive.rebuild import rebuild

    with _progress("Rebuilding", arguments.json) as progress:
        vectors = rebuild(settings_of(arguments), progress=progress)
    if arguments.json:
        print_json({"vectors": vectors})
    else:
        print(f"The index was made anew: {vectors:,} vectors.")
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    from ragbot.archive.backup import backup

    made = backup(settings_of(arguments), arguments.file)
    if arguments.json:
        print_json(made)
    else:
        counts = f"{made.articles:,} articles in {made.versions:,} versions"
        print(f"{counts} are in {visible(made.file)}, {made.size:,} bytes.")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from ragbot.archive.backup import restore

    with _progress("Restoring", arguments.json) as progress:
        restored = restore(settings_of(arguments), arguments.file, progress=progress)
    if arguments.json:
        print_json(restored)
    else:
        print(f"{restored.articles:,} articles in {restored.versions:,} versions, with {restored.vectors:,} vectors.")
        print("\n".join(map(visible, restored.problems)) or "The archive was verified; nothing is wrong.")
    return 1 if restored.problems else 0


def _vacuum(arguments: argparse.Namespace) -> int:
    from ragbot.operations.vacuum import lines_of, vacuum

    done = vacuum(settings_of(arguments), arguments.dry_run)
    if arguments.json:
        print_json(done)
    else:
        print("\n".join(map(visible, lines_of(done))))
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from ragbot.operations.doctor import examine

    findings = []
    for finding in examine(_settings_of(arguments)):
        findings.append(finding)
        if not arguments.json:
            print(finding, flush=True)
    ok = all(finding.status != "failed" for finding in findings)
    if arguments.json:
        print_json({"ok": ok, "findings": findings})
    return 0 if ok else 1


def _progress(label: str, quiet: bool) -> Any:
    from ragbot.operations.show import progress_bar

    return progress_bar(label, "texts", quiet)


def print_json(body: Any) -> None:
    """What a terminal would obey is escaped, as JSON escapes it: pydantic leaves C1 controls and turned directions."""
    from pydantic_core import to_json

    text = to_json(body, indent=2).decode()
    print("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text))


if __name__ == "__main__":
    sys.exit(main())
