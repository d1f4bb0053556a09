"""Mails and pages saved as one become articles, with what their headers say, whatever is wrong with these."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.formats.mail import unwrapped
from ingest.formats.table import format_of
from ingest.records.articles import article_from
from tests.formats import read

STORY = "The council of Ostvale passed its budget on Sunday after a debate that lasted nine hours and ended at dawn."
PAGE = f"<html><head><title>Budget passes</title></head><body><h1>Budget passes</h1><p>{STORY}</p></body></html>"


def mail(text: str = STORY, subject: str = "Budget passes", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "The Daily Ostvale <news@daily.example>"
    message["To"] = "reader@home.example"
    message["Subject"] = subject
    message["Date"] = "Tue, 10 Mar 2026 09:12:00 +0100"
    message["Message-ID"] = f"<{abs(hash(subject))}@daily.example>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


@pytest.mark.parametrize("name", ["a.eml", "", "a.txt"])
def test_a_mail_is_an_article_of_its_sender(name: str) -> None:
    (raw,) = read(mail("Größe. " + STORY, "Brücke über den Örm").as_bytes(), name)
    article, told = article_from(raw.record or {}, raw.origin)
    assert told == ()
    assert (article.title, article.source) == ("Brücke über den Örm", "The Daily Ostvale")
    assert article.published == "2026-03-10T09:12:00+01:00"
    assert article.text == "Größe. " + STORY
    assert article.address.startswith("id:The Daily Ostvale|<")


def test_the_html_of_a_mail_counts_more_than_its_plain_text() -> None:
    (raw,) = read(mail("Read it in a browser.", html=f"<p>{STORY}</p><p>Fares rise.</p><script>x</script>").as_bytes())
    assert raw.record
    assert raw.record["text"] == f"{STORY}\n\nFares rise."


def test_mails_in_a_mail_are_articles_of_their_own() -> None:
    digest, inner = mail("Two reports.", "Digest"), mail("The inner one.", "Inner")
    inner.add_attachment(mail("The innermost one.", "Innermost"))
    digest.add_attachment(inner)
    raws = read(digest.as_bytes(), "a.eml")
    assert [raw.record["title"] for raw in raws if raw.record] == ["Digest", "Inner", "Innermost"]
    assert [raw.origin for raw in raws] == ["a.eml#1", "a.eml#2", "a.eml#3"]


def test_a_text_that_is_attached_is_no_part_of_it() -> None:
    message = mail()
    message.add_attachment("secret notes", filename="notes.txt")
    (raw,) = read(message.as_bytes())
    assert raw.record
    assert raw.record["text"] == STORY


def test_lines_that_a_program_broke_are_joined_and_others_stay() -> None:
    wrapped = (
        "The council of Ostvale passed its budget on Sunday after a debate\nthat lasted nine hours and ended at dawn."
    )
    assert (
        unwrapped(f"{wrapped}\n\n- one\n- two\r\n\r\nEnd") == f"{wrapped.replace(chr(10), ' ')}\n\n- one\n- two\n\nEnd"
    )


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            b'Subject: =?bad-charset?Q?Br=FCcke?=\r\nFrom: "unclosed\r\nDate: yesterday\r\nMIME-Version: 1.0',
            STORY.encode(),
        ),
        (
            b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=nonsense",
            STORY.encode(),
        ),
        (
            b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64",
            b"!!not base64!! words",
        ),
        (b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed", STORY.encode()),
        (b"From: \xff\xfe\r\nSubject: \xff\r\nMIME-Version: 1.0", STORY.encode()),
    ],
)
def test_a_header_that_is_not_right_does_not_stop_a_mail(head: bytes, body: bytes) -> None:
    (raw,) = read(head + b"\r\n\r\n" + body)
    assert raw.record or raw.failure


def test_a_mail_without_text_says_what_to_do() -> None:
    (raw,) = read(mail(" ").as_bytes(), "a.eml")
    assert raw.failure == "is an e-mail without text; save what is attached to it as files of their own"


def test_nesting_without_end_is_told() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    (raw,) = read(b"From: a@b.example\nMIME-Version: 1.0\n" + deep, "a.eml")
    assert raw.failure in (
        "is an e-mail whose parts are nested too deeply",
        "is an e-mail without text; save what is attached to it as files of their own",
    )


SAVED = f"""From: <Saved by Blink>
Snapshot-Content-Location: https://daily.example/budget
Subject: Budget passes
Date: Fri, 1 May 2026 10:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--b"

----b
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://daily.example/budget

{PAGE.replace("=", "=3D")}
----b
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://daily.example/a.png

iVBORw0KGgo=
----b--
""".replace("\n", "\r\n")


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "", "a.html"])
def test_a_saved_page_is_the_article_at_its_address(name: str) -> None:
    (raw,) = read(SAVED.encode(), name)
    article, _ = article_from(raw.record or {}, raw.origin)
    assert article.title == "Budget passes"
    assert article.url == "https://daily.example/budget"
    assert article.text == STORY
    assert article.published is None, "the day it was saved is not the day it was published"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"Subject: Budget\nDate: 10 March 2026\n\nThe council met.", "EML"),
        (b"Received: from x\n\tby y\nSubject: x\n\nText", "EML"),
        (b"Note: this is a text.\n\nThe council met.", "text"),
        (b"Subject: the budget\nThe council of Ostvale met.\n\nMore.", "text"),
        (b"From: a@b.example\nSubject: " + b"x" * 9_000, "EML"),
        (b"Date: 10 March\n\nThe council met.", "text"),
    ],
)
def test_a_header_makes_a_mail_and_a_colon_does_not(head: bytes, name: str) -> None:
    found = format_of("", head)
    assert found
    assert found.name == name
