"""A text that breaks off is a part, without what its service says about the rest; any other stays as it is."""

from __future__ import annotations

import pytest

from ingest.formats.cut import SHORT, Text, without_rest

WHOLE = "The dam holds. So the mayor said."


@pytest.mark.parametrize(
    "rest",
    ["… [+1834 chars]", "... [834 chars]", "… [834 chars]\n", " […]", " [...]", "…", "...",
     "… Continue reading Dam holds →",
     " […] Read more", "\nContinue reading", "… (Continue reading on our site)", " […] Weiterlesen »"],
)  # fmt: skip
def test_what_is_said_about_the_rest_is_no_text(rest: str) -> None:
    found = without_rest(f"{WHOLE} The water ro{rest}")
    assert found.is_part
    assert found.text.removesuffix("…").removesuffix("...").rstrip() == f"{WHOLE} The water ro"


@pytest.mark.parametrize(
    "text",
    [WHOLE, f"{WHOLE} [12 chars]x", "Continue reading: a report.\nThey read.", f"{WHOLE}\nRead more: the dam",
     f"{'He sighed … ' * 300}And so on …", "", f"{WHOLE} [3]"],
)  # fmt: skip
def test_a_whole_text_stays(text: str) -> None:
    assert without_rest(text) == Text(text, False)


def test_a_long_text_breaks_off_only_where_that_is_said() -> None:
    long = "The dam holds. " * (SHORT // 10)
    assert not without_rest(f"{long}…").is_part
    assert without_rest(f"{long}… [+20 chars]") == Text(f"{long.rstrip()}…", True)


def test_where_a_post_appeared_is_no_text() -> None:
    assert without_rest(f"{WHOLE}\n\nThe post Dam holds appeared first on Orm Post.") == Text(WHOLE, False)
