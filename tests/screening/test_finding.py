"""Who is opened: those for whom most speaks, and of equals those without names nobody asked for."""

from __future__ import annotations

import pytest

from caseflow.access.acting import system_session
from caseflow.screening.finding import find
from caseflow.screening.matching.people import Person
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.services.comparing import likely
from tests.screening.test_commands import HEAD, SURNAMES, run

ELENA = Person(("Elena Duarte",))


@pytest.fixture
def namesakes(office, tmp_path):
    """Thirteen with a further name, and after them one without."""
    path = tmp_path / "people.csv"
    more = [f"M-{n},Elena {name} Duarte,,1970,,,\n" for n, name in enumerate(SURNAMES[1:])]
    path.write_text(HEAD + "".join(more) + "E-1,Elena Duarte,,1984,,,\n", encoding="utf-8")
    assert run(office, "load", path).exit_code == 0
    return office


def refs(session, asked):
    return [entry.ref for entry, _listed in likely(session, asked)]


def test_whoever_has_names_that_nobody_asked_for_falls_back(namesakes):
    with system_session(namesakes.house.factory, ScreeningPurpose.MATCHING) as session:
        everybody = find(session, ELENA, limit=20)
        assert len(everybody) == len(SURNAMES)
        assert find(session, ELENA, limit=1) == [max(everybody)]


def test_whoever_has_the_further_name_stays_in_front(namesakes):
    with system_session(namesakes.house.factory, ScreeningPurpose.MATCHING) as session:
        assert refs(session, Person((f"Elena {SURNAMES[3]} Duarte",)))[0] == "M-2"
