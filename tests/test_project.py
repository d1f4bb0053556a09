"""The project around the code: pins, settings, wheel, Makefile, and nothing in it that holds on one machine only."""

from __future__ import annotations

import ast
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, cast
from urllib.error import URLError

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ragbot import __version__
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from ragbot.extras import EXTRAS, install_command
from ragbot.settings import Settings

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
CONSTRAINTS = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
PACKAGES = ("ragbot", "ingest")
# `pip install "ragbot[openai]"`, `uv add ragbot`: on the public index that is another's, and ours is not there yet.
OF_AN_INDEX = re.compile(r"""(?:pipx? install|uv add|uv tool install|uvx)\b[^\n`]*[\s"']ragbot(?![\w./])""")
HEAVY = {"chromadb", "fastapi", "langchain", "langchain_core", "onnxruntime", "sentence_transformers", "torch"}
"""Each takes from a third of a second to eight to import."""


# The pins


def declared() -> list[Requirement]:
    extras = [name for extra in PROJECT["optional-dependencies"].values() for name in extra]
    return [Requirement(r) for r in [*PROJECT["dependencies"], *extras, *PYPROJECT["dependency-groups"]["dev"]]]


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_a_dependency_is_pinned_at_a_version_that_is_allowed(requirement):
    pins = {canonicalize_name(r.name): r for r in map(Requirement, CONSTRAINTS)}
    (pin,) = pins[canonicalize_name(requirement.name)].specifier
    assert requirement.specifier.contains(pin.version, prereleases=True)


def test_a_constraint_is_one_exact_version_from_any_index():
    exact = re.compile(r"[a-z0-9.-]+==[0-9][0-9a-z.]*( ; [^/@]+)?")  # no local version such as +cpu, no URL, no path
    assert not [line for line in CONSTRAINTS if not exact.fullmatch(line)]


def test_constraints_name_each_package_once():
    names = [line.split("==")[0] for line in CONSTRAINTS]
    assert len(names) == len(set(names))


def test_the_page_s_checkers_are_pinned_by_digest_from_any_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    checkers = {name: pin for name, pin in packages.items() if name}
    assert checkers
    assert not [name for name, pin in checkers.items() if "integrity" not in pin or "resolved" in pin]


AFFECTED = [
    *(
        "brotli==1.1.0",
        "filelock==3.20.2",
        "httpcore==1.0.8",
        "langchain-core==1.3.2",
        "langchain-openai==1.1.13",
        "lxml==6.0.2",
    ),
    *("onnx==1.20.1", "pydantic-settings==2.14.1", "starlette==1.3.0", "torch==2.12.0", "transformers==5.4.0"),
]
"""The last versions with an advisory that was known in November 2026; pyproject.toml names it."""


@pytest.mark.parametrize("affected", [Requirement(each) for each in AFFECTED], ids=str)
def test_a_version_with_a_known_advisory_is_not_allowed(affected):
    (pin,) = affected.specifier
    allowing = [r for r in declared() if canonicalize_name(r.name) == canonicalize_name(affected.name)]
    assert allowing
    assert not [str(r) for r in allowing if r.specifier.contains(pin.version)]


@pytest.mark.parametrize("name", [PROJECT["name"], *PROJECT["optional-dependencies"]])
def test_names_are_written_as_an_index_writes_them(name):
    assert name == canonicalize_name(name)


def test_the_version_is_the_same_everywhere():
    assert __version__ == PROJECT["version"]
    assert create_app(Bot(cast(Archive, None))).openapi()["info"]["version"] == __version__


# What people read


@pytest.mark.parametrize(
    "command",
    ['pip install "ragbot[openai]"', "uv pip install -c constraints.txt ragbot", "uv add 'ragbot'", "uvx ragbot-news"],
)
def test_a_command_that_installs_the_ragbot_of_an_index_is_seen(command):
    assert OF_AN_INDEX.search(command)


def test_nothing_tells_people_to_install_ragbot_from_an_index():
    texts = {path: path.read_bytes().decode(errors="replace") for path in files_of_the_project()}
    assert not {
        str(path): found[0]
        for path, text in texts.items()
        if (found := OF_AN_INDEX.search(text)) and path != Path(__file__)
    }


def test_the_extras_that_errors_name_are_those_of_the_project():
    assert {name: [package] for name, package in EXTRAS.items()} == PROJECT["optional-dependencies"]


@pytest.mark.parametrize("page", ["README.md", "docs/models.md"])
def test_the_docs_install_an_extra_as_errors_do(page):
    assert install_command("openai") in (ROOT / page).read_text()


def test_the_changelog_tells_of_this_version():
    assert f"## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_in_the_docs(name):
    assert f"RAGBOT_{name.upper()}" in (ROOT / "docs" / "settings.md").read_text()


LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")  # ](docs/api.md), ](fetching.md#rules)


PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_link_in_the_docs_leads_somewhere(page):
    for name, heading in LINK.findall(page.read_text()):
        target = page.parent / name if name else page
        assert target.is_file(), name
        headings = re.findall(r"^#+ (.*)", target.read_text(), re.MULTILINE) if heading else []
        assert not heading or heading in {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
def test_make_alone_tells_every_target():
    targets = re.search(r"^\.PHONY: (.*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets
    shown = subprocess.run(
        ["make"], cwd=ROOT, env=plain_environment(), capture_output=True, text=True, check=True
    ).stdout
    assert re.findall(r"make ([a-z]+) +\S", shown) == targets[1].split()


def plain_environment() -> dict[str, str]:
    """Ours without what `make test` hands to its children, and without the user's settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "RAGBOT_"))}
    return {**ours, "LANGSMITH_TRACING": "false"}


# Nothing of one machine


def files_of_the_project() -> list[Path]:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout, so what belongs to the project is not known")
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def traces_of_this_machine() -> list[str]:
    """What only somebody at this very machine would write: its folders, its name, where its packages come from."""
    folders = [str(path) for path in (ROOT, Path.home(), Path(sys.prefix)) if len(path.parts) > 2]
    name = [platform.node()] if len(platform.node()) > 8 else []
    installers = [os.environ.get(f"{tool}_{what}") for tool in ("PIP", "UV") for what in ("INDEX_URL", "FIND_LINKS")]
    return [*folders, *name, *filter(None, installers)]


def test_no_file_tells_where_it_was_written():
    homes = r"/home/\w+/|/Users/\w+/|[A-Z]:\\Users\\"
    trace = re.compile("|".join([homes, *map(re.escape, traces_of_this_machine())]))
    texts = {path: path.read_bytes().decode(errors="replace") for path in files_of_the_project()}
    assert not {
        str(path): found[0] for path, text in texts.items() if (found := trace.search(text)) and path != Path(__file__)
    }


# Rooms


def rooms() -> dict[str, set[str]]:
    """Each module of ours, and those that it imports: at its top, for types or inside a function."""
    paths = [path for path in files_of_the_project() if path.suffix == ".py"]
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}
    trees = {name: ast.parse(path.read_bytes()) for name, path in names.items() if name.split(".")[0] in PACKAGES}
    return {name: trees.keys() & set(imported_by(tree)) - {name} for name, tree in trees.items()}  # a room has files


def imported_by(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_rooms_import_each_other_in_one_direction():
    TopologicalSorter(rooms()).prepare()  # else it raises CycleError, which names the circle


def test_what_answers_knows_nothing_of_what_takes_in():
    answering = {name: others for name, others in rooms().items() if name.split(".")[0] == "ragbot"}
    assert not {name for name, others in answering.items() for other in others if other.split(".")[0] == "ingest"}


FLOORS = [
    *("ragbot", "ragbot.errors", "ragbot.addresses", "ragbot.passwords", "ragbot.prefixes", "ragbot.plugins"),
    *("ragbot.logs", "ragbot.cancellation", "ragbot.extras", "ragbot.settings", "ragbot.types"),
    "ragbot.tracing",
    *("ragbot.timestamps", "ragbot.reading", "ragbot.models", "ragbot.archive", "ragbot.checks", "ragbot.answering"),
    *("ragbot.api", "ragbot.client", "ragbot.news", "ragbot.langchain", "ragbot.mcp", "ragbot.operations"),
    *("ragbot.evaluation", "ragbot.ui", "prompts"),
    *("ingest", "ingest.records", "ingest.samples", "ingest.formats", "ingest.fetch", "ingest.pipeline"),
    *("ingest.watches", "ingest.sources", "ingest.http", "ingest.evaluation", "ingest.commands", "ingest.cli"),
]
"""The rooms from the ground up: each imports only from those before it; `ragbot` itself only hands names on."""
UP = {("ragbot.settings", "ragbot.archive.vector_stores")}
"""The settings say at once which stores there are, and the table of them is the archive's."""


def floor(module: str) -> int:
    return FLOORS.index(next(room for room in (".".join(module.split(".")[:n]) for n in (2, 1)) if room in FLOORS))


def test_each_room_imports_only_from_those_below_it():
    arrows = {(name, other) for name, others in rooms().items() for other in others if name != "ragbot"}
    assert {(a, b) for a, b in arrows if floor(a) < floor(b)} == UP


# Names

PARTICIPLES = {"told", "asked", "found", "wanted", "taken", "given", "stated", "said", "cited"}
OF_THE_API = {("Turn", "cited"), ("TurnBody", "cited"), ("Support", "found"), ("SuggestionsBody", "asked")}
"""Fields that programs read."""


def named(tree: ast.AST, within: str = "") -> Iterator[tuple[str, str]]:
    """Each class, function, parameter and field, after what it stands in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield within, node.name
            yield from named(node, node.name)
            continue
        if isinstance(node, ast.arg):
            yield within, node.arg
        elif isinstance(node, ast.AnnAssign) and isinstance(tree, ast.ClassDef) and isinstance(node.target, ast.Name):
            yield within, node.target.id
        yield from named(node, within)


def test_no_participle_stands_for_a_thing():
    """Beside local variables: "found" and "told" do not tell what it is that was found or told."""
    sources = [path for room in ("ragbot", "ingest") for path in (ROOT / room).rglob("*.py")]
    names = {name for path in sources for name in named(ast.parse(path.read_bytes()))}
    assert {(of, name) for of, name in names if name.strip("_").lower() in PARTICIPLES} == OF_THE_API


# A test file for each module


def own_tests(module: Path) -> list[Path]:
    """The test files of a module in its room's folder, by its name or by its folder's and its own: "test_api_keys"."""
    above = ("tests",) if module.parts[0] == "ragbot" else ("tests", "ingest")
    folder = ROOT.joinpath(*above, *module.parts[1:-1][:1])
    names = (f"test_{module.stem}.py", f"test_{module.parent.name}_{module.stem}.py")
    return [path for name in names for path in folder.rglob(name)]


def test_each_module_has_a_test_file_of_its_own():
    paths = [path.relative_to(ROOT) for room in ("ragbot", "ingest") for path in (ROOT / room).rglob("*.py")]
    modules = [path for path in paths if not path.name.startswith("__")]
    assert not [path.as_posix() for path in modules if not own_tests(path)]


# Quick help


@pytest.mark.parametrize("module", ["ragbot.operations.cli", "ingest.cli"])
def test_help_imports_nothing_heavy(module):
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", module, "--help"], capture_output=True, text=True, check=True
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in told.stderr.splitlines()}
    assert "usage" in told.stdout.lower()
    assert not imported & HEAVY


# The wheel, installed elsewhere


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory) -> Path:
    """The console scripts of an environment that has ragbot from the wheel and everything else from this one."""
    venv = tmp_path_factory.mktemp("elsewhere") / "venv"
    uv = shutil.which("uv", path=os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]))
    assert uv, "uv is in the dev group: make install"
    run([uv, "venv", "--quiet", "--offline", "--python", sys.executable, str(venv)])
    scripts = venv / ("Scripts" if os.name == "nt" else "bin")
    run([uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", str(scripts / "python"), str(wheel)])
    (packages,) = {path.parent for path in venv.rglob("ragbot_news-*.dist-info")}
    ours = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    (packages / "the_rest.pth").write_text("\n".join(ours))  # .pth files in there are not followed: no editable ragbot
    return scripts


def run(command: list[str], **options: Any) -> str:
    done = subprocess.run(command, env=plain_environment(), capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return str(done.stdout)


def test_the_wheel_has_every_file_of_the_packages_and_no_other(wheel):
    packages = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    ours = {path.relative_to(ROOT).as_posix() for path in files_of_the_project()}
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == {name for name in ours if name.split("/")[0] in packages}


def test_prompts_and_page_and_samples_come_out_of_the_wheel(elsewhere, tmp_path):
    wanted = [("prompts", "answer.md"), ("ragbot.ui", "index.html"), ("ingest.samples", "ferry-1-sinking.json")]
    code = f"from importlib.resources import files; print(*(files(room) / name for room, name in {wanted}), sep='\\n')"
    found = [Path(line) for line in run([str(elsewhere / "python"), "-c", code], cwd=tmp_path).splitlines()]
    assert [path.name for path in found if path.is_file()] == [name for _, name in wanted]
    assert all(path.is_relative_to(elsewhere.parent) for path in found)


@contextmanager
def serving(elsewhere: Path, folder: Path) -> Iterator[str]:
    """The address of a server that runs from the wheel."""
    address = f"http://127.0.0.1:{free_port()}"
    log_path = folder / "log"
    with log_path.open("w") as log:
        command = [str(elsewhere / "ragbot"), "serve", "--archive", "archive"]
        environment = {**plain_environment(), "RAGBOT_PORT": address.rsplit(":", 1)[-1]}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            wait_until_ready(process, address, log_path)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            fetched(f"{address}/readyz")
            return
        except URLError:
            time.sleep(0.2)
    pytest.fail(f"ragbot serve did not get ready:\n{log.read_text()}")


def fetched(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as response:
        text: str = response.read().decode()
        return text


def test_a_newcomer_with_only_the_wheel_serves_ingests_and_asks(elsewhere, tmp_path):
    with serving(elsewhere, tmp_path) as address:
        ingested = run([str(elsewhere / "ragbot-ingest"), "--samples", "--archive", "archive", "--json"], cwd=tmp_path)
        question = "How many people died in the sinking of the Grey Linnet?"
        asked = run([str(elsewhere / "ragbot"), "ask", question, "--archive", "archive", "--json"], cwd=tmp_path)
        page = fetched(address)
    assert json.loads(ingested)["added"] >= 15
    answer = json.loads(asked)
    assert (answer["outcome"], bool(answer["citations"])) == ("answered", True)
    assert "<title>" in page
