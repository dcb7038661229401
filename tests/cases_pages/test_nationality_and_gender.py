"""Nationality and gender are lists, several countries fit, and nothing written is lost."""

from __future__ import annotations

import re

import sqlalchemy as sa

from caseflow.cases.models import Party
from caseflow.crypto.opening import open_text
from tests.cases_pages.answers import NAMED, filled
from tests.cases_pages.test_logging import at_step
from tests.support.site import Client, Site


def logged_with(site: Site, officer: Client, **facts: object) -> str:
    """Log a case whose first person has these facts; the page that shows it once more."""
    at = officer.sent(at_step(site, officer, 3), {**filled(site, 3), **facts, "do": "go"})
    check = officer.page(at)
    officer.sent(at, {"do": "log"})
    return check.said


def kept(site: Site) -> dict[str, str | None]:
    with site.house.system() as session:
        rows = session.scalars(sa.select(Party).where(Party.identified)).all()
        (row,) = [r for r in rows if open_text(session, r, "name") == NAMED["p1-name"]]
        return {name: open_text(session, row, name) for name in ("nationality", "gender")}


def test_several_countries_are_chosen_and_kept_as_codes(site: Site) -> None:
    officer = site.as_("officer")
    page = logged_with(site, officer, **{"p1-nationality": ["KE", "", "NO"], "p1-gender": "female"})
    assert "Kenya, Norway" in page
    assert "Female" in page
    assert kept(site) == {"nationality": "KE|NO", "gender": "female"}


def test_a_country_and_a_gender_sent_in_words_are_read(site: Site) -> None:
    officer = site.as_("officer")
    logged_with(site, officer, **{"p1-nationality": "Korea, Rep.", "p1-gender": "Woman"})
    assert kept(site) == {"nationality": "KR", "gender": "female"}


def test_what_a_draft_kept_as_free_text_stays_on_offer_and_is_asked_about(site: Site) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 3)
    typed = {**filled(site, 3), "p1-nationality": "Ruritania", "p1-gender": "Ruritanian"}
    officer.sent(at, {**typed, "do": "keep"})
    page = officer.get(at).text
    assert re.search(r'value="Ruritania" selected>as written before: Ruritania<', page)
    assert re.search(r'value="Ruritanian" selected>as written before: Ruritanian<', page)
    answer = officer.refused(at, {**typed, "do": "go"})
    assert "“Ruritania” is no country that can be read: choose it from the list" in answer.said
    assert "“Ruritanian” cannot be read: choose one of the list" in answer.said
    assert site.rows("cases") == 0


def test_a_name_of_several_countries_is_an_error_at_the_field(site: Site) -> None:
    officer = site.as_("officer")
    at = at_step(site, officer, 3)
    answer = officer.refused(at, {**filled(site, 3), "p1-nationality": "Yugoslavia", "do": "go"})
    assert "“Yugoslavia” may be one of several countries: choose it from the list" in answer.said


def test_nothing_said_of_gender_is_no_answer(site: Site) -> None:
    officer = site.as_("officer")
    logged_with(site, officer, **{"p1-nationality": "N/A", "p1-gender": "unknown"})
    assert kept(site) == {"nationality": None, "gender": None}
