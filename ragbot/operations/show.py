"""How answers and passages look in a terminal. Their text is never taken for markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from ragbot.api.bodies import AnswerBody, EvidencePage
from ragbot.types import AlsoIn, Citation, Conflict, Correction, Source, Window

ACCENT = "bold cyan"
MOST_CHANGES = 3
"""Of a correction that are shown; the API has them all."""
EXCERPT = 240
"""Characters of a passage that is related."""


def show_answer(answer: AnswerBody) -> None:
    """The answer with its numbers, then each source with the quotes taken from it."""
    console = Console(highlight=False)
    _show_spelling(console, answer)
    _show_text(console, answer)
    _show_doubts(console, answer)
    _show_conflicts(console, answer.conflicts)
    for source in answer.sources:
        _show_source(console, answer, source)
    _show_others(console, answer)
    _show_nearest(console, answer)
    _show_warnings(console, answer)
    _show_time(console, answer.about, answer.time_words)
    console.print(Text(f"{_age(answer)}Archive as of {answer.archive_as_of or 'never: it is empty'}.", style="dim"))


def _show_text(console: Console, answer: AnswerBody) -> None:
    """The answer itself, below the story in which a follow-up was searched, and above why there is no other."""
    if answer.focus:
        title = answer.focus.title or "an article without a title"
        console.print(Text(f"In the story: {_harmless(title)}", style="dim"))
    console.print(_with_markers(answer))
    if answer.reason:
        console.print(Text(_harmless(answer.reason), style="dim"))


def _show_source(console: Console, answer: AnswerBody, source: Source) -> None:
    """One source with its address, its corrections and the quotes taken from it."""
    console.print()
    console.print(_source_line(source))
    if source.url:
        console.print(Text(f"    {source.url}", style="dim"), soft_wrap=True)  # broken in two it opens nothing
    for correction in (each for each in answer.corrections if each.number == source.number):
        _show_correction(console, correction)
    quoted = answer.citations if answer.backend != "extractive" else ()  # there the answer is the quotes
    for citation in _once(c for c in quoted if c.number == source.number):
        console.print(Padding(Text(f"“{' '.join(citation.cited_text.split())}”", style="italic dim"), (0, 0, 0, 4)))


def _show_others(console: Console, answer: AnswerBody) -> None:
    """The articles on the same that the answer does not draw on."""
    if answer.others:
        console.print(Text("\nAlso in the archive:", style="dim"))
    for other in answer.others:
        console.print(Text(f"  {other.title} ({_where(other.source, other.published)})", style="dim"))


def _show_nearest(console: Console, answer: AnswerBody) -> None:
    """The articles that are nearest, each once; where they are about what was asked, with how its passage begins."""
    if answer.related:
        console.print(Text("\nNearest passages, which prove nothing:", style="dim"))
    for passage in reversed({piece.article_id: piece for piece in reversed(answer.related)}.values()):
        console.print(Text(f"  {passage.title} ({_where(passage.source, passage.published)})", style="dim"))
        if answer.outcome == "related":
            beginning = " ".join(passage.text.split())[:EXCERPT].rstrip()
            console.print(Padding(Text(f"“{beginning}…”", style="italic dim"), (0, 0, 0, 4)))


def _show_spelling(console: Console, answer: AnswerBody) -> None:
    """`Showing results for “vaccine” instead of “vacine”.`, and how to insist."""
    if answer.spelling:
        told = ", ".join(f"“{one.meant}” instead of “{one.typed}”" for one in answer.spelling)
        insist = "Put a word in double quotation marks to search for it as it is typed."
        console.print(Text(_harmless(f"Showing results for {told}. {insist}"), style="dim"))


def _show_doubts(console: Console, answer: AnswerBody) -> None:
    """What a language model wrote that its sources do not say."""
    if count := len(answer.unsupported):
        which = "the underlined sentence" if count == 1 else f"the {count} underlined sentences"
        console.print(Text(f"What is cited does not support {which}.", style="yellow"))
    if count := answer.dropped_sentences:
        told = "1 sentence" if count == 1 else f"{count} sentences"
        console.print(Text(f"Left out {told} with a number or quotation that no article has.", style="dim"))


def _show_conflicts(console: Console, conflicts: Sequence[Conflict]) -> None:
    """Each value with who says it and when; which is right is not for us to say."""
    for conflict in conflicts:
        grew = all(said.superseded for said in conflict.statements[1:])
        console.print(Text("\nHow the figure went on:" if grew else "\nThe articles differ:", style="bold"))
        for said in conflict.statements:
            earlier = "earlier: " if said.superseded else ""
            line = Text.assemble("  ", earlier, (said.value, "bold"), f"  {_where(said.source, said.published)}: ")
            console.print(line.append(f"“{' '.join(said.cited_text.split())}”", style="italic dim"))


def _show_warnings(console: Console, answer: AnswerBody) -> None:
    """Which sources are late, and what else a reader should know."""
    console.print()
    for late in answer.late:
        console.print(Text(_harmless(f"Late: {late.title} {late.why}."), style="yellow"))
    for note in answer.notes:
        console.print(Text(_harmless(note), style="yellow"))


def _show_correction(console: Console, correction: Correction) -> None:
    told = [Text(correction.note or "Corrected.", style="dim")]
    for change in correction.changes[:MOST_CHANGES]:
        told.append(Text(f"was: {change.before or '–'}\nis:  {change.after or '–'}", style="dim"))
    for text in told:
        console.print(Padding(text, (0, 0, 0, 4)))


def _age(answer: AnswerBody) -> str:
    if answer.newest_evidence is None:
        return ""
    days = answer.newest_evidence_age
    age = "of that day" if not days else "a day old" if days == 1 else f"{days:,} days old"
    return f"Newest article {answer.newest_evidence[:10]}, {age}. "


def _show_time(console: Console, about: Window, time_words: Sequence[str]) -> None:
    """How the question's time was understood: `Preferred 2026-01-05 to 2026-01-11 ("last week").`"""
    if time_words:
        words = ", ".join(f'"{words}"' for words in time_words)
        console.print(Text(_harmless(f"Preferred {_days(about)} ({words})."), style="dim"))


def _days(days: Window) -> str:
    if days.since and days.until:
        return days.since if days.since == days.until else f"{days.since} to {days.until}"
    return f"up to {days.until}" if days.until else f"{days.since} and later" if days.since else "the newest"


def _harmless(text: str) -> str:
    """What a model wrote, without the codes that steer a terminal; articles lost theirs when they were taken in."""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\ufffd", text)


def _with_markers(answer: AnswerBody) -> Text:
    text = Text(_harmless(answer.answer))
    for claim in answer.unsupported:
        text.stylize("underline yellow", claim.start_index, claim.end_index)
    for citation in answer.citations:
        text.stylize(ACCENT, citation.end_index - len(f"[{citation.number}]"), citation.end_index)
    return text


def _source_line(source: Source) -> Text:
    line = Text.assemble((f"[{source.number}] ", ACCENT), (source.title or "(no title)", "bold"))
    line.append(f"  {_where(source.source, source.published)}")
    if source.opinion:
        line.append(f"; {source.opinion.words}", style="yellow")
    if source.partial:
        line.append("; only its beginning is in the archive", style="yellow")
    if source.also_in:
        line.append(f"; also in {_also_in(source.also_in)}", style="dim")
    return line


def _also_in(articles: Sequence[AlsoIn]) -> str:
    return ", ".join(dict.fromkeys(article.source or article.title for article in articles))


def _where(source: str, published: str | None) -> str:
    return f"{source or 'outlet unknown'}, {published[:10] if published else 'date unknown'}"


def _once(citations: Iterator[Citation]) -> list[Citation]:
    return list({(c.source_start, c.source_end): c for c in citations}.values())


def show_passages(page: EvidencePage) -> None:
    """Passages, best first, each with its article."""
    console = Console(highlight=False)
    if page.words_only:
        console.print(Text("Searched by words alone: the index of meanings cannot be used now.", style="yellow"))
    for number, passage in enumerate(page.evidence, start=1):
        head = Text.assemble((f"{number}. ", ACCENT), (passage.title or "(no title)", "bold"))
        head.append(f"  {_where(passage.source, passage.published)}  score {passage.score:.2f}", style="dim")
        if passage.also_in:
            head.append(f"; also in {_also_in(passage.also_in)}", style="dim")
        console.print(head)
        console.print(Padding(Text(passage.text), (0, 0, 1, 4)))
    if not page.evidence:
        console.print("Nothing was found." if page.words_only else "Nothing in the archive matches.")
    _show_time(console, page.about, page.time_words)


Told = Callable[[int, int | None], None]
"""Told how many are done, of how many; None when nobody knows."""


@contextmanager
def progress_bar(label: str, unit: str, quiet: bool = False) -> Iterator[Told]:
    """A bar on standard error, with rate and time left; it only shows in a terminal."""
    columns = (
        TextColumn(label),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn(f"{{task.fields[done]:,}} {unit}, {{task.fields[rate]:.1f}}/s,"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as progress:
        progress.add_task("", total=None, done=0, rate=0.0)
        (shown,) = progress.tasks

        def show(done: int, total: int | None) -> None:
            if done < shown.fields["done"]:  # the next step of the same work: rebuild embeds, then fills the index
                progress.reset(shown.id)
            rate = done / max(shown.elapsed or 0, 0.001)
            # a share, since another total would make rich forget how fast it goes, and an ingest only estimates it
            progress.update(
                shown.id, total=1.0 if total else None, completed=done / total if total else 0, done=done, rate=rate
            )

        yield show
