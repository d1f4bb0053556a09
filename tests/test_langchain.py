"""ragbot in LangChain: the standard tests of retrievers, metadata that a citation needs, answers as messages."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import pytest
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests
from pydantic import ValidationError

from ragbot.answering.bot import Bot
from ragbot.errors import QuestionError, ServerError
from ragbot.langchain import NewsAnswerer, NewsRetriever
from tests.apart import run_apart

ABBEY = "What was stolen from Ostrey Abbey?"


class TestTheStandardOfRetrievers(RetrieversIntegrationTests):
    """Of a bot that is open here, and of a server."""

    @pytest.fixture(autouse=True, params=["samples_bot", "samples_address"])
    def _place(self, request: pytest.FixtureRequest) -> None:
        self.place = request.getfixturevalue(request.param)

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return NewsRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"news": self.place}

    @property
    def retriever_query_example(self) -> str:
        return ABBEY


@pytest.fixture
def retriever(samples_bot: Bot) -> NewsRetriever:
    return NewsRetriever(news=samples_bot, k=5)


@pytest.fixture
def answerer(samples_bot: Bot) -> NewsAnswerer:
    return NewsAnswerer(news=samples_bot)


def test_a_document_has_what_a_citation_needs(samples_bot: Bot, retriever: NewsRetriever) -> None:
    documents = retriever.invoke("Who won the Orrendale violin competition?")
    for document in documents:
        of = document.metadata
        version = samples_bot.archive.version(of["article_id"], of["version"])
        assert version
        assert version.text[of["start"] : of["end"]] == document.page_content
        named = (version.title, version.source, version.url, version.published, version.state)
        assert (of["title"], of["source"], of["url"], of["published"], of["state"]) == named
        assert 0 <= of["score"] <= 1
    assert documents[0].metadata["state"] == "corrected"
    assert len({document.id for document in documents}) == len(documents)


def test_its_limits_are_those_of_the_api(samples_bot: Bot) -> None:
    limited = NewsRetriever(news=samples_bot, since="2026-01-01", until="2026-01-31", sources=["The Inland Post"])
    found = [document.metadata for document in limited.invoke(ABBEY)]
    assert {(of["source"], of["published"][:7]) for of in found} == {("The Inland Post", "2026-01")}
    with pytest.raises(QuestionError, match="The Nowhere"):
        NewsRetriever(news=samples_bot, sources=["The Nowhere"]).invoke(ABBEY)


@pytest.mark.parametrize("k", [0, 51])
def test_k_is_from_1_to_50(samples_bot: Bot, retriever: NewsRetriever, k: int) -> None:
    with pytest.raises(QuestionError, match=f"k is {k}"):
        retriever.invoke(ABBEY, None, k=k)
    with pytest.raises(ValidationError):
        NewsRetriever(news=samples_bot, k=k)


def test_a_coroutine_may_say_how_many_too(retriever: NewsRetriever) -> None:
    assert len(run_apart(lambda: retriever.ainvoke(ABBEY, None, k=2))) == 2


def test_an_answer_is_a_message_whose_citations_are_exact(samples_bot: Bot, answerer: NewsAnswerer) -> None:
    message = answerer.invoke(ABBEY)
    (block,) = cast(list[dict[str, Any]], message.content_blocks)
    assert block["type"] == "text"
    assert block["text"] == message.text
    citations = block["annotations"]
    assert citations
    for citation in citations:
        assert citation["type"] == "citation"
        of = citation["extras"]
        version = samples_bot.archive.version(of["article_id"], of["version"])
        assert version
        assert version.text[of["source_start"] : of["source_end"]] == citation["cited_text"]
        assert message.text[citation["start_index"] : citation["end_index"]].endswith(f"[{of['number']}]")
        assert (citation["url"], citation["title"]) == (version.url, version.title)
    assert message.response_metadata["outcome"] == "answered"
    assert message.response_metadata["archive_as_of"]


def test_what_is_not_in_the_archive_has_no_citation(answerer: NewsAnswerer) -> None:
    message = answerer.invoke("Who is the president of Mars?")
    assert message.response_metadata["outcome"] in ("related", "not_in_archive")
    assert _annotations(message) == []
    assert all(each["article_id"] for each in message.response_metadata["related"])


def test_a_server_answers_as_a_bot_does(samples_address: str, answerer: NewsAnswerer) -> None:
    there = NewsAnswerer(news=samples_address).invoke(ABBEY)
    assert there.text == answerer.invoke(ABBEY).text


def test_a_conversation_goes_on_in_the_story_of_the_last_answer(answerer: NewsAnswerer) -> None:
    first = answerer.invoke("Who won the Orrendale violin competition?")
    asked: list[Any] = [SystemMessage("Be brief."), HumanMessage("Who won the Orrendale violin competition?"), first]
    message = answerer.invoke([*asked, HumanMessage("Who came second?")])
    assert "Jean-Noël Cœurdevaux" in message.text
    assert _annotations(first)[0]["extras"]["article_id"] == _annotations(message)[0]["extras"]["article_id"]


def _annotations(message: AIMessage) -> list[dict[str, Any]]:
    return cast(dict[str, Any], message.content_blocks[0])["annotations"]


def test_a_long_conversation_is_cut_to_its_end(answerer: NewsAnswerer) -> None:
    long = [HumanMessage("x" * 9000), AIMessage("y" * 9000)] * 30
    assert answerer.invoke([*long, HumanMessage(ABBEY)]).response_metadata["outcome"]


@pytest.mark.parametrize("given", [[], [AIMessage("Nine.")], [HumanMessage("Who?"), AIMessage("Ann.")], ""])
def test_what_asks_nothing_is_told(answerer: NewsAnswerer, given: Any) -> None:
    with pytest.raises(QuestionError, match=r"does not end with a question|The question is empty"):
        answerer.invoke(given)


def test_they_are_parts_of_chains(retriever: NewsRetriever, answerer: NewsAnswerer) -> None:
    prompt = ChatPromptTemplate.from_messages([("human", "What was stolen from {place}?")])
    assert "manuscripts" in (prompt | answerer | StrOutputParser()).invoke({"place": "Ostrey Abbey"})
    texts = (retriever | (lambda found: [document.page_content for document in found])).invoke(ABBEY)
    assert any("Psalter" in text for text in texts)


def test_many_are_answered_at_once(answerer: NewsAnswerer) -> None:
    asked: list[Any] = [ABBEY, "How much was Skerrow Line fined?"]
    assert [message.response_metadata["outcome"] for message in answerer.batch(asked)] == ["answered"] * 2


def test_no_archive_and_no_password_is_written_out(samples_bot: Bot) -> None:
    retriever = NewsRetriever(news="http://me:pa55word@127.0.0.1:9")
    assert "pa55word" not in f"{retriever!r} {retriever.model_dump()}"
    with pytest.raises(ServerError, match="does not answer"):
        retriever.invoke(ABBEY)


def test_a_document_outlives_its_way_through_json(retriever: NewsRetriever) -> None:
    document = retriever.invoke(ABBEY)[0]
    assert Document.model_validate_json(document.model_dump_json()) == document


def test_the_example_of_the_docs_runs(
    samples_bot: Bot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = (Path(__file__).parent.parent / "docs" / "clients.md").read_text()
    example = docs.partition("```python\n")[2].partition("```")[0]
    assert "NewsAnswerer" in example
    monkeypatch.setattr("ragbot.answering.opening.open_bot", lambda archive: nullcontext(samples_bot))
    exec(compile(example, "docs/clients.md", "exec"), {})
    said = capsys.readouterr().out
    assert "Halmere Wire 2026-01-22T08:15:00Z Thieves take" in said
    assert "14 medieval" in said
