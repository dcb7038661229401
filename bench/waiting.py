"""What the page of what waits costs: whoever reads, and however many cases there are."""

from __future__ import annotations

from pathlib import Path

import pysqlite3

from bench.asking import Asked, in_turn, served
from bench.homes import database
from bench.results import Figure

WAITING, OTHERS = "/cases", "/cases?view=others"
READERS = {
    "officer": "of an entity",
    "decision-maker": "over all entities",
    "investigator": "of 500 teams",
}
"""By user name, with how far they reach."""
TEAMS = 500
LET_IN = """
INSERT INTO grants (id, root_id, user_id, capacity, given_by, given_at, valid_from)
SELECT randomblob(16), c.id, u.id, 'investigator', u.id, '2026-01-01 00:00:00', '2026-01-01'
FROM cases c, users u
WHERE u.username = 'investigator' AND c.admitted AND c.stage != 'closed'
    AND c.id NOT IN (SELECT root_id FROM grants WHERE user_id = u.id)
ORDER BY c.id LIMIT ?
"""


def let_into_teams(home: Path, how_many: int = TEAMS) -> None:
    """Let the investigator into so many open cases, or all there are."""
    raw = pysqlite3.connect(database(home))
    raw.execute(LET_IN, (how_many,))
    raw.commit()
    raw.close()


def waiting(small: Path, large: Path, *, few: int, many: int, times: int) -> list[Figure]:
    """The page of what waits for each reader, at few and at many cases."""
    figures = []
    for home in (small, large):
        let_into_teams(home)
    for name, reach in READERS.items():
        with served(small, username=name) as a, served(large, username=name) as b:
            for page, words in ((WAITING, "waiting for me"), (OTHERS, "waiting for others")):
                found = in_turn(b, a, [(page, page)] * times)
                title = f"{words}, {name} {reach}"
                figures += figures_of(title, found, b, page, few, many, "<= 10")
    return figures


def figures_of(
    name: str,
    found: tuple[float, float, float],
    large: Asked,
    page: str,
    few: int,
    many: int,
    most: str,
) -> list[Figure]:
    """The figures of a page: CPU at few and at many cases, at `most` so much, and statements."""
    at_many, at_few, ratio = found
    return [
        Figure(f"{name}: CPU at {few:,}", at_few, "ms", most),
        Figure(f"{name}: CPU at {many:,}", at_many, "ms", most),
        Figure(f"{name}: {many:,} / {few:,}", ratio, "ratio", "<= 1.2"),
        Figure(f"{name}: statements", large.ask(page, count=True)["statements"], "", "<= 12"),
    ]
