"""Whether an organisation's own data files can be read, and all that stands has its stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from caseflow import packs
from caseflow.start.database_state import Asks
from caseflow.start.home import NotStarted
from config import Config

SHIPPED = Path(__file__).parents[1] / "cases" / "tracks"
STANDING = "SELECT track, stage, count(*) FROM proceedings GROUP BY track, stage ORDER BY 1, 2"


def check_own_files(config: Config) -> None:
    """Read every data file where an organisation changes any, before it is said to serve.

    Where it changes none, they are not read so early: what ships is held together by its own tests.
    Raises NotStarted, naming file, key and fault.
    """
    if not any((config.home / "config").rglob("*.toml")):
        return
    from caseflow import own_files, rooms  # loads what no other start needs so early

    rooms.load()
    try:
        own_files.check_every_file()
    except packs.PackError as problem:
        raise NotStarted(str(problem)) from problem


def check_standing_stages(config: Config, connection: Asks) -> None:
    """Ask that each proceeding stands at a stage of its track, or at one that came in its place.

    Somebody may stand where a file was that is gone. Raises NotStarted, naming file and stage.
    """
    own = config.home / "config"
    standing: dict[str, dict[str, int]] = {}
    for name, stage, count in connection.exec_driver_sql(STANDING).fetchall():
        standing.setdefault(name, {})[stage] = count
    if wrong := [
        line for name, stages in standing.items() for line in _homeless(own, name, stages)
    ]:
        raise NotStarted("\n".join(wrong))


def _homeless(own: Path, name: str, stages: Mapping[str, int]) -> Iterator[str]:
    """What to do about a track that is gone, or about each stage that its track has no more."""
    file, shipped = own / "tracks" / f"{name}.toml", SHIPPED / f"{name}.toml"
    try:
        part = packs.load(f"tracks/{name}", shipped if shipped.is_file() else None, folder=own)
    except packs.PackError as problem:
        yield f"{sum(stages.values())} proceedings follow the track {name}: {problem}"
        return
    tables = part.data.get("stages", {})
    known = {was for table in tables.values() if isinstance(table, dict) for was in _was(table)}
    for stage, count in stages.items():
        if stage not in known and stage not in tables:
            yield (
                f"{file}: stages: {count} proceedings stand at {stage}, which this track has no"
                f' more. Say which stage came in its place: was = ["{stage}"].'
            )


def _was(table: dict[str, object]) -> list[str]:
    was = table.get("was", [])
    return [str(each) for each in was] if isinstance(was, list) else []
