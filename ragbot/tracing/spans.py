"""Spans for OpenTelemetry: what an answer and an ingest went through, and how long each part took. Off by default.

Names and attributes are those of the semantic conventions for generative AI (`gen_ai.*`), and `ragbot.*` where these
have none. Each span names its parent itself: an answer is a generator that several threads may run in turn, so that no
"current span" of a thread would be the right one.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ragbot.errors import SettingsError
from ragbot.extras import install_command

if TYPE_CHECKING:
    from opentelemetry import trace

    from ragbot.settings import Settings
    from ragbot.types import Usage

Attributes = Mapping[str, Any]
"""By name; what is None is left out."""
LONGEST_CONTENT = 20_000
"""Characters of a prompt or a reply, where those are wanted."""
PROVIDERS = {
    "azure_openai": "azure.ai.openai",
    "bedrock": "aws.bedrock",
    "bedrock_converse": "aws.bedrock",
    "google_genai": "gcp.gen_ai",
    "google_vertexai": "gcp.vertex_ai",
    "ibm": "ibm.watsonx.ai",
    "mistralai": "mistral_ai",
    "xai": "x_ai",
}
"""By LangChain's name, how the conventions call a provider otherwise."""


@dataclass(frozen=True, slots=True)
class Span:
    """A span that is running, or nothing at all where spans are off. End it by a `with` block."""

    tracer: trace.Tracer | None = None
    span: trace.Span | None = None
    has_content: bool = False
    """Whether questions, prompts and replies go into spans."""

    def child(self, name: str, attributes: Attributes | None = None, *, is_call: bool = False) -> Span:
        """Begin one within this one; `is_call` where it is of somebody else's service."""
        if self.tracer is None or self.span is None:
            return self
        from opentelemetry import trace

        kind = trace.SpanKind.CLIENT if is_call else trace.SpanKind.INTERNAL
        context = trace.set_span_in_context(self.span)
        span = self.tracer.start_span(name, context, kind, _present(attributes or {}))
        return Span(self.tracer, span, self.has_content)

    def set(self, attributes: Attributes) -> None:
        if self.span is not None:
            self.span.set_attributes(_present(attributes))

    def content(self, name: str, text: str) -> None:
        """Set what somebody asked or a model wrote, where that is wanted."""
        if self.has_content:
            self.set({name: text[:LONGEST_CONTENT]})

    def fail(self, error: BaseException) -> None:
        """Note what kind of error ended it; its words may hold what somebody asked."""
        if self.span is None or isinstance(error, GeneratorExit):  # whoever read it needs no more
            return
        from opentelemetry.trace import StatusCode

        self.set({"error.type": type(error).__name__})
        self.span.set_status(StatusCode.ERROR)

    def __enter__(self) -> Span:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if error is not None:
            self.fail(error)
        if self.span is not None:
            self.span.end()


NOTHING = Span()


def _present(attributes: Attributes) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}


class Spans:
    """Of one archive: where its answers and ingests begin theirs."""

    def __init__(self, tracer: trace.Tracer | None = None, has_content: bool = False) -> None:
        """Without a tracer there are none."""
        self.tracer, self.has_content = tracer, has_content
        self.provider: Any = None

    def start(self, name: str, attributes: Attributes | None = None) -> Span:
        """Begin one that has no parent."""
        if self.tracer is None:
            return NOTHING
        span = self.tracer.start_span(name, attributes=_present(attributes or {}))
        return Span(self.tracer, span, self.has_content)

    def close(self) -> None:
        """Send what waits."""
        if self.provider is not None:
            self.provider.shutdown()


def open_spans(settings: Settings) -> Spans:
    """Return those of the settings, sent by OTLP to where the usual OTEL_* variables say.

    Raises SettingsError when they are wanted and the package is not there.
    """
    if not settings.otel:
        return Spans()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise SettingsError(f"RAGBOT_OTEL needs a package that is not installed: {install_command('otel')}") from None
    resource = Resource({"service.name": "ragbot"}).merge(_named(Resource.create()))
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    spans = Spans(provider.get_tracer("ragbot"), settings.otel_content)
    spans.provider = provider
    return spans


def _named(resource: Any) -> Any:
    """What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say, without the SDK's own word for no name."""
    kept = {name: value for name, value in resource.attributes.items() if not str(value).startswith("unknown_service")}
    return type(resource)(kept)


def model_call(parent: Span, backend: str, system: str = "", user: str = "") -> Span:
    """Begin the span of a call of a language model, such as `openai:gpt-4.1-mini`."""
    provider, _, model = backend.partition(":")
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": PROVIDERS.get(provider, provider),
        "gen_ai.request.model": model or backend,
        "gen_ai.request.stream": True,
    }
    span = parent.child(f"chat {model or backend}", attributes, is_call=True)
    span.content("gen_ai.system_instructions", system)
    span.content("gen_ai.input.messages", user)
    return span


def watched(pieces: Iterator[str], span: Span) -> Generator[str, None, Usage | None]:
    """Yield the pieces of a model's reply, and end the span of its call with what came of it."""
    began, written, source = time.monotonic(), list[str](), Returning(pieces)
    with span:
        for piece in source:
            if not written:
                span.set({"gen_ai.response.time_to_first_chunk": round(time.monotonic() - began, 3)})
            written.append(piece)
            yield piece
        span.set(tokens(source.value))
        span.content("gen_ai.output.messages", "".join(written))
        return source.value


class Returning:
    """Iterates, and keeps what a generator returns."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces: Any = pieces
        self.value: Usage | None = None

    def __iter__(self) -> Iterator[str]:
        self.value = yield from self._pieces


def tokens(usage: Usage | None) -> Attributes:
    """Return the tokens that a model counted."""
    if usage is None:
        return {}
    return {"gen_ai.usage.input_tokens": usage.input_tokens, "gen_ai.usage.output_tokens": usage.output_tokens}
