"""The auditors' page: what was done in words, what was refused and opened in an emergency first."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from caseflow.audit.acts import Outcome
from caseflow.audit.rows import audited_models
from caseflow.cases.acts import CaseAct
from caseflow.crypto.fields import all_fields, sealed_models
from caseflow.db import trail_table
from caseflow.manifests import field_words, thing_words
from caseflow.reference.numbers import check
from caseflow.reporting.naming import called, fields_called
from caseflow.reporting.showing import Kind, acts_of, mark
from tests.support.site import BASE, Site

WHY = "The reporter rang: he is on his way."


@pytest.fixture
def busy(site: Site) -> str:
    """A case that was read, exported, asked for in vain and opened in an emergency."""
    reference = site.log()
    officer, guest = site.as_("officer"), site.as_("officer-2")
    officer.get(f"/cases/{reference}")
    officer.client.get(f"/cases/{reference}/summary.pdf", base_url=BASE)
    guest.sent("/cases/break-glass", {"reference": reference, "reason": WHY})
    guest.post(f"/cases/{reference}/notes/new", {"words": "x"})
    return reference


def shown(site: Site, query: str = "", reader: str = "auditor") -> list[str]:
    """The rows of the page, as text."""
    page = site.as_(reader).page(f"/audit{query}").text
    rows = re.findall(r'<tr role="row"[^>]*>(?:(?!</tr>).)*</tr>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows[1:]]


def test_each_kind_keeps_its_acts_and_everything_has_them_all(site: Site, busy: str) -> None:
    wanted = {
        "looks": "Read a case",
        "exports": "Exported a case summary",
        "emergencies": "Broke the glass",
    }
    own = ("Made a", "Read the audit trail")
    everything = shown(site)
    for kind, act in wanted.items():
        rows = shown(site, f"?kind={kind}")
        assert rows
        assert all(any(word in row for word in (*wanted.values(), *own)) for row in rows)
        assert any(act in row for row in rows)
        assert len(rows) < len(everything)
    assert shown(site, "?kind=nonsense")


def test_an_emergency_says_who_and_carries_its_mark(site: Site, busy: str) -> None:
    (row,) = shown(site, "?kind=emergencies")
    assert "Jon Berg" in row
    assert WHY not in row
    page = site.as_("auditor").page("/audit?kind=emergencies").text
    assert 'class="is-flag"' in page
    assert "t-seal" in page


def test_what_was_refused_is_marked_late(site: Site) -> None:
    reference = site.log()
    site.as_("officer-2").get(f"/cases/{reference}")
    assert mark(CaseAct.READ, Outcome.DENIED) == ("late", "slash-circle")
    assert mark(CaseAct.BREAK_GLASS, Outcome.DENIED)[0] == "late"


def test_a_kind_and_the_other_filters_stand_in_one_address(site: Site, busy: str) -> None:
    page = site.as_("auditor").page(f"/audit?reference={busy}&kind=exports")
    assert any("kind=looks" in link and f"reference={busy}" in link for link in page.links)
    assert 'name="kind" value="exports"' in page.text


def test_things_have_names_and_parts_of_them_their_tables() -> None:
    assert called("victim_files") == "Victim file"
    for kind in set(Kind) - {Kind.REFUSED}:
        assert acts_of(kind)


def test_every_table_that_the_trail_can_name_is_called_by_a_word_that_people_use() -> None:
    named = {trail_table(m) for m in (*audited_models(), *sealed_models())} | {"root"}
    assert named <= set(thing_words())
    assert all(words[0].isupper() and "_" not in words for words in thing_words().values())
    assert len(named - {"root"}) == len({called(table) for table in named})


def test_every_sealed_field_is_called_by_a_word_that_people_use() -> None:
    sealed = {field.name for field in all_fields()}
    assert sealed == set(field_words())
    assert fields_called(["parties.name", "name", "cases.summary"]) == ("name", "account")


def test_a_read_names_the_fields_that_were_opened_in_words(site: Site, busy: str) -> None:
    row = next(row for row in shown(site, "?kind=looks") if "Read a case" in row and busy in row)
    assert "sealed field" in row
    assert "title" in row
    assert "cases." not in row


def auditor(site: Site, entity: UUID) -> str:
    """Somebody who is engaged for one entity and all beneath it."""
    name = f"auditor-{entity.hex}"
    site.people[name] = site.house.person("auditor", username=name, engagements=(entity,))
    return name


@pytest.mark.parametrize("page", ["join", "break-glass"])
def test_a_try_in_vain_is_seen_by_who_audits_the_entity_that_was_named(
    site: Site, page: str
) -> None:
    low = site.house.entity("NORTHLOW", parent=site.entity)
    elsewhere = auditor(site, site.house.entity("EAST"))
    beneath = auditor(site, low)
    form = {"reference": "north-2026-00000", "reason": WHY}
    site.as_("officer-2").sent(f"/cases/{page}", form)
    (row,) = shown(site, "?kind=refused")
    assert "Jon Berg" in row
    assert "no reference of a case" in row
    assert WHY not in row
    for other in (elsewhere, beneath):
        assert not shown(site, "?kind=refused", other)


@pytest.mark.parametrize("page", ["join", "break-glass"])
@pytest.mark.parametrize("typed", ["WEST-2026-00000", "nonsense", "VF-2XK9Q7"])
def test_a_try_that_names_no_entity_is_seen_by_who_audits_the_role_of_whoever_tried(
    site: Site, page: str, typed: str
) -> None:
    (south,) = {held.place for held in site.people["officer-2"].held}
    there = auditor(site, south)
    site.as_("officer-2").sent(f"/cases/{page}", {"reference": typed, "reason": WHY})
    assert any("Jon Berg" in row for row in shown(site, "?kind=refused", there))
    assert typed not in " ".join(shown(site, "", there))
    assert not shown(site, "?kind=refused")


def test_a_reference_that_no_case_has_is_shown_to_the_auditor(site: Site) -> None:
    reference = site.log()
    code, year, _digits = reference.split("-")
    missing = next(f"{code}-{year}-{n:05}" for n in range(99999) if check(f"{code}-{year}-{n:05}"))
    assert missing != reference
    site.as_("officer-2").sent("/cases/join", {"reference": missing, "reason": WHY})
    assert any(f"no such case: {missing}" in row for row in shown(site))
