"""How a person is reached safely: a way that is never to be taken takes a reason, on the record."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from caseflow.crypto.opening import open_text
from caseflow.db import make_engine
from caseflow.errors import NotReady
from caseflow.victims.contact_rule import NO_RULE, ContactRule
from caseflow.victims.models import Channel, FollowUp, Told, Urgency
from caseflow.victims.queries.file import file, read_contact, read_file
from caseflow.victims.services.files import follow_up, open_file, update_file
from caseflow.victims.services.reaching import Reasons
from caseflow.victims.services.telling import tell, tie_case
from tests.support.house import NOW, TODAY
from tests.support.trail import details
from tests.victims.test_telling import a_case

RULE = ContactRule(frozenset({Channel.MEETING}), frozenset({Channel.TELEPHONE}))
WHY = "The telephone was her own wish, on the day of the flood."
DAY = {"day-day": "23", "day-month": "11", "day-year": "2026"}


def opened(place, **facts):
    with place.session() as session:
        made = open_file(
            session,
            entity_id=place.here,
            urgency=Urgency.SOON,
            actor=place.officer,
            now=NOW,
            **facts,
        )
        session.commit()
        return made.code


def reached(place, code, despite=None, **facts):
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        given = {"actor": place.officer, "now": NOW, "reasons": Reasons(despite=despite), **facts}
        follow_up(this, day=TODAY, reached=True, **given)
        session.commit()


def read(place, code):
    with place.session() as session:
        return read_file(session, code, actor=place.officer, now=NOW, today=TODAY)


def test_a_way_never_to_be_taken_takes_a_reason_that_stays(place):
    code = opened(place, safe_contact="Before ten only.", rule=RULE)
    for empty in (None, "", "  \n"):
        with pytest.raises(NotReady) as refusal:
            reached(place, code, channel=Channel.TELEPHONE, despite=empty)
        assert refusal.value.field == "despite"
    with pytest.raises(NotReady):
        reached(place, code, channel=Channel.TELEPHONE, despite="x" * 2_001)
    assert read(place, code).follow_ups == ()
    reached(place, code, channel=Channel.TELEPHONE, despite=f" {WHY} ")
    assert [line.despite for line in read(place, code).follow_ups] == [WHY]
    (facts,) = [d["facts"] for _act, d in details(place.house) if "never" in d.get("facts", {})]
    assert (facts["never"], facts["reason"]) == ("telephone", WHY)


def test_a_way_that_is_not_forbidden_keeps_no_reason(place):
    code = opened(place, rule=RULE)
    for channel in (Channel.MEETING, Channel.MESSAGE):
        reached(place, code, channel=channel, despite=WHY)
    assert [line.despite for line in read(place, code).follow_ups] == [None, None]


def test_the_rule_holds_for_telling_a_step_too(place):
    conduct = place.house.person("conduct-officer", entity=place.here)
    _id, ref = a_case(place, conduct, 1)
    code = opened(place, rule=RULE)
    with place.session() as session:
        this = file(session, code, actor=place.officer)
        tie = tie_case(this, ref, actor=place.officer, now=NOW)
        session.flush()
        view = read_contact(session, code, actor=place.officer, today=TODAY)
        assert view.rule == RULE
        (step,) = view.to_tell
        how = {"day": TODAY, "channel": Channel.TELEPHONE, "actor": place.officer, "now": NOW}
        with pytest.raises(NotReady, match="never"):
            tell(this, tie, step.milestone_id, **how)
        tell(this, tie, step.milestone_id, reasons=Reasons(despite=WHY), **how)
        session.commit()
    (line,) = read(place, code).told
    assert line.despite == WHY


def test_no_way_is_both_allowed_and_never_taken(place):
    both = ContactRule(frozenset(Channel), frozenset({Channel.MESSAGE}))
    with pytest.raises(NotReady, match="Message") as refusal:
        opened(place, rule=both)
    assert refusal.value.field == "never"
    code = opened(place)
    with place.session() as session, pytest.raises(NotReady):
        change(session, place, code, rule=both)


def change(session, place, code, **facts):
    this = file(session, code, actor=place.officer)
    facts = {"urgency": Urgency.SOON, "safe_contact": None} | facts
    update_file(this, actor=place.officer, now=NOW, **facts)


def test_a_rule_is_changed_taken_away_and_left_alone(place):
    code = opened(place, rule=RULE)
    with place.session() as session:
        change(session, place, code, safe_contact="Write only")
        session.commit()
    assert read(place, code).rule == RULE
    with place.session() as session:
        change(session, place, code, rule=NO_RULE)
        session.commit()
    assert read(place, code).rule == NO_RULE
    reached(place, code, channel=Channel.TELEPHONE)


def test_a_rule_lies_sealed_and_one_that_does_not_open_allows_nothing(place):
    code = opened(place, rule=RULE)
    engine = make_engine(place.url)
    with engine.begin() as connection:
        kept = bytes(connection.scalar(sa.text("SELECT channel_rules FROM victim_files")))
        assert b"telephone" not in kept
        spoiled = {"spoiled": kept[:-1] + bytes([kept[-1] ^ 1])}
        connection.execute(sa.text("UPDATE victim_files SET channel_rules = :spoiled"), spoiled)
    engine.dispose()
    for channel in Channel:
        with pytest.raises(NotReady) as refusal:
            reached(place, code, channel=channel)
        assert refusal.value.field == "despite"
    reached(place, code, channel=Channel.MEETING, despite=WHY)
    with place.session() as session:
        change(session, place, code, rule=NO_RULE)
        session.commit()
    assert not read(place, code).rule.readable  # it may yet be restored
    with place.session() as session:
        change(session, place, code, rule=RULE)
        session.commit()
    assert read(place, code).rule == RULE


@pytest.fixture
def officer(site):
    return site.as_("victim-officer")


def begun(site, officer, **rule):
    """The address of a new file with these ways ticked."""
    officer.page("/victims/new")
    facts = {"entity": str(site.entity), "urgency": "urgent", "safe_contact": "Before ten."}
    return officer.sent("/victims/new", facts | rule)


def offered(page, name="channel"):
    return re.findall(rf'name="{name}" value="([a-z-]+)"', page.text)


def test_the_page_shows_the_rule_and_does_not_offer_what_it_forbids(site, officer):
    at = begun(site, officer, allowed=["message", "meeting"], never="telephone")
    page = officer.page(f"{at}/follow-up")
    assert "Never: Telephone" in page.said
    assert "Allowed: Meeting" in page.said
    assert "Before ten." in page.said
    assert offered(page) == ["meeting", "message", "through-provider"]
    contact = {"reached": "yes", **DAY}
    refused = officer.refused(f"{at}/follow-up", {**contact, "channel": "telephone"})
    assert "Choose one of the answers that are offered" in refused.said
    for empty in ("", " ", "?!"):
        forbidden = {"forbidden": "telephone", "despite": empty}
        refused = officer.refused(f"{at}/follow-up", {**contact, **forbidden})
        assert "Say why it was taken all the same" in refused.said
    officer.sent(f"{at}/follow-up", {**contact, "forbidden": "telephone", "despite": WHY})
    page = officer.page(at)
    assert "Telephone: reached" in page.said
    assert WHY in page.said
    assert "Against the rule" in page.said


def test_where_every_way_is_forbidden_a_contact_can_still_be_noted(site, officer):
    at = begun(site, officer, never=[each.value for each in Channel])
    page = officer.page(f"{at}/follow-up")
    assert offered(page) == []
    contact = {"reached": "no", **DAY}
    question = re.search(r"Why it was taken all the same[^<]*<span[^>]*>optional", page.text)
    assert question is None
    assert officer.refused(f"{at}/follow-up", contact)
    sent = {**contact, "forbidden": "meeting", "despite": WHY}
    assert officer.sent(f"{at}/follow-up", sent).startswith(at)


def test_words_of_an_earlier_release_are_shown_and_forbid_nothing(site, officer):
    at = begun(site, officer)
    page = officer.page(f"{at}/follow-up")
    assert "Before ten." in page.said
    assert offered(page) == [each.value for each in Channel]
    assert 'name="despite"' not in page.text
    assert 'name="forbidden"' not in page.text


def test_what_is_to_be_told_stands_where_contact_is_noted(site, officer):
    at = begun(site, officer)
    officer.sent(f"{at}/case", {"reference": site.log()})
    page = officer.page(f"{at}/follow-up")
    (step,) = set(re.findall(r'href="(/victims/[^"]+/tell/[^"]+)"', page.text))
    assert "The report was received" in page.said
    page = officer.page(step)
    assert "The report was received" in page.said
    assert re.search(r"happened on .*2026", page.said)
    assert re.search(r"by \d+ \w+", page.said)


def test_reasons_are_sealed_under_the_key_of_the_file(place):
    code = opened(place, rule=RULE)
    reached(place, code, channel=Channel.TELEPHONE, despite=WHY)
    with place.session() as session:
        row = session.scalars(sa.select(FollowUp)).one()
        assert row.data_key_id == file(session, code, actor=place.officer).data_key_id
        assert open_text(session, row, "despite") == WHY
        assert not session.scalars(sa.select(Told)).all()
