"""Finding people in the index: the rarest and weightiest keys first, within a fixed budget."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.crypto.keyring import keyring_of
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.screening import postings
from caseflow.screening.index import COUNTED, tokens_of
from caseflow.screening.matching import keys
from caseflow.screening.matching.keys import Hope, Slot
from caseflow.screening.matching.people import Person

BUDGET, LEAST = 1300, 2000
"""How many rows of common tokens one look-up reads, and the least gain that one is read for."""
LOOKED_AT, SURPLUS, MOST_SURPLUS = 120, 400, 8
"""So many are looked at for keys beyond the candidate's own: they have names that nobody asked for.
What each of these keys costs, and for how many at most, since aliases have keys, too."""
FEWEST, FAR_BEHIND, USUAL = 12, 0.4, 100_000
"""So many are opened in any case, and others with this share of the best one's points: in a
register of this size, and a sixth more for each power of ten."""
SMALLEST = 20_000
"""A smaller register counts as one of this size, so that a common key does not weigh too much."""

SHARE = {keys.NAME: 1.0, keys.PAIR: 0.6, keys.NUMBER: 2.0, keys.BIRTH: 1.8, keys.YEAR: 0.5}
"""How much a hit on each kind of fact counts; pairs and years repeat what words say."""


def find(session: Session, asked: Person, *, limit: int) -> list[int]:
    """The numbers of the entries for whom the rarest and weightiest keys speak, best first.

    Raises NotReady while the index is being made anew.
    """
    connection = session.connection()
    size = _size(connection)
    if not size:
        return []
    hopes: dict[int, Hope] = {}
    for kind, wanted in keys.sought(asked).items():
        made = tokens_of(keyring_of(session), kind, wanted)
        hopes.update(zip(made, wanted.values(), strict=True))
    common = postings.common(connection, hopes)
    owners = postings.owners(connection, hopes.keys() - common.keys())
    owners |= postings.owners(connection, _affordable(common, hopes, size))
    best = _best(_points(owners, hopes, size), LOOKED_AT)
    usual = len(keys.kept(asked))
    fitting = {
        owner: points - SURPLUS * min(MOST_SURPLUS, max(0, owner % COUNTED - usual))
        for owner, points in best.items()
    }
    chosen = _promising(_best(fitting, limit), size)
    return [owner for owner in best if owner in chosen]


def _best(points: Mapping[int, int], most: int) -> dict[int, int]:
    """Those for whom most speaks, best first; of equals those who came first."""
    least = min(sorted(points.values())[-most:], default=0)
    close = sorted([(-each, owner) for owner, each in points.items() if each >= least])
    return {owner: -each for each, owner in close[:most]}


def _promising(best: Mapping[int, int], size: int) -> set[int]:
    """Without the far behind, where one stands out; among more people more come near by chance."""
    least = (FAR_BEHIND + math.log10(size / USUAL) / 6) * max(best.values(), default=0)
    return {owner for place, owner in enumerate(best) if place < FEWEST or best[owner] >= least}


def _size(connection: sa.Connection) -> int:
    found = postings.state(connection)
    if found is None:
        return 0
    version, last = found
    if version != keys.VERSION:
        raise NotReady(_("The register is being made ready for comparing. Try again later."))
    return max(last // COUNTED, SMALLEST)


def _points(
    owners: Mapping[int, list[int]], hopes: Mapping[int, Hope], size: int
) -> dict[int, int]:
    """How much speaks for each owner: for each fact the best hit, rarer ones counting more."""
    facts: defaultdict[Slot, list[tuple[int, list[int]]]] = defaultdict(list)
    for token, several in owners.items():
        hope = hopes[token]
        facts[hope.slot].append((_gain(hope, len(several), size), several))
    points: defaultdict[int, int] = defaultdict(int)
    for hits in facts.values():
        hits.sort(key=_gained)
        # the better hit comes later and takes the place of the lesser one
        best = {owner: gain for gain, several in hits for owner in several}
        for owner, gain in best.items():
            points[owner] += gain
    return points


def _gained(hit: tuple[int, list[int]]) -> int:
    return hit[0]


def _gain(hope: Hope, number: int, size: int) -> int:
    """In thousandths, as whole numbers: their sum is the same in whatever order it is made."""
    said = max(0.1, math.log(size / (number + 0.5)) - hope.cost)
    return round(1000 * SHARE[str(hope.slot[0])] * said)


def _affordable(
    common: Mapping[int, int | None], hopes: Mapping[int, Hope], size: int
) -> list[int]:
    """The common tokens that say most, as many as the budget allows."""
    said = ((_gain(hopes[t], n, size), n, t) for t, n in common.items() if n is not None)
    chosen: list[int] = []
    spent = 0
    for gained, number, token in sorted(said, reverse=True):
        if gained >= LEAST and (spent + number <= BUDGET or not chosen):
            chosen.append(token)
            spent += number
    return chosen
