"""Errors as problem documents (RFC 9457), every one of them; in OpenAI's shape where its clients call."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from traceback import format_tb
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ragbot.api.openai.errors import OpenAIErrorBody, is_for_openai, openai_error
from ragbot.api.request_log import blame, request_id, shown_path
from ragbot.cancellation import Cancelled
from ragbot.errors import ArchiveError, LLMError, QuestionError

log = logging.getLogger(__name__)

STATUSES: Mapping[type[Exception], HTTPStatus] = {
    QuestionError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ArchiveError: HTTPStatus.SERVICE_UNAVAILABLE,
    LLMError: HTTPStatus.BAD_GATEWAY,
    Cancelled: HTTPStatus.SERVICE_UNAVAILABLE,
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
UNPARSED = "There was an error parsing the body"
PLAIN_WORDS = {
    400: "The body cannot be read as JSON: it has to be UTF-8, its numbers short and its brackets few.",
    404: "There is nothing at this address; /openapi.json lists what there is.",
    405: "This address does not take that method; the Allow header lists those it takes.",
    500: "Something failed in the server; its log says what.",
}


class Problem(HTTPException):
    """What a route raises to refuse a request."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    message: str


class ProblemBody(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str | None = None
    """The path that was asked for; left out where the connection is refused before that is known."""
    errors: list[FieldProblem] | None = None


def problem_of(error: Exception, scope: Scope) -> ProblemBody:
    """The problem document for an error of a request. What nobody expected is logged, and told without internals."""
    problem = _problem_of(error, scope)
    blame(scope, problem.detail)
    return problem


def _problem_of(error: Exception, scope: Scope) -> ProblemBody:
    if isinstance(error, RequestValidationError):
        return _validation_problem(error, scope)
    if isinstance(error, HTTPException):
        return _problem(error.status_code, str(error.detail), scope)
    for kind, status in STATUSES.items():
        if isinstance(error, kind):
            return _problem(status, str(error), scope)
    log.error("%s %s failed, id %s: %s", scope["method"], shown_path(scope), request_id(scope), _traceback(error))
    return _problem(500, "", scope)


def _problem(status: int, detail: str, scope: Scope, errors: list[FieldProblem] | None = None) -> ProblemBody:
    title = HTTPStatus(status).phrase
    if detail in ("", title, UNPARSED):  # the framework's own words
        detail = PLAIN_WORDS.get(status, title)
    return ProblemBody(title=title, status=status, detail=detail, instance=shown_path(scope), errors=errors)


def _traceback(error: BaseException | None) -> str:
    """Like the usual one, but what an exception says is quoted: text of users must not begin new log lines."""
    lines: list[str] = []
    while error and len(lines) < 5:
        lines.append(f"{type(error).__name__}: {str(error)!a:.2000}\n{''.join(format_tb(error.__traceback__))}")
        error = error.__cause__ or error.__context__
    return "caused by ".join(lines)


def _validation_problem(error: RequestValidationError, scope: Scope) -> ProblemBody:
    found = error.errors()
    if found[0]["type"] == "json_invalid":
        return _problem(400, f"The body is not JSON: {found[0]['ctx']['error']} at {found[0]['loc'][-1]}.", scope)
    if isinstance(error.body, bytes):  # the framework parses nothing that is not declared as JSON
        return _problem(415, "Send the body as JSON, with Content-Type: application/json.", scope)
    errors = [_field_problem(each) for each in found[:20]]  # a body of 256 KiB can hold 80,000 errors
    first = ": ".join(filter(None, (errors[0].field, errors[0].message)))
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return _problem(422, first + more, scope, errors)


def _field_problem(error: Mapping[str, Any]) -> FieldProblem:
    """Says where and what, without the input, which may be as long as the body."""
    where = ".".join(str(part) for part in error["loc"][1:])
    return FieldProblem(field=where[:100], message=error["msg"].removeprefix("Value error, ")[:300])


def _response(error: Exception, scope: Scope) -> Response:
    body = problem_of(error, scope)
    headers = error.headers if isinstance(error, HTTPException) else None
    if body.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": ", ".join(_methods(scope))}  # the framework names those of one route at this address only
    if is_for_openai(scope["path"]):
        return Response(_for_openai(error, body).model_dump_json(), body.status, headers, "application/json")
    return Response(body.model_dump_json(exclude_none=True), body.status, headers, "application/problem+json")


def _for_openai(error: Exception, body: ProblemBody) -> OpenAIErrorBody:
    return openai_error(error, body.status, body.detail, body.errors[0].field if body.errors else None)


def openai_error_of(error: Exception, scope: Scope) -> OpenAIErrorBody:
    """The same as `problem_of`, in OpenAI's shape."""
    return _for_openai(error, problem_of(error, scope))


def _methods(scope: Scope) -> list[str]:
    """Those that some route takes at this address."""
    routes = scope["app"].router.routes
    wanted = ({"type": "http", "path": scope["path"], "method": name, "headers": []} for name in METHODS)
    return [each["method"] for each in wanted if any(route.matches(each)[0] is Match.FULL for route in routes)]


async def _answer_with_problem(request: Request, error: Exception) -> Response:
    return _response(error, request.scope)


def answer_with_problems(app: FastAPI) -> None:
    """Have the app answer its own errors and ours with problem documents; `CatchAll` answers the rest."""
    for kind in (HTTPException, RequestValidationError, *STATUSES):
        app.add_exception_handler(kind, _answer_with_problem)


class CatchAll:
    """Answers what no handler knows. Starlette's own catcher is outside of every middleware, so without our headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if started or scope["type"] != "http":
                problem_of(error, scope)
                raise  # half a response is out: all that is left is to cut the connection
            await _response(error, scope)(scope, receive, send)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can end in these problems; those of the middleware are added to every route."""
    return {status: {"model": ProblemBody, "description": HTTPStatus(status).phrase} for status in statuses}


def with_problem_types(schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI schema with the media type of problems, which FastAPI lists as plain JSON."""
    problem = {"$ref": "#/components/schemas/ProblemBody"}
    for path in schema["paths"].values():
        for operation in path.values():
            for response in operation["responses"].values():
                content = response.get("content", {})
                if content.get("application/json", {}).get("schema") == problem:
                    content["application/problem+json"] = content.pop("application/json")
    return schema
