"""Two people at one form: the later one sees both texts, and nothing is overwritten in silence."""

from __future__ import annotations

import re
import threading

import pytest
import time_machine

from tests.cases_pages.test_acts import DECISION, reviewed
from tests.cases_pages.test_days_of_events import boxes
from tests.cases_pages.test_sent_twice import token_on
from tests.support.databases import Databases
from tests.support.house import NOW
from tests.support.site import laid_in

VERSION = re.compile(r'name="shown_version" value="([^"]+)"')


def version_on(client, path):
    """The version of what the form on a page shows."""
    return VERSION.findall(client.page(path).text)[-1]


def test_the_later_of_two_who_change_an_entity_sees_both_names(site):
    path = "/entities/NORTH/change"
    first, second = site.as_("administrator"), site.as_("administrator-2")
    seen = version_on(first, path)
    assert version_on(second, path) == seen
    kept = {"name": "Northern mission", "kind": "peacekeeping", "shown_version": seen}
    first.sent(path, kept)
    page = second.refused(path, kept | {"name": "Mission in the North"})
    assert "Somebody changed this while you were writing." in page.said
    assert "Northern mission" in page.said
    assert "Mission in the North" in page.text
    assert "Northern mission" in first.page("/entities/NORTH").said
    fresh = VERSION.findall(page.text)[-1]
    assert fresh != seen
    second.sent(path, kept | {"name": "Mission in the North", "shown_version": fresh})
    assert "Mission in the North" in first.page("/entities/NORTH").said


def test_the_same_change_by_two_people_is_no_quarrel(site):
    path = "/entities/NORTH/change"
    first, second = site.as_("administrator"), site.as_("administrator-2")
    kept = {
        "name": "Northern mission",
        "kind": "peacekeeping",
        "shown_version": version_on(first, path),
    }
    first.sent(path, kept)
    second.sent(path, kept)


def test_a_case_handed_over_meanwhile_is_not_taken_from_its_new_owner(site):
    reference = site.log()
    path = f"/cases/{reference}/hand-over"
    first, second = site.as_("officer"), site.as_("officer")
    seen = version_on(first, path)
    version_on(second, path)
    to = site.people["senior"].user_id
    words = {"reason": "I am on leave.", "shown_version": seen}
    first.sent(path, words | {"to": str(to)})
    desk = str(site.desk("Conduct desk"))
    page = second.refused(path, words | {"desk": desk})
    assert "Somebody changed this while you were writing." in page.said
    assert "Amara Diallo" in page.said


def test_a_classification_changed_meanwhile_is_shown_beside_the_other(site):
    reference = site.log()
    path = f"/cases/{reference}/classification"
    senior, owner = site.as_("senior"), site.as_("officer")
    seen = version_on(owner, path)
    sent = {"reason": "Sensitive."}
    strict = {"classification": "strictly-confidential", "shown_version": version_on(senior, path)}
    senior.sent(path, sent | strict)
    answer = owner.refused(path, sent | {"classification": "unclassified", "shown_version": seen})
    assert "Somebody changed this while you were writing." in answer.said
    assert "Strictly confidential" in answer.said


def test_a_note_changed_in_another_tab_is_not_overwritten(site):
    officer, at = site.as_("officer"), f"/cases/{site.log()}"
    officer.sent(f"{at}/notes/new", {"words": "Called the depot."})
    path = next(link for link in officer.page(at).links if "note=" in link)
    seen = version_on(officer, path)
    officer.sent(path, {"words": "Called the depot at nine.", "shown_version": seen})
    page = officer.refused(path, {"words": "Called the bank.", "shown_version": seen})
    assert "Somebody changed this while you were writing." in page.said
    assert "Called the depot at nine." in page.said
    assert "Called the bank." in page.text
    assert "Called the depot at nine." in officer.page(at).said
    fresh = VERSION.findall(page.text)[-1]
    officer.sent(path, {"words": "Called the bank.", "shown_version": fresh})
    assert "Called the bank." in officer.page(at).said


@pytest.mark.parametrize("name", ["close-without-action", "assess"])
def test_a_move_is_made_only_from_where_its_page_showed_the_case(site, name):
    reference = site.log()
    at = f"/cases/{reference}"
    slow, quick = site.as_("officer"), site.as_("senior")
    seen = version_on(slow, f"{at}/move/{name}")
    quick.sent(f"{at}/move/assess", {"reason": "Read."})
    sent = {"reason": "Nothing in it.", "shown_version": seen}
    if name == "assess":  # a colleague made the very same move
        page = slow.post(f"{at}/move/{name}", sent)
        assert page.status_code == 409
        assert "this step is not taken from where it stands now" in page.text
        assert "Amara Diallo" in page.text
        return
    page = slow.refused(f"{at}/move/{name}", sent)
    assert "Something changed here since you opened this page." in page.said
    assert "Amara Diallo" in page.said
    assert "Nothing in it." in page.text
    assert f"{at}/move/{name}" in slow.page(at).links
    fresh = VERSION.findall(page.text)[-1]
    slow.sent(f"{at}/move/{name}", sent | {"shown_version": fresh})


def test_what_nobody_may_move_is_still_not_found(site):
    at = f"/cases/{site.log()}"
    senior = site.as_("senior")
    senior.sent(f"{at}/move/assess", {"reason": "Read."})
    assert site.as_("decider").get(f"{at}/move/assess").status_code == 404


def test_sent_as_it_was_filled_a_form_changes_nothing_and_says_so(site):
    admin = site.as_("administrator")
    before = site.rows("acts")
    page = admin.refused("/entities/NORTH/change", admin_fields(admin, "/entities/NORTH/change"))
    assert "Nothing was changed: this is what is kept already." in page.said
    page = admin.refused("/entities/NORTH/move", {"parent": "", "reason": "A new chart."})
    assert "Nothing was changed" in page.said
    assert site.rows("acts") == before
    page = admin.refused("/people/officer/name", admin_fields(admin, "/people/officer/name"))
    assert "Nothing was changed" in page.said


def admin_fields(client, path):
    """What the last form of a page sends when nothing is typed into it."""
    page = client.page(path)
    typed = {f["name"]: f["value"] for f in page.fields if f.get("value") and "id" in f}
    chosen = re.findall(r'<select[^>]*name="(\w+)".*?value="(\w*)" selected', page.text, re.DOTALL)
    return {**typed, **dict(chosen)}


def test_a_version_tells_nothing_and_is_the_same_for_the_same(site):
    client = site.as_("administrator")
    path = "/entities/NORTH/change"
    seen = version_on(client, path)
    assert re.fullmatch(r"[0-9a-f]{32}", seen)
    assert version_on(client, path) == seen


@pytest.fixture(params=["sqlite", "postgresql"])
def two_databases(request, databases: Databases, tmp_path):
    """The application on each database."""
    with (
        databases.fresh(request.param) as url,
        laid_in(tmp_path, url) as made,
        time_machine.travel(NOW, tick=True),
    ):
        yield made


def test_of_two_changes_that_arrive_together_one_is_asked_again(two_databases):
    site = two_databases
    path = "/entities/NORTH/change"
    clients = [site.as_("administrator"), site.as_("administrator-2")]
    sent = []
    for number, client in enumerate(clients):
        token = token_on(client, path)
        seen = version_on(client, path)
        form = {"name": f"Name {number}", "kind": "peacekeeping", "form_token": token}
        sent.append(form | {"shown_version": seen})
    start, codes = threading.Barrier(2), []

    def send(client, form):
        start.wait()
        codes.append(client.post(path, form).status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, sent, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(codes) == [302, 422]


def test_who_decides_on_a_finding_that_a_review_changed_meanwhile_is_told(site):
    reference = site.log()
    decider = reviewed(site, reference)
    form = decider.sent_to(f"/cases/{reference}/decision")
    sent = DECISION | {"do": "decide", "shown_version": version_on(decider, form)}
    senior, page = site.as_("senior"), site.as_("senior").page(f"/cases/{reference}")
    (review,) = set(re.findall(r'href="([^"]+/review)"', page.text))
    words = {"outcome": "unsubstantiated", "standard": "preponderance", "evidence": "Too little."}
    seen = {"shown_version": version_on(senior, review)}
    senior.sent(review, {**words, **boxes("found_on", NOW.date()), **seen})
    answer = decider.refused(form, sent)
    assert "Something changed here since you opened this page." in answer.said
    assert "A1: Not substantiated" in answer.said
    assert DECISION["reasons"] in answer.text
    assert site.rows("decisions") == 0
    again = sent | {"shown_version": VERSION.findall(answer.text)[-1]}
    decider.sent(form, again)
    assert site.rows("decisions") == 1
