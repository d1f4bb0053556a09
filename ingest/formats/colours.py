"""Colours of letters and of the page behind them: no reader sees white on white."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Colour = tuple[int, ...] | str
"""Red, green and blue from 0 to 255; else the name."""
ALIKE = 8
"""The difference, of 255, that nobody sees between two colours: #ffffff and #fefefe."""
GLASS = "transparent"
LONGEST_STYLE = 1_000
_SAID = re.compile(r"(?:^|;)\s*(color|background)(?:-color)?\s*:\s*([^;]{1,100})")
"""A colour in a style: "color:#fff", "; background: white"."""
_TOKEN = re.compile(r"rgba?\([^()]{1,60}\)|var\([^()]{1,60}\)|#[0-9a-f]{3,8}\b|[a-z]{3,30}")
"""A colour: "rgb(255, 255, 255)", "#fff", "white"."""
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,5})?|\.\d{1,5}")
"""A number in a colour: the 255 of "rgba(255, 255, 255, .5)"."""
_DRAWN = re.compile(r"url\(|gradient\(")
"""A picture behind the words, which has no colour: "url(sea.jpg)"."""
_SHOWN = re.compile(r"background-clip|text-shadow|text-stroke|text-fill")
"""A style that shows letters without a colour of their own: "-webkit-background-clip: text"."""
_NAMES: Mapping[str, Colour] = {"white": (255, 255, 255), "black": (0, 0, 0)}
_NO_COLOUR = frozenset(("inherit", "initial", "unset", "revert", "currentcolor", "none", "important"))


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
    if not found.startswith("rgb"):
        return _NAMES.get(found, found) or None
    numbers = [float(number) for number in _NUMBER.findall(found)]
    return GLASS if numbers[3:4] == [0.0] else tuple(map(int, numbers[:3]))


def _of_digits(digits: str) -> Colour | None:
    """Return the colour of the digits: "fff" is "ffffff"; a fourth part of zeros is glass."""
    wide = digits if len(digits) > len("ffff") else "".join(2 * digit for digit in digits)
    if wide[6:] == "00":
        return GLASS
    return tuple(int(wide[at : at + 2], 16) for at in (0, 2, 4)) if len(wide) in (6, 8) else None
