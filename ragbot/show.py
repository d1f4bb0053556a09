"""How answers and passages look in a terminal. Their text is never taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from ragbot.api.bodies import AnswerBody, EvidenceBody
from ragbot.archive import Progress as Told
from ragbot.types import AlsoIn, Citation, Source

ACCENT = "bold cyan"


def show_answer(answer: AnswerBody) -> None:
    """The answer with its numbers, then each source with the quotes taken from it."""
    console = Console(highlight=False)
    console.print(_with_markers(answer))
    if answer.reason:
        console.print(Text(_harmless(answer.reason), style="dim"))
    for source in answer.sources:
        console.print()
        console.print(_source_line(source))
        if source.url:
            console.print(Text(f"    {source.url}", style="dim"), soft_wrap=True)  # broken in two it opens nothing
        quoted = answer.citations if answer.backend != "extractive" else ()  # there the answer is the quotes
        for citation in _once(c for c in quoted if c.number == source.number):
            console.print(Padding(Text(f"“{' '.join(citation.cited_text.split())}”", style="italic dim"), (0, 0, 0, 4)))
    if answer.related:
        console.print(Text("\nNearest passages, which prove nothing:", style="dim"))
        for passage in {passage.article_id: passage for passage in answer.related}.values():
            console.print(Text(f"  {passage.title} ({_where(passage.source, passage.published)})", style="dim"))
    console.print(Text(f"\nArchive as of {answer.archive_as_of or 'never: it is empty'}.", style="dim"))


def _harmless(text: str) -> str:
    """What a model wrote, without the codes that steer a terminal; articles lost theirs when they were taken in."""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\ufffd", text)


def _with_markers(answer: AnswerBody) -> Text:
    text = Text(_harmless(answer.answer))
    for citation in answer.citations:
        text.stylize(ACCENT, citation.end_index - len(f"[{citation.number}]"), citation.end_index)
    return text


def _source_line(source: Source) -> Text:
    line = Text.assemble((f"[{source.number}] ", ACCENT), (source.title or "(no title)", "bold"))
    line.append(f"  {_where(source.source, source.published)}")
    if source.also_in:
        line.append(f"; also in {_also_in(source.also_in)}", style="dim")
    return line


def _also_in(articles: Sequence[AlsoIn]) -> str:
    return ", ".join(dict.fromkeys(article.source or article.title for article in articles))


def _where(source: str, published: str | None) -> str:
    return f"{source or 'outlet unknown'}, {published[:10] if published else 'date unknown'}"


def _once(citations: Iterator[Citation]) -> list[Citation]:
    return list({(c.source_start, c.source_end): c for c in citations}.values())


def show_passages(passages: Sequence[EvidenceBody]) -> None:
    """Passages, best first, each with its article."""
    console = Console(highlight=False)
    for number, passage in enumerate(passages, start=1):
        head = Text.assemble((f"{number}. ", ACCENT), (passage.title or "(no title)", "bold"))
        head.append(f"  {_where(passage.source, passage.published)}  score {passage.score:.2f}", style="dim")
        if passage.also_in:
            head.append(f"; also in {_also_in(passage.also_in)}", style="dim")
        console.print(head)
        console.print(Padding(Text(passage.text), (0, 0, 1, 4)))
    if not passages:
        console.print("Nothing in the archive matches.")


@contextmanager
def progress_bar(label: str, quiet: bool = False) -> Iterator[Told]:
    """A bar on standard error; it only shows in a terminal."""
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
