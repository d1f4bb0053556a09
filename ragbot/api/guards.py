"""What every request passes before a route sees it: security headers, the Host check, the limit on bodies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ragbot.api.problems import Problem

# Plain ASGI throughout: `@app.middleware("http")` costs a quarter of the streaming throughput.

BODY_LIMIT = 256 * 1024
MIB = 1024 * 1024
BODY_LIMITS = {"/v1/articles": 32 * MIB, "/v1/articles/file": 32 * MIB, "/v1/sources/opml": 4 * MIB}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
SECURITY_HEADERS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class SecurityHeaders:
    """Adds the headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *SECURITY_HEADERS]}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def for_origins(origins: Sequence[str]) -> list[Middleware]:
    """What lets pages of these origins read replies, with a key of their own: no cookie is ever looked at."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=("GET", "POST", "PATCH", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "X-Request-ID"),
            expose_headers=("Retry-After", "X-Request-ID"),
        )
    ]


class HostCheck:
    """Refuses names that are not ours: a page elsewhere can point its own name at this machine (DNS rebinding)."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str], any_address: bool = False) -> None:
        """`any_address`: whether any IP address will do. A page cannot rebind one, since it needs no look-up."""
        self.app, self.any_address = app, any_address
        self.hosts = frozenset(_without_port(host) for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.hosts and scope["type"] == "http":
            self._check(Headers(scope=scope).getlist("host"))
        await self.app(scope, receive, send)

    def _check(self, names: Sequence[str]) -> None:
        if len(names) > 1:
            raise Problem(400, "The request has more than one Host header.")
        name = _without_port(names[0]) if names else ""
        if name not in self.hosts and not (self.any_address and _is_address(name)):
            raise Problem(
                421,
                "This server does not answer under that name: use the address that it printed. If the name is its own, "
                "whoever runs it lists it in RAGBOT_HOSTS.",
            )


def _without_port(host: str) -> str:
    """`[::1]:8000` → `::1`, `LOCALHOST:8000` → `localhost`"""
    return host.lower() if host.count(":") > 1 and "[" not in host else re.sub(r":\d*$", "", host.lower()).strip("[]")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class BodyLimit:
    """Refuses a body that is too long, by what it declares and, when it comes in chunks, by what has come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = BODY_LIMITS.get(scope.get("path", ""), BODY_LIMIT)
        read = 0

        def check(size: int) -> None:
            if size > limit:
                raise Problem(413, f"The body is longer than the {limit // 1024} KiB that are taken here.")

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            check(read)
            return message

        if scope["type"] == "http":
            declared = Headers(scope=scope).get("content-length", "")
            check(int(declared) if declared.isdecimal() and len(declared) < 20 else 0)
        await self.app(scope, counted if scope["type"] == "http" else receive, send)
