"""The quality that must not be lost: figures on invented news, and on real news where it is at hand, above floors."""

from __future__ import annotations

import json
import os
import shutil
from argparse import Namespace
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.evaluation.command import evaluation
from ingest.evaluation.recipe import MadeOtherwiseError
from ragbot.answering.bot import Bot, open_bot
from ragbot.evaluation.evaluate import RANKED, ranking
from ragbot.evaluation.figures import bare, contains, first_rank, usable_answers
from ragbot.evaluation.known_questions import KnownQuestion, read_questions
from ragbot.evaluation.typed_questions import read_judged
from ragbot.evaluation.verdicts import GOOD, fold, groups_in, stands
from ragbot.settings import load_settings
from tests.quality.floors import Figure, as_earned, broken, raised

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FLOORS = HERE / "floors.json"
NEWS = Path(os.environ.get("RAGBOT_NEWS") or ROOT.parent / "shared/data/realtimeqa")
CACHE = ROOT / ".cache/quality"
KINDS = ("time", "names", "numbers", "copies", "follow-up", "plain")
FEWEST = 12
"""Questions of a kind."""


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


ARTICLES = {article["url"]: article for article in lines("articles.jsonl")}
QUESTIONS = lines("questions.jsonl")
UNANSWERABLE = lines("unanswerable.jsonl")


# The set of invented news


def test_each_article_has_its_own_address_at_an_invented_host():
    assert len(ARTICLES) == len(lines("articles.jsonl")) >= 60
    assert all(url.split("/")[2].endswith(".example") for url in ARTICLES)


def test_each_question_has_its_own_id_and_words():
    asked = [*QUESTIONS, *UNANSWERABLE]
    assert len({question["id"] for question in asked}) == len(asked)
    assert len({(q["question"], q["date"], str(q.get("history"))) for q in asked}) == len(asked)


def test_there_are_enough_questions_of_each_kind():
    counts = Counter(question["kind"] for question in QUESTIONS)
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= FEWEST
    assert len(QUESTIONS) >= 80
    assert len(UNANSWERABLE) >= 30


def test_the_follow_ups_and_no_others_have_a_history():
    assert {q["id"] for q in QUESTIONS if q.get("history")} == {q["id"] for q in QUESTIONS if q["kind"] == "follow-up"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_each_right_article_tells_the_answer_and_was_out_when_it_was_asked(question):
    assert question["gold_urls"]
    assert len(usable_answers(question["answers"])) == len(question["answers"])
    for url in [*question["gold_urls"], *question["silver_urls"]]:
        assert contains(ARTICLES[url]["text"], question["answers"])
        assert date.fromisoformat(ARTICLES[url]["published"]) <= date.fromisoformat(question["date"]) + timedelta(1)


def test_an_unanswerable_question_knows_neither_answer_nor_article():
    assert not [q["id"] for q in UNANSWERABLE if q["answers"] or q["gold_urls"] or q["silver_urls"]]


@pytest.mark.parametrize("judged", read_judged(HERE / "judged.jsonl"), ids=lambda judged: judged.id)
def test_what_must_be_in_an_answer_is_in_the_articles_of_its_story(judged):
    told = [ARTICLES[url] for url in judged.cite_any]
    texts = "\n".join(f"{article['title']}\n{article['text']}" for article in told)
    assert all(date.fromisoformat(article["published"]) <= judged.asked_on for article in told)
    assert all(groups_in(judged.must, texts))
    assert bool(told) == bool(judged.must)


def test_what_must_not_be_in_an_answer_is_in_some_article():
    news = fold("\n".join(f"{article['title']}\n{article['text']}" for article in ARTICLES.values()))
    assert not [p for judged in read_judged(HERE / "judged.jsonl") for p in judged.must_not if not stands(p, news)]


# The rule of the floors


def test_a_better_figure_raises_its_floor_to_one_question_below():
    assert raised({"recall": Figure(0.95, slack=0.01)}, {"recall": 0.9}) == {"recall": 0.94}


def test_a_worse_figure_leaves_its_floor():
    assert raised({"recall": Figure(0.5, slack=0.01)}, {"recall": 0.9}) == {"recall": 0.9}


def test_a_figure_within_the_slack_leaves_its_floor():
    assert raised({"recall": Figure(0.905, slack=0.01)}, {"recall": 0.9}) == {"recall": 0.9}


def test_a_floor_falls_when_that_is_asked_for():
    assert as_earned({"recall": Figure(0.5, slack=0.01)}) == {"recall": 0.49}


def test_a_new_figure_gets_a_floor():
    assert raised({"recall": Figure(0.5)}, {}) == {"recall": 0.5}


def test_a_ceiling_falls_by_itself_and_rises_only_when_asked_for():
    worse, better = (Figure(value, slack=0.01, low_is_good=True) for value in (0.2, 0.05))
    assert raised({"refused": worse}, {"refused": 0.1}) == {"refused": 0.1}
    assert raised({"refused": better}, {"refused": 0.1}) == {"refused": 0.06}
    assert as_earned({"refused": worse}) == {"refused": 0.21}


def test_a_floor_stays_between_nothing_and_all():
    assert Figure(0.005, slack=0.01).earned == 0
    assert Figure(0.995, slack=0.01, low_is_good=True).earned == 1


def test_a_figure_as_good_as_its_floor_holds():
    assert not broken({"recall": Figure(0.89996), "refused": Figure(0.1004, low_is_good=True)}, FLOORS_OF_TWO)


FLOORS_OF_TWO = {"recall": 0.9, "refused": 0.1}


def test_a_figure_below_its_floor_is_told_with_both_and_the_way_out():
    (told,) = broken({"recall": Figure(0.85), "refused": Figure(0.1, low_is_good=True)}, FLOORS_OF_TWO)
    assert "recall is 0.850, below its floor of 0.900" in told
    assert "--lower-floors" in told


def test_a_figure_above_its_ceiling_is_told():
    (told,) = broken({"recall": Figure(0.95), "refused": Figure(0.101, low_is_good=True)}, FLOORS_OF_TWO)
    assert "refused is 0.101, above its ceiling of 0.100" in told


def test_a_figure_without_a_floor_and_a_floor_without_a_figure_are_told():
    unguarded, lost = broken({"mrr": Figure(0.5)}, {"recall": 0.9})
    assert "mrr is 0.500 and has no floor" in unguarded
    assert "recall has a floor of 0.900 and is not measured any more" in lost


def test_raising_does_not_drop_the_floor_of_what_is_not_measured_any_more():
    assert raised({"mrr": Figure(0.5)}, {"recall": 0.9}) == {"mrr": 0.5, "recall": 0.9}


class Flags:
    """As much of pytest's configuration as the floors ask for."""

    def __init__(self, *given: str) -> None:
        self.given = given

    def getoption(self, name: str, default: bool) -> bool:
        return name in self.given


@pytest.fixture
def floors(tmp_path, monkeypatch) -> Path:
    """A file with one floor of 0.9, in the place of the real one."""
    path = tmp_path / "floors.json"
    path.write_text('{"other": {"recall": 0.5}, "this": {"recall": 0.9}}')
    monkeypatch.setitem(globals(), "FLOORS", path)
    return path


def recall_after(path: Path, value: float, *flags: str) -> float:
    with suppress(pytest.fail.Exception):
        hold("this", {"recall": Figure(value, slack=0.01)}, Flags(*flags))
    found = json.loads(path.read_text())
    assert found["other"] == {"recall": 0.5}
    return found["this"]["recall"]


def test_without_a_flag_no_floor_moves(floors):
    assert recall_after(floors, 0.8) == recall_after(floors, 0.99) == 0.9


def test_the_raising_flag_raises_a_floor_and_never_lowers_it(floors):
    assert recall_after(floors, 0.8, "--raise-floors") == 0.9
    assert recall_after(floors, 0.99, "--raise-floors") == 0.98
    assert recall_after(floors, 0.9, "--raise-floors") == 0.98


def test_only_the_lowering_flag_lowers_a_floor(floors):
    assert recall_after(floors, 0.8, "--lower-floors") == 0.79


def test_a_worse_figure_fails_with_the_raising_flag_too(floors):
    with pytest.raises(pytest.fail.Exception, match="below its floor"):
        hold("this", {"recall": Figure(0.8)}, Flags("--raise-floors"))


# The figures


def test_an_archive_that_other_code_made_is_made_anew(tmp_path, monkeypatch):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "of other code").touch()
    monkeypatch.setitem(globals(), "evaluation", only_of_a_fresh_archive)
    assert measured(News(tmp_path, tmp_path, tmp_path, kept)) == {"fresh": True}


def only_of_a_fresh_archive(options: Namespace) -> dict[str, Any]:
    if options.archive.exists():
        raise MadeOtherwiseError
    return {"fresh": True}


@dataclass(frozen=True, slots=True)
class News:
    """Articles with questions about them, and questions that they cannot answer."""

    articles: Path
    questions: Path
    unanswerable: Path
    archive: Path
    """Folder of the archive, which is used again when it is there."""
    judged: Path | None = None


def figures_of(news: News) -> dict[str, Figure]:
    """What `ragbot eval` measures."""
    result = measured(news)
    answered, unanswerable = 1 / result["usable_answers"], 1 / result["unanswerable_questions"]
    refused = result["refused"]
    return {
        **ranks_of(result, "gold"),
        **ranks_of(result, "silver"),
        "answer@5": Figure(result["answer@5"], answered),
        "answer_contained": Figure(result["answer_contained"], answered),
        "citations_exact": Figure(result["citations_exact"]),
        "refused.answerable": Figure(refused["answerable"], 1 / result["answerable_questions"], low_is_good=True),
        "refused.unanswerable": Figure(refused["unanswerable"], unanswerable),
        **(shares_of(result["judged"]) if news.judged else {}),
    }


def measured(news: News) -> dict[str, Any]:
    """The result of `ragbot eval`; an archive of other articles, or that other code made, is made anew."""
    options = Namespace(**{field.name: getattr(news, field.name) for field in fields(news)}, sample=None, json=True)
    try:
        return evaluation(options)
    except MadeOtherwiseError:
        shutil.rmtree(news.archive)
        return evaluation(options)


def ranks_of(result: dict[str, Any], key: str) -> dict[str, Figure]:
    part = result[key]
    names = ("recall@1", "recall@5", "mrr@10") if part["questions"] else ()
    return {f"{key}.{name}": Figure(part[name], 1 / part["questions"]) for name in names}


def shares_of(judged: dict[str, Any]) -> dict[str, Figure]:
    """Of all judged questions right, wrong and padded ones, and right ones by kind; -s tells which are not right."""
    for answer in judged["answers"]:
        if answer["verdict"] not in GOOD:
            print(f"{answer['id']}: {answer['verdict']}: {answer['question']}")
    every = judged["all"]
    one = 1 / every["questions"]
    return {
        "judged.right": Figure(every["right_share"], one),
        "judged.wrong": Figure(every["wrong_share"], one, low_is_good=True),
        "judged.padded": Figure(every["padded"] * one, one, low_is_good=True),
        "judged.citations_exact": Figure(judged["citations_exact"]),
        **{f"judged.{kind}": Figure(of["right_share"], 1 / of["questions"]) for kind, of in judged["kinds"].items()},
    }


def figures_of_kinds(news: News) -> dict[str, Figure]:
    """Recall by the kind of question; with -s, the questions whose article is not among the first five are told."""
    ranks: dict[str, list[int]] = {kind: [] for kind in KINDS}
    bot = open_bot(load_settings(archive=news.archive))
    with bot.archive:
        for line, asked in zip(QUESTIONS, read_questions(news.questions), strict=True):
            ranks[line["kind"]].append(rank := rank_of(bot, asked))
            if rank > 5:
                print(f"{line['id']}: not among the first five: {asked.question}")
    return {
        f"{kind}.recall@{depth}": Figure(sum(rank <= depth for rank in found) / len(found), 1 / len(found))
        for kind, found in ranks.items()
        for depth in (1, 5)
    }


def rank_of(bot: Bot, asked: KnownQuestion) -> int:
    """The place of the first right article; a follow-up is found with what it refers to."""
    found = ranking(bot.search(asked.on_its_day(), RANKED).evidence)
    return first_rank(found, {bare(url) for url in asked.urls}) or RANKED + 1


def hold(name: str, figures: dict[str, Figure], config: Flags | pytest.Config) -> None:
    """Compare them with their floors, which are moved before when that is asked for."""
    print(json.dumps({key: round(figure.value, 3) for key, figure in figures.items()}, indent=2))
    floors = json.loads(FLOORS.read_text())
    ours = floors.get(name, {})
    if config.getoption("--lower-floors", default=False):  # the default is for runs that began above this folder
        ours = as_earned(figures)
    elif config.getoption("--raise-floors", default=False):
        ours = raised(figures, ours)
    if ours != floors.get(name, {}):
        FLOORS.write_text(json.dumps(floors | {name: ours}, indent=2) + "\n")
    if told := broken(figures, ours):
        pytest.fail("\n".join([f"On {name}:", *told]), pytrace=False)


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> News:
    folder = tmp_path_factory.mktemp("quality")
    articles, questions, unanswerable, judged = (
        HERE / f"{name}.jsonl" for name in ("articles", "questions", "unanswerable", "judged")
    )
    return News(articles, questions, unanswerable, folder / "archive", judged)


def test_invented_news_is_found_and_answered_as_well_as_before(invented, request):
    hold("invented", figures_of(invented) | figures_of_kinds(invented), request.config)


@pytest.fixture
def real(tmp_path: Path) -> News:
    """A fifth of the questions of 2023 are those that the articles of 2022 cannot answer."""
    folder = NEWS / "2022-1000"
    if not folder.is_dir():
        pytest.skip(f"RealTime QA is not in {os.path.relpath(NEWS, ROOT)}; RAGBOT_NEWS names another folder")
    foreign = tmp_path / "unanswerable.jsonl"
    foreign.write_bytes(b"".join((NEWS / "2023/questions.jsonl").read_bytes().splitlines(keepends=True)[::5]))
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n")  # what publishers own must never be committed
    return News(folder / "articles.jsonl.gz", folder / "questions.jsonl", foreign, CACHE / folder.name)


def test_real_news_is_found_and_answered_as_well_as_before(real, request):
    """The first run embeds 1,000 articles, which takes minutes; the next ones take them from .cache/quality.

    Unless what our code makes of them has changed: then they are embedded again.
    """
    hold("realtimeqa 2022-1000", figures_of(real), request.config)
