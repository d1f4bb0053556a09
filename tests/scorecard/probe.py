"""How long a stranger waits for the page while others ask: run beside them, in a process of its own.

python probe.py PORT PATH…    looks until its input ends, then prints for each path the slowest reply and the statuses.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time


def look(port: int, path: str) -> tuple[str, float]:
    """Status and seconds; what failed in place of the status."""
    began = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            received = b""
            while piece := connection.recv(65536):
                received += piece
        status = received[9:12].decode("latin-1")
    except OSError as error:
        status = type(error).__name__
    return status or "nothing", time.monotonic() - began


def main() -> None:
    port, paths = int(sys.argv[1]), sys.argv[2:]
    seen: dict[str, tuple[float, set[str]]] = {path: (0.0, set()) for path in paths}
    while True:
        for path in paths:
            status, took = look(port, path)
            slowest, statuses = seen[path]
            seen[path] = max(slowest, took), {*statuses, status}
        if select.select([sys.stdin], [], [], 0.05)[0]:
            break
    print(json.dumps({path: (slowest, sorted(statuses)) for path, (slowest, statuses) in seen.items()}))


if __name__ == "__main__":
    main()
