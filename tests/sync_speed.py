"""How much slower answers are while a followed feed comes in: `python -m tests.sync_speed`. No test; two real cores.

Of one `ragbot serve` that is asked all the time, quiet minutes and syncs take turns, for a machine has its moods.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Thread
from xml.sax.saxutils import escape

from tests.newsroom import Newsroom, Page, newsroom
from tests.scorecard.processes import TOKEN, Server, ingest
from tests.scorecard.wire import Reply, ask, send

PLACES = ("Ostvale", "Brennick", "Harrowby", "Lindmoor", "Castrel", "Velden", "Sorrin", "Aldwick", "Tarnow", "Merrion")
WORKS = ("dam", "tram line", "school roof", "ferry pier", "museum wing", "heating plant", "cycle path", "town library")
PERSONS = ("Ilse Varga", "Tom Harker", "Mira Sand", "Jon Feld", "Rosa Lindt", "Per Oden", "Nadia Kerr", "Leo Brandt")
SENTENCES = (
    "The council of {place} voted on {day} to build the {work} for {n} million crowns, {person} said.",
    "Work on the {work} begins in {month} and is to last for {k} months, the builders told the council.",
    "{person} called the {work} the largest project that {place} has paid for since the flood {k} years ago.",
    "Neighbours of the {work} had handed in {n} objections, of which the council of {place} heard {k}.",
    "The province pays {k} percent of it, and {place} borrows the rest from a bank at the coast.",
    "A report by engineers found {n} faults in the old {work}, none of which {person} had been told of.",
    "Opponents in {place} want a vote of all citizens on the {work} before {month}, and collect signatures.",
    "For {k} weeks the road beside the {work} is closed to lorries, and buses go around by the station.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MONTHS = ("March", "May", "June", "September", "November")
LENGTH = 24
"""Sentences of an article: about 2,400 characters, three passages."""
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
PATIENCE = 600.0
"""Seconds for a sync to end."""


@dataclass(frozen=True, slots=True)
class Story:
    """An invented article."""

    number: int
    place: str
    work: str
    paragraphs: Sequence[str]

    @property
    def title(self) -> str:
        return f"{self.place} builds its {self.work} {self.number}"

    @property
    def question(self) -> str:
        return f"What does the {self.work} in {self.place} cost?"


def story(number: int) -> Story:
    """Another one for each number, and always the same."""
    chance = Random(number)
    place, work = chance.choice(PLACES), chance.choice(WORKS)
    said = [_sentence(chance, place, work) for _ in range(LENGTH)]
    return Story(number, place, work, [" ".join(said[start : start + 4]) for start in range(0, LENGTH, 4)])


def _sentence(chance: Random, place: str, work: str) -> str:
    return chance.choice(SENTENCES).format(
        place=place,
        work=work,
        person=chance.choice(PERSONS),
        day=chance.choice(DAYS),
        month=chance.choice(MONTHS),
        n=chance.randint(11, 999),
        k=chance.randint(2, 60),
    )


def records(stories: Sequence[Story]) -> str:
    """As lines of JSON."""
    return "\n".join(json.dumps(_record(each)) for each in stories)


def _record(one: Story) -> dict[str, str]:
    url, text = f"https://courier.example/{one.number}", "\n\n".join(one.paragraphs)
    return {"url": url, "title": one.title, "text": text, "source": "The Courier", "published": "2026-03-10"}


def feed_of(room: Newsroom, stories: Sequence[Story], is_whole: bool) -> None:
    """Have the newsroom's feed name them, with their texts or with pages to be fetched."""
    entries = "".join(_entry(room, each, is_whole) for each in stories)
    channel = f"<channel><title>The Courier</title>{entries}</channel>"
    room.pages["/feed"] = Page(f'<rss version="2.0" {CONTENT}>{channel}</rss>', "application/rss+xml")
    for each in () if is_whole else stories:
        room.article(f"/{each.number}", each.title, "\n".join(each.paragraphs))


def _entry(room: Newsroom, one: Story, is_whole: bool) -> str:
    link = f"<link>{room.address}/{one.number}</link><guid>{one.number}</guid>"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in one.paragraphs)
    text = f"<content:encoded>{escape(body)}</content:encoded>" if is_whole else ""
    return f"<item><title>{one.title}</title>{link}{text}</item>"


@dataclass
class Asker:
    """Asks at a steady pace, whatever becomes of the questions before."""

    port: int
    rate: float
    questions: Iterator[str]
    seconds: list[float] = field(default_factory=list)
    refused: int = 0

    def ask_until(self, ended: Event) -> None:
        with ThreadPoolExecutor(64) as threads:
            asked: list[Future[Reply]] = []
            while True:
                due = time.monotonic() + 1 / self.rate
                asked.append(threads.submit(ask, self.port, next(self.questions), 60.0))
                if ended.wait(due - time.monotonic()):
                    break
        for reply in (each.result() for each in asked):
            self.refused += reply.status != 200
            self.seconds.append(reply.seconds)


@contextmanager
def asked(port: int, rate: float, questions: Iterator[str]) -> Iterator[Asker]:
    """Asked all through the block; all replies are there at its end."""
    asker, ended = Asker(port, rate, questions), Event()
    thread = Thread(target=asker.ask_until, args=(ended,))
    thread.start()
    try:
        yield asker
    finally:
        ended.set()
        thread.join()


@dataclass
class Phase:
    """Answers' seconds in all turns of one kind, and what came in meanwhile."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    articles: int = 0
    lasted: float = 0.0

    def add(self, asker: Asker, articles: int, lasted: float) -> None:
        self.seconds += asker.seconds
        self.refused += asker.refused
        self.articles += articles
        self.lasted += lasted

    def row(self, name: str) -> str:
        cuts = statistics.quantiles(self.seconds, n=20)
        figures = " | ".join(f"{one:.2f}" for one in (statistics.median(self.seconds), cuts[18], max(self.seconds)))
        rate = f"{self.articles / self.lasted:.1f}" if self.articles else ""
        return f"| {name} | {len(self.seconds)} | {figures} | {self.refused} | {rate} |"


def follow(server: Server, room: Newsroom) -> str:
    """The id of the source; its feed is empty, and checked by then."""
    room.pages["/feed"] = Page('<rss version="2.0"><channel><title>The Courier</title></channel></rss>')
    reply = send(server.port, "POST", "/v1/sources", {"url": f"{room.address}/feed", "kind": "feed"}, token=TOKEN)
    if reply.status != 201:
        raise RuntimeError(f"the feed is not followed: {reply.detail}")
    return str(reply.json()["id"])


def sync(server: Server, source: str) -> float:
    """Seconds of one check of the source that is asked for now."""
    path, began = f"/v1/sources/{source}", time.monotonic()
    before = send(server.port, "PATCH", path, {"check": "now"}, token=TOKEN).json()["last_check"]
    while time.monotonic() < began + PATIENCE:
        time.sleep(0.2)
        found = send(server.port, "GET", path, token=TOKEN).json()["source"]
        if not found["checking"] and found["last_check"] != before:
            return time.monotonic() - began
    raise RuntimeError(f"the check did not end within {PATIENCE:g} s")


def held(server: Server) -> int:
    return int(send(server.port, "GET", "/v1/archive").json()["articles"])


def measured(server: Server, room: Newsroom, chosen: argparse.Namespace) -> tuple[Phase, Phase]:
    """Quiet and busy, by turns."""
    quiet, busy = Phase(), Phase()
    known = [story(number) for number in range(chosen.known)]
    questions = itertools.cycle(each.question for each in known)
    source, new = follow(server, room), itertools.count(chosen.known)
    sync(server, source)
    for _ in range(chosen.rounds):
        with asked(server.port, chosen.rate, questions) as asker:
            time.sleep(chosen.quiet)
        quiet.add(asker, 0, chosen.quiet)
        feed_of(room, [story(next(new)) for _ in range(chosen.new)], not chosen.pages)
        before = held(server)
        with asked(server.port, chosen.rate, questions) as asker:
            lasted = sync(server, source)
        busy.add(asker, held(server) - before, lasted)
    return quiet, busy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--known", type=int, default=300, help="articles that the archive has before")
    parser.add_argument("--new", type=int, default=100, help="articles that each sync brings")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1.5, help="questions a second")
    parser.add_argument("--quiet", type=float, default=40.0, help="seconds without a sync")
    parser.add_argument("--pages", action="store_true", help="the feed names pages in place of whole texts")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, newsroom() as room:
        archive = Path(folder) / "archive"
        ingest(archive, "-", stdin=records([story(number) for number in range(chosen.known)]), timeout=PATIENCE)
        with Server(archive, RAGBOT_ALLOWED_NETWORKS="127.0.0.0/8") as server:
            quiet, busy = measured(server, room, chosen)
    print("| | answers | median, s | p95 | slowest | refused | articles a second |\n|---|---|---|---|---|---|---|")
    print(quiet.row("without a sync"))
    print(busy.row(f"while {chosen.new} articles come in"))


if __name__ == "__main__":
    main()
