"""Entity tags: whether a client has already what it asks for (RFC 9110, sections 8.8.3 and 13.1.2)."""

from __future__ import annotations

import re

from starlette.datastructures import Headers

TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')  # as in `W/"9f86d081884c7d65"`, which may have a comma in it


def is_known(tag: str, headers: Headers) -> bool:
    """Return whether `If-None-Match` has the tag, or is `*`, so that 304 is the reply.

    Tags are compared weakly: `W/"1"` is `"1"`. What is no tag, such as one without quotation marks, is passed over.
    """
    tags = ",".join(headers.getlist("if-none-match"))
    return tags.strip() == "*" or tag.removeprefix("W/") in TAG.findall(tags)
