"""Whoever is kept out of a case learns nothing of it by a tie: it is as if there were no case."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.access.capacities import AccessBar
from caseflow.access.models import Exclusion
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.cases.records.entries import PersonEntry
from caseflow.db import new_id
from caseflow.errors import NotReady
from caseflow.events import CaseMerged, StageChanged
from caseflow.reference.numbers import reference
from caseflow.victims.models import CaseTie, Channel, Milestone, Step
from caseflow.victims.queries.day import day
from caseflow.victims.queries.file import file, read_file
from caseflow.victims.services.telling import tell
from tests.support.house import NOW, TODAY
from tests.support.statements import count_statements
from tests.victims.test_closing import looked_at, steady
from tests.victims.test_telling import a_case, announced, tell_all, tied

NONE = reference("ZZZ", 2020, 7, b"0123456789abcdef")
LATE = TODAY + timedelta(days=60)


@pytest.fixture
def logger(place):
    return place.house.person("conduct-officer", entity=place.here)


@pytest.fixture
def colleague(place):
    return place.house.person("victim-officer", entity=place.here, name="Somebody Else")


def bar(place, case_id, person, *, until=None):
    with place.house.system() as session:
        case = session.get_one(Case, case_id)
        with act(session, CaseAct.ACCESS_BARRED, thing=case):
            session.add(
                Exclusion(
                    root_id=case_id,
                    user_id=person.user_id,
                    bar=AccessBar.CONFLICT,
                    given_at=NOW,
                    valid_from=TODAY,
                    valid_to=until,
                )
            )
        session.commit()


def read(place, code, actor, *, on=LATE):
    """What an officer sees of a file and of their day: steps to tell, steps told, the headline."""
    with place.session(actor) as session:
        view = read_file(session, code, actor=actor, now=NOW, today=on)
        seen = day(session, actor=actor, now=NOW, today=on)
        mine = [line.step for line in seen.to_tell if line.code == code]
        late = [each.why for each in seen.pressing if each.code == code]
        return (
            [line.step for line in view.to_tell],
            [line.step for line in view.told],
            mine,
            len(late),
        )


def asked(place, code, actor):
    """The statements of a look at a file."""
    with place.session(actor) as session, count_statements(place.house.engine) as sent:
        read_file(session, code, actor=actor, now=NOW, today=TODAY)
    return steady(sent)


NOTHING = ([], [], [], 0)


def test_a_tie_shows_nothing_of_a_case_to_whoever_is_kept_out_of_it(place, logger, colleague):
    case_id, ref = a_case(place, logger, 1)
    bar(place, case_id, place.officer)
    code, none = tied(place, ref), tied(place, NONE)
    announced(
        place,
        logger,
        StageChanged,
        case_id=case_id,
        proceeding_id=new_id(),
        move="open",
        start="assessed",
        end="under-investigation",
    )
    assert read(place, code, place.officer) == read(place, none, place.officer) == NOTHING
    assert asked(place, code, place.officer) == asked(place, none, place.officer)
    steps = [Step.RECEIVED, Step.INVESTIGATION_BEGUN]
    assert read(place, code, colleague) == (steps, [], steps, 2)


def test_a_bar_that_came_after_the_tie_takes_away_what_was_there(place, logger, colleague):
    case_id, ref = a_case(place, logger, 1)
    code, none = tied(place, ref), tied(place, NONE)
    tell_all(place, code)
    announced(place, logger, StageChanged, case_id=case_id, proceeding_id=new_id(), move="open",
              start="assessed", end="under-investigation")  # fmt: skip
    seen = ([Step.INVESTIGATION_BEGUN], [Step.RECEIVED], [Step.INVESTIGATION_BEGUN], 1)
    assert read(place, code, place.officer) == seen
    bar(place, case_id, place.officer)
    assert read(place, code, place.officer) == NOTHING
    assert asked(place, code, place.officer) == asked(place, none, place.officer)
    assert read(place, code, colleague) == seen


def test_a_bar_that_ended_shows_the_steps_again(place, logger):
    case_id, ref = a_case(place, logger, 1)
    bar(place, case_id, place.officer, until=TODAY)
    code = tied(place, ref)
    assert read(place, code, place.officer)[0] == [Step.RECEIVED]


def test_noting_what_was_told_answers_as_for_no_case(place, logger):
    case_id, ref = a_case(place, logger, 1)
    codes = tied(place, ref), tied(place, NONE)
    bar(place, case_id, place.officer)
    with place.house.factory() as session:
        step = session.scalars(sa.select(Milestone.id)).one()
    answers = []
    for code in codes:
        with place.session() as session:
            this = file(session, code, actor=place.officer)
            tie = session.scalars(sa.select(CaseTie).where(CaseTie.root_id == this.id)).one()
            how = {"day": TODAY, "channel": Channel.MEETING, "actor": place.officer, "now": NOW}
            with (
                count_statements(place.house.engine) as sent,
                pytest.raises(NotReady) as refused,
            ):
                tell(this, tie, step, **how)
            answers.append((str(refused.value), refused.value.field, steady(sent)))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("kept_out_of", ["the case", "the one it was joined to"])
def test_a_case_that_was_joined_tells_nothing_of_the_one_that_bars(place, logger, kept_out_of):
    case_id, ref = a_case(place, logger, 1)
    into_id, _into = a_case(place, logger, 2)
    code = tied(place, ref)
    announced(place, logger, CaseMerged, case_id=case_id, into_id=into_id)
    bar(place, case_id if kept_out_of == "the case" else into_id, place.officer)
    expected = [] if kept_out_of == "the case" else [Step.RECEIVED]
    assert read(place, code, place.officer)[0] == expected


def test_the_pages_are_the_same_as_for_a_reference_that_does_not_exist(site):
    """A victim assistance officer whom a case accuses ties a file to it, and asks each page."""
    accused = PersonEntry(name="Amina Farouk", user_id=site.people["victim-officer"].user_id)
    reference_of = {"barred": site.log(people=(accused,)), "none": NONE}
    helper = site.as_("victim-officer")
    answers = {}
    for kind, ref in reference_of.items():
        path = helper.sent("/victims/new", {"urgency": "soon", "entity": str(site.entity)})
        path = path.partition("#")[0]
        helper.page(path)
        with count_statements(site.engine) as sent:
            answer = helper.post(f"{path}/case", {"reference": ref})
        answers[kind] = [(answer.status_code, steady(sent))]
        code = path.rpartition("/")[2]
        for page in (path, path):
            status, seen, sent = looked_at(site, helper, page)
            said = seen.replace(ref.encode(), b"R").replace(code.encode(), b"C")
            answers[kind].append((status, len(said), b"The report was received" in said, sent))
    assert answers["barred"] == answers["none"]
