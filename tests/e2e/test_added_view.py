"""A view that somebody adds to the page, as docs/extending.md says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ragbot.api import page as served_page
from tests.e2e.conftest import OpenPage

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "docs" / "extending.md").read_text().partition("## Add a view to the page")[2].partition("\n## ")[0]
HEAD = re.compile(r"^    (?://|<!--) ragbot/ui/([\w/.]+)(?: -->)?$", re.MULTILINE)  # "    // ragbot/ui/page.js"
AFTER = {
    "index.html": ('data-string="viewManage"', '<main id="manage"'),
    "page.js": ("import { manageView }", "const manage =", "  manage: {"),
    "lib/strings.js": ("  viewManage:",),
}
"""What stands before the lines that the recipe adds to a file, in their order."""
CACHED = [each for each in vars(served_page).values() if hasattr(each, "cache_clear")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the page's files, which is served in their place."""
    copied = shutil.copytree(ROOT / "ragbot" / "ui", tmp_path / "ui")
    monkeypatch.setattr(served_page, "files", lambda _: copied)
    for each in CACHED:
        each.cache_clear()
    yield copied
    for each in CACHED:
        each.cache_clear()


def test_a_view_that_is_added_as_the_recipe_says_is_shown(told: str, folder: Path, open_page: OpenPage) -> None:
    lines = lines_of_the_recipe()
    assert lines.keys() == {"papers/papers.js", *AFTER}
    (folder / "papers").mkdir()
    (folder / "papers" / "papers.js").write_text("\n".join(lines["papers/papers.js"]))
    for name, places in AFTER.items():
        for place, line in zip(places, lines[name], strict=True):
            add_line(folder / name, place, line)
    with open_page(told) as page:
        page.get_by_role("link", name="Papers").click()
        expect(page.locator("main#papers")).to_be_focused()
        expect(page.locator("main#papers")).to_contain_text("Halmere Wire 1")
        expect(page).to_have_title("Papers · ragbot: ask the news")
        expect(page.locator("main#asking")).to_be_hidden()


def lines_of_the_recipe() -> dict[str, list[str]]:
    """By the file into which they go."""
    _, *parts = HEAD.split(RECIPE)
    blocks = zip(parts[::2], parts[1::2], strict=True)
    return {name: [line[4:] for line in block.splitlines() if line.startswith("    ")] for name, block in blocks}


def add_line(path: Path, place: str, line: str) -> None:
    """Add a line after the one that has `place`."""
    lines = path.read_text().splitlines(keepends=True)
    (at,) = [number for number, each in enumerate(lines, start=1) if place in each]
    path.write_text("".join([*lines[:at], f"{line}\n", *lines[at:]]))
