"""The pages that are looked at in a browser: who opens them, and what stands in their addresses."""

from __future__ import annotations

import tomllib
from pathlib import Path
from uuid import UUID

import pysqlite3.dbapi2 as sqlite
from flask import Flask

from caseflow.access.roles import shipped
from caseflow.demo import cast
from caseflow.web.guard import declared

MAIN = {
    "officer": ("/cases", "/cases/{ref}", "/cases/new", "/cases/{ref}/move/assess"),
    "victim-officer": ("/victims", "/victims/{victim}"),
    "recruiter": ("/screening",),
    "auditor": ("/audit",),
    "": ("/sign-in", "/verify", "/choose-password"),
}
"""The pages of the main job, looked at in every look."""
OTHERS = {
    "officer": (
        "/cases/all",
        "/search",
        "/search?w=gone",
        "/cases/all?w=gone",
        "/cases/{ref}/access",
        "/cases/{ref}/access/let-in",
        "/cases/{ref}/access/keep-out",
        "/cases/{ref}/correct/account",
        "/cases/{ref}/correct/report",
        "/cases/{ref} > /correct/incident/",
        "/cases/{ref}/allegations/A1/correct",
        "/cases/{unknown}/people/{nobody}/correct",
        "/cases/{unknown}/people/{nobody}/withdraw",
        "/cases/{ref}/allegations/A1/withdraw",
        "/cases/{mended}/withdrawals/{mistake}/take-back",
        "/cases/{typed}/corrections/{wrong}/cover",
        "/cases/{cover}/coverings/{asked}/leave",
        "/cases/{stepped}/steps/{step}/day",
        "/cases/{answering}/findings/{finding}/day",
        "/cases/{untold}/decisions/{telling}/told",
        "/cases/{untold}/decisions/{telling}/day",
        "/cases/{informed}/decisions/{told}/told/correct",
        "/cases/{ref}/notes/new",
        "/cases/{noted}/notes/{note}",
        "/cases/{ref}/files/new",
        "/cases/{attached}/files/{attachment}/withdraw",
        "/cases/{ref}/tasks/new",
        "/cases/{ref}/people/new",
        "/cases/{ref}/allegations/new",
        "/cases/{ref}/classification",
        "/cases/{ref}/hand-over",
        "/cases/{ref}/transfer",
        "/cases/{ref}/links/new",
        "/cases/{bound}/links/{tie}/untie",
        "/cases/{stopped}/clock/restart",
        "/cases/{ref}/merge",
        "/cases/{shell}/merge/undo",
        "/cases/{ref}/summary",
        "/cases/{unknown}/people/{nobody}/identify",
        "/cases/{unknown}/people/{nobody}/category",
        "/cases/{leaving}/people/{leaver}/departure",
        "/cases/views/new",
        "/cases/join",
        "/drafts",
        "/cases/break-glass",
        "/me",
        "/my-record",
        "/verify",
        "/notices",
        "/nothing-here",
    ),
    "senior-officer": (
        "/cases/overseen",
        "/cases/{bare}/oversee",
        "/cases/{cover}/coverings/{asked}/agree",
        "/cases/{cover}/coverings/{covered}/open",
    ),
    "senior-officer-2": (
        "/cases/{settled}/decisions/{decision}/set-aside",
        "/cases/{settled}/findings/{final}/take-back",
    ),
    "reviewer": ("/cases/{reviewed}/allegations/{answered}/review",),
    "risk-officer": ("/your-room",),
    "investigator": (
        "/cases/{inquiry}",
        "/cases/{inquiry}/allegations/{allegation}",
        "/cases/{inquiry}/findings/new",
        "/cases/{inquiry}/clock/stop",
        "/cases/{inquiry}/clock/extend",
    ),
    "decision-maker": (
        "/cases/{review}/decision",
        "/cases/{review}/people/{subject}/decision",
    ),
    "victim-officer": (
        "/victims/new",
        "/victims/{helped}/follow-up",
        "/victims/{helped}/need",
        "/victims/{helped}/referral",
        "/victims/{helped}/services/{service}/gap",
        "/victims/{helped}/case",
        "/victims/{helped}/hand-over",
        "/victims/{helped}/keep",
        "/victims/{helped}/notes/new",
        "/victims/{helped}/tasks/new",
        "/victims/{written}/notes/{victim_note}",
        "/victims/{helped}/files/new",
        "/victims/{victim}/identity",
        "/victims/{victim}/identity/write",
        "/victims > /tell/",
    ),
    "recruiter": ("/screening/look-ups/{inquiry_ref}",),
    "registry": (
        "/screening/register",
        "/screening/register/new",
        "/screening/register/{entry}",
        "/screening/register/{entry}/notice",
        "/screening/register/{entry}/publish",
        "/screening/register/{entry}/withdraw",
        "/screening/register/{entry}/withdrawal",
        "/screening/register/{entry}/notes/new",
        "/screening/register/{entry}/tasks/new",
        "/screening/register/{listed}/notes/{entry_note}",
        "/screening/register/{entry}/files/new",
        "/screening/matches",
        "/screening/matches/{inquiry_ref}",
        "/screening/matches/{inquiry_ref}/{match}",
        "/screening/thresholds",
        "/screening/thresholds/propose",
    ),
    "administrator": (
        "/people",
        "/people/new",
        "/people/officer",
        "/people/officer/name",
        "/people/officer/close",
        "/people/officer/open",
        "/people/auditor > /engagements/",
        "/account-requests",
        "/account-requests/{request}",
        "/entities",
        "/tracks",
        "/tracks/lists",
        "/entities/new",
        "/entities/NOR/lists",
        "/entities/NOR",
        "/entities/NOR/change",
        "/entities/NOR/days",
        "/entities/NOR/move",
        "/entities/NOR/close",
        "/entities/NOR/open",
        "/organizations/new",
    ),
    "auditor": ("/audit/cases", "/cases/{ref}/summary"),
}
"""All the others. `PAGE > PART` is where the first link on the page leads that has this part."""
UNSEEN = {
    "static": "files",
    "front.health": "for machines",
    "accounts.time_left": "for the script that warns before a session ends",
    "front.home": "leads on to the first page of a role",
    "documents.summary": "a PDF",
    "checking.certificate": "a certificate",
    "drafts.shown": "looked at with a draft, in test_words_typed_before.py",
    "drafts.both": "looked at with two drafts, in test_words_typed_before.py",
    "cases.agree_extension": "no extension waits in the demonstration data",
    "cases.decline_extension": "no extension waits in the demonstration data",
    "cases.withdraw": "nothing was found yet where the demonstration data is investigated",
    "cases.settle": "nobody's name matches in the demonstration data",
    "cases.file": "a file, which the browser keeps",
    "victims.file": "a file, which the browser keeps",
    "screening.file": "a file, which the browser keeps",
    **{
        f"{room}.file_preview": "looked at with a document of its own, in test_uploads.py"
        for room in ("cases", "victims", "screening")
    },
    "victims.withdraw_file": "no file of the demonstration data hangs there; looked at in a case",
    "screening.withdraw_file": "no file of the demonstration data hangs there; looked at in a case",
    "screening.correction": "no correction of a listed person waits in the demonstration data",
    "screening.going_on": "nobody in the demonstration data is referred without a match",
    "screening.lift": "no entry of the demonstration data is suspended",
    "screening.settle": "nobody's name matches in the demonstration data",
}
"""What answers GET and is no page of its own, or has none to show; and why."""

PEOPLE = tomllib.loads((Path(cast.__file__).with_name("people.toml")).read_text("utf-8"))
"""Who can sign in, with their roles."""


def others(app: Flask) -> dict[str, tuple[str, ...]]:
    """All the others, with those that nobody lists because no value stands in their address.

    Such a page is opened by the first person of the demonstration whose role opens it.
    """
    listed = {
        path.partition("?")[0] for d in (MAIN, OTHERS) for paths in d.values() for path in paths
    }
    found = {user: list(paths) for user, paths in OTHERS.items()}
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments or rule.rule in listed:
            continue
        if rule.endpoint not in UNSEEN and (user := opener(app, rule.endpoint)):
            found.setdefault(user, []).append(rule.rule)
    return {user: tuple(paths) for user, paths in found.items()}


def opener(app: Flask, endpoint: str) -> str | None:
    """The first person of the demonstration whose role opens a page."""
    need = declared(app).get(endpoint)
    roles = shipped()
    for user, facts in PEOPLE.items():
        role = roles.get(facts.get("role", ""))
        if role is not None and need in role.may:
            return str(user)
    return None


OWN = (
    "JOIN cases c ON c.id = m.root_id JOIN users u ON u.id = c.owner_id AND u.username = 'officer'"
    " AND c.merged_into IS NULL"
)
"""A row of a case that the officer has."""
FOUND = {
    ("ref",): "SELECT reference FROM cases WHERE stage = 'received' AND reference LIKE 'NOR-%'"
    " AND owner_id IS NOT NULL ORDER BY reference",
    ("victim",): "SELECT f.code FROM victim_files f JOIN victim_identities i ON i.root_id = f.id"
    " ORDER BY f.code",
    ("unknown", "nobody"): "SELECT c.reference, p.id FROM parties p JOIN cases c ON"
    " c.id = p.root_id JOIN users u ON u.id = c.owner_id WHERE p.identified = 0"
    " AND p.part = 'subject' AND u.username = 'officer' AND c.stage = 'received'",
    ("leaving", "leaver"): "SELECT c.reference, p.id FROM parties p JOIN cases c ON"
    " c.id = p.root_id JOIN users u ON u.id = c.owner_id WHERE p.identified = 1"
    " AND p.part = 'subject' AND u.username = 'officer' AND c.stage = 'received'",
    ("inquiry", "allegation"): "SELECT c.reference, a.id FROM allegations a JOIN cases c ON"
    " c.id = a.root_id JOIN grants g ON g.root_id = c.id JOIN users u ON u.id = g.user_id"
    " WHERE c.stage = 'under-investigation' AND u.username = 'investigator'",
    ("shell",): "SELECT reference FROM cases WHERE merged_into IS NOT NULL",
    ("stopped",): "SELECT c.reference FROM cases c JOIN users u ON u.id = c.owner_id"
    " WHERE c.clock_stopped = 1 AND u.username = 'officer' ORDER BY c.reference",
    ("bound", "tie"): "SELECT c.reference, l.id FROM case_links l JOIN cases c ON c.id = l.root_id"
    " JOIN cases o ON o.id = l.other_id JOIN users u ON u.id = c.owner_id"
    " WHERE c.merged_into IS NULL AND o.merged_into = c.id AND u.username = 'officer'",
    ("reviewed", "answered"): "SELECT c.reference, a.id FROM allegations a JOIN cases c ON"
    " c.id = a.root_id JOIN grants g ON g.root_id = c.id JOIN users u ON u.id = g.user_id"
    " WHERE c.stage = 'under-review' AND u.username = 'reviewer'",
    ("review", "subject"): "SELECT c.reference, p.id FROM parties p JOIN cases c ON"
    " c.id = p.root_id WHERE c.stage = 'under-review' AND p.part = 'subject'"
    " AND c.classification = 'confidential' ORDER BY c.reference",
    ("settled", "decision", "final"): "SELECT c.reference, d.id, f.id FROM decisions d JOIN cases c"
    " ON c.id = d.root_id JOIN findings f ON f.decision_id = d.id"
    " JOIN proceedings p ON p.id = d.proceeding_id WHERE p.stage = 'decided'"
    " AND d.set_aside_at IS NULL AND NOT d.admitted AND c.classification = 'confidential'"
    " AND c.reference LIKE 'SOU-%' ORDER BY c.reference",
    ("stepped", "step"): f"SELECT c.reference, m.id FROM moves m {OWN} WHERE m.name = 'assess'",
    ("answering", "finding"): f"SELECT c.reference, m.id FROM findings m {OWN}"
    " WHERE m.step = 'investigation' AND m.set_aside_at IS NULL AND m.withdrawn_at IS NULL",
    ("untold", "telling"): f"SELECT c.reference, m.id FROM decisions m {OWN}"
    " WHERE m.notified_on IS NULL AND m.set_aside_at IS NULL AND NOT m.admitted"
    " AND m.id NOT IN (SELECT decision_id FROM register_entries WHERE decision_id IS NOT NULL)",
    ("informed", "told"): f"SELECT c.reference, m.id FROM decisions m {OWN}"
    " WHERE m.notified_on IS NOT NULL AND m.set_aside_at IS NULL",
    ("helped", "service"): "SELECT f.code, s.id FROM victim_services s JOIN victim_files f ON"
    " f.id = s.root_id JOIN victim_needs n ON n.id = s.need_id WHERE n.met_at IS NULL",
    ("bare",): "SELECT c.reference FROM cases c WHERE c.classification = 'strictly-confidential'"
    " AND c.reference LIKE 'NOR%' AND NOT EXISTS (SELECT 1 FROM grants g JOIN users u ON"
    " u.id = g.user_id WHERE g.root_id = c.id AND u.username = 'senior-officer')",
    ("mended", "mistake"): "SELECT c.reference, w.id FROM withdrawals w JOIN cases c ON"
    " c.id = w.root_id WHERE w.undone_at IS NULL",
    ("typed", "wrong"): "SELECT c.reference, x.id FROM corrections x JOIN cases c ON"
    " c.id = x.root_id JOIN users u ON u.id = c.owner_id WHERE x.fact = 'title'"
    " AND x.before IS NOT NULL"
    " AND u.username = 'officer' AND NOT EXISTS (SELECT 1 FROM coverings k"
    " WHERE k.correction_id = x.id)",
    ("cover", "asked", "covered"): "SELECT c.reference, k.id, d.id FROM coverings k"
    " JOIN coverings d ON d.root_id = k.root_id JOIN cases c ON c.id = k.root_id"
    " WHERE k.agreed IS NULL AND d.agreed = 1",
    ("noted", "note"): f"SELECT c.reference, m.id FROM notes m {OWN} WHERE m.edits > 0",
    ("attached", "attachment"): f"SELECT c.reference, m.id FROM files m {OWN}"
    " WHERE m.withdrawn_at IS NULL",
    ("written", "victim_note"): "SELECT f.code, n.id FROM notes n JOIN victim_files f ON"
    " f.id = n.root_id WHERE n.edits > 0",
    ("listed", "entry_note"): "SELECT e.ref, n.id FROM notes n JOIN register_entries e ON"
    " e.id = n.root_id WHERE n.edits > 0",
    ("request",): "SELECT id FROM account_requests",
    ("entry",): "SELECT ref FROM register_entries WHERE stage = 'proposed'",
    ("inquiry_ref", "match"): "SELECT q.ref, m.id FROM possible_matches m JOIN inquiries q ON"
    " q.id = m.root_id",
}
"""Where in the demonstration data the parts of addresses are found."""


def names_in(home: Path) -> dict[str, str]:
    """What stands in the addresses, for the data of this home."""
    found: dict[str, str] = {}
    with sqlite.connect(f"file:{home / 'caseflow.db'}?mode=ro", uri=True) as database:
        for names, statement in FOUND.items():
            row = database.execute(f"{statement} LIMIT 1").fetchone()
            assert row, f"nothing to show for {names}"
            found |= dict(zip(names, map(said, row), strict=True))
    return found


def said(value: object) -> str:
    return str(UUID(bytes=value)) if isinstance(value, bytes) else str(value)
