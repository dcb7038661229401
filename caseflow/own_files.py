"""The data files of this home, all of them: each under a name that is known, and each readable."""

from __future__ import annotations

from collections.abc import Iterator

from caseflow import packs
from caseflow.manifests import named, rooms
from caseflow.packs import PackError

ENDING = ".toml"


def check_every_file() -> None:
    """Read every data file with this home's changes; none may lie there that nobody reads.

    Raises PackError naming file, key and fault.
    """
    _check_names()
    for check in named(lambda room: room.data_files):
        check()


def _check_names() -> None:
    known = [name for room in rooms() for name in room.own_files]
    folder = packs.config_folder()
    strange = [topic for topic in _topics() if not _is_known(topic, known)]
    if strange:
        others = "".join(f"; nor is {topic}{ENDING}" for topic in strange[1:])
        names = ", ".join(f"{name}{ENDING}" for name in sorted(known))
        what = f"no data file of this name is known{others} (known: {names})"
        raise PackError(folder / f"{strange[0]}{ENDING}", (), what)


def _topics() -> Iterator[str]:
    """What lies in the home, as `packs.load` names it."""
    folder = packs.config_folder()
    for file in sorted(folder.rglob(f"*{ENDING}")):
        if file.is_file():
            yield file.relative_to(folder).as_posix().removesuffix(ENDING)


def _is_known(topic: str, known: list[str]) -> bool:
    """Whether it is one of these names, or lies in a folder where every name is one."""
    return topic in known or f"{topic.rpartition('/')[0]}/*" in known
