"""What a reader does with the page: asks, opens a citation, and reads what is marked."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

AXE = Axe().axe_script
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def ask(page: Page, question: str) -> None:
    """Ask with the keyboard, and wait for the end of the answer."""
    before = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(before)
    turn.locator(".colophon, .ended").wait_for(timeout=60_000)


def citation(page: Page, index: int = 0) -> str:
    """Open the article of a citation; the text that it highlights."""
    page.evaluate("document.querySelector('#article .bar')?.setAttribute('data-old', '')")  # not what is shown now
    page.locator(".turn:last-child .citation").nth(index).click()
    page.locator("#article .bar:not([data-old]) ~ * mark.current").first.wait_for()
    return highlighted(page)


def pasted(page: Page, beginning: str = "") -> str:
    """What the clipboard holds once it begins so: "Copied." may still stand there from the copy before."""
    expect(page.locator(".clippings .told").last).to_have_text("Copied.")
    for _ in range(100):
        text = str(page.evaluate("navigator.clipboard.readText()"))
        if text.startswith(beginning):
            return text
        page.wait_for_timeout(100)
    raise AssertionError(f"the clipboard does not come to begin with {beginning!r}: {text!r}")


def highlighted(page: Page) -> str:
    return "".join(page.locator("#article mark.current").evaluate_all("marks => marks.map((mark) => mark.textContent)"))


def violations(page: Page) -> list[str]:
    """What axe finds; it alone is handed over, since all that axe saw took two fifths of the time of its run."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((results) => results.violations)")
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]
