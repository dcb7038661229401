"""Whether everything that stands at a stage still has one, in a home with tracks of its own."""

from __future__ import annotations

from pathlib import Path

from caseflow import packs
from caseflow.start.home import NotStarted
from config import Asks, Config

SHIPPED = Path(__file__).parents[1] / "cases" / "tracks"
STANDING = "SELECT track, stage, count(*) FROM proceedings GROUP BY track, stage ORDER BY 1, 2"


def check_standing_stages(config: Config, connection: Asks) -> None:
    """Ask that each proceeding stands at a stage of its track, or at one that came in its place.

    Where an organisation changes no track nothing is asked: what ships is held together by its own
    tests. Raises NotStarted, naming file and stage.
    """
    own = config.home / "config"
    if not any((own / "tracks").glob("*.toml")):
        return
    from caseflow.cases.workflow import check_tracks  # loads what no other start needs so early

    try:
        check_tracks()
    except packs.PackError as problem:
        raise NotStarted(str(problem)) from problem
    wrong = [
        words
        for name, stage, count in connection.exec_driver_sql(STANDING).fetchall()
        if (words := _homeless(own, name, stage, count))
    ]
    if wrong:
        raise NotStarted("\n".join(wrong))


def _homeless(own: Path, name: str, stage: str, count: int) -> str:
    """What to do about a stage that its track has no more; "" where it has it."""
    file, shipped = own / "tracks" / f"{name}.toml", SHIPPED / f"{name}.toml"
    try:
        part = packs.load(f"tracks/{name}", shipped if shipped.is_file() else None, folder=own)
    except packs.PackError as problem:
        return f"{count} proceedings follow the track {name}: {problem}"
    stages = part.data.get("stages", {})
    known = {was for table in stages.values() if isinstance(table, dict) for was in _was(table)}
    if stage in stages or stage in known:
        return ""
    return (
        f"{file}: stages: {count} proceedings stand at {stage}, which this track has no more."
        f' Say which stage came in its place: was = ["{stage}"].'
    )


def _was(table: dict[str, object]) -> list[str]:
    was = table.get("was", [])
    return [str(each) for each in was] if isinstance(was, list) else []
