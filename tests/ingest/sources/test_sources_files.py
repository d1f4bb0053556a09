"""Files, folders and standard input become raw records; what cannot be read says why, and the rest goes on."""

from __future__ import annotations

import gzip
import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.formats import stream
from ingest.formats.parsers import ParserProcess
from ingest.formats.table import FORMATS, suffixes
from ingest.formats.text import decode, text_record
from ingest.records.articles import article_from
from ingest.records.record import MAX_ARTICLE_BYTES, Raw, SourceError
from ingest.sources import files, upload
from ingest.sources.files import read
from ingest.sources.upload import read_upload

STORY = "The council of Ostvale passed its budget on Sunday after a debate that lasted nine hours and ended at dawn."
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Budget passes | The Daily</title>
<link rel="canonical" href="https://daily.example/budget"><meta property="og:site_name" content="The Daily">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [{{"@type": "NewsArticle",
"headline": "Budget passes", "datePublished": "2022-06-12T08:30:00+02:00", "dateModified": "2022-06-13T09:00:00Z",
"author": [{{"@type": "Person", "name": "Ann Lee"}}, {{"@type": "Person", "name": "Bo Ray"}}]}}]}}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>Budget passes</h1><p>{STORY}</p>
<p>Bus fares rise by 4 percent, and two libraries will open on Sundays from September, the mayor <b>said</b>.</p>
</article><div id="comments"><p>A reader hates it.</p></div><footer>Copyright 2019</footer></body></html>"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    def write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return str(path)

    return write


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def give(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))

    return give


def failure(*paths: str, parse_seconds: float = 15) -> str:
    (raw,) = read(paths, parse_seconds=parse_seconds)
    assert raw.record is None
    return raw.failure or ""


def record(*paths: str) -> dict[str, object]:
    (raw,) = read(paths)
    assert raw.failure is None
    return dict(raw.record or {})


# Folders


def test_a_folder_is_read_in_order_without_hidden_and_unknown_files(write: Callable[..., str], tmp_path: Path) -> None:
    names = ["b.txt", "a.md", "c/d.json", "c/a.jsonl.gz", "A.TXT"]
    for name in [*names, ".hidden.txt", ".git/x.txt", "photo.png"]:
        write(name, json.dumps({"text": STORY}) + "\n")
    origins = [os.path.relpath(raw.origin, tmp_path) for raw in read([str(tmp_path)]) if not raw.passed]
    assert origins == ["A.TXT", "a.md", "b.txt", "c/a.jsonl.gz:1", "c/d.json"]


def test_a_folder_tells_what_it_passed_over(write: Callable[..., str], tmp_path: Path) -> None:
    write("a.txt", STORY)
    write("page", PAGE)
    write("story.php", PAGE)
    for name in ("a.JPG", "b.jpg", "README", "notes.log", "2026.06", "c.mbox", "empty"):
        write(name, STORY if name != "empty" else "")
    write("report", b"{\\rtf1 A text}")
    raws = list(read([str(tmp_path)]))
    assert sorted(os.path.basename(raw.origin) for raw in raws if raw.record) == ["a.txt", "page", "story.php"]
    assert not [raw.failure for raw in raws if raw.failure]
    passed = Counter((raw.passed.kind, bool(raw.passed.way_out)) for raw in raws if raw.passed)
    assert passed == {
        (".jpg", False): 2,
        ("without a suffix", False): 2,
        (".log", False): 1,
        ("of an unknown kind", False): 1,
        (".mbox", True): 1,
        ("rich text", True): 1,
    }


def test_a_file_named_twice_is_read_once(write: Callable[..., str], tmp_path: Path) -> None:
    path = write("a.txt", STORY)
    assert [raw.origin for raw in read([path, str(tmp_path), path])] == [path]


def test_a_loop_of_links_ends(write: Callable[..., str], tmp_path: Path) -> None:
    write("news/a.txt", STORY)
    (tmp_path / "news" / "loop").symlink_to(tmp_path)
    assert len([raw for raw in read([str(tmp_path)]) if raw.record]) == 1


def test_a_folder_without_articles_says_what_is_read(tmp_path: Path) -> None:
    assert "holds no article files; these are read: .txt .md" in failure(str(tmp_path))


def test_a_missing_path_is_named_and_the_rest_goes_on(write: Callable[..., str], tmp_path: Path) -> None:
    missing, there = read([str(tmp_path / "nowhere"), write("a.txt", STORY)])
    assert missing.failure == "does not exist; check its name"
    assert missing.origin.endswith("nowhere")
    assert there.record


def test_a_file_of_an_unknown_kind_is_refused_when_it_is_named(write: Callable[..., str]) -> None:
    assert "is of an unknown kind; these are read: .txt" in failure(write("report.xyz", "A report."))


def test_a_link_to_nothing_in_a_folder_is_told(write: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert failure(str(tmp_path)) == "does not exist; check its name"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is not a regular file" in failure(str(tmp_path))


def test_an_unreadable_file_is_told_and_the_rest_goes_on(
    write: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denying(path: str, mode: str) -> io.BufferedReader:
        if path.endswith("a.txt"):  # permissions do not stop root, who often runs tests
            raise PermissionError(13, "Permission denied")
        return io.open(path, "rb")  # noqa: UP020  the name that is patched is the short one

    write("a.txt", STORY)
    write("b.txt", STORY)
    monkeypatch.setattr(files, "open", denying, raising=False)
    denied, there = read([str(tmp_path)])
    assert denied.failure == "cannot be read: Permission denied"
    assert there.record


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="needs Linux: a file whose reading fails")
def test_a_file_whose_reading_fails_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").symlink_to("/proc/self/mem")
    assert failure(str(tmp_path)).startswith("cannot be read: ")


# Text


def test_the_title_is_the_first_line_though_it_is_repeated() -> None:
    text = "Seeds grow\n\nSeeds grow\n\nA head\n\nThe text.\n\nTags"
    assert text_record(text) == {"title": "Seeds grow", "text": "A head\n\nThe text."}


@pytest.mark.parametrize("closing", ["Tags", "Tags: nato, drones", "Tags nato drones", "Tags\nnato\ndrones\n", "TAGS"])
def test_a_closing_tags_line_is_dropped(closing: str) -> None:
    assert text_record(f"Title\n\nThe text.\n{closing}")["text"] == "The text."


def test_a_sentence_about_tags_stays() -> None:
    assert text_record("Title\n\nTags are everywhere.")["text"] == "Tags are everywhere."


def test_a_single_line_is_text_without_a_title() -> None:
    assert text_record(STORY) == {"title": "", "text": STORY}
    assert text_record(f"{'word ' * 100}\n\nMore.")["title"] == ""


@pytest.mark.parametrize("text", ["---\n---", "---\n \n---\n", "---\ntitle: Budget\n---"])
def test_markdown_of_nothing_but_front_matter_has_no_text(text: str) -> None:
    assert text_record(text, markdown=True)["text"] == ""


def test_markdown_has_a_heading_and_front_matter() -> None:
    matter = "---\ntitle: 'Budget: passed'\ndate: 2022-06-12\nauthors:\n  - Ann Lee\n  - Bo Ray\ntags: [a, b]\n---\n"
    found = text_record(f"{matter}\n# Budget: passed\n\nThe **text**.", markdown=True)
    assert found["title"] == "Budget: passed"
    assert found["date"] == "2022-06-12"
    assert found["authors"] == ["Ann Lee", "Bo Ray"]
    assert found["text"] == "The **text**."
    assert text_record("# Head #\n\nText.", markdown=True)["title"] == "Head"


def test_a_file_is_its_articles_address(write: Callable[..., str]) -> None:
    path = write("a.txt", f"Title\n\n{STORY}")
    assert article_from(record(path), path)[0].address == f"file:{path}"


@pytest.mark.parametrize("name", [name for suffix in suffixes() for name in (f"a{suffix}", f"a{suffix}.gz")])
def test_an_empty_file_says_so(write: Callable[..., str], name: str) -> None:
    assert failure(write(name, "")) == "is empty"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl", "a.json", "a.html"])
def test_a_blank_file_gets_a_reason(write: Callable[..., str], name: str) -> None:
    assert failure(write(name, " \n\n "))


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.json"])
def test_binary_data_under_a_text_name_is_refused(write: Callable[..., str], name: str) -> None:
    assert "is not text but binary data" in failure(write(name, b"\x93ABC\r\n\x1a\n\0\0\0\r" + bytes(range(256)) * 20))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_the_charset_is_found(write: Callable[..., str], encoding: str) -> None:
    text = "Städte sparen\n\nDie Städte müssen für Straßen und Brücken künftig mehr Geld ausgeben, sagte der Präsident."
    assert record(write("a.txt", text.encode(encoding)))["title"] == "Städte sparen"


@pytest.mark.parametrize(
    "text", ["Åklagaren sade på måndagen att förhandlingarna fortsätter.", "El señor Muñoz habló mañana en España."]
)
def test_windows_1252_is_not_taken_for_1250(text: str) -> None:
    assert decode(text.encode("cp1252") * 3) == text * 3


def test_windows_1250_is_told_from_1252() -> None:
    text = "Prezident řekl v pondělí, že jednání budou pokračovat příští týden v Plzni. "
    assert decode(text.encode("cp1250") * 3) == text * 3


def test_the_charset_of_a_long_text_is_found() -> None:
    text = "Der Präsident sagte: Größe. "
    assert decode(text.encode("cp1252") * 100_000) == text * 100_000


def test_a_file_over_the_limit_is_refused_with_the_limit(write: Callable[..., str]) -> None:
    assert failure(write("a.txt", b"a" * (MAX_ARTICLE_BYTES + 1))).startswith("is over 10 MB, the limit")
    assert failure(write("bomb.txt.gz", b"a" * 50_000_000)).startswith("is over 10 MB, the limit")


# JSON


def test_json_holds_one_article_an_array_or_articles(write: Callable[..., str]) -> None:
    one, two = {"text": "One."}, {"text": "Two."}
    assert record(write("one.json", json.dumps(one, indent=1)))["_file"]
    for content in ([one, two], {"articles": [one, two]}):
        path = write("many.json", json.dumps(content))
        inside = {"_within": f"file:{path}", "_in": f"file:{path}"}
        assert [(raw.origin, raw.record) for raw in read([path])] == [
            (f"{path}#1", one | inside),
            (f"{path}#2", two | inside),
        ]


def test_names_that_only_we_may_give_are_dropped_from_what_a_publisher_sends(write: Callable[..., str]) -> None:
    theirs = {"_address": "https://daily.example/a", "_file": "file:/b", "_within": "c", "_in": "file:/d"}
    path = write("one.json", json.dumps({"text": "One.", **theirs}))
    assert record(path) == {"text": "One.", "_file": f"file:{path}", "_in": f"file:{path}"}


def test_json_lines_under_the_name_json_are_read(write: Callable[..., str]) -> None:
    path = write("a.json", '\n{"text": "One."}\n\n{"text": "Two."}\n')
    assert [raw.origin for raw in read([path])] == [f"{path}:2", f"{path}:4"]


def test_a_bad_line_is_named_and_the_next_one_goes_on(write: Callable[..., str]) -> None:
    deep = b"[" * 100_000
    lines = [b'{"text": "One."}', b"", b"{broken", b"[1]", b'{"text": "caf\xe9"}', deep, b'{"text": "Seven."}']
    path = write("a.jsonl", b"\n".join(lines))
    found = list(read([path]))
    assert [raw.origin.rsplit(":", 1)[1] for raw in found] == ["1", "3", "4", "5", "6", "7"]
    reasons = [raw.failure for raw in found]
    assert reasons[0] is reasons[5] is None
    assert "is not JSON: Expecting property name" in str(reasons[1])
    assert "is a JSON list, where an object" in str(reasons[2])
    assert "is not UTF-8" in str(reasons[3])
    assert "nested too deeply" in str(reasons[4])


def test_an_overlong_line_is_refused_and_the_next_one_goes_on(write: Callable[..., str]) -> None:
    path = write("a.jsonl.gz", b'{"text": "' + b"a" * 30_000_000 + b'"}\n{"text": "Two."}\n')
    long, two = read([path])
    assert str(long.failure).startswith("is over 10 MB")
    assert two.record
    assert two.record["text"] == "Two."


def test_json_lines_have_no_limit_as_a_whole(write: Callable[..., str]) -> None:
    line = json.dumps({"text": "word " * 1_000_000}) + "\n"
    assert len([raw for raw in read([write("a.jsonl", line * 3)]) if raw.record]) == 3


def packed(start: bytes, repeated: bytes, times: int) -> bytes:
    """Gzip of so many repetitions, which nobody has to hold unpacked."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([packer.compress(start), *(packer.compress(repeated) for _ in range(times)), packer.flush()])


ONE = b'{"text": "One."}\n'
NEWLINES = b"\n" * 1_000_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: packed(ONE, NEWLINES, 1), "has over 100,000 blank lines in a row"),
        (lambda: packed(ONE.decode().encode("utf-16"), b"\n\0" * 200_000, 1), "has over 100,000 blank lines in a row"),
        (lambda: packed(ONE, b" " * 9_000_000 + b"\n", 12), "unpacks to over 100 times its size"),
        (lambda: packed(ONE, b"a" * 1_000_000, 101), "unpacks to over 100 times its size"),
        (lambda: packed(b"", b"a" * 1_000_000, 101), "100 MB in a row hold no article"),
        (lambda: packed("{".encode("utf-32"), b"a\0\0\0" * 250_000, 101), "100 MB in a row hold no article"),
        (lambda: packed(ONE, b'{"text": "' + b"a" * 1_000_000 + b'"}\n', 101), "unpacks to over 100 times its size"),
        (lambda: packed(ONE, b"x\n" * 20_000, 1), "has 10,000 bad lines in a row"),
        (lambda: gzip.compress(ONE) + gzip.compress(b"") * 60_000, "1 MB of packed data that unpack to nothing"),
        (lambda: gzip.compress(ONE) + b"\0" * 1_200_000, "1 MB of packed data that unpack to nothing"),
        (lambda: b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * 1_200_000, "1 MB of packed data that unpack to nothing"),
    ],
)
def test_what_gives_nothing_for_long_is_given_up_and_what_came_before_is_kept(
    tmp_path: Path, data: Callable[[], bytes], reason: str
) -> None:
    """A gzip of 0.3 MB held a core for a minute, one of 32 MB for an hour and a half."""
    (tmp_path / "a.jsonl.gz").write_bytes(data())
    *_, last = read([str(tmp_path / "a.jsonl.gz")])
    assert reason in str(last.failure)
    assert "the rest was not read" in str(last.failure)


def test_blank_lines_before_json_are_not_collected(tmp_path: Path) -> None:
    (tmp_path / "a.json.gz").write_bytes(packed(b"", NEWLINES, 1))
    assert "blank lines in a row" in failure(str(tmp_path / "a.json.gz"))


def test_what_holds_an_article_now_and_then_has_no_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_BARREN", 1_000_000)
    noise = [(b"\n" * 50_000 + b"x\n" * 500 + os.urandom(300_000).hex().encode() + b"\n" + ONE) for _ in range(4)]
    (tmp_path / "a.jsonl").write_bytes(b"".join(noise))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b"".join(noise)))
    assert len([raw for raw in read([str(tmp_path)]) if raw.record]) == 8


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("endless.jsonl.gz", packed(ONE, b"a" * 1_000_000, 9)),
        ("newlines.jsonl.gz", packed(ONE, NEWLINES, 1)),
        ("text.txt.gz", packed(b"", b"a" * 1_000_000, 9)),
        ("parts.jsonl.gz", gzip.compress(ONE, mtime=0) + gzip.compress(b"", mtime=0) * 10_000),
        ("header.jsonl.gz", b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * 1_000_000),  # a name without end
        ("plain.jsonl", ONE + b"a" * 9_000_000),
    ],
)
def test_a_reading_for_which_nobody_waits_ends_within_a_block_or_two(name: str, data: bytes) -> None:
    looks: list[int] = []

    def is_over() -> bool:
        looks.append(1)
        return len(looks) > 3

    found = list(read_upload(name, data, ParserProcess(), is_over))
    assert len(looks) <= 6
    assert "was stopped" in str(found[-1].failure)


def test_an_upload_is_unpacked_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_UNPACKED", 1_000_000)
    data = gzip.compress(ONE * 100_000)
    *found, last = read_upload("a.jsonl.gz", data, ParserProcess())
    assert 30_000 < len(found) < 60_000
    assert last.failure == "holds over 1 MB; the rest was not read. Split it"


def test_a_json_array_over_the_limit_names_the_way_out(write: Callable[..., str]) -> None:
    assert "write it as JSON lines" in failure(write("a.json", json.dumps([{"text": "a" * 11_000_000}])))


@pytest.mark.parametrize(
    ("content", "reason"), [("{", "is not JSON"), ("7", "is a JSON int"), ("[]", "holds no articles")]
)
def test_json_that_holds_no_article_gets_a_reason(write: Callable[..., str], content: str, reason: str) -> None:
    assert reason in failure(write("a.json", content))


def test_articles_before_the_cut_of_a_gzip_file_are_kept(write: Callable[..., str], tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": f"{number} {os.urandom(500).hex()}"}) + "\n" for number in range(500))
    whole = Path(write("a.jsonl.gz", lines)).read_bytes()
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    *kept, last = read([str(cut)])
    assert 200 < len(kept) < 300
    assert all(raw.failure is None for raw in kept)
    assert last.failure == "is cut off: the gzip data ends too early; fetch or copy it again"


def test_a_damaged_gzip_file_gets_a_reason(write: Callable[..., str], tmp_path: Path) -> None:
    data = bytearray(Path(write("a.txt.gz", STORY * 50)).read_bytes())
    data[30:60] = bytes(30)
    (tmp_path / "b.txt.gz").write_bytes(data)
    assert "gzip data" in failure(str(tmp_path / "b.txt.gz"))


def test_gzip_is_known_by_its_bytes_not_its_name(write: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "plain.txt.gz"
    path.write_text(STORY)
    assert record(str(path))["text"] == STORY
    assert record(write("zipped.txt", gzip.compress(STORY.encode())))["text"] == STORY


def test_json_lines_in_utf_16_are_read(write: Callable[..., str]) -> None:
    path = write("a.jsonl", '{"text": "Žižka"}\n{"text": "Two."}\n'.encode("utf-16"))
    assert [raw.record and raw.record["text"] for raw in read([path])] == ["Žižka", "Two."]


def test_progress_grows_to_one(write: Callable[..., str], tmp_path: Path) -> None:
    write("a.jsonl.gz", "".join(json.dumps({"text": os.urandom(500).hex()}) + "\n" for _ in range(1000)))
    write("b.txt", STORY)
    write("c.txt", "")
    progress = [raw.progress or 0 for raw in read([str(tmp_path)])]
    assert progress == sorted(progress)
    assert 0 < progress[0] < 0.5
    assert progress[-1] == 1


# Standard input


@pytest.mark.parametrize(
    ("content", "origins"),
    [
        (b'{"text": "One."}\n{"text": "Two."}\n', ["standard input:1", "standard input:2"]),
        (b'[{"text": "One."}, {"text": "Two."}]', ["standard input#1", "standard input#2"]),
        (b'{\n"text": "One."}', ["standard input"]),
        (f"Title\n\n{STORY}".encode(), ["standard input"]),
        (PAGE.encode("utf-16"), ["standard input"]),
        (gzip.compress(b'{"text": "One."}\n{"text": "Two."}\n', mtime=0), ["standard input:1", "standard input:2"]),
    ],
)
def test_standard_input_tells_what_it_is(stdin: Callable[[bytes], None], content: bytes, origins: list[str]) -> None:
    stdin(content)
    found = list(read(["-"]))
    assert [raw.origin for raw in found] == origins
    assert all(raw.record and raw.progress is None and not raw.record.get("_file") for raw in found)


def test_empty_standard_input_says_so(stdin: Callable[[bytes], None]) -> None:
    stdin(b"")
    assert failure("-") == "is empty"


# HTML


def test_a_page_gives_its_article_and_what_it_says_about_it(write: Callable[..., str]) -> None:
    path = write("page.html.gz", PAGE)
    found, told = article_from(record(path), path)
    assert told == ()
    assert (found.title, found.source, found.authors) == ("Budget passes", "The Daily", ("Ann Lee", "Bo Ray"))
    assert (found.published, found.modified) == ("2022-06-12T08:30:00+02:00", "2022-06-13T09:00:00Z")
    assert found.address == found.url == "https://daily.example/budget"
    assert found.text.startswith(f"{STORY}\n\nBus fares rise")
    assert "hates" not in found.text


def test_a_page_honours_its_own_charset(write: Callable[..., str]) -> None:
    page = PAGE.replace("utf-8", "windows-1251").replace(STORY, "Совет города принял бюджет после долгих дебатов. " * 3)
    assert "Совет города принял" in str(record(write("a.html", page.encode("cp1251")))["text"])


def test_a_page_without_a_date_or_an_article_stays_so(write: Callable[..., str], tmp_path: Path) -> None:
    write("a.html", f"<html><body><p>{STORY}</p><footer>Copyright 2019</footer></body></html>")
    write("b.html", "<html><body></body></html>")
    undated, empty = read([str(tmp_path)])
    assert article_from(undated.record or {}, "")[0].published is None
    assert str(empty.failure).startswith("holds no article text")


def test_a_page_of_200_000_paragraphs_is_given_up_and_the_rest_goes_on(
    write: Callable[..., str], tmp_path: Path
) -> None:
    write("a.html", f"<html><body>{'<p>The same few words, again and again.</p>' * 200_000}</body></html>")
    write("b.html", PAGE)
    slow, there = read([str(tmp_path)], parse_seconds=5)
    assert slow.failure == "took longer than 5 s to parse; save the article's text as .txt instead"
    assert there.record


def test_a_parser_that_dies_is_told_and_started_again() -> None:
    with ParserProcess() as pages:
        assert pages.parse("HTML", PAGE.encode())
        assert pages._process
        pages._process.kill()
        with pytest.raises(SourceError, match="made the HTML parser crash"):
            pages.parse("HTML", PAGE.encode())
        assert pages.parse("HTML", PAGE.encode())


def test_no_parser_outlives_a_reading_that_is_given_up(write: Callable[..., str], tmp_path: Path) -> None:
    write("a.html", PAGE)
    write("b.html", PAGE)
    before = set(multiprocessing.active_children())  # those that a server keeps for the next page
    reading = read([str(tmp_path)])
    assert isinstance(reading, Iterator)
    assert next(reading).record
    assert "parser" in [child.name for child in set(multiprocessing.active_children()) - before]
    reading.close()
    assert "parser" not in [child.name for child in set(multiprocessing.active_children()) - before]


@pytest.mark.skipif(os.name != "posix", reason="sends an interrupt to a process group, which is POSIX")
def test_ctrl_c_stops_a_reading_at_once_and_without_noise(write: Callable[..., str], tmp_path: Path) -> None:
    folder = os.path.dirname(write("news/a.html", f"<html><body>{'<p>The same few words again.</p>' * 60_000}"))
    script = f"""if __name__ == "__main__":
    import signal
    from ingest.sources.files import read
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print("reading", flush=True)
    try:
        list(read([{folder!r}]))
    except KeyboardInterrupt:
        print("stopped")"""
    command = [sys.executable, write("script.py", script)]
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        assert running.stdout
        assert running.stdout.readline() == b"reading\n"
        time.sleep(0.1)  # its parser is about to start
        os.killpg(running.pid, signal.SIGINT)
        assert running.communicate(timeout=10)[0] == b"stopped\n"


# Anything at all


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from([suffix for each in FORMATS if each.is_read and not each.parse for suffix in each.suffixes]),
    st.one_of(
        st.binary(), st.text().map(str.encode), st.binary().map(b"\x1f\x8b".__add__), st.binary().map(gzip.compress)
    ),
)
def test_no_bytes_make_reading_fail(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    found = list(read([str(path)]))
    assert found
    assert all(isinstance(raw, Raw) and (raw.record is None) == (raw.failure is not None) for raw in found)
