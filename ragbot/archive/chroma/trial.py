"""A trial opening of an embedded Chroma, as a process of its own: `python trial.py FOLDER COLLECTION`.

Chroma crashes, or hangs, on some files; this process may. Exit status 0 when all is well, 1 with the reason in a line.
"""

from __future__ import annotations

import sys
from typing import Any

ASKED = 300
"""Vectors that are looked for: what Chroma gives at once."""
MISSED = 0.1
"""Share of them that may not be found: copies crowd out others, and that is no damage."""


def main(path: str, name: str) -> int:
    """Open the collection and look for some of its vectors by themselves; the exit status."""
    import chromadb
    from chromadb.errors import NotFoundError

    try:
        client: Any = chromadb.PersistentClient(path=path)
        try:
            problem = _problem_of(client.get_collection(name, embedding_function=None))
        except NotFoundError:  # killed before it was made: it will be made, empty
            problem = None
        client.close()
    except BaseException as error:  # Chroma's own errors, ValueError, and those of Rust, which are no Exception
        problem = f"Chroma cannot read them ({(str(error) or type(error).__name__).splitlines()[0]})"
    if problem:
        print(problem)
    return 1 if problem else 0


def _problem_of(collection: Any) -> str | None:
    count = collection.count()
    if not count:
        return None
    found = [
        collection.get(limit=ASKED // 3, offset=at, include=["embeddings"])
        for at in (0, count // 2, max(0, count - ASKED // 3))
    ]
    for some in found:
        near = collection.query(query_embeddings=some["embeddings"], n_results=min(count, ASKED), include=[])["ids"]
        lost = sum(key not in keys for key, keys in zip(some["ids"], near, strict=True))
        if lost > len(near) * MISSED:
            return f"{lost} of {len(near)} vectors are not found by themselves"
    return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
