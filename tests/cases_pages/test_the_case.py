"""The page of a case: what it shows to whom, and what it is to everybody else."""

from __future__ import annotations

from datetime import date

import pytest

from caseflow.access.models import Classification
from caseflow.cases.models import Part, Precision
from caseflow.cases.records.entries import OccurrenceEntry, PersonEntry
from tests.support.site import Client, Site, looked_at
from tests.support.statements import count_statements

MOST_STATEMENTS = 12
MOST_BYTES = 120_000
KEPT_HEADERS = ("Content-Type", "Cache-Control", "Vary", "Content-Security-Policy")


def answer(client: Client, path: str) -> tuple[object, ...]:
    """All that somebody could tell an answer by."""
    got = client.get(path)
    return got.status_code, got.data, *(got.headers.get(name) for name in KEPT_HEADERS)


def test_a_case_one_may_not_see_is_the_same_to_the_byte_as_none(site: Site) -> None:
    reference = site.log()
    other = site.as_("officer-2")
    code, year, digits = reference.rsplit("-", 2)
    unknown = [
        "/cases/NORTH-2026-00000",
        f"/cases/{code}-{year}-{(int(digits) + 1) % 100000:05}",
        "/cases/north-2026-00000",
        "/cases/NORTH-2026-123",
        "/cases/NORTH-2026-" + "9" * 30,
        "/cases/" + "9" * 40,
        "/cases/NORTH-99999999999999999999-12345",
        "/cases/%00",
        "/nothing",
    ]
    seen = answer(other, f"/cases/{reference}")
    assert seen[0] == 404
    for path in unknown:
        assert answer(other, path) == seen, path


@pytest.mark.parametrize(
    "page",
    [
        "hand-over", "access", "access/let-in", "access/keep-out", "classification", "merge",
        "links/new", "people/new", "allegations/new", "notes/new", "tasks/new", "move/assess",
        "move/close-without-action",
    ],
)  # fmt: skip
def test_every_page_of_a_hidden_case_is_not_found_for_reading_and_writing(
    site: Site, page: str
) -> None:
    reference = site.log()
    other = site.as_("officer-2")
    missing = answer(other, "/cases/NORTH-2026-00000")
    assert answer(other, f"/cases/{reference}/{page}") == missing
    assert (
        other.post(f"/cases/{reference}/{page}", {"reason": "x", "words": "x"}).status_code == 404
    )


def test_strictly_confidential_cases_are_for_their_team(site: Site) -> None:
    reference = site.log(classification=Classification.STRICTLY_CONFIDENTIAL)
    page = site.as_("officer").page(f"/cases/{reference}")
    assert "Strictly confidential" in page.said
    assert "Falsified" not in site.as_("senior").page(f"/cases/{reference}").said  # oversees
    assert site.as_("decider").get(f"/cases/{reference}").status_code == 404
    assert site.as_("investigator").get(f"/cases/{reference}").status_code == 404


def test_the_page_answers_what_where_whose_and_by_when(site: Site) -> None:
    when = OccurrenceEntry(
        precision=Precision.BETWEEN,
        first_day=date(2026, 3, 1),
        last_day=date(2026, 8, 31),
        place="Northern depot",
    )
    people = (
        PersonEntry(name="Tomas Elberg", rank="P-3", unit="Fuel Unit"),
        PersonEntry(identified=False, how_many=3, description="guards at the depot"),
        PersonEntry(part=Part.WITNESS, name="Noor Jansen"),
    )
    reference = site.log(occurrence=when, people=people, channel="email")
    page = site.as_("officer").page(f"/cases/{reference}")
    for words in (
        reference,
        "Falsified fuel receipts",
        "Staff track",
        "between 1 Mar 2026 and 31 Aug 2026",
        "Northern depot",
        "Tomas Elberg",
        "P-3, Fuel Unit",
        "3 people, not identified",
        "Noor Jansen",
        "Forgery",
        "Alleged",
        "3 months",
        "ends ",
        "calendar days left",
        "Ines Okafor",
        "Report received",
        "the supplier never issued",
    ):
        assert words in page.said, words


def test_somebody_who_may_only_read_is_offered_nothing_to_change(site: Site) -> None:
    reference = site.log()
    page = site.as_("decider").page(f"/cases/{reference}")
    assert "Add an allegation" not in page.said
    assert "Hand over" not in page.said
    assert not any("/access" in link or "/move/" in link for link in page.links)


def test_the_reporters_name_stays_with_those_who_must_know(site: Site) -> None:
    people = (
        PersonEntry(name="Tomas Elberg"),
        PersonEntry(part=Part.REPORTER, name="Mira Solano"),
    )
    reference = site.log(people=people)
    assert "Mira Solano" in site.as_("officer").page(f"/cases/{reference}").said
    decider = site.as_("decider").page(f"/cases/{reference}")
    assert "Mira Solano" not in decider.said
    assert "Name kept from you" in decider.said


def test_a_move_that_must_wait_says_for_what(site: Site) -> None:
    reference = site.log(conduct=())
    officer = site.as_("officer")
    page = officer.page(f"/cases/{reference}")
    assert "1 thing left before the next move" in page.said
    assert "Add at least one allegation." in page.said
    assert f"/cases/{reference}/allegations/new" in page.links
    waiting = officer.page(f"/cases/{reference}/move/assess")
    assert "Add at least one allegation." in waiting.said
    assert officer.refused(f"/cases/{reference}/move/assess", {})


def test_the_timeline_can_be_narrowed(site: Site) -> None:
    reference = site.log()
    officer = site.as_("officer")
    at = f"/cases/{reference}"
    officer.sent(f"{at}/notes/new", {"words": "Called the depot."})
    officer.sent(f"{at}/move/assess")
    notes = officer.page(f"{at}?timeline=notes")
    assert "Note added" in notes.said
    assert "Moved to" not in notes.said
    course = officer.page(f"{at}?timeline=course")
    assert "Moved to “Assessed”" in course.said
    assert "Note added" not in course.said
    for nonsense in ("nonsense", "%00", "9" * 40):
        assert "Note added" in officer.page(f"{at}?timeline={nonsense}").said


def test_more_than_five_subjects_get_a_table_for_each_allegation(site: Site) -> None:
    people = tuple(PersonEntry(name=f"Subject {n}") for n in range(7))
    reference = site.log(people=people, conduct=("forgery", "theft"))
    page = site.as_("officer").page(f"/cases/{reference}")
    assert all(f"Subject {n}" in page.said for n in range(7))
    assert page.said.count("Alleged") >= 14


def test_what_people_typed_is_never_taken_for_markup(site: Site) -> None:
    nasty = "<script>alert(1)</script>{{ 7*7 }}\"'&"
    reference = site.log(title=nasty, summary=nasty, people=(PersonEntry(name=nasty),))
    officer = site.as_("officer")
    for path in (f"/cases/{reference}", "/cases", f"/cases/{reference}/hand-over"):
        text = officer.get(path).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


def test_every_look_is_recorded(site: Site) -> None:
    reference = site.log()
    with site.house.engine.connect() as raw:
        before = raw.exec_driver_sql("SELECT count(*) FROM acts").scalar_one()
    site.as_("officer").get(f"/cases/{reference}")
    with site.house.engine.connect() as raw:
        query = "SELECT act FROM acts ORDER BY seq DESC LIMIT 1"
        assert raw.exec_driver_sql(query).scalar_one() == "case:read"
        after = raw.exec_driver_sql("SELECT count(*) FROM acts").scalar_one()
    assert after == before + 2  # signing in, and the look


def test_the_page_costs_few_statements_and_little_weight(site: Site) -> None:
    reference = site.log()
    officer = site.as_("officer")
    officer.get("/cases")
    with count_statements(site.engine) as seen:
        got = officer.get(f"/cases/{reference}")
    assert len(seen) <= MOST_STATEMENTS, "\n".join(seen)
    assert len(got.data) <= MOST_BYTES


def test_the_report_is_received_once_however_many_are_named_later(site: Site) -> None:
    reference = site.log()
    officer, at = site.as_("officer"), f"/cases/{reference}"
    for name in ("Samir Haddad", "Ewa Zmyslona"):
        named = {"part": "subject", "known": "yes", "name": name}
        officer.page(f"{at}/people/new")
        officer.sent(f"{at}/people/new", named)
    said = officer.page(at).said
    assert said.count("Report received") == 1
    assert said.count("Subject named") == 2


def test_a_person_is_described_in_words_and_not_in_codes(site: Site) -> None:
    born = PersonEntry(
        name="Tomas Elberg",
        date_of_birth="1971-04-09",
        nationality="KE",
        gender="male",
        id_number="77",
    )
    reference = site.log(people=(born,))
    assert "9 Apr 1971 · Kenya · Male · 77" in site.as_("officer").page(f"/cases/{reference}").said


def test_list_and_page_say_that_what_a_case_is_about_is_only_alleged(site: Site) -> None:
    reference = site.log(conduct=("theft", "forgery"))
    client = site.as_("officer")
    gravest = "Forgery (alleged)"
    assert gravest in looked_at(client.get("/cases/all"), "list").said
    assert gravest in looked_at(client.get(f"/cases/{reference}"), "case").said


def test_a_date_of_birth_is_read_as_people_write_it_and_asked_again_where_it_could_be_two(
    site: Site,
) -> None:
    reference = site.log()
    officer, at = site.as_("officer"), f"/cases/{reference}/people/new"
    named = {"part": "witness", "known": "yes", "name": "Samir Haddad", "gender": "male"}
    officer.page(at)
    page = officer.refused(at, {**named, "date_of_birth": "07/08/1984"})
    assert "7 August or 8 July 1984? Write the month as a word" in page.said
    typed = {field["name"]: field.get("value") for field in page.fields if field.get("name")}
    assert (typed["date_of_birth"], typed["name"]) == ("07/08/1984", "Samir Haddad")
    assert "Samir Haddad" not in officer.page(f"/cases/{reference}").said
    for written, shown in (("4 July 1984", "4 Jul 1984"), ("c. 1960", "about 1960")):
        officer.page(at)
        officer.sent(at, {**named, "name": f"Samir {shown}", "date_of_birth": written})
        assert f"{shown} · Male" in officer.page(f"/cases/{reference}").said


def test_what_was_written_of_a_birth_before_dates_were_read_is_shown_as_it_is(site: Site) -> None:
    old = PersonEntry(name="Tomas Elberg", date_of_birth="in the rainy season", gender="male")
    reference = site.log(people=(old,))
    said = site.as_("officer").page(f"/cases/{reference}").said
    assert "in the rainy season · Male" in said
