"""Which subject of a case that is merged is which subject of the other one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.models import Case, Part, Party
from caseflow.errors import NotReady
from caseflow.labels import _

FIELD = "same"


def same_people(
    session: Session, case: Case, into: Case, said: Collection[tuple[UUID, UUID]]
) -> Mapping[UUID, UUID]:
    """Each subject of this case who is in the other one too, with who they are there.

    As was said, and by their accounts. Raises NotReady at the field for somebody who is not
    identified in both cases, where two people of one case would be taken for one, and for people
    with different accounts.
    """
    mine, theirs = _identified(session, case), _identified(session, into)
    pairs = set(said)
    if any(here not in mine or there not in theirs for here, there in pairs):
        raise NotReady(_("Choose people who are identified in both cases."), field=FIELD)
    for here, there in pairs:
        if _accounts_differ(mine[here], theirs[there]):
            words = _("These are two people: they have different accounts.")
            raise NotReady(words, field=FIELD)
    by_account = {
        (here.id, there.id)
        for here in mine.values()
        for there in theirs.values()
        if here.user_id is not None and here.user_id == there.user_id
    }
    _require_one_for_one(pairs | by_account, mine)
    return dict(by_account | pairs)


def _identified(session: Session, case: Case) -> dict[UUID, Party]:
    wanted = sa.select(Party).where(
        Party.root_id == case.id, Party.part == Part.SUBJECT, Party.identified.is_(True)
    )
    return {party.id: party for party in session.scalars(wanted)}


def _accounts_differ(here: Party, there: Party) -> bool:
    return None not in (here.user_id, there.user_id) and here.user_id != there.user_id


def _require_one_for_one(pairs: Collection[tuple[UUID, UUID]], mine: Mapping[UUID, Party]) -> None:
    """Raise NotReady where somebody would be two people of the other case.

    Only one account held by two rows of this case makes them one person.
    """
    here = Counter(one for one, _other in pairs)
    there = Counter((other, mine[one].user_id or one) for one, other in pairs)
    twice = Counter(other for other, _whose in there)
    if max(here.values(), default=0) > 1 or max(twice.values(), default=0) > 1:
        words = _(
            "Two people of one case cannot be the same person in the other one. Tick each person "
            "once."
        )
        raise NotReady(words, field=FIELD)
