"""Bad input: some 300 files of 24 kinds, made here. `python -m tests.bad_input` takes them in and shows a table."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import zstandard

from ingest.records.record import Raw
from ingest.sources.files import read

TITLE = "Bridge over the Sund reopens"
STORY = (
    "The bridge over the Sund was opened again on Monday after nine months of repairs, its keeper Tove Lind said. "
    "The work had cost 14 million crowns, two million more than the county had planned, and took a summer longer."
)
SECRET = "the-secret-of-this-machine"
"""In a file beside the bad ones, to which some of them point."""


@dataclass(frozen=True, slots=True)
class Bad:
    """One file."""

    name: str
    data: bytes
    may: str = "either"
    """What may become of it: "in", "refused" (or passed over), or "either"."""


def page(text: str = STORY, title: str = TITLE, head: str = "") -> str:
    start = f"<!doctype html><html><head>{head}<title>{title}</title></head>"
    return f"{start}<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"


def record(**fields: object) -> str:
    return json.dumps({"title": TITLE, "text": STORY} | fields)


def feed(text: str = STORY, title: str = TITLE) -> str:
    item = (
        f"<item><title>{title}</title><link>https://sund.example/bridge</link><description>{text}</description></item>"
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Sund</title>{item}</channel></rss>'


def mail(text: str = STORY, title: str = TITLE) -> str:
    return f"From: a@sund.example\nSubject: {title}\nMIME-Version: 1.0\nMessage-ID: <1@sund.example>\n\n{text}\n"


def newsml(text: str = STORY, title: str = TITLE) -> str:
    body = f"<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body><p>{text}</p></body></html></inlineXML>"
    meta = f"<contentMeta><headline>{title}</headline></contentMeta><contentSet>{body}</contentSet>"
    return (
        f'<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:s:1">{meta}</newsItem>'
    )


def warc(text: str = STORY) -> bytes:
    reply = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page(text)}".encode()
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://sund.example/bridge\r\nContent-Length: "
    return f"{head}{len(reply)}\r\n\r\n".encode() + reply + b"\r\n\r\n"


def table(text: str = STORY, title: str = TITLE) -> str:
    return f'title,text\n"{title}","{text}"\n'


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return file.getvalue()


def tarred(**members: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name.replace("__", "."))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def pdf(stream: bytes, pages: str = "<</Type/Pages/Kids[3 0 R]/Count 1>>") -> bytes:
    packed = zlib.compress(stream, 9)
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", pages.encode(), b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"]
    parts.append(b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed))
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return body + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF"


TEXTS: dict[str, Callable[[str, str], str]] = {
    "txt": lambda text, title: f"{title}\n\n{text}\n",
    "md": lambda text, title: f"---\ntitle: {title}\n---\n\n{text}\n",
    "html": lambda text, title: page(text, title),
    "json": lambda text, title: json.dumps({"title": title, "text": text}, ensure_ascii=False),
    "jsonl": lambda text, title: json.dumps({"title": title, "text": text}, ensure_ascii=False) + "\n",
    "csv": lambda text, title: table(text, title),
    "eml": lambda text, title: mail(text, title),
    "rss": lambda text, title: feed(text, title),
    "newsml": lambda text, title: newsml(text, title),
}
"""A file of each format that is text, of such a text and title."""
WHOLE = {name: make(STORY, TITLE).encode() for name, make in TEXTS.items()} | {
    "warc": warc(),
    "zip": zipped(a__txt=STORY.encode(), b__html=page().encode()),
    "tar": tarred(a__txt=STORY.encode(), b__html=page().encode()),
    "tar.gz": gzip.compress(tarred(a__txt=STORY.encode(), b__html=page().encode()), mtime=0),
    "txt.gz": gzip.compress(STORY.encode(), mtime=0),
    "jsonl.zst": zstd(record().encode()),
    "pdf": pdf(b"BT (A text) Tj ET"),
}
SUFFIXES = (
    "txt",
    "md",
    "html",
    "xhtml",
    "json",
    "jsonl",
    "csv",
    "tsv",
    "eml",
    "mhtml",
    "rss",
    "zip",
    "tar",
    "warc",
    "newsml",
)


def truncated() -> Iterator[Bad]:
    for name, data in WHOLE.items():
        for share in (10, 50, 95):
            yield Bad(f"{share}.{name}", data[: len(data) * share // 100])


def charsets() -> Iterator[Bad]:
    text = STORY.replace("Tove Lind", "Åse Größe-Müller, „der Brückenwärter“")
    for declared in ("utf-8", "utf-16", "iso-8859-1", "shift_jis", "nonsense"):
        for written in ("utf-8", "cp1252", "utf-16"):
            yield Bad(
                f"{declared}-{written}.html", page(text, head=f'<meta charset="{declared}">').encode(written), "in"
            )


def marks() -> Iterator[Bad]:
    for name, make in TEXTS.items():
        for encoding in ("utf-8-sig", "utf-16", "utf-32"):
            may = "in" if name in ("txt", "md", "html", "json", "jsonl", "csv") else "either"
            yield Bad(f"{encoding}.{name}", make(STORY, TITLE).encode(encoding), may)


def without_marks() -> Iterator[Bad]:
    for name in ("txt", "html", "json", "csv", "rss"):
        for encoding in ("utf-16-le", "utf-16-be"):
            yield Bad(f"{encoding}.{name}", TEXTS[name](STORY, TITLE).encode(encoding))


def nulls() -> Iterator[Bad]:
    for name, make in TEXTS.items():
        yield Bad(f"text.{name}", make(STORY.replace("keeper", "kee\0per"), TITLE).encode())
    yield Bad("all.txt", bytes(10_000), "refused")
    yield Bad("all.json", bytes(10_000), "refused")


def empty() -> Iterator[Bad]:
    for suffix in SUFFIXES:
        for name, data in (("none", b""), ("blank", b" \n \t\r\n" * 50), ("packed", gzip.compress(b"", mtime=0))):
            yield Bad(f"{name}.{suffix}", data, "refused")


def huge() -> Iterator[Bad]:
    many = STORY * 60_000  # 12 MB
    for name in ("txt", "html", "json", "jsonl", "csv", "eml", "rss"):
        yield Bad(f"a.{name}", TEXTS[name](many, TITLE).encode(), "refused")


def nested() -> Iterator[Bad]:
    yield Bad("div.html", page("<div>" * 100_000 + STORY + "</div>" * 100_000).encode())
    yield Bad("b.html", page("<b><i>" * 20_000 + STORY).encode())
    yield Bad("table.html", page("<table><tr><td>" * 5_000 + STORY).encode())
    yield Bad("list.json", b"[" * 100_000 + b"]" * 100_000, "refused")
    yield Bad("object.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "refused")
    yield Bad("field.jsonl", record(a=json.loads("[" * 200 + "]" * 200)).encode(), "in")
    yield Bad("x.rss", feed("<x>" * 50_000 + STORY + "</x>" * 50_000).encode())
    yield Bad("x.newsml", newsml("<p>" * 50_000 + STORY).encode())
    yield Bad("x.xml", b"<?xml version='1.0'?>" + b"<x>" * 100_000, "refused")
    archive = STORY.encode()
    for _ in range(6):
        archive = zipped(a__zip=archive)
    yield Bad("zip.zip", archive, "refused")


def many() -> Iterator[Bad]:
    yield Bad("p.html", page("<p>The same few words." * 100_000).encode())
    yield Bad("br.html", page("words<br>" * 100_000).encode())
    yield Bad("tr.html", page(f"<table>{'<tr><td>x<td>y' * 50_000}</table>").encode())
    yield Bad("span.html", page("<span>word</span> " * 100_000).encode())
    yield Bad("lines.txt", b"A few words.\n" * 100_000, "in")
    yield Bad("items.rss", feed().replace("</item>", "</item>" + "<item><title>x</title></item>" * 20_000).encode())
    yield Bad(
        "columns.csv",
        (f"title,text{',x' * 50_000}\n" + f"a,{STORY}{',y' * 50_000}\n").encode().replace(b"crowns, ", b"crowns "),
    )


def attributes() -> Iterator[Bad]:
    yield Bad("long.html", page(f'<p class="{"a " * 2_000_000}">{STORY}</p>').encode())
    yield Bad("many.html", page(f"<p {' '.join(f'a{n}=1' for n in range(50_000))}>{STORY}</p>").encode())
    yield Bad("name.html", page(f"<{'x' * 1_000_000}>{STORY}").encode())
    yield Bad("picture.html", page(f'<img src="data:image/png;base64,{"A" * 4_000_000}">{STORY}').encode())
    yield Bad("comment.html", page(f"<!--{'-' * 2_000_000}-->{STORY}").encode())
    yield Bad("script.html", page(f"<script>{'var a;' * 500_000}</script>{STORY}").encode())
    yield Bad("json-ld.html", page(head=f'<script type="application/ld+json">{"[" * 50_000}</script>').encode())


def entities() -> Iterator[Bad]:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    blowup = f'<!ENTITY a "{"a" * 50_000}">'
    doctypes = {
        "laughs": (f'<!ENTITY a0 "ha">{laughs}', "&a11;"),
        "blowup": (blowup, "&a;" * 5_000),
        "file": ('<!ENTITY a SYSTEM "file://SECRETFILE">', "&a;"),
        "web": ('<!ENTITY a SYSTEM "http://127.0.0.1:9/a">', "&a;"),
        "parameter": ('<!ENTITY % a SYSTEM "file://SECRETFILE"> %a;', ""),
        "loop": ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
    }
    roots = {"rss": ("rss", feed), "newsml": ("newsItem", newsml), "xhtml": ("html", lambda text: page(text)[15:])}
    for kind, (declared, used) in doctypes.items():
        for suffix, (root, make) in roots.items():
            whole = make(f"{STORY} {used}")
            start = whole.index("?>") + 2 if whole.startswith("<?xml") else 0
            doctype = f"<!DOCTYPE {root} [{declared}]>"
            yield Bad(f"{kind}.{suffix}", f"{whole[:start]}{doctype}{whole[start:]}".encode())


def bombs() -> Iterator[Bad]:
    zeros = b"0" * 30_000_000
    packed = gzip.compress(zeros, mtime=0)
    yield Bad("a.txt.gz", packed, "refused")
    yield Bad("a.jsonl.gz", packed * 5, "refused")
    yield Bad("a.txt.zst", zstd(zeros), "refused")
    yield Bad("a.html", packed, "refused")
    yield Bad("a.zip", zipped(**{f"{n}__txt": zeros for n in range(5)}), "refused")
    yield Bad("in.zip", zipped(**{f"{n}__zip": zipped(a__txt=zeros, b__txt=zeros) for n in range(5)}), "refused")
    yield Bad("a.tar.gz", gzip.compress(tarred(**{f"{n}__txt": zeros for n in range(5)}), mtime=0), "refused")
    yield Bad("many.zip", zipped(**{f"{n}__txt": b"" for n in range(3_000)}), "refused")
    yield Bad("twice.txt.gz", gzip.compress(packed, mtime=0), "refused")


def pdfs() -> Iterator[Bad]:
    yield Bad("bomb.pdf", pdf(b"(words) Tj " * 5_000_000))
    yield Bad("loop.pdf", pdf(b"", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>"))
    yield Bad("none.pdf", b"%PDF-1.4\n", "refused")
    yield Bad("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400, "refused")
    yield Bad("named.txt", pdf(b"BT ET"), "refused")


def mails() -> Iterator[Bad]:
    for depth in (2, 9, 40):
        message = EmailMessage()
        message.set_content(STORY)
        message["Subject"], message["From"] = "innermost", "a@sund.example"
        for n in range(depth):
            outer = EmailMessage()
            outer["Subject"], outer["From"] = f"mail {n}", "a@sund.example"
            outer.set_content(STORY)
            outer.add_attachment(message)
            message = outer
        yield Bad(f"{depth}.eml", message.as_bytes())
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000))
    yield Bad("parts.eml", b"From: a@sund.example\nMIME-Version: 1.0\n" + parts)
    yield Bad(
        "headers.eml", b"From: a@sund.example\nMIME-Version: 1.0\n" + b"X-A: b\n" * 200_000 + b"\n" + STORY.encode()
    )


DATES = (
    *("1970-01-01", "1969-12-31T23:59:59Z", "9999-12-31", "10000-01-01", "0000-00-00", "0001-01-01T00:00:00Z"),
    *("2026-02-30", "2026-13-01", "2025-03-30T02:30:00 Europe/Berlin", "2026-03-29T02:30:00+01:00", "2026-03-10T09:12"),
    *("2026-03-10T24:00:00Z", "2026-03-10T23:59:60Z", "2026-03-10T09:12:00+99:00", "10/03/2026", "yesterday", "nan"),
    *("-1", "1e300", "253402300800", "99999999999999999999", "\ud800", "२०२६-०३-१०", "2026-03-10T09:12:00-00:00" * 50),
)


def dates() -> Iterator[Bad]:
    for number, date in enumerate([*DATES, -1, 1e300, 0, True, [], {"a": 1}]):
        yield Bad(
            f"{number}.json", record(published=date, modified=date, url=f"https://sund.example/{number}").encode(), "in"
        )


def titles() -> Iterator[Bad]:
    for name, make in TEXTS.items():
        yield Bad(f"long.{name}", make(STORY, "Bridge " * 1_500).encode(), "in")
    yield Bad("marks.json", record(title="&amp;" * 5_000).encode(), "in")
    yield Bad("word.json", record(title="B" * 10_000).encode(), "in")
    yield Bad("none.json", json.dumps({"text": STORY}).encode(), "in")


UNSEEN = "\u202e\u2066\u200b\u00ad\ufeff\u061c\U000e0041\u200d\x1b[2J\x07\x00\x85\u2028"


def unseen() -> Iterator[Bad]:
    for number, character in enumerate(UNSEEN):
        spread = character.join(STORY[n : n + 20] for n in range(0, len(STORY), 20))
        yield Bad(f"{number}.json", record(title=f"{character}{TITLE}", text=spread).encode(), "in")
    yield Bad("only.json", record(text=UNSEEN * 20).encode())
    yield Bad("joiners.json", record(text=STORY + "\u200d" * 100_000).encode(), "in")


def surrogates() -> Iterator[Bad]:
    for name in ("title", "text", "url", "source", "authors", "id"):
        yield Bad(f"{name}.json", record(**{name: f"{STORY[:150]} \ud83d and \udc00"}).encode(), "in")
    yield Bad("key.json", record(**{"\ud83d": 1}).encode(), "in")
    yield Bad("html.html", page(STORY + " &#xD83D; &#x110000; &#0;").encode(), "in")


def line_ends() -> Iterator[Bad]:
    for kind, end in (("crlf", "\r\n"), ("cr", "\r"), ("mixed", "\r\n\n\r"), ("ls", "\u2028")):
        for name in ("txt", "md", "html", "eml", "csv"):
            may = "in" if name != "csv" or kind == "crlf" else "either"
            yield Bad(
                f"{kind}.{name}",
                TEXTS[name](STORY, TITLE).replace("\n", end).encode(),
                may if kind != "ls" else "either",
            )


def same_ids() -> Iterator[Bad]:
    one, other = {"title": TITLE, "text": STORY, "id": "1"}, {"title": "Other", "text": f"Not so. {STORY}", "id": "1"}
    for name, pair in {"twice": [one, one], "differ": [one, other], "thrice": [one, other, one]}.items():
        yield Bad(f"{name}.jsonl", "".join(json.dumps(each) + "\n" for each in pair).encode(), "in")
        yield Bad(f"{name}.json", json.dumps(pair).encode(), "in")
    yield Bad("names.json", b'{"title": "a", "title": "b", "text": "%b", "text": 7}' % STORY.encode())
    yield Bad("guids.rss", feed().replace("</item>", "<guid>1</guid></item>" * 1).encode(), "in")


MENU = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(40))


def boilerplate() -> Iterator[Bad]:
    yield Bad("menu.html", f"<html><body><nav><ul>{MENU}</ul></nav></body></html>".encode(), "refused")
    yield Bad(
        "footer.html",
        "<html><body><footer>© 2026 Sund. All rights reserved.</footer></body></html>".encode(),
        "refused",
    )
    yield Bad("frame.html", b"<html><frameset><frame src=a><frame src=b></frameset></html>", "refused")
    yield Bad("script.html", b"<html><body><div id=root></div><script>start()</script></body></html>", "refused")
    yield Bad("redirect.html", b'<html><head><meta http-equiv=refresh content="0;url=/a"></head></html>', "refused")
    yield Bad("login.html", b"<html><body><form><input name=user><input name=password></form></body></html>", "refused")


WALLS = {
    "consent": ("Before you continue", "We and our 842 partners store cookies on your device. Accept or reject all."),
    "check": ("Just a moment...", "Checking your browser before accessing sund.example. Ray ID: 8f2a91c3"),
    "denied": ("Access Denied", "You don't have permission to access this page on this server. Reference #18.2f"),
    "script": ("Sund", "You need to enable JavaScript to run this app."),
    "missing": ("404 - Page not found", "The page that you are looking for does not exist. Go to the home page."),
    "human": ("Are you a robot?", "Please verify that you are a human by completing the challenge below."),
}  # fmt: skip


def walls() -> Iterator[Bad]:
    for name, (title, text) in WALLS.items():
        yield Bad(f"{name}.html", page(text, title).encode(), "refused")


def links() -> Iterator[Bad]:
    rows = "".join(f'<li><a href="/{n}">The council of town {n} votes on its budget</a></li>' for n in range(60))
    yield Bad("list.html", f"<html><head><title>News</title></head><body><ul>{rows}</ul></body></html>".encode())
    yield Bad(
        "main.html", f"<html><head><title>News</title></head><body><main><ul>{rows}</ul></main></body></html>".encode()
    )
    yield Bad("urls.txt", b"".join(b"https://sund.example/%d\n" % n for n in range(60)))
    maps = "".join(f"<url><loc>https://sund.example/{n}</loc></url>" for n in range(60))
    yield Bad("map.xml", f'<?xml version="1.0"?><urlset>{maps}</urlset>'.encode(), "refused")
    yield Bad("opml.xml", b'<?xml version="1.0"?><opml version="2.0"><body/></opml>', "refused")


def strangers() -> Iterator[Bad]:
    starts = {
        "picture": b"\x89PNG\r\n\x1a\n\0\0", "film": b"\0\0\0\x18ftypmp42", "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "word": zipped(**{"word/document__xml": b"<x/>"}), "program": b"\x7fELF\2\1\1", "base": b"SQLite format 3\0",
        "wire": b"\1abc1234 4 pol 97\r\n\2Sund\3", "rich": b"{\\rtf1 Sund}", "rare": b"7z\xbc\xaf\x27\x1c",
        "box": b"From a@b.example Tue Mar 10 09:12:00 2026\n",
        "gdelt": b"20260310091500-12\t20260310091500\t1\tsund.example\t",
    }  # fmt: skip
    for name, start in starts.items():
        for suffix in ("txt", "html"):
            yield Bad(f"{name}.{suffix}", start + STORY.encode(), "refused")


KINDS: dict[str, Callable[[], Iterator[Bad]]] = {
    "truncated": truncated,
    "wrong charset": charsets,
    "byte order marks": marks,
    "UTF-16 without a mark": without_marks,
    "NUL": nulls,
    "empty": empty,
    "huge": huge,
    "deeply nested": nested,
    "100,000 of a thing": many,
    "huge attributes": attributes,
    "XML bombs, external entities": entities,
    "archive bombs": bombs,
    "PDF bombs": pdfs,
    "nested mails": mails,
    "bad dates": dates,
    "10,000-character titles": titles,
    "bidi, zero width, control": unseen,
    "lone surrogates": surrogates,
    "line ends": line_ends,
    "duplicate ids": same_ids,
    "only boilerplate": boilerplate,
    "cookie walls": walls,
    "lists of links": links,
    "other things by a text's name": strangers,
}


def write(kind: str, folder: Path) -> list[Bad]:
    """The files of a kind, between two good ones."""
    (secret := folder.parent / "secret").write_text(SECRET)
    files = list(KINDS[kind]())
    for bad in files:
        (folder / f"m-{bad.name}").write_bytes(bad.data.replace(b"SECRETFILE", str(secret).encode()))
    for name in ("a-good.txt", "z-good.txt"):
        (folder / name).write_text(f"The first {name}\n\n{STORY} It is told in {name}.\n")
    return files


def became(raws: list[Raw]) -> str:
    return "in" if any(raw.record for raw in raws) else "passed over" if any(raw.passed for raw in raws) else "refused"


def main() -> None:
    total: Counter[str] = Counter()
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as parent:
            (folder := Path(parent) / "news").mkdir()
            counts: Counter[str] = Counter()
            slowest = (0.0, "")
            for bad in write(kind, folder):
                began = time.monotonic()
                raws = list(read([str(folder / f"m-{bad.name}")]))
                slowest = max(slowest, (time.monotonic() - began, bad.name))
                counts[became(raws)] += 1
        total += counts
        told = f"| {kind} | {counts.total()} | {counts['in']} | {counts['refused'] + counts['passed over']} |"
        print(told, f"{slowest[0]:.1f} ({slowest[1]}) |", flush=True)
    print(f"| all | {total.total()} | {total['in']} | {total['refused'] + total['passed over']} | |")


if __name__ == "__main__":
    main()
