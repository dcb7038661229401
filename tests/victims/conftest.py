"""A house with two entities, an officer who assists in one of them, and the milestones wired."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from caseflow.access.actor import Actor
from caseflow.victims.milestones import SUBSCRIPTIONS
from tests.support.house import House, build_house
from tests.support.site import begun_anew, laid_in


@dataclass
class Place:
    """Where these tests happen."""

    house: House
    here: UUID
    there: UUID
    officer: Actor
    url: str

    def session(self, actor=None):
        return self.house.session(actor or self.officer)


@pytest.fixture
def place(tables_url, tmp_path):
    house = build_house(tables_url, tmp_path, subscribers=SUBSCRIPTIONS)
    here, there = house.entity("AAA"), house.entity("BBB")
    officer = house.person("victim-officer", entity=here, name="Amina Farouk")
    yield Place(house, here, there, officer, tables_url)
    house.engine.dispose()


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory):
    """The application on SQLite; what differs between databases is proved below the pages."""
    with laid_in(tmp_path_factory.mktemp("victims")) as made:
        yield made


@pytest.fixture
def site(shared_site):
    """The application with its people and a victim assistance officer."""
    with begun_anew(shared_site) as made:
        made.people["victim-officer"] = made.house.person(
            "victim-officer", entity=made.entity, username="victim-officer", name="Amina Farouk"
        )
        yield made
