"""A victim's file into which files are put."""

from __future__ import annotations

import pytest

from caseflow.victims.models import Urgency
from caseflow.victims.services.files import open_file
from tests.support.house import NOW
from tests.victims.conftest import place  # noqa: F401 - a fixture


@pytest.fixture
def code(place):  # noqa: F811
    """The code of a file of the place."""
    with place.session() as session:
        made = open_file(
            session, entity_id=place.here, urgency=Urgency.SOON, actor=place.officer, now=NOW
        )
        session.commit()
        return made.code
