"""ragbot in other people's chains: passages as a LangChain retriever, checked answers as a Runnable.

retriever = NewsRetriever(news="http://127.0.0.1:8000", k=5)
answerer = NewsAnswerer(news=open_bot("archive"))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, convert_to_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.content import Citation as CitationBlock
from langchain_core.messages.content import create_citation, create_text_block
from langchain_core.prompt_values import PromptValue
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableConfig, RunnableSerializable, run_in_executor
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ragbot.api.bodies import AnswerBody, EvidenceBody
from ragbot.errors import QuestionError
from ragbot.news import News, news_of
from ragbot.types import LONGEST_TURN, MOST_CITED, MOST_TURNS, Citation, Question, Turn, Window

MOST_PASSAGES = 50


class _Limits(BaseModel):
    """Of whom it is asked, and what may be drawn on: as POST /v1/answers takes them."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    news: Annotated[Any, BeforeValidator(news_of)] = Field(exclude=True, repr=False)
    """A `Bot`, or the http(s) address of a server."""
    since: str | None = None
    until: str | None = None
    sources: Sequence[str] = ()
    asked_on: str | None = None
    as_of: str | None = None

    def _question(self, text: str, history: Sequence[Turn] = ()) -> Question:
        window = Window(self.since, self.until)
        return Question(text, window, tuple(self.sources), tuple(history), self.asked_on, self.as_of)

    def _news(self) -> News:
        news: News = self.news
        return news


class NewsRetriever(_Limits, BaseRetriever):
    """The passages of an archive that bear on a question, best first.

    The metadata of a Document is what a citation needs: `article_id`, `version`, `start` and `end` (of the passage in
    that version's text, in code points), `title`, `source` (the outlet), `url`, `published`, `state`, `score`.
    """

    k: int = Field(default=10, ge=1, le=MOST_PASSAGES)
    """How many passages at most."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        """Raises QuestionError, and ServerError when a server does not do it."""
        return self._documents(query, k)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        return await run_in_executor(None, self._documents, query, k)

    def _documents(self, query: str, k: int | None) -> list[Document]:
        limit = self.k if k is None else k
        if not 1 <= limit <= MOST_PASSAGES:
            raise QuestionError(f"k is {limit}: ask for 1 to {MOST_PASSAGES} passages.")
        return [_document(passage) for passage in self._news().search(self._question(query), limit).evidence]


def _document(passage: EvidenceBody) -> Document:
    names = ("article_id", "version", "start", "end", "title", "source", "url", "published", "state", "score")
    place = f"{passage.article_id}/{passage.version}/{passage.start}-{passage.end}"
    return Document(passage.text, id=place, metadata={name: getattr(passage, name) for name in names})


class NewsAnswerer(_Limits, RunnableSerializable[LanguageModelInput, AIMessage]):
    """An answer from the archive, as a message with standard citations.

    It takes a question, or a conversation that ends with one. The message has one text block, and each citation is an
    annotation of it: `start_index` and `end_index` in the text, `cited_text`, `title`, `url`, and in `extras` the place
    in the article. `response_metadata` says whether it was answered (`outcome`), and how fresh the archive is.

    It is not streamed in pieces: only the whole answer is checked.
    """

    def invoke(self, input: LanguageModelInput, config: RunnableConfig | None = None, **kwargs: Any) -> AIMessage:
        """Raises QuestionError, and ServerError when a server does not do it."""
        return self._call_with_config(self._answered, input, config, **kwargs)

    def _answered(self, messages_in: LanguageModelInput) -> AIMessage:
        *history, question = _messages(messages_in)
        if not isinstance(question, HumanMessage):
            raise QuestionError("The conversation does not end with a question: let its last message be the user's.")
        turns = [turn for message in history if (turn := _turn(message))]
        return _message(self._news().ask(self._question(question.text, turns[-MOST_TURNS:])))


def _messages(messages_in: LanguageModelInput) -> Sequence[BaseMessage]:
    if isinstance(messages_in, str):
        return [HumanMessage(messages_in)]
    messages = messages_in.to_messages() if isinstance(messages_in, PromptValue) else convert_to_messages(messages_in)
    return messages or [AIMessage("")]


def _turn(message: BaseMessage | AnyMessage) -> Turn | None:
    """What a user or an assistant said; nothing else is part of the conversation."""
    if isinstance(message, HumanMessage):
        return Turn("user", message.text[:LONGEST_TURN])
    if isinstance(message, AIMessage):
        return Turn("assistant", message.text[:LONGEST_TURN], _cited_ids(message)[:MOST_CITED])
    return None


def _cited_ids(message: AIMessage) -> tuple[str, ...]:
    """The ids of the articles that an answer of ours cites, each once."""
    blocks = cast(list[dict[str, Any]], message.content_blocks)
    extras = [note.get("extras", {}) for block in blocks for note in block.get("annotations", ())]
    return tuple(dict.fromkeys(str(each["article_id"]) for each in extras if "article_id" in each))


def _message(answer: AnswerBody) -> AIMessage:
    told = {name: getattr(answer, name) for name in ("outcome", "reason", "archive_as_of", "newest_evidence", "notes")}
    related = [{"article_id": each.article_id, "title": each.title, "url": each.url} for each in answer.related]
    usage = answer.usage
    text = create_text_block(answer.answer, annotations=[_citation(each) for each in answer.citations])
    return AIMessage(
        content_blocks=[text],
        id=answer.id,
        response_metadata={**told, "related": related, "model_name": answer.backend, "output_version": "v1"},
        usage_metadata=UsageMetadata(
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            total_tokens=usage.input_tokens + usage.output_tokens,
        )
        if usage
        else None,
    )


def _citation(citation: Citation) -> CitationBlock:
    names = ("number", "article_id", "version", "source_start", "source_end", "source", "published", "state")
    return create_citation(
        url=citation.url,
        title=citation.title,
        start_index=citation.start_index,
        end_index=citation.end_index,
        cited_text=citation.cited_text,
        **{name: getattr(citation, name) for name in names},
    )
