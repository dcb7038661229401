"""A role that was added: it is offered, given, and opens what it may."""

from __future__ import annotations

import pytest

from caseflow.access.roles import parse, shipped
from caseflow.cases.permissions import CasePermission
from caseflow.packs import PackError


def test_the_new_role_can_be_given_and_opens_what_it_may(site):
    admin = site.as_("administrator")
    person = "/people/recruiter"
    assert "Archivist" in admin.get(person).text
    before = site.as_("recruiter")
    assert before.get("/shelves").status_code == 404
    site.log()
    asked = {
        "role-role": "archivist",
        "role-entity": str(site.entity),
        "role-reason": "Keeps the shelves",
    }
    request = admin.sent(f"{person}/roles", asked)
    assert site.as_("recruiter").get("/shelves").status_code == 404
    second = site.as_("administrator-2")
    second.page(request)
    second.sent(f"{request}/confirm")
    after = site.as_("recruiter")
    shown = after.page("/shelves")
    assert "NORTH-2026" in shown.said
    assert "/shelves" in shown.links
    assert "/cases" in shown.links
    assert "/cases/new" not in shown.links
    assert shipped()["archivist"].may == {CasePermission.READ, CasePermission.SHELVES_READ}


def test_a_role_with_an_unknown_permission_is_named():
    with pytest.raises(PackError, match=r"archivist.*shelves:burn"):
        parse({"archivist": {"label": "A", "reach": "entity", "may": ["shelves:burn"]}})
