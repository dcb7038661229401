"""Units and offices are chosen from the lists of the entity, and never typed into a case."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.cases import queries
from caseflow.cases.models import Part, Party
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.people import add_person
from caseflow.crypto.opening import open_rows
from caseflow.errors import NotReady
from caseflow.reference.models import Entity, ListKind, ListValue
from tests.support.house import NOW
from tests.support.site import Site

LISTS = "/entities/NORTH/lists"


def values(site: Site) -> dict[str, str]:
    """The names of all values, with their ids."""
    with site.house.system() as session:
        return {row.name: str(row.id) for row in session.scalars(sa.select(ListValue))}


def add(site: Site, name: str, kind: str = "unit") -> str:
    """Add a value on the entity's page; its id."""
    assert site.as_("administrator").sent(LISTS, {"kind": kind, "name": name}) == LISTS
    return values(site)[" ".join(name.split())]


def unit_options(site: Site, reference: str) -> str:
    return site.as_("officer").get(f"/cases/{reference}/people/new").text


def test_whoever_manages_entities_adds_closes_and_opens_values(site: Site) -> None:
    administrator = site.as_("administrator")
    assert "Nothing in this list yet" in administrator.page(LISTS).said
    unit = add(site, "  Motor   pool ")
    assert "Motor pool" in administrator.page(LISTS).said
    reference = site.log()
    assert unit in unit_options(site, reference)
    administrator.sent(f"{LISTS}/{unit}/close")
    assert unit not in unit_options(site, reference)
    administrator.sent(f"{LISTS}/{unit}/open")
    assert unit in unit_options(site, reference)
    said = administrator.refused(LISTS, {"kind": "unit", "name": "Motor pool"}).said
    assert "This is in the list" in said
    assert site.rows("entity_list_values") == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "with\x07bell"])
def test_a_value_that_cannot_be_gets_a_sentence(site: Site, name: str) -> None:
    site.as_("administrator").refused(LISTS, {"kind": "unit", "name": name})
    assert site.rows("entity_list_values") == 0


def test_nobody_else_changes_a_list_or_a_value_of_another_entity(site: Site) -> None:
    unit = add(site, "Motor pool")
    for path in (LISTS, f"{LISTS}/{unit}/close"):
        assert site.as_("officer").post(path, {"kind": "unit", "name": "x"}).status_code == 404
    elsewhere = f"/entities/SOUTH/lists/{unit}/close"
    assert site.as_("administrator").post(elsewhere).status_code == 404


def test_a_unit_and_a_band_are_chosen_and_the_words_are_sealed(site: Site) -> None:
    unit = add(site, "Motor pool")
    reference = site.log()
    officer = site.as_("officer")
    typed = {"part": "witness", "known": "yes", "name": "Ida Berg", "unit": unit}
    officer.sent(f"/cases/{reference}/people/new", {**typed, "rank_band": "professional"})
    assert "Professional, Motor pool" in officer.page(f"/cases/{reference}").said
    with site.house.system() as session:
        row = session.scalars(sa.select(Party).order_by(Party.id.desc())).first()
        assert (str(row.unit_id), row.rank_band) == (unit, "professional")
        assert (row.landed_unit, row.landed_rank, row.rank) == (None, None, None)
        assert open_rows(session, [row], ("unit",))[0] == {"unit": "Motor pool"}
    site.as_("administrator").sent(f"{LISTS}/{unit}/close")
    assert "Motor pool" in officer.page(f"/cases/{reference}").said


def test_words_sent_in_place_of_a_choice_are_refused(site: Site) -> None:
    reference = site.log()
    typed = {"part": "witness", "known": "yes", "name": "Ida Berg"}
    for field in ("unit", "rank_band"):
        page = site.as_("officer").refused(
            f"/cases/{reference}/people/new", {**typed, field: "Words of my own"}
        )
        assert "Choose one of the answers that are offered" in page.said
    assert site.rows("parties") == 1


def test_a_verb_takes_no_value_of_another_entity_or_of_another_list(site: Site) -> None:
    reference = site.log()
    with site.house.system() as session:
        south = session.scalars(sa.select(Entity.id).where(Entity.code == "SOUTH")).one()
    strange = site.house.value(south, ListKind.UNIT, "Far away")
    office = site.house.value(site.entity, ListKind.AUTHORITY, "Head of entity")
    officer = site.people["officer"]
    for unit_id in (strange, office):
        with site.house.session(officer) as session:
            case = queries.case(session, reference, actor=officer)
            entry = PersonEntry(part=Part.WITNESS, name="Ida Berg", unit_id=unit_id)
            with pytest.raises(NotReady) as refused:
                add_person(case, entry, actor=officer, now=NOW)
            assert refused.value.field == "unit"
