"""Reads about what two people do for an account: what waits, what was decided, who may confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require
from caseflow.access.dated import has_no_end
from caseflow.access.models import Deeper
from caseflow.access.roles import roles_carrying, shipped
from caseflow.accounts.account_influences import Touched, hands_in
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import AccountRequest, RequestEnd, RequestKind, User
from caseflow.accounts.permissions import AccountPermission
from caseflow.accounts.two_people import SecondPerson
from caseflow.audit.record import note_read
from caseflow.crypto.broken_seals import readable
from caseflow.crypto.opening import show_rows
from caseflow.db import at_most
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.reference.models import Entity

MOST_DECIDED = 50


@dataclass(frozen=True)
class RequestLine:
    """One request: `state` is waiting, lapsed, confirmed, declined or withdrawn."""

    id: UUID
    kind: RequestKind
    role: Text | str
    username: str
    person: str
    entity: str
    everywhere: bool
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    state: str
    label: Text
    ended_by: str
    ended_at: datetime | None


@dataclass(frozen=True)
class RequestView:
    """A request with what is confidential of it, and who may do what now.

    `missing` names the roles of whom nobody can confirm, and `command` what the operator types.
    """

    line: RequestLine
    reason: str
    team: str
    address: str
    valid_to: date | None
    deeper: Deeper
    mine: bool
    barred: Text | None
    second: tuple[str, ...]
    hands: tuple[Touched, ...]
    missing: tuple[Text | str, ...] = field(default=())
    command: str = ""


def request_lines(session: Session, *, actor: Actor, now: datetime) -> list[RequestLine]:
    """What waits, the oldest first, then what was decided, the newest first. Raises Refused."""
    require(session, actor, AccountPermission.MANAGE)
    waiting = session.scalars(
        sa.select(AccountRequest)
        .where(AccountRequest.ended_how.is_(None))
        .order_by(AccountRequest.asked_at)
    ).all()
    decided = session.scalars(
        sa.select(AccountRequest)
        .where(AccountRequest.ended_how.is_not(None))
        .order_by(AccountRequest.ended_at.desc())
        .limit(at_most(MOST_DECIDED))
    ).all()
    rows = [*waiting, *decided]
    return _lines(session, rows, now)


def request_of(session: Session, request_id: UUID, *, actor: Actor) -> AccountRequest:
    """One request. Raises NotFound, Refused."""
    require(session, actor, AccountPermission.MANAGE)
    found = session.get(AccountRequest, request_id)
    if found is None:
        raise NotFound(_("There is no such request."))
    return found


def request_view(session: Session, request_id: UUID, *, actor: Actor, now: datetime) -> RequestView:
    """One request with its reason, which is recorded as read. Raises NotFound, Refused."""
    request = request_of(session, request_id, actor=actor)
    (line,) = _lines(session, [request], now)
    (texts,) = show_rows(session, [request], ("reason", "team", "address"))
    shown = tuple(name for name, text in texts.items() if readable(text))
    user = session.get_one(User, request.user_id)
    note_read(session, AccountAct.PERSON_READ, thing=request, fields=shown)
    rule = SecondPerson.of(session, request, now=now)
    second = rule.everybody() if line.state == "waiting" else ()
    names = _names(session, second)
    nobody = line.state == "waiting" and not second
    return RequestView(
        line=line,
        reason=texts["reason"] or "",
        team=texts["team"] or "",
        address=texts["address"] or "",
        valid_to=request.valid_to,
        deeper=Deeper(request.strict_summaries, request.victim_codes),
        mine=request.asked_by == actor.user_id,
        barred=rule.why_not(actor.user_id),
        second=tuple(names[each] for each in second),
        hands=tuple(hands_in(session, user, now=now)),
        missing=_managing() if nobody else (),
        command=_command(session, request, user) if nobody else "",
    )


def _managing() -> tuple[Text | str, ...]:
    """The names of the roles that manage people."""
    return tuple(role.label for role in roles_carrying(AccountPermission.MANAGE).values())


def _command(session: Session, request: AccountRequest, user: User) -> str:
    """What the operator types at the machine where no second person is to be found.

    What is sealed of the request does not stand in it: the operator writes it in place of “…”.
    """
    entity = session.get(Entity, request.entity_id) if request.entity_id else None
    limits = f" --entity {entity.code}" if entity else ""
    limits += "" if has_no_end(request) else f" --until {request.valid_to}"
    match request.kind:
        case RequestKind.ROLE:
            return f"flask accounts give-role {user.username} {request.role}{limits}"
        case RequestKind.ENGAGEMENT:
            return f'flask accounts engage {user.username}{limits} --purpose "…"'
        case RequestKind.PASSWORD:
            return f"flask accounts password {user.username}"
        case RequestKind.OPENING:
            return f'flask accounts open {user.username} --reason "…"'
    return f'flask accounts address {user.username} "…"'


def _lines(session: Session, rows: Sequence[AccountRequest], now: datetime) -> list[RequestLine]:
    people = _people(session, [i for r in rows for i in (r.user_id, r.asked_by, r.ended_by)])
    places = _places(session, [r.entity_id for r in rows])
    return [_line(row, people, places, now) for row in rows]


def _line(
    row: AccountRequest, people: Mapping[UUID, User], places: Mapping[UUID, str], now: datetime
) -> RequestLine:
    role = shipped().get(row.role or "")
    lapsed = row.ended_how is None and now >= row.expires_at
    how = row.ended_how
    return RequestLine(
        id=row.id,
        kind=row.kind,
        role=role.label if role else row.role or "",
        username=people[row.user_id].username,
        person=people[row.user_id].full_name,
        entity=places.get(row.entity_id, "") if row.entity_id else "",
        everywhere=row.kind is RequestKind.ROLE and row.entity_id is None,
        asked_by=people[row.asked_by].full_name,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        state=how.value if how else "lapsed" if lapsed else "waiting",
        label=_state_label(how, lapsed=lapsed),
        ended_by=people[row.ended_by].full_name if row.ended_by else "",
        ended_at=row.ended_at,
    )


def _state_label(how: RequestEnd | None, *, lapsed: bool) -> Text:
    if how is not None:
        return how.label
    return _("Lapsed") if lapsed else _("Waits for a second person")


def _people(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, User]:
    wanted = {i for i in ids if i is not None}
    return {u.id: u for u in session.scalars(sa.select(User).where(User.id.in_(wanted)))}


def _names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    return {user_id: user.full_name for user_id, user in _people(session, ids).items()}


def _places(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {i for i in ids if i is not None}
    rows = session.execute(sa.select(Entity.id, Entity.name).where(Entity.id.in_(wanted)))
    return {row.id: row.name for row in rows}
