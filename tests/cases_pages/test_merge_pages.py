"""Two cases are merged on a page that asks who is the same, and the merge is undone."""

from __future__ import annotations

from caseflow.cases.records.entries import PersonEntry
from tests.support.site import Site, looked_at


def test_a_merge_asks_who_is_the_same_and_is_undone_where_the_shell_points_on(site: Site) -> None:
    one, two = site.log(), site.log(title="The other one")
    officer, at = site.as_("officer"), f"/cases/{one}"
    form = f"{at}/merge"
    assert "go on in the other case" in officer.page(form).said
    sent = {"reference": two, "reason": "The same receipts"}
    assert "Say why" in officer.refused(form, {**sent, "reason": ""}).said
    asking = officer.refused(form, sent)
    assert "Nothing is merged yet." in asking.said
    assert "Tomas Elberg here is Tomas Elberg there" in asking.said
    (pair,) = [f["value"] for f in asking.fields if f.get("name") == "same"]
    assert asking.carried["asked"] == two
    answer = officer.send_form(asking, form, sent, ("same", pair))
    assert answer.status_code == 302, answer.text[:2000]
    page = officer.page(at)
    assert "Merged into another case" in page.said
    assert f"{at}/merge/undo" in page.links
    assert officer.page(f"/cases/{two}").said.count("Tomas Elberg") >= 1
    assert site.rows("parties") == 2
    undo = f"{at}/merge/undo"
    assert "You can merge the cases again." in officer.page(undo).said
    assert "Say why" in officer.refused(undo, {"reason": " "}).said
    for name in ("investigator", "decider", "officer-2"):
        assert site.as_(name).post(undo, {"reason": "Mine"}).status_code in {403, 404}, name
    assert officer.sent(undo, {"reason": "Two depots"}) == at
    page = officer.page(at)
    assert "The merge is undone." in page.said
    assert "Work goes on in" not in page.said
    gone = officer.page(undo, 409)
    assert "This case is not merged: there is nothing to undo." in gone.said


def test_two_people_of_one_case_are_not_taken_for_one(site: Site) -> None:
    two_people = (
        PersonEntry(name="Tomas Elberg", personnel_category="staff_international"),
        PersonEntry(name="Otho Vandersloop", personnel_category="staff_international"),
    )
    many, one = site.log(people=two_people), site.log(title="The other one")
    officer = site.as_("officer")
    for here, there in ((many, one), (one, many)):
        form = f"/cases/{here}/merge"
        sent = {"reference": there, "reason": "The same receipts"}
        asking = officer.refused(form, sent)
        ticks = [("same", f["value"]) for f in asking.fields if f.get("name") == "same"]
        assert len(ticks) == 2
        answer = officer.send_form(asking, form, sent, *ticks)
        assert answer.status_code == 422
        page = looked_at(answer, form)
        assert "Two people of one case cannot be the same person" in page.said
        assert "Work goes on in" not in officer.page(f"/cases/{here}").said


def test_what_cannot_be_merged_into_is_refused_before_anybody_is_asked_about(site: Site) -> None:
    one, two, three = site.log(), site.log(title="The other one"), site.log(title="A third one")
    officer = site.as_("officer")
    closed = site.log(title="Nothing to it")
    officer.sent(f"/cases/{closed}/move/close-without-action", {"reason": "Nothing to it"})
    form = f"/cases/{two}/merge"
    asking = officer.refused(form, {"reference": three, "reason": "The same"})
    officer.send_form(asking, form, {"reference": three, "reason": "The same"})
    refused = {
        one: "This is the same case.",
        closed: "Only open cases can be merged.",
        two: "That case was merged into another one itself",
    }
    for reference, words in refused.items():
        page = officer.refused(
            f"/cases/{one}/merge", {"reference": reference, "reason": "The same receipts"}
        )
        assert words in page.said
        assert "The same person in both cases" not in page.said, reference


def test_a_merge_that_cannot_be_undone_says_what_stands_on_it(site: Site) -> None:
    one, two = site.log(), site.log(title="The other one")
    officer, at = site.as_("officer"), f"/cases/{one}"
    sent = {"reference": two, "reason": "The same receipts"}
    officer.send_form(officer.refused(f"{at}/merge", sent), f"{at}/merge", sent)
    officer.sent(f"/cases/{two}/move/assess", {"reason": ""})
    page = officer.page(f"{at}/merge/undo")
    assert "Not yet" in page.said
    assert "The case was moved on with a subject who was taken along." in page.said
    again = officer.refused(f"{at}/merge/undo", {"reason": "Two depots"})
    assert "moved on with a subject" in again.said
