"""The Compose file and the Dockerfile hold together; no Docker is needed to see that."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from ragbot.settings import Settings

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]

each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
each_service_of_ours = pytest.mark.parametrize("name", [n for n, s in SERVICES.items() if "build" in s])


def dockerfile_command(instruction: str) -> list[str]:
    found = re.search(rf"^{instruction}\b[^\[\n]*(\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found, f"the Dockerfile has no {instruction} with a command in JSON form"
    command: list[str] = json.loads(found[1])
    return command


def test_the_services_are_those_the_readme_tells_of():
    assert set(SERVICES) == {"chroma", "ragbot", "ingest", "ollama", "webui"}


def test_a_plain_up_starts_chroma_and_ragbot_alone():
    assert {name for name, service in SERVICES.items() if "profiles" not in service} == {"chroma", "ragbot"}


@each_service
def test_every_network_is_declared(service):
    assert set(service.get("networks", [])) <= set(COMPOSE["networks"])


def test_every_declared_network_and_volume_is_used():
    networks = {network for service in SERVICES.values() for network in service.get("networks", [])}
    volumes = {v.split(":")[0] for service in SERVICES.values() for v in service["volumes"]} - {"./articles"}
    assert (networks, volumes) == (set(COMPOSE["networks"]), set(COMPOSE["volumes"]))


@each_service
def test_a_service_waits_only_for_services_that_start_with_it(service):
    others = [*service.get("depends_on", {}), *re.findall("^service:(.*)", service.get("network_mode", ""))]
    assert not [name for name in others if "profiles" in SERVICES[name]]


@each_service
def test_a_service_that_must_be_healthy_has_a_healthcheck(service):
    for name, terms in service.get("depends_on", {}).items():
        if terms["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[name] or ("build" in SERVICES[name] and "HEALTHCHECK" in DOCKERFILE)


@each_service
def test_every_service_has_a_network_of_its_own_or_of_another_one(service):
    assert ("networks" in service) != ("network_mode" in service)


@each_service
def test_nothing_is_published_beyond_this_machine(service):
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_ragbot_is_served_without_keys_only_where_nobody_else_comes():
    """The image alone refuses: it binds all addresses, and whoever publishes its port decides who comes."""
    assert "RAGBOT_HOST=0.0.0.0" in DOCKERFILE
    assert "INSECURE" not in DOCKERFILE.upper()
    assert SERVICES["ragbot"]["environment"]["RAGBOT_INSECURE"] == "${RAGBOT_INSECURE:-true}"
    assert SERVICES["ragbot"]["ports"] == ["127.0.0.1:8000:8000"]


@each_service
def test_no_service_can_gain_privileges(service):
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("read_only") or service["image"].startswith(("ollama/", "ghcr.io/open-webui/"))


def test_only_ragbot_reaches_chroma():
    assert SERVICES["chroma"]["networks"] == ["index"]
    assert COMPOSE["networks"]["index"] == {"internal": True}
    assert "ports" not in SERVICES["chroma"]
    assert [name for name, service in SERVICES.items() if "index" in service.get("networks", [])] == [
        "chroma",
        "ragbot",
    ]


def test_the_ingester_is_where_chroma_can_be_reached():
    assert SERVICES["ingest"]["network_mode"] == "service:ragbot"


def test_the_chroma_server_is_the_version_of_the_client():
    image, tag = SERVICES["chroma"]["image"].split(":")
    assert image == "chromadb/chroma"
    assert f"chromadb=={tag}\n" in (ROOT / "constraints.txt").read_text()


def test_ragbot_asks_chroma_where_chroma_listens():
    command = SERVICES["chroma"]["command"]
    port = command[command.index("--port") + 1]
    assert {SERVICES[name]["environment"]["RAGBOT_CHROMA"] for name in ("ragbot", "ingest")} == {
        f"http://chroma:{port}"
    }


def test_open_webui_asks_ragbot_where_ragbot_listens_and_under_a_name_that_it_answers_to():
    address = urlsplit(SERVICES["webui"]["environment"]["OPENAI_API_BASE_URL"])
    assert (address.port, address.path) == (Settings.model_fields["port"].default, "/v1")
    assert SERVICES["ragbot"]["environment"]["RAGBOT_HOSTS"] == f"${{RAGBOT_HOSTS:-{address.hostname}}}"
    assert set(SERVICES["webui"]["networks"]) <= set(SERVICES["ragbot"]["networks"]) - {"index"}


def test_open_webui_asks_ragbot_nothing_but_questions_of_people():
    environment = SERVICES["webui"]["environment"]
    asked = ("TITLE", "TAGS", "FOLLOW_UP", "AUTOCOMPLETE", "SEARCH_QUERY", "RETRIEVAL_QUERY")
    assert {environment[f"ENABLE_{name}_GENERATION"] for name in asked} == {"false"}


@pytest.mark.parametrize("file", ["docker-compose.yml", "Dockerfile"])
def test_every_variable_is_a_setting(file):
    known = {f"RAGBOT_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bRAGBOT_\w+", (ROOT / file).read_text())) <= known


@each_service_of_ours
def test_every_command_is_a_console_script(name):
    command = SERVICES[name].get("entrypoint") or dockerfile_command("CMD")
    assert command[0] in PROJECT["project"]["scripts"]


def test_chromas_command_is_one_of_chromas():
    scripts = {script.name: script for script in distribution("chromadb").entry_points}
    shown = subprocess.run(
        [sys.executable, "-c", f"import {scripts['chroma'].module} as m; m.app()", "run", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    command = SERVICES["chroma"]["command"]
    assert command[0] == "run"
    assert all(f"{option} <" in shown for option in command[1::2])


def test_the_archive_is_on_a_volume_that_the_image_prepares():
    assert "RAGBOT_ARCHIVE=/data" in DOCKERFILE
    assert "VOLUME /data\n" in DOCKERFILE
    assert {SERVICES[name]["volumes"][0] for name in ("ragbot", "ingest")} == {"archive:/data"}


def test_the_image_does_not_run_as_root():
    assert re.findall("^USER (.*)", DOCKERFILE, re.MULTILINE)[-1] not in {"root", "0"}


def test_the_image_gets_all_that_the_wheel_is_made_of():
    let_in = set(re.findall("^!(.*)", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {*packages, "pyproject.toml", "constraints.txt", "README.md", "LICENSE"} == let_in


@contextmanager
def server_that_says(status: int) -> Iterator[str]:
    """The port of a server that answers everything with one status."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield str(server.server_port)
        server.shutdown()


def ragbot_is_healthy(port: str) -> bool:
    python, *args = dockerfile_command("HEALTHCHECK")
    assert python == "python"
    environment = {**os.environ, "RAGBOT_PORT": port, "no_proxy": "*"}
    return subprocess.run([sys.executable, *args], env=environment, capture_output=True).returncode == 0


def chroma_is_healthy(port: str) -> bool:
    kind, *command = SERVICES["chroma"]["healthcheck"]["test"]
    assert kind == "CMD"
    here = [word.replace("/8000 ", f"/{port} ").replace("$$", "$") for word in command]
    return subprocess.run(here, capture_output=True).returncode == 0


@pytest.mark.parametrize("is_healthy", [ragbot_is_healthy, chroma_is_healthy])
@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_a_health_probe_tells_a_ready_server_from_one_that_is_not(is_healthy, status, healthy):
    with server_that_says(status) as port:
        assert is_healthy(port) is healthy


@pytest.mark.parametrize("is_healthy", [ragbot_is_healthy, chroma_is_healthy])
def test_a_health_probe_fails_where_nothing_listens(is_healthy):
    with server_that_says(200) as port:
        pass
    assert not is_healthy(port)
