"""Neither a table nor the demonstration takes the names of tracks and stages that ship as given."""

from __future__ import annotations

import tomllib

from caseflow.cases.models import Proceeding
from caseflow.cases.workflow import track, track_names
from caseflow.demo.cast import HERE
from caseflow.demo.stories import FINISHED, STEPS


def test_whoever_opens_a_proceeding_says_which_track_it_follows() -> None:
    assert Proceeding.__table__.c.track.default is None
    assert Proceeding.__table__.c.track.server_default is None


def test_stories_tell_what_is_done_and_no_stage() -> None:
    told = tomllib.loads((HERE / "cases.toml").read_text("utf-8"))["case"]
    goals = {story["to"] for story in told}
    assert goals == {*STEPS, "close-without-action"}
    assert set(FINISHED) < set(STEPS)
    stages = {stage.value for name in track_names() for stage in track(name).stages}
    assert not stages & {*STEPS, *goals}
