"""The page's modules are checked against what the API really gives."""

from __future__ import annotations

from tests.page_types import FILE, interfaces


def test_the_types_of_the_page_are_those_of_the_api() -> None:
    assert FILE.read_text() == interfaces(), "the API changed: run python -m tests.page_types, then make check"


def test_what_the_server_writes_is_whole_and_what_it_takes_need_not_be() -> None:
    text = interfaces()
    assert "  sources: Source[];" in text  # of AnswerBody, which has a default for it
    assert "  sources?: string[];" in text  # of QuestionBody
    assert '  verdict: "holds" | "changed"' in text
