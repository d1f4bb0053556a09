"""Colours of letters and of the page behind them: no reader sees white on white."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Colour = tuple[int, ...] | str
"""Red, green and blue from 0 to 255; else as it is written: "navy", "hsl(0, 0%, 100%)"."""
ALIKE = 8
"""The difference, of 255, that nobody sees between two colours: #ffffff and #fefefe."""
GLASS = "transparent"
LONGEST_STYLE = 1_000
_SAID = re.compile(r"(?:^|;)\s*(color|background)(?:-color)?\s*:\s*([^;]{1,100})")
"""A colour in a style: "color:#fff", "; background: white"."""
_TOKEN = re.compile(
    r"[a-z]{3,10}(?:-[a-z]{3,5})?\((?:[^()]|\([^()]{0,60}\)){1,100}\)|#[0-9a-f]{3,8}\b|(?<![\w-])[a-z]{3,30}(?![\w-])"
)
"""A colour: "rgb(255, 255, 255)", "rgb(var(--ink))", "#fff", "white"; but no part of "no-repeat"."""
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,5})?|\.\d{1,5}")
"""A number in a colour: the 255 of "rgba(255, 255, 255, .5)"."""
_DRAWN = re.compile(r"url\(|gradient\(")
"""A picture behind the words, which has no colour: "url(sea.jpg)"."""
_SHOWN = re.compile(r"background-clip|text-shadow|text-stroke|text-fill")
"""A style that shows letters without a colour of their own: "-webkit-background-clip: text"."""
_NAMES: Mapping[str, Colour] = {"white": (255, 255, 255), "black": (0, 0, 0)}
_NO_COLOUR = frozenset((
    *("inherit", "initial", "unset", "revert", "currentcolor", "none", "important"),
    *("repeat", "round", "space", "scroll", "fixed", "local", "cover", "contain", "auto"),
    *("center", "left", "right", "top", "bottom"),
))  # fmt: skip
"""Other words in the value of a colour or a background."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of an element's words; None where the page does not tell them beside the words."""

    letters: Colour | None = None
    behind: Colour | None = None

    @property
    def are_alike(self) -> bool:
        """Return whether nobody sees the words."""
        if isinstance(self.letters, tuple) and isinstance(self.behind, tuple):
            return all(abs(one - other) <= ALIKE for one, other in zip(self.letters, self.behind, strict=False))
        return self.letters is not None and self.letters in (GLASS, self.behind)


UNKNOWN = Colours()


def colours_of(attributes: Mapping[str, str], around: Colours) -> Colours:
    """Return the colours of an element's own attributes, else those around it; a class or an id may give it any."""
    if not attributes:
        return around
    if "class" in attributes or "id" in attributes:
        around = UNKNOWN
    style = attributes.get("style", "")[:LONGEST_STYLE].lower()
    said = {"color": attributes.get("color", "").lower(), "background": attributes.get("bgcolor", "").lower()}
    if "color" in style or "background" in style:
        said |= dict(_SAID.findall(style))
    letters, behind = _colour(said["color"]), _colour(said["background"])
    if letters and _SHOWN.search(style):
        around, letters = Colours(None, around.behind), None
    if _DRAWN.search(style):
        return Colours(letters or around.letters)
    return Colours(letters or around.letters, around.behind if behind in (None, GLASS) else behind)


def _colour(value: str) -> Colour | None:
    found = next((token for token in _TOKEN.findall(value) if token not in _NO_COLOUR), "")
    if found.startswith("#"):
        return _of_digits(found[1:])
    if "(" in found and not found.startswith("var"):
        return _of_call(found)
    return _NAMES.get(found, found) or None


def _of_call(call: str) -> Colour:
    """Return the colour of "rgb(255, 255, 255)", another call as it is written; glass for one without opacity."""
    numbers = [float(number) for number in _NUMBER.findall(call)]
    if numbers[3:] == [0.0]:
        return GLASS
    is_plain = call.startswith("rgb") and not any(sign in call for sign in ("%", "var")) and len(numbers) >= 3
    return tuple(map(int, numbers[:3])) if is_plain else call


def _of_digits(digits: str) -> Colour | None:
    """Return the colour of the digits: "fff" is "ffffff"; a fourth part of zeros is glass."""
    wide = digits if len(digits) > len("ffff") else "".join(2 * digit for digit in digits)
    if wide[6:] == "00":
        return GLASS
    return tuple(int(wide[at : at + 2], 16) for at in (0, 2, 4)) if len(wide) in (6, 8) else None
