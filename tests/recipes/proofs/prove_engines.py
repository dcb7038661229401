"""A track, a limit, an event and a command that were added."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.cases.records.entries import PersonEntry
from caseflow.jobs.purposes import JobPurpose
from caseflow.notices.models import Notice
from tests.support.server import flask


def test_whoever_follows_the_new_track_goes_its_way(site):
    volunteer = PersonEntry(name="Tomas Elberg", personnel_category="volunteer")
    reference = site.log(people=(volunteer,))
    officer, at = site.as_("officer"), f"/cases/{reference}"
    assert "Told to the agency" in officer.page("/cases").said
    officer.sent(f"{at}/move/hand-over")
    shown = officer.page(at)
    assert "Looked into by the agency" in shown.said
    assert "Volunteers" in site.as_("administrator").page("/tracks").said


def test_the_new_limit_runs_where_the_stage_names_it(site):
    reference = site.log()
    officer, at = site.as_("officer"), f"/cases/{reference}"
    officer.sent(f"{at}/move/look-over")
    assert "Look at the papers" in officer.page(at).said
    assert "5 working days" in site.as_("administrator").page("/tracks").said


def test_the_new_event_tells_whoever_subscribes_to_it(site):
    reference = site.log()
    wishes = f"/cases/{reference}/wishes"
    senior = site.as_("senior")
    senior.page(wishes)
    senior.sent(wishes, {"words": "An apology"})
    with site.house.system(JobPurpose.JOBS) as session:
        told = session.scalars(sa.select(Notice).where(Notice.kind == "wishes")).all()
    assert [each.to_user_id for each in told] == [site.people["officer"].user_id]
    assert "wishes for" in str(told[0].sentence)


def test_the_new_command_does_what_it_says(site):
    for _n in range(2):
        site.log()
    said = flask(site.home, "cases", "count-open", DATABASE_URL=str(site.house.engine.url))
    assert said.stdout.strip() == "2 cases are open.", said.stderr
