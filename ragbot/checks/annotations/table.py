"""All annotations, in the order in which they are made: a new one is a file with an `Annotation`, and a line here."""

from __future__ import annotations

from ragbot.checks.annotations.age import with_age
from ragbot.checks.annotations.basis import Annotation
from ragbot.checks.annotations.conflicts import with_conflicts
from ragbot.checks.annotations.corrections import with_corrections
from ragbot.checks.annotations.lateness import with_late
from ragbot.checks.annotations.speakers import with_speakers

ANNOTATIONS: tuple[Annotation, ...] = (with_speakers, with_corrections, with_conflicts, with_late, with_age)
