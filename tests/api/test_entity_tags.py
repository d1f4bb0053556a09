"""`If-None-Match` is a list of tags that are compared weakly, or a star."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from ragbot.api.entity_tags import is_known


@pytest.mark.parametrize("tag", ['"a1"', 'W/"a1"'], ids=["strong", "weak"])
@pytest.mark.parametrize(
    ("lines", "known"),
    [
        ([], False),
        ([""], False),
        (['"a1"'], True),
        (['W/"a1"'], True),
        (['"b2", "a1"'], True),
        (['"b2","a1"'], True),
        (['"b2",, W/"a1" ,'], True),
        (['"b2"', '"a1"'], True),
        (["*"], True),
        ([" * "], True),
        (['"*"'], False),
        (['"b2", *'], False),
        (['"b2"'], False),
        (["a1"], False),
        (['"a11"'], False),
        (['"a1-gzip"'], False),
        (['"A1"'], False),
        (['"b,a1"'], False),
        (['"b2", "a'], False),
        (['"é", "a1"'], True),
        (['""'], False),
    ],
    ids=lambda value: " | ".join(value) or "none" if isinstance(value, list) else None,
)
def test_a_tag_is_known_where_the_list_has_it(tag: str, lines: list[str], known: bool) -> None:
    headers = Headers(raw=[(b"if-none-match", line.encode("latin-1")) for line in lines])
    assert is_known(tag, headers) is known


def test_a_tag_with_a_comma_is_one() -> None:
    headers = Headers({"If-None-Match": '"b,a1", "c"'})
    assert is_known('"b,a1"', headers)
    assert not is_known('"a1"', headers)
