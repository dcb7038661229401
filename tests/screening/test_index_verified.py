"""What decides the answer of a look-up is verified: the index, the thresholds, entries, judgements.

Whoever tampers has a plain connection to the database and no key.
"""

from __future__ import annotations

import re
import struct

import pytest
import sqlalchemy as sa

from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.verifying import Verdict
from caseflow.screening.index import COUNTED, OWNERS, TOKENS, take_out
from caseflow.screening.index_check import check_index
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.services import thresholds
from tests.audit.test_who_sees_what import CHANGED, GONE, adopt, tamper, verified
from tests.screening.test_looking_up import ELENA, SAME, asked, judged
from tests.screening.test_thresholds import decided, proposed

PEOPLE = (("Elena Duarte", "Elena Maria Duarte"), ("Jonas Mueller",), ("Tamsin Falk",))
COMMON = """
INSERT INTO register_common_tokens (token, carried)
SELECT DISTINCT token, CAST(NULL AS INTEGER) FROM register_tokens
"""
TAMPERING = {
    "the index emptied": (
        ("DELETE FROM register_tokens",),
        "register_owners .*: its tokens in the index are not those that it names",
    ),
    "the tokens of one person deleted": (
        ("DELETE FROM register_tokens WHERE owner_id = (SELECT max(id) FROM register_owners)",),
        "register_owners .*: its tokens in the index are not those that it names",
    ),
    "everybody taken out": (
        ("DELETE FROM register_tokens", "DELETE FROM register_owners"),
        "register_entries .*: it is published and not in the index",
    ),
    "one person taken out": (
        (
            "DELETE FROM register_owners WHERE id = (SELECT max(id) FROM register_owners)",
            "DELETE FROM register_tokens WHERE owner_id NOT IN (SELECT id FROM register_owners)",
        ),
        "register_entries .*: it is published and not in the index",
    ),
    "all tokens called too common": (
        (COMMON, "DELETE FROM register_tokens"),
        "register_.*: (such a token is never too common|too few carry it .*|its tokens .*)",
    ),
    "all tokens said to be carried by very many": (
        (COMMON.replace("CAST(NULL AS INTEGER)", "9999"),),
        "register_common_tokens .*: fewer carry it than is noted",
    ),
    "words of people called too common": (
        (f"{COMMON} WHERE token % 2 = 0", "DELETE FROM register_tokens WHERE token % 2 = 0"),
        "register_common_tokens .*: too few carry it for it to be dropped",
    ),
    "the index said to be made by other keys": (
        ("UPDATE register_index SET version = 99", "DELETE FROM register_tokens"),
        "register_index: it was made by keys that there are not",
    ),
    "nobody referred any more": (
        ("UPDATE screening_thresholds SET refer_from = 0.98, strong_from = 0.99",),
        f"screening_thresholds .*: {CHANGED}",
    ),
    "thresholds deleted": (
        ("DELETE FROM screening_thresholds",),
        f"screening_thresholds .*: {GONE}",
    ),
    "an entry called withdrawn": (
        ("UPDATE register_entries SET stage = 'withdrawn', withdrawn_alone = true",),
        f"register_entries .*: ({CHANGED}|it is in the index and not published)",
    ),
    "a category of another kind": (
        ("UPDATE register_categories SET type = 'theft'",),
        f"register_categories .*: {CHANGED}",
    ),
    "an answer changed": (
        ("UPDATE inquiries SET answer = 'need-more-data', settlement = NULL",),
        f"inquiries .*: {CHANGED}",
    ),
    "a judgement changed": (
        ("UPDATE judgements SET verdict = 'different'",),
        f"judgements .*: {CHANGED}",
    ),
    "a possible match called settled": (
        ("UPDATE possible_matches SET resolved_at = '2026-01-01 00:00:00.000000'",),
        f"possible_matches .*: {CHANGED}",
    ),
}
"""Statements, and what each fault says then."""


@pytest.fixture
def worked(office):
    """The office, with people in the register, thresholds, and a look-up."""
    for names in PEOPLE:
        office.published(*names)
    proposed(office)
    decided(office, thresholds.confirm_thresholds, 1, office.second)
    ref = asked(office, ELENA)
    judged(office, office.registry, ref, SAME)
    adopt(office.house)
    return office


def proved(office) -> Verdict:
    verdict = verified(office.house)
    with office.house.system(TrailPurpose.TRAIL_VERIFICATION) as session:
        check_index(session, verdict)
    return verdict


def test_a_register_that_people_worked_on_holds(worked):
    assert proved(worked).faults == []


@pytest.mark.parametrize("name", TAMPERING)
def test_what_changes_an_answer_is_found(worked, name):
    statements, fault = TAMPERING[name]
    for statement in statements:
        tamper(worked.house, statement)
    faults = proved(worked).faults
    assert faults
    assert [f for f in faults if not re.fullmatch(fault, f)] == []


def test_tokens_of_somebody_else_are_found_although_they_add_up(worked):
    """The owner of one person names other tokens, and these stand in the index."""
    with worked.house.system() as session:
        published = sa.select(RegisterEntry.id).where(RegisterEntry.stage == EntryStage.PUBLISHED)
        first, other = session.scalars(published.order_by(RegisterEntry.id)).all()[:2]
        rows = session.connection().execute(sa.select(OWNERS.c.entry_id, OWNERS.c.carries)).all()
        carries = {row.entry_id: row.carries for row in rows}
        key = session.get_one(RegisterEntry, first).data_key_id
        take_out(session, [first])
        tokens = [token for (token,) in struct.iter_unpack(">I", carries[other])]
        number = 9 * COUNTED + len(tokens)
        owner = {"id": number, "entry_id": first, "data_key_id": key, "carries": carries[other]}
        session.connection().execute(sa.insert(OWNERS), [owner])
        stood = [{"token": token, "owner_id": number} for token in tokens]
        session.connection().execute(sa.insert(TOKENS), stood)
        session.commit()
    assert proved(worked).faults == [
        f"register_entries {first}: the index does not find it by what it says"
    ]
