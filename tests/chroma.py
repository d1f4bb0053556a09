"""A real Chroma server for tests, which can be halted, killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx


class Chroma:
    """One `chroma run` on a port of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        chroma = shutil.which("chroma", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        assert chroma, "the chroma command comes with chromadb"
        self._command = [chroma, "run", "--path", str(folder), "--port", str(port)]
        self.address = f"http://127.0.0.1:{port}"
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            time.sleep(0.1)
            try:
                if httpx.get(f"{self.address}/api/v2/heartbeat").is_success:
                    return
            except httpx.TransportError:
                continue
        raise AssertionError("chroma run does not answer")

    def halt(self) -> None:
        """From now on it takes connections and answers nothing."""
        self._process.send_signal(signal.SIGSTOP)
        os.waitid(
            os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT
        )  # on a busy machine it answers once more until then

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(20)
