"""The pages on which one administrator asks and another one confirms."""

from __future__ import annotations

import html
import re
import shlex

import pytest

from tests.support.site import begun_anew, laid_in


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with laid_in(tmp_path_factory.mktemp("asking")) as site:
        yield site


@pytest.fixture
def site(made):
    with begun_anew(made) as site:
        yield site


def asked(site, username="recruiter", role="investigator", **more):
    given = {
        "role-role": role,
        "role-entity": str(site.entity),
        "role-reason": "Begins on Monday",
        **more,
    }
    return site.as_("administrator").sent(f"/people/{username}/roles", given)


def test_a_role_that_opens_cases_is_asked_for_and_confirmed_by_another(site):
    where = asked(site)
    first, second = site.as_("administrator"), site.as_("administrator-2")
    shown = first.page(where)
    assert "You asked for this, so somebody else has to confirm it." in shown.said
    assert "It can be confirmed by: Ife Braun." in shown.said
    assert f"{where}/confirm" not in shown.text
    assert first.post(f"{where}/confirm").status_code == 403
    assert site.as_("recruiter").get("/cases").status_code == 404
    assert "Begins on Monday" in second.page(where).said
    assert "Waits for a second person" in second.page("/account-requests").said
    assert second.sent(f"{where}/confirm") == where
    assert site.as_("recruiter").get("/cases").status_code == 200
    assert "Confirmed" in second.page("/account-requests").said
    again = second.post(f"{where}/confirm")
    assert again.status_code == 409
    assert "decided on already" in again.text


def test_the_administrator_gives_themselves_nothing(site):
    where = asked(site, "administrator", "senior-conduct-officer", **{"role-entity": "everywhere"})
    admin = site.as_("administrator")
    admin.page(where)
    assert admin.post(f"{where}/confirm").status_code == 403
    for path in ("/cases", "/victims", "/audit", "/screening/register"):
        assert admin.get(path).status_code == 404


def test_a_role_that_opens_nothing_is_given_at_once(site):
    admin = site.as_("administrator")
    given = {"role-role": "risk-officer", "role-entity": str(site.entity)}
    assert admin.sent("/people/recruiter/roles", given) == "/people/recruiter"
    assert "Risk officer" in admin.page("/people/recruiter").said


def test_a_request_without_a_reason_is_refused_at_its_field(site):
    admin = site.as_("administrator")
    shown = admin.refused(
        "/people/recruiter/roles",
        {"role-role": "investigator", "role-entity": str(site.entity)},
    )
    assert "Say why." in shown.said


def test_where_nobody_can_confirm_the_page_names_the_role_and_the_command(site):
    admin = site.as_("administrator")
    admin.page("/people/administrator-2")
    admin.sent("/people/administrator-2/close")
    shown = admin.page(asked(site))
    assert "Nobody can confirm this here" in shown.said
    assert "Administrator" in shown.said
    assert "flask accounts give-role recruiter investigator --entity NORTH" in shown.said
    ran = site.app.test_cli_runner().invoke(
        args=["accounts", "give-role", "recruiter", "investigator", "--entity", "NORTH"]
    )
    assert ran.exit_code == 0, ran.output
    assert site.as_("recruiter").get("/cases").status_code == 200


@pytest.mark.parametrize(
    ("path", "given", "typed"),
    [
        ("roles", {"role-role": "investigator", "role-entity": True, "role-reason": "x"}, ""),
        ("engagements", {"engagement-entity": True, "engagement-purpose": "Yearly audit"}, ""),
        ("address", {"address-email": "ife@example.org", "address-reason": "x"}, "b@example.org"),
    ],
)
def test_the_command_that_the_page_names_does_what_was_asked(site, path, given, typed):
    admin = site.as_("administrator")
    admin.page("/people/administrator-2")
    admin.sent("/people/administrator-2/close")
    given = {k: str(site.entity) if v is True else v for k, v in given.items()}
    prefix = next(iter(given)).partition("-")[0]
    if path != "address":
        end = {"day": "31", "month": "1", "year": "2027"}
        given |= {f"{prefix}-valid_to-{part}": value for part, value in end.items()}
    shown = admin.page(admin.sent(f"/people/officer/{path}", given))
    command = re.search(r"flask (accounts [^\n]+?)</code>", shown.text)[1]
    words = shlex.split(html.unescape(command).replace("…", typed or "A reason"))
    ran = site.app.test_cli_runner().invoke(args=words)
    assert ran.exit_code == 0, (command, ran.output)
    assert ("--until 2027-01-31" in command) is (path != "address")
    assert path == "address" or "31 Jan 2027" in admin.page("/people/officer").said


def test_one_withdraws_and_another_declines(site):
    where, other = asked(site), asked(site, role="reviewer")
    first, second = site.as_("administrator"), site.as_("administrator-2")
    first.page(where)
    second.page(other)
    first.sent(f"{where}/withdraw")
    second.sent(f"{other}/decline")
    assert "Withdrawn" in first.page(where).said
    assert "Declined" in first.page(other).said
    assert "Ife Braun declined what you asked for." in first.page("/notices").said


def test_a_request_is_nobodys_page_but_of_those_who_manage_people(site):
    where = asked(site)
    for name in ("officer", "senior", "recruiter"):
        somebody = site.as_(name)
        for path in ("/account-requests", where):
            assert somebody.get(path).status_code == 404
        assert somebody.post(f"{where}/confirm").status_code == 404
