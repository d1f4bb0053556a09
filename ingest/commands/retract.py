"""ragbot-ingest --retract and --state: sets the state of articles that are in the archive."""

from __future__ import annotations

import argparse

from ragbot.operations.cli import print_json, settings_of
from ragbot.operations.terminal import tell

FINDING = "Find it with 'ragbot search --json', and name it by its article_id."
LONGEST_REASON = 2_000


def retract(arguments: argparse.Namespace) -> int:
    """Set the state of the articles that are named; return 1 where one of them is not there."""
    from ingest.pipeline.retract import set_states
    from ingest.records.cleaning import clean_line

    reason = clean_line(arguments.reason or "")[:LONGEST_REASON] or None
    decisions = set_states(settings_of(arguments), arguments.paths, arguments.state, reason)
    if arguments.json:
        print_json(decisions)
    for decision in decisions if not arguments.json else ():
        named = clean_line(decision.named)
        if decision.result != "unknown":
            print(f"{named}: {decision.state} {'now' if decision.result == 'changed' else 'already, nothing changed'}")
    unknown = [clean_line(decision.named) for decision in decisions if decision.result == "unknown"]
    for named in unknown:
        tell(f"{named}: no article in the archive has this URL, id or file. {FINDING}")
    return 1 if unknown else 0
