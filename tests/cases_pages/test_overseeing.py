"""Strictly confidential cases: their team opens them, overseers see a line and may take part."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from caseflow.access.models import Classification
from caseflow.cases.services.oversight import take_part
from caseflow.errors import NotFound, NotReady, Refused
from tests.support.house import NOW
from tests.support.site import Site

TITLE = "Falsified fuel receipts"
WHY = "The head of mission is the subject's brother."
PAGES = (
    "access",
    "access/let-in",
    "hand-over",
    "transfer",
    "merge",
    "links/new",
    "notes/new",
    "tasks/new",
    "people/new",
    "classification",
    "summary",
    "summary.pdf",
    "decision",
)


@pytest.fixture
def strict(site: Site) -> str:
    """The reference of a strictly confidential case."""
    return site.log(classification=Classification.STRICTLY_CONFIDENTIAL)


def told(site: Site, name: str) -> str:
    return site.as_(name).page("/notices").said


def joined(site: Site, reference: str) -> None:
    site.as_("senior").sent(f"/cases/{reference}/oversee", {"reason": WHY})


def user(site: Site, name: str) -> str:
    return str(site.people[name].user_id)


def test_an_overseer_sees_a_line_with_no_title_and_no_party(site: Site, strict: str) -> None:
    senior = site.as_("senior")
    for page in (
        senior.page("/cases/overseen"),
        senior.page(f"/cases/{strict}"),
        senior.page(f"/cases/{strict}/oversee"),
    ):
        assert strict in page.said
        assert "Entity NORTH" in page.said
        assert "Received" in page.said
        assert "Ines Okafor" in page.said
        assert "21 days" in page.said
        for kept in (TITLE, "Tomas Elberg", "supplier", "Forgery", "forgery"):
            assert kept not in page.text
    assert "Take part as overseer" in senior.page(f"/cases/{strict}").said


@pytest.mark.parametrize("name", ["decider", "investigator", "officer-2", "recruiter"])
def test_whoever_does_not_oversee_it_sees_not_even_that(site: Site, strict: str, name: str) -> None:
    client = site.as_(name)
    there, nowhere = client.get(f"/cases/{strict}"), client.get("/cases/NORTH-2026-00000")
    assert there.status_code == nowhere.status_code == 404
    assert client.get("/cases/overseen").status_code == 404
    assert client.get(f"/cases/{strict}/oversee").status_code == 404
    assert client.post(f"/cases/{strict}/oversee", {"reason": WHY}).status_code == 404


def test_lists_search_counts_and_every_page_agree_that_it_is_not_there(
    site: Site, strict: str
) -> None:
    own = site.log("senior", title="My own")
    senior = site.as_("senior")
    senior.get("/cases/all")
    named = senior.sent("/cases/filter", {"view": "all", "q": "Elberg"})
    for path in ("/cases/all", named, "/cases/all?class=strictly-confidential"):
        assert strict not in senior.page(path).said
        assert TITLE not in senior.page(path).said
    for page in PAGES:
        assert senior.get(f"/cases/{strict}/{page}").status_code == 404
        assert senior.post(f"/cases/{strict}/{page}", {"reason": "x"}).status_code in {404, 405}
    for page in ("merge", "links/new"):
        form = {"reference": strict, "reason": "The same.", "kind": "related"}
        refused = senior.refused(f"/cases/{own}/{page}", form).said
        form["reference"] = "NORTH-2026-00000"
        assert refused.replace(strict, "-") == senior.refused(
            f"/cases/{own}/{page}", form
        ).said.replace("NORTH-2026-00000", "-")


def test_the_list_leads_whoever_types_the_reference_to_the_line(site: Site, strict: str) -> None:
    senior, decider = site.as_("senior"), site.as_("decider")
    for someone in (senior, decider):
        someone.get("/cases/all")
    sent = {"view": "all", "q": strict}
    assert senior.sent_to(senior.sent("/cases/filter", sent)) == f"/cases/{strict}"
    assert "No case matches" in decider.page(decider.sent("/cases/filter", sent)).said


def test_taking_part_opens_the_case_and_the_team_reads_why(site: Site, strict: str) -> None:
    joined(site, strict)
    senior, officer = site.as_("senior"), site.as_("officer")
    assert TITLE in senior.page(f"/cases/{strict}").said
    assert "you are on the team" in senior.page("/cases/overseen").said
    access = officer.page(f"/cases/{strict}/access").said
    assert "Takes part as overseer" in access
    assert WHY in access
    assert f"Amara Diallo takes part in {strict} as overseer." in told(site, "officer")
    assert WHY not in told(site, "officer")
    assert site.as_("decider").get(f"/cases/{strict}").status_code == 404
    assert senior.sent_to(f"/cases/{strict}/oversee") == f"/cases/{strict}"


def test_it_needs_a_reason_and_is_taken_once(site: Site, strict: str) -> None:
    page = site.as_("senior").refused(f"/cases/{strict}/oversee", {"reason": " "})
    assert "Say why you take part" in page.said
    senior = site.people["senior"]
    with pytest.raises(NotReady, match="Say why"):
        take_part(site.house.factory, strict, " ", actor=senior, now=NOW)
    take_part(site.house.factory, strict, WHY, actor=senior, now=NOW)
    with pytest.raises(NotReady, match="already"):
        take_part(site.house.factory, strict, WHY, actor=senior, now=NOW)


def test_the_verb_itself_asks_whether_one_oversees_it(site: Site, strict: str) -> None:
    open_case = site.log()
    south = site.house.person("senior-conduct-officer", entity=site.house.entity("EAST"))
    with pytest.raises(Refused):
        take_part(site.house.factory, strict, WHY, actor=site.people["decider"], now=NOW)
    for actor, reference in (
        (south, strict),
        (site.people["senior"], open_case),
        (site.people["senior"], "NORTH-2026-00000"),
    ):
        with pytest.raises(NotFound):
            take_part(site.house.factory, reference, WHY, actor=actor, now=NOW)
    assert site.rows("oversights") == 0


def test_ten_double_submits_make_one_overseer(site: Site, strict: str) -> None:
    def submit(_number: int) -> bool:
        try:
            take_part(site.house.factory, strict, WHY, actor=site.people["senior"], now=NOW)
        except NotReady:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(submit, range(10))) == 1
    assert site.rows("oversights") == 1


def test_an_overseer_who_is_kept_out_has_no_line_and_takes_no_part(site: Site, strict: str) -> None:
    shut = {"user": user(site, "senior"), "reason": "Friends."}
    site.as_("officer").sent(f"/cases/{strict}/access/keep-out", shut)
    senior = site.as_("senior")
    assert strict not in senior.page("/cases/overseen").said
    assert senior.get(f"/cases/{strict}").status_code == 404
    assert senior.post(f"/cases/{strict}/oversee", {"reason": WHY}).status_code == 404


def test_the_overseer_ends_it_and_so_does_the_owner(site: Site, strict: str) -> None:
    joined(site, strict)
    senior = site.as_("senior")
    assert f"/cases/{strict}/oversee/end" in senior.get(f"/cases/{strict}").text
    senior.sent(f"/cases/{strict}/oversee/end")
    assert TITLE not in senior.page(f"/cases/{strict}").said
    joined(site, strict)
    officer = site.as_("officer")
    access = officer.get(f"/cases/{strict}/access").text
    (end,) = re.findall(rf'action="(/cases/{strict}/access/[0-9a-f-]+/end)"', access)
    officer.sent(end)
    assert TITLE not in senior.page(f"/cases/{strict}").said
    assert senior.post(f"/cases/{strict}/oversee/end").status_code == 404


def test_a_decision_maker_and_a_reviewer_are_let_in_by_name(site: Site, strict: str) -> None:
    form = {"user": user(site, "decider"), "capacity": "decision-maker"}
    site.as_("officer").sent(f"/cases/{strict}/access/let-in", form)
    assert TITLE in site.as_("decider").page(f"/cases/{strict}").said


def test_requests_go_to_the_owner_and_to_overseers_who_take_part(site: Site, strict: str) -> None:
    asks = {"reference": strict, "reason": "I saw it."}
    site.as_("officer-2").sent("/cases/join", asks)
    assert "asks to be let into" in told(site, "officer")
    assert strict not in told(site, "senior")
    joined(site, strict)
    site.as_("officer-2").sent("/cases/join", asks)
    assert f"Jon Berg asks to be let into {strict}." in told(site, "senior")
    assert strict not in told(site, "decider")


def test_where_nobody_has_it_every_overseer_gets_the_bare_line(site: Site, strict: str) -> None:
    left = {"to": "", "desk": str(site.desk("Conduct desk")), "reason": "Leave"}
    site.as_("officer").sent(f"/cases/{strict}/hand-over", left)
    said = f"Something waits in {strict}, which nobody has. You see its line only."
    assert said in told(site, "senior")
    assert strict not in told(site, "decider")
    assert "nobody" in site.as_("senior").page(f"/cases/{strict}").said
    joined(site, strict)
    assert TITLE in site.as_("senior").page(f"/cases/{strict}").said


def test_a_transfer_tells_the_overseers_there_by_the_line(site: Site, strict: str) -> None:
    east = site.house.entity("EAST")
    head = site.house.person("senior-conduct-officer", entity=east, username="head", name="Head")
    site.people["head"] = head
    joined(site, strict)
    sent = {"entity": str(east), "reason": "It happened there."}
    site.as_("officer").sent(f"/cases/{strict}/transfer", sent)
    assert f"Something waits in {strict}" in told(site, "head")
    assert TITLE not in site.as_("head").page(f"/cases/{strict}").said


def test_a_case_without_an_owner_cannot_become_its_teams_alone(site: Site) -> None:
    reference = site.log(desk="Conduct desk")
    strict = {"classification": "strictly-confidential", "reason": "Senior staff."}
    page = site.as_("officer").refused(f"/cases/{reference}/classification", strict)
    assert "Hand the case to a person first" in page.said


def test_whoever_makes_a_colleagues_case_its_teams_alone_loses_sight_of_it(site: Site) -> None:
    reference = site.log()
    strict = {"classification": "strictly-confidential", "reason": "Senior staff."}
    assert site.as_("senior").sent(f"/cases/{reference}/classification", strict) == "/cases"
    assert TITLE not in site.as_("senior").page(f"/cases/{reference}").said
    assert TITLE in site.as_("officer").page(f"/cases/{reference}").said
