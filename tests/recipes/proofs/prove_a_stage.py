"""A stage that was added: nothing but the table was touched, and everything follows from it."""

from __future__ import annotations

from caseflow.cases.services.access import hand_over
from caseflow.cases.workflow import track
from tests.support.house import NOW
from tests.support.server import flask
from tests.support.trail import details

OWN = """
[stages.asked-back]
label = "Asked back"
after = "received"
[moves.ask-back]
label = "Ask back"
from = ["received"]
to = "asked-back"
needs = "cases:assess"
[moves.answered]
label = "Answered"
from = ["asked-back"]
to = "received"
needs = "cases:assess"
"""


def test_the_new_stage_has_its_button_form_permission_and_history(site):
    reference = site.log()
    officer, at = site.as_("officer"), f"/cases/{reference}"
    assert f"{at}/move/look-over" in officer.page(at).links
    assert "Look the papers over" in officer.page(f"{at}/move/look-over").said
    assert f"{at}/move/look-over" not in site.as_("decider").page(at).links
    assert site.as_("decider").post(f"{at}/move/look-over").status_code in {403, 404}
    officer.sent(f"{at}/move/look-over")
    shown = officer.page(at)
    assert "Papers looked over" in shown.said
    assert f"{at}/move/assess-papers" in shown.links
    assert "Papers looked over" in officer.page("/cases?stage=looked-over").said
    moved = [detail for act, detail in details(site.house) if act == "case:moved"]
    assert any("look-over" in str(detail) for detail in moved)


def test_a_new_condition_stands_in_the_way_until_it_is_met(site):
    reference, desk = site.log(), site.desk("Conduct desk")
    officer, at = site.as_("officer"), f"/cases/{reference}"
    with site.house.session(site.people["officer"]) as session:
        from caseflow.cases.queries import case

        given = case(session, reference, actor=site.people["officer"])
        me = {"actor": site.people["officer"], "now": NOW}
        hand_over(given, to=None, desk_id=desk, reason="Leave", **me)
        session.commit()
    assert "Give the case to a person first." in officer.page(f"{at}/move/look-over").said
    officer.post(f"{at}/move/look-over")
    assert "Papers looked over since" not in officer.page(at).said
    assert f"{at}/move/assess-papers" not in officer.page(at).links


def test_an_organisation_adds_a_stage_in_its_home(tmp_path, monkeypatch):
    (tmp_path / "config" / "tracks").mkdir(parents=True)
    (tmp_path / "config" / "tracks" / "staff.toml").write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    own = track("staff")
    assert [s.label for s in own.stages if s.value == "asked-back"] == ["Asked back"]
    values = [s.value for s in own.stages]
    assert values[:2] == ["received", "asked-back"]
    assert values[-1] == "closed"


def test_a_stage_without_a_way_in_or_out_is_named(tmp_path):
    own = tmp_path / "config" / "tracks" / "staff.toml"
    own.parent.mkdir(parents=True)
    nowhere = '[stages.nowhere]\nlabel = "Nowhere"\nafter = "received"\n'
    own.write_text(nowhere, encoding="utf-8")
    said = flask(tmp_path, "doctor")
    assert said.returncode == 1
    wrong = f"{own}: stages.nowhere: stage nowhere cannot be reached from received"
    assert said.stderr == f"CaseFlow does not start.\n{wrong}\n"
