"""Growing many cases in batches, each committed on its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from random import Random

import sqlalchemy as sa
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.orm import Session

from caseflow.access.acting import Purpose
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services.growing import Ground, grow
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.reference.models import Entity

BATCH = 900
"""As many as have their keys open at once."""
Opener = Callable[[Purpose], AbstractContextManager[Session]]


def grow_many(opened: Opener, how_many: int, *, entity_code: str, now: datetime) -> int:
    """Make so many cases in one entity; returns how many. Raises NotReady for an unknown code."""
    random = Random(now.timestamp())  # noqa: S311 - made-up data  # nosec B311
    with opened(CasePurpose.GROWTH) as session:
        entity = session.scalar(sa.select(Entity).where(Entity.code == entity_code))
        if entity is None:
            raise NotReady(_("There is no entity with this code."))
        ground = Ground(entity.id, entity.code)
    made = 0
    with Progress(transient=True, console=Console(stderr=True)) as progress:
        task = progress.add_task("growing", total=how_many)
        while made < how_many:
            with opened(CasePurpose.GROWTH) as session:
                count = min(BATCH, how_many - made)
                made += grow(session, grounds=[ground], how_many=count, random=random, now=now)
                session.commit()
            progress.update(task, completed=made)
    return made
