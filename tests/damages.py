"""Ways in which the files of an embedded Chroma come to harm: each damages the index of an archive folder in place.

As a program it tries them, one a line of its input, each in a process of its own, for Chroma crashes on some.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import struct
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

Damage = Callable[[Path, Path], None]
"""What it does to the Chroma folder of an archive; the second is that of another archive."""
LEVELS, HEADER, LENGTHS = "data_level0.bin", "header.bin", "length.bin"
LINKS, LABELS, ROWS = "link_lists.bin", "index_metadata.pickle", "chroma.sqlite3"


def file_of(index: Path, name: str) -> Path:
    if name == ROWS:
        return index / name
    (found,) = index.glob(f"*/{name}")
    return found


def cut(name: str, share: float, index: Path, _: Path) -> None:
    path = file_of(index, name)
    os.truncate(path, int(path.stat().st_size * share))


def zero(name: str, index: Path, _: Path) -> None:
    path = file_of(index, name)
    path.write_bytes(bytes(path.stat().st_size))


def delete(name: str, index: Path, _: Path) -> None:
    file_of(index, name).unlink()


def rot(name: str, count: int, begin: int, index: Path, _: Path) -> None:
    """Random bytes at random places: `count` of them, from byte `begin` on."""
    path, chance = file_of(index, name), random.Random(2)
    content = bytearray(path.read_bytes())
    for _unused in range(count):
        content[chance.randrange(begin, len(content))] = chance.randrange(256)
    path.write_bytes(content)


def write(name: str, at: int, value: bytes, index: Path, _: Path) -> None:
    with file_of(index, name).open("r+b") as file:
        file.seek(at)
        file.write(value)


def swap(name: str, index: Path, other: Path) -> None:
    shutil.copyfile(file_of(other, name), file_of(index, name))


def swap_all(index: Path, other: Path) -> None:
    shutil.rmtree(index)
    shutil.copytree(other, index)


def to_folder(name: str, index: Path, _: Path) -> None:
    path = file_of(index, name)
    path.unlink()
    path.mkdir()


def to_loop(name: str, index: Path, _: Path) -> None:
    path = file_of(index, name)
    path.unlink()
    path.symlink_to(path)


def lock_away(name: str, index: Path, _: Path) -> None:
    file_of(index, name).chmod(0)


def delete_segment(index: Path, _: Path) -> None:
    shutil.rmtree(file_of(index, HEADER).parent)


def delete_index(index: Path, _: Path) -> None:
    shutil.rmtree(index)


def to_file(index: Path, _: Path) -> None:
    shutil.rmtree(index)
    index.write_bytes(b"no folder")


class Code:
    """What runs a command when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self.folder),)


def hide_code(index: Path, _: Path) -> None:
    """In the labels: when it has run, there is a folder `code-has-run` in that of the archive."""
    file_of(index, LABELS).write_bytes(pickle.dumps({"id_to_label": Code(index.parent / "code-has-run")}))


def forge_labels(content: bytes, index: Path, _: Path) -> None:
    file_of(index, LABELS).write_bytes(content)


HNSW = (LEVELS, HEADER, LENGTHS, LINKS, LABELS)
BIG = struct.pack("<Q", 2**62)
DAMAGES: dict[str, Damage] = {
    **{f"{name} half": partial(cut, name, 0.5) for name in (*HNSW, ROWS)},
    **{f"{name} zero-length": partial(cut, name, 0) for name in (*HNSW, ROWS)},
    **{f"{name} zeros": partial(zero, name) for name in (*HNSW, ROWS)},
    **{f"{name} deleted": partial(delete, name) for name in (*HNSW, ROWS)},
    **{f"{name} a folder": partial(to_folder, name) for name in (HEADER, LABELS, ROWS)},
    **{f"{name} a link to itself": partial(to_loop, name) for name in (LEVELS, ROWS)},
    **{f"{name} of another archive": partial(swap, name) for name in (*HNSW, ROWS)},
    **{f"{name} unreadable": partial(lock_away, name) for name in (HEADER, ROWS)},
    "header.bin 99 bytes": partial(cut, HEADER, 0.99),
    "header.bin huge capacity": partial(write, HEADER, 12, BIG),
    "header.bin huge count": partial(write, HEADER, 20, BIG),
    "header.bin huge offset": partial(write, HEADER, 36, BIG),
    "header.bin no entry": partial(write, HEADER, 64, b"\xff\xff\xff\x7f"),
    "header.bin deep": partial(write, HEADER, 60, b"\x50\0\0\0"),
    "header.bin random": partial(rot, HEADER, 20, 0),
    "data_level0.bin rot": partial(rot, LEVELS, 20_000, 0),
    "data_level0.bin a neighbor": partial(write, LEVELS, 4, b"\xff\xff\xff\x7f"),
    "data_level0.bin a count": partial(write, LEVELS, 0, b"\xff\xff"),
    "data_level0.bin a vector": partial(write, LEVELS, 132, b"\xff" * 512),
    "link_lists.bin rot": partial(rot, LINKS, 2_000, 0),
    "link_lists.bin a huge list": partial(write, LINKS, 0, b"\xff\xff\xff\x7f"),
    "pickle rot": partial(rot, LABELS, 2_000, 0),
    "pickle of code": hide_code,
    "pickle of something else": partial(forge_labels, pickle.dumps({"id_to_label": 7})),
    "pickle of nothing": partial(forge_labels, pickle.dumps({"id_to_label": {}, "label_to_id": {}})),
    "chroma.sqlite3 flipped": partial(rot, ROWS, 2_000, 4_096),
    "chroma.sqlite3 first page": partial(write, ROWS, 0, bytes(4_096)),
    "segment folder deleted": delete_segment,
    "Chroma folder deleted": delete_index,
    "Chroma folder of another archive": swap_all,
    "Chroma folder a file": to_file,
}


def main() -> None:
    """For each line of input, a JSON list of a damage and two archive folders, what became of the first: a line."""
    from ragbot.archive.archive import open_archive  # noqa: F401  imported before the first fork, so that each is quick

    for line in sys.stdin:
        reading, writing = os.pipe()
        if not (child := os.fork()):
            os.write(writing, _tried(*json.loads(line)).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        print(told or json.dumps({"crashed": os.waitstatus_to_exitcode(status)}), flush=True)


def _tried(name: str, folder: str, other: str) -> str:
    """What the first opening said, or else what verify then found; what it found after a rebuild."""
    from ragbot.archive.archive import open_archive
    from ragbot.archive.rebuild import rebuild
    from ragbot.errors import ArchiveError
    from ragbot.settings import load_settings
    from tests.fakes import WordEmbeddings

    settings, told = load_settings(archive=folder), ""
    try:
        (index,), (another,) = Path(folder).glob("ragbot-*"), Path(other).glob("ragbot-*")
        DAMAGES[name](index, another)
        try:
            with open_archive(settings, WordEmbeddings()) as archive:
                found = archive.verify()
        except ArchiveError as error:
            told, found = str(error), []
        rebuild(settings, WordEmbeddings())
        with open_archive(settings, WordEmbeddings()) as archive:
            return json.dumps({"told": told, "found": found, "after": archive.verify()})
    except BaseException as error:
        return json.dumps({"raised": repr(error), "told": told})


if __name__ == "__main__":
    main()
