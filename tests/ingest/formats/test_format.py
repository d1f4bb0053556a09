"""A format says whether it is read here, and else how its articles can be taken in."""

from __future__ import annotations

import pytest

from ingest.formats.format import Format, Records, no


def parse(data: bytes, charset: str) -> Records:
    return {"text": data.decode(charset or "utf-8")}


FORMATS = {
    "ours": (Format("news", "news", parse=parse), True, ""),
    "an extra that is here": (Format("news", "news", parse=parse, extra="pdf", module="json"), True, ""),
    "refused": (Format("news", "news", instead="unpack it"), False, "unpack it"),
    "of no news": (Format("news", "news"), False, ""),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_read_if_it_has_a_way_and_its_extra(name: str) -> None:
    format_, is_read, way_out = FORMATS[name]
    assert (format_.is_read, format_.way_out) == (is_read, way_out)


@pytest.mark.parametrize("way", ["parse", "read", "unpack"])
def test_each_of_three_ways_makes_it_read(way: str) -> None:
    assert Format("news", "news", **{way: parse}).is_read  # type: ignore[arg-type]


def test_following_alone_reads_no_file() -> None:
    assert not Format("map", "a map", follow=parse, instead="follow it").is_read


def test_an_extra_that_is_missing_names_the_command_that_adds_it() -> None:
    missing = Format("news", "news", parse=parse, extra="pdf", module="no_such_module", instead="save it")
    assert not missing.is_read
    assert "[pdf]" in missing.way_out
    assert missing.refusal == f"is news, which is not read; {missing.way_out}"


@pytest.mark.parametrize(
    ("instead", "refusal"),
    [("", "is a picture, which is not read"), ("save it", "is a picture, which is not read; save it")],
)
def test_a_refusal_names_the_format_and_the_way_out(instead: str, refusal: str) -> None:
    assert Format("picture", "a picture", instead=instead).refusal == refusal


def test_only_a_suffix_shows_a_format_without_signs() -> None:
    assert not no(b"")
    assert not Format("news", "news").is_surely(b"news")
    assert not Format("news", "news").is_likely(b"news")
