"""How the figures of `ragbot eval` look in a terminal. Their text is never taken for markup."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ragbot.evaluation.comparison import Change, Row, by_direction
from ragbot.evaluation.verdicts import VERDICTS
from ragbot.operations.show import ACCENT
from ragbot.operations.terminal import visible


def show_evaluation(result: Mapping[str, Any]) -> None:
    """What `ragbot eval` has measured."""
    console = Console(highlight=False)
    tables = _found_and_answered(result) if "gold" in result else []
    if "judged" in result:
        tables.append(_judged(result["judged"]))
    if "ingest" in result:
        tables.append(_cost(result["ingest"]))
    for table in tables:
        console.print(table, "")
    if "judged" in result:
        console.print(Text(_summary(result["judged"]["all"])))


def _found_and_answered(result: Mapping[str, Any]) -> list[Table]:
    found = _table("Right articles", *result["gold"])
    for name in ("gold", "silver"):
        found.add_row(name, *map(_figure, result[name].values()))
    latency = _table("Milliseconds", "p50", "p95")
    for stage, values in result["latency_ms"].items():
        latency.add_row(stage, _figure(values["p50"]), _figure(values["p95"]))
    return [found, _shares(result), latency]


_OTHERS = ("padded", "related")
_COLUMNS = {"questions": "n", **{name: name.replace("-", " ") for name in (*map(str, VERDICTS), *_OTHERS)}}
"""Names of figures, and headings that break at a blank: 80 characters have to do."""


def _judged(judged: Mapping[str, Any]) -> Table:
    table = _table("Verdicts", *_COLUMNS.values(), width=15, gap=1)
    for kind, figures in [*judged["kinds"].items(), ("all", judged["all"])]:
        table.add_row(Text(visible(kind)), *(_figure(figures[column]) for column in _COLUMNS))
    return table


def _summary(figures: Mapping[str, Any]) -> str:
    """In one line, with those rightly refused among the right ones, and a wrong event among the wrong ones."""
    right, wrong = (figures["right"] + figures["rightly refused"], figures["wrong"] + figures["wrong-event"])
    return (
        f"right {right} of {figures['questions']} ({figures['right_share']:.0%}), wrong {wrong}, "
        f"wrongly refused {figures['wrongly refused']}, padded {figures['padded']}"
    )


def show_answers(answers: Sequence[Mapping[str, Any]]) -> None:
    """Each answer with its verdict and what that rests on."""
    console = Console(highlight=False)
    for one in answers:
        head = f"[{one['id']}, {one['kind']}] {one['verdict']}{', padded' * one['padded']}: {one['question']}"
        console.print(Text(visible(head), style=_STYLES.get(one["verdict"], "")), soft_wrap=True)
        for name in ("missing", "must_not_hit"):
            if one[name]:
                console.print(Text(visible(f"    {name}: {json.dumps(one[name], ensure_ascii=False)}"), style="dim"))
        if not one["right_story"]:
            console.print(Text("    the right story is not cited", style="dim"))
        for line in one["answer"].splitlines():
            console.print(Text(f"    > {visible(line)}"), soft_wrap=True)
        console.print()


_STYLES = {"right": "green", "rightly refused": "green", "wrong": "red", "wrong-event": "red"}


def _table(first: str, *others: str, width: int = 20, gap: int = 2) -> Table:
    table = Table(box=None, header_style=ACCENT, pad_edge=False, padding=(0, gap, 0, 0))
    table.add_column(first, min_width=width, no_wrap=True)
    for column in others:
        table.add_column(column, justify="right", min_width=max(map(len, column.split()), default=0))
    return table


def _shares(result: Mapping[str, Any]) -> Table:
    table = _table("Answers", "share", "of")
    usable, refused, related = result["usable_answers"], result["refused"], result["related"]
    for label, share, of in (
        ("answer in the first 5 passages", result["answer@5"], usable),
        ("answer in what was answered", result["answer_contained"], usable),
        ("exact citations", result["citations_exact"], result["citations"]),
        ("refused, answerable", refused["answerable"], result["answerable_questions"]),
        ("… told what is related", related["answerable"], result["answerable_questions"]),
        ("refused, unanswerable", refused["unanswerable"], result["unanswerable_questions"]),
        ("… told what is related", related["unanswerable"], result["unanswerable_questions"]),
    ):
        table.add_row(label, _figure(share), _figure(of))
    return table


def _cost(ingest: Mapping[str, Any]) -> Table:
    table = _table("Ingest", "")
    for name, value in ingest.items():
        table.add_row(name, _figure(value))
    return table


def show_comparison(rows: Sequence[Row], changes: Sequence[Change], a: str, b: str) -> None:
    """Two results of `ragbot eval`, what the second has more, and the questions that have another verdict in it."""
    table = _table("", "a", "b", "difference")
    for row in rows:
        if row.difference != 0 or not row.name.startswith("judged.kinds."):  # of a dozen kinds eleven figures each
            table.add_row(Text(row.name), _figure(row.a), _figure(row.b), _signed(row.difference))
    console = Console(highlight=False)
    console.print(Text(visible(f"a = {a}, b = {b}")))
    console.print(table)
    for label, some in by_direction(changes).items():
        console.print("", Text(f"{label} ({len(some)}):", style=ACCENT), sep="\n")
        for kind, ids in _by_kind(some).items():
            console.print(Text(visible(f"    {kind}: {', '.join(ids)}")), soft_wrap=True)


def _by_kind(changes: Sequence[Change]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for change in changes:
        verdicts = "" if change.is_plain else f" ({change.a} → {change.b})"
        kinds.setdefault(change.kind, []).append(f"{change.id}{verdicts}")
    return kinds


def _figure(value: object) -> Text:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Text("–" if value is None else visible(str(value)))
    return Text(f"{value:,}" if isinstance(value, int) else f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}")


def _signed(difference: float | None) -> Text:
    plus = "+" if difference and difference > 0 else ""
    return Text(plus).append(_figure(difference)) if difference is not None else Text("")
