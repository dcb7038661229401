"""Two cases are merged on a page that asks who is the same, and the merge is undone."""

from __future__ import annotations

from tests.support.site import Site


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
    officer.sent(form, {**sent, "asked": two, "same": pair})
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
    assert officer.get(undo).status_code == 403


def test_a_merge_that_cannot_be_undone_says_what_stands_on_it(site: Site) -> None:
    one, two = site.log(), site.log(title="The other one")
    officer, at = site.as_("officer"), f"/cases/{one}"
    sent = {"reference": two, "reason": "The same receipts", "asked": two}
    officer.sent(f"{at}/merge", sent)
    officer.sent(f"/cases/{two}/move/assess", {"reason": ""})
    page = officer.page(f"{at}/merge/undo")
    assert "Not yet" in page.said
    assert "The case was moved on with a subject who was taken along." in page.said
    again = officer.refused(f"{at}/merge/undo", {"reason": "Two depots"})
    assert "moved on with a subject" in again.said
