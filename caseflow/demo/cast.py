"""The places and the people of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.access.actor import SYSTEM, load_actor
from caseflow.access.roles import shipped
from caseflow.accounts import services
from caseflow.accounts.models import User
from caseflow.demonstration import Cast
from caseflow.packs import load
from caseflow.reference.models import Entity, ListKind
from caseflow.reference.services import EntityFacts, add_entity, add_list_value, add_organization

HERE = Path(__file__).parent
SINCE = date(2019, 1, 1)


def people() -> dict[str, dict[str, object]]:
    """Who is in the cast, by user name."""
    return dict(load("demo-people", HERE / "people.toml").data)


def engage(session: Session, hashed: str, *, now: datetime) -> Cast:
    """Make the places and the people; all have the password of this hash."""
    entities, values = _places(session, now)
    found = {}
    for username, facts in people().items():
        user = services.add_user(
            session,
            username=username,
            full_name=str(facts["name"]),
            title=str(facts["title"]),
            email=f"{username}@demo.invalid",
            actor=SYSTEM,
            now=now,
            demonstration=True,
        )
        session.flush()
        services.set_known_password(user, hashed, actor=SYSTEM, now=now)
        entity = facts.get("entity")
        services.give_role(
            user,
            str(facts["role"]),
            entity_id=entities[str(entity)] if entity else None,
            team_id=values[str(entity), str(facts["team"])] if facts.get("team") else None,
            actor=SYSTEM,
            now=now,
            valid_from=SINCE,
        )
        if facts.get("engaged"):
            _engage_auditor(user, entities, now)
        session.flush()
        found[username] = load_actor(
            session,
            user_id=user.id,
            username=username,
            name=user.full_name,
            roles=shipped(),
            now=now,
        )
    return Cast(entities, found, values)


def _engage_auditor(user: User, entities: Mapping[str, UUID], now: datetime) -> None:
    for code, entity_id in entities.items():
        if len(code) == len("NOR") or code == "HQ":
            services.engage(
                user,
                entity_id=entity_id,
                purpose="Standing engagement of the demonstration",
                valid_from=SINCE,
                valid_to=None,
                actor=SYSTEM,
                now=now,
            )


def _places(session: Session, now: datetime) -> tuple[dict[str, UUID], dict[tuple[str, str], UUID]]:
    data = load("demo-places", HERE / "places.toml").data
    organization = add_organization(
        session,
        code=data["organization"]["code"],
        name=data["organization"]["name"],
        valid_from=SINCE,
        actor=SYSTEM,
        now=now,
    )
    made: dict[str, Entity] = {}
    for code, facts in data["entities"].items():
        made[code] = add_entity(
            session,
            organization=organization,
            code=code,
            facts=EntityFacts(name=facts["name"], kind=facts["kind"]),
            parent=made.get(facts.get("parent", "")),
            valid_from=SINCE,
            actor=SYSTEM,
            now=now,
        )
        session.flush()
    values = {
        (code, name): add_list_value(
            entity, kind=ListKind(kind), name=name, actor=SYSTEM, now=now, since=SINCE
        ).id
        for code, entity in made.items()
        for kind, names in (data["lists"] | {"desk": data["desks"].get(code, [])}).items()
        for name in names
    }
    session.flush()
    return {code: entity.id for code, entity in made.items()}, values
