"""A house with an entity, registry officers, a recruiter, and a register to look into."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from caseflow.access.actor import Actor
from caseflow.facts.dates import read
from caseflow.screening.matching.people import Person
from caseflow.screening.queries.register import entry
from caseflow.screening.services.decided_elsewhere import DecidedElsewhere
from caseflow.screening.services.entries import notice_to_subject, propose, publish
from caseflow.screening.services.proposing import SUBSCRIPTIONS
from tests.screening.set_aside import cases, listed  # noqa: F401 - fixtures
from tests.support.house import NOW, TODAY, House, build_house
from tests.support.site import begun_anew, laid_in


def elsewhere(**facts: str) -> DecidedElsewhere:
    """A decision of another office that leads to the register."""
    decided = {
        "ground": "Decision 2026/7 of the River Programme",
        "conduct": "forgery",
        "standard": "clear_and_convincing",
        "measure": "dismissal",
        "personnel_category": "staff_international",
    }
    return DecidedElsewhere(**{**decided, **facts})


@dataclass
class Office:
    """Where these tests happen."""

    house: House
    url: str
    here: UUID
    registry: Actor
    second: Actor
    recruiter: Actor

    def session(self, actor: Actor):
        return self.house.session(actor)

    def proposed(self, *names: str, birth: str = "1984-07-04", **facts) -> str:
        """An entry that the first registry officer proposed."""
        births = (read(birth),) if birth else ()
        with self.session(self.registry) as session:
            made = propose(
                session,
                Person(names, births, **facts),
                elsewhere(),
                entity_id=self.here,
                actor=self.registry,
                now=NOW,
            )
            session.commit()
            return made.ref

    def published(self, *names: str, **facts) -> str:
        """An entry that went the whole way."""
        ref = self.proposed(*names, **facts)
        with self.session(self.registry) as session:
            this = entry(session, ref, actor=self.registry)
            notice_to_subject(this, on=TODAY, words="By letter", actor=self.registry, now=NOW)
            session.commit()
        with self.session(self.second) as session:
            publish(entry(session, ref, actor=self.second), actor=self.second, now=NOW)
            session.commit()
        return ref


@pytest.fixture
def office(tables_url, tmp_path):
    house = build_house(tables_url, tmp_path, subscribers=SUBSCRIPTIONS)
    here = house.entity("AAA")
    yield Office(
        house,
        tables_url,
        here,
        house.person("registry-officer", name="Rosa Registry"),
        house.person("registry-officer", name="Sam Second"),
        house.person("recruiter", entity=here, name="Mei Tanaka"),
    )
    house.engine.dispose()


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory):
    """The application on SQLite; what differs between databases is proved below the pages."""
    with laid_in(tmp_path_factory.mktemp("screening")) as made:
        yield made


@pytest.fixture
def site(shared_site):
    """The application with its people and two registry officers."""
    with begun_anew(shared_site) as made:
        for name, called in (("registry", "Rosa Registry"), ("second", "Sam Second")):
            made.people[name] = made.house.person("registry-officer", username=name, name=called)
        yield made
