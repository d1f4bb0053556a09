"""The outlet of a page: the name that people use, borne out by its address; a company's is the last."""

from __future__ import annotations

import pytest

from ingest.formats.pages.outlet import outlet_of

AT = ["https://www.ormcourier.example/dam"]
DAM = "Dam to be raised"


@pytest.mark.parametrize(
    ("publisher", "names", "title", "outlet"),
    [
        ("Orm Courier", [], "", "Orm Courier"),
        ("Orm Courier - All the news", [], "", "Orm Courier"),
        ("Orm Media GmbH", ["Orm Courier"], "", "Orm Courier"),
        ("Orm Media GmbH", [], "", "Orm Media GmbH"),
        ("森美新聞社", ["森美新聞"], "", "森美新聞"),
        ("ormcourier", ["Orm Courier"], "", "Orm Courier"),
        ("ormcourier.example", ["Orm Courier"], "", "Orm Courier"),
        ("Sund Post", ["Orm Courier"], "", "Orm Courier"),
        ("OrmCourier", ["Orm Courier"], "", "Orm Courier"),
        ("Orm Courier Online", ["The Orm Courier"], "", "The Orm Courier"),
        ("The Orm and Tolvik Daily News Courier", [], "", "The Orm and Tolvik Daily News Courier"),
        ("The Orm and Tolvik Daily Evening News Courier", [], "", ""),
        ("The_Orm_Courier", [], "", "The Orm Courier"),
        ("@ormcourier", ["https://orm.example", "a/b"], "", ""),
        ("O", ["All that is new in Orm and in Tolvik today"], "", ""),
        (DAM, [], "", ""),
        ("", [], f"{DAM} | Orm Courier", "Orm Courier"),
        ("", [], f"{DAM} | The Orm Rural Courier", "The Orm Rural Courier"),
        ("", [], f"{DAM} | Sund Post", ""),
        ("", [], f"Orm Courier: {DAM}", ""),
        ("", ["", " "], "", ""),
    ],
)
def test_an_outlet_is_called_as_people_call_it(publisher: str, names: list[str], title: str, outlet: str) -> None:
    assert outlet_of(publisher, names, title, DAM, AT) == outlet


def test_without_an_address_the_titles_end_proves_nothing() -> None:
    assert outlet_of("", [], f"{DAM} | Orm Courier", DAM, []) == ""
    assert outlet_of("mirror", ["The Mirror"], "", DAM, []) == "The Mirror"


def test_an_address_may_have_the_first_letters_of_a_name() -> None:
    assert outlet_of("", [], f"{DAM} | The Orm Times", DAM, ["https://www.ormtimes.example/"]) == "The Orm Times"
    assert outlet_of("", [], f"{DAM} | The Orm Times", DAM, ["https://ot.example/"]) == ""
    assert outlet_of("Dam News", ["The Orm Times"], "", DAM, ["https://ortimes.example/"]) == "The Orm Times"
