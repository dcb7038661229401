"""The running limit is stopped, let run again and extended on pages."""

from __future__ import annotations

from tests.cases_pages.test_acts import reviewed
from tests.support.site import Client, Site

STOPPED = {
    "ground": "subject_unavailable",
    "reason": "Sick leave until spring",
    "on-day": "23",
    "on-month": "11",
    "on-year": "2026",
}


def investigated(site: Site) -> str:
    """The address of a case under investigation."""
    reference = site.log()
    decider = reviewed(site, reference)
    decider.sent(f"/cases/{reference}/move/return-for-investigation", {"reason": "Look again"})
    return f"/cases/{reference}"


def link(client: Client, at: str, part: str) -> str:
    (found,) = {each for each in client.page(at).links if part in each}
    return found


def test_a_clock_is_stopped_and_runs_again_on_pages(site: Site) -> None:
    at = investigated(site)
    officer = site.as_("officer")
    form = link(officer, at, "/clock/stop")
    for name in ("ground", "reason", "on-day"):
        officer.refused(form, {**STOPPED, name: ""})
    assert "not come yet" in officer.refused(form, {**STOPPED, "on-year": "2031"}).said
    officer.refused(form, {**STOPPED, "ground": "boredom"})
    assert officer.sent(form, STOPPED) == at
    page = officer.page(at)
    assert "Stopped since 23 Nov 2026: the subject cannot take part." in page.said
    assert "Sick leave until spring" in page.said
    assert not [each for each in page.links if each.endswith("/clock/stop")]
    assert "stands still already" in officer.refused(form, STOPPED).said
    again = link(officer, at, "/clock/restart")
    day = {name: value for name, value in STOPPED.items() if name.startswith("on-")}
    assert officer.sent(again, {**day, "reason": ""}) == at
    assert "The clock runs again" in officer.page(at).said
    assert officer.get(again).status_code == 404


def test_an_extension_names_who_must_agree_and_waits_for_them(site: Site) -> None:
    at = investigated(site)
    detective, officer = site.as_("investigator"), site.as_("officer")
    form = link(detective, at, "/clock/extend")
    asking = detective.page(form).said
    assert "once a second person agrees" in asking
    assert "Ines Okafor" in asking
    assert "Ravi Menon" not in asking.split("agrees:")[1].split("By how much")[0]
    assert (
        "The number must lie between 1 and "
        in detective.refused(form, {"amount": "9", "reason": "Long"}).said
    )
    detective.refused(form, {"amount": "", "reason": "Long"})
    assert "Say why" in detective.refused(form, {"amount": "2", "reason": " "}).said
    assert detective.sent(form, {"amount": "2", "reason": "A witness is abroad"}) == at
    waits = "proposed on 23 Nov 2026 to lengthen it by 2 months. It waits for a second person."
    assert f"Ravi Menon {waits}" in detective.page(at).said
    agree = link(officer, at, "/agree")
    assert detective.get(agree).status_code == 403
    assert detective.post(agree).status_code == 403
    assert site.as_("officer-2").get(agree).status_code == 404
    assert "A witness is abroad" in officer.page(agree).said
    assert officer.sent(agree) == at
    assert "Time limit extended" in officer.page(at).said
    assert officer.get(agree).status_code == 404


def test_a_proposal_is_declined_or_taken_back(site: Site) -> None:
    at = investigated(site)
    detective, officer = site.as_("investigator"), site.as_("officer")
    extend = link(detective, at, "/clock/extend")
    detective.sent(extend, {"amount": "2", "reason": "A witness is abroad"})
    decline = link(officer, at, "/decline")
    assert "Say why" in officer.refused(decline, {"reason": ""}).said
    officer.sent(decline, {"reason": "Nothing new"})
    assert "Extension declined" in officer.page(at).said
    detective.sent(extend, {"amount": "1", "reason": "One more"})
    back = link(detective, at, "/decline")
    assert "Take the proposal back" in detective.page(back).said
    detective.sent(back, {"reason": "Not needed"})
    assert "Extension taken back" in detective.page(at).said


def test_two_cases_are_untied_with_a_reason_and_can_be_linked_again(site: Site) -> None:
    one, two = site.log(), site.log(title="The other one")
    officer, at = site.as_("officer"), f"/cases/{one}"
    officer.sent(f"{at}/links/new", {"reference": two, "kind": "related"})
    untie = link(officer, at, "/untie")
    assert two in officer.page(untie).said
    assert "Say why" in officer.refused(untie, {"reason": " "}).said
    for name in ("investigator", "officer-2", "decider"):
        assert site.as_(name).post(untie, {"reason": "Mine"}).status_code in {403, 404}, name
    assert officer.sent(untie, {"reason": "Another ledger"}) == at
    for each in (one, two):
        assert "Linked cases" not in officer.page(f"/cases/{each}").said
    assert officer.get(untie).status_code == 404
    officer.sent(f"/cases/{two}/links/new", {"reference": one, "kind": "same-subject"})
    for each in (one, two):
        assert "Same subject" in officer.page(f"/cases/{each}").said
    assert site.rows("case_links") == 2


def test_a_merged_case_is_not_untied_and_the_page_says_why(site: Site) -> None:
    one, two = site.log(), site.log(title="The other one")
    officer = site.as_("officer")
    officer.sent(f"/cases/{two}/links/new", {"reference": one, "kind": "related"})
    tied = link(officer, f"/cases/{two}", "/untie")
    sent = {"reference": two, "reason": "The same receipts", "asked": two}
    officer.sent(f"/cases/{one}/merge", sent)
    page = officer.page(f"/cases/{two}")
    assert not [each for each in page.links if "/untie" in each]
    undo = next(each for each in page.links if each.endswith("/merge/undo"))
    assert "was merged into this case: undo the merge" in officer.page(tied).said
    officer.refused(tied, {"reason": "No"})
    assert undo.startswith(f"/cases/{one}/")
