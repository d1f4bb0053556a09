"""Errors in OpenAI's shape, on the routes that its clients call."""

from __future__ import annotations

from http import HTTPStatus

from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

PATHS = ("/v1/chat/completions", "/v1/responses", "/v1/models")
CODES = {
    HTTPStatus.UNAUTHORIZED: "invalid_api_key",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid_value",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_exceeded",
    HTTPStatus.INTERNAL_SERVER_ERROR: "server_error",
}
"""Those that OpenAI has a name of its own for; any other is the status in words, `service_unavailable`."""


class Refused(HTTPException):
    """What a client of OpenAI's asks for in good form, and does not get here."""

    def __init__(self, param: str, detail: str, *, status: int = HTTPStatus.BAD_REQUEST, code: str = "unsupported"):
        super().__init__(status, detail)
        self.param, self.code = param, code


class OpenAIError(BaseModel):
    """What is wrong, as OpenAI's clients read it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    message: str
    type: str
    """`invalid_request_error`, `rate_limit_error` or `server_error`."""
    param: str | None
    """The field of the body that is wrong, where one is."""
    code: str | None


class OpenAIErrorBody(BaseModel):
    """The body of a reply that is an error."""

    error: OpenAIError


def is_for_openai(path: str) -> bool:
    """Whether the clients of this path are OpenAI's, whatever is there."""
    return any(path == known or path.startswith(f"{known}/") for known in PATHS)


def openai_error(error: Exception, status: int, detail: str, field: str | None = None) -> OpenAIErrorBody:
    """Return the error in OpenAI's shape; `field` is what a validation found wrong first."""
    refused = error if isinstance(error, Refused) else None
    param, code = (refused.param, refused.code) if refused else (field, code_of(status))
    return OpenAIErrorBody(error=OpenAIError(message=detail, type=_type(status), param=param, code=code))


def code_of(status: int) -> str:
    known = HTTPStatus(status)
    return CODES.get(known, known.phrase.lower().replace(" ", "_"))


def _type(status: int) -> str:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "rate_limit_error"
    return "server_error" if status >= 500 else "invalid_request_error"


def documented_as_openai(*statuses: int) -> dict[int | str, dict[str, object]]:
    """Return the `responses` of a route that can end in these errors."""
    return {status: {"model": OpenAIErrorBody, "description": HTTPStatus(status).phrase} for status in statuses}
