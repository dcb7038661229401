"""The pages on which an engagement ends and an account is opened again."""

from __future__ import annotations

import pytest

from tests.support.site import begun_anew, laid_in


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with laid_in(tmp_path_factory.mktemp("closing")) as site:
        yield site


@pytest.fixture
def site(made):
    with begun_anew(made) as site:
        yield site


def test_a_closed_account_is_opened_again_by_two_administrators(site):
    first, second = site.as_("administrator"), site.as_("administrator-2")
    assert "can be opened again" in first.page("/people/officer/close").said
    first.sent("/people/officer/close")
    page = first.page("/people/officer")
    assert "This account is closed" in page.said
    assert "/people/officer/open" in page.links
    assert "a second person confirms it" in first.page("/people/officer/open").said
    assert "Say why" in first.refused("/people/officer/open", {"reason": ""}).said
    where = first.sent("/people/officer/open", {"reason": "The wrong Okafor"})
    assert "opened again" in second.page(where).said
    assert "The wrong Okafor" in second.page(where).said
    assert first.post(f"{where}/confirm").status_code == 403
    assert "This account is closed" in first.page("/people/officer").said
    second.sent(f"{where}/confirm")
    page = first.page("/people/officer")
    assert "This account is closed" not in page.said
    assert "This account is open." in first.page("/people/officer/open").said
    assert site.as_("officer").get("/cases").status_code == 200


def test_an_engagement_is_ended_where_it_is_listed(site):
    site.people["auditor"] = site.house.person(
        "auditor", username="olga", name="Olga Ferri", engagements=(site.entity,)
    )
    assert site.as_("auditor").get("/audit").status_code == 200
    admin = site.as_("administrator")
    (link,) = {each for each in admin.page("/people/olga").links if "/engagements/" in each}
    assert "two people give it" in admin.page(link).said
    assert "Say why" in admin.refused(link, {"reason": " "}).said
    assert admin.sent(link, {"reason": "The audit is over"}) == "/people/olga"
    page = admin.page("/people/olga")
    assert "The engagement has ended." in page.said
    assert not {each for each in page.links if "/engagements/" in each}
    assert "ended already" in admin.refused(link, {"reason": "Once more"}).said
    for name in ("officer", "auditor"):
        assert site.as_(name).get(link).status_code == 404, name
    other = link.replace("/olga/", "/officer/")
    assert admin.get(other).status_code == 404
