"""What people call the things and the sealed fields that the trail names by table and column."""

from __future__ import annotations

from collections.abc import Iterable

from caseflow.labels import Text, _

THINGS: dict[str, Text] = {
    "account_requests": _("Change of an account"),
    "acts": _("Audit trail"),
    "allegations": _("Allegation"),
    "cases": _("Case"),
    "clock_records": _("Time limit"),
    "decisions": _("Decision"),
    "drafts": _("Draft"),
    "engagements": _("Engagement"),
    "entities": _("Entity"),
    "exclusions": _("Bar"),
    "exports": _("Document"),
    "findings": _("Finding"),
    "grants": _("Access"),
    "incidents": _("Incident"),
    "inquiries": _("Look-up"),
    "investigations": _("Investigation"),
    "jobs": _("Background job"),
    "measures": _("Measure"),
    "memberships": _("Role"),
    "moves": _("Move"),
    "notes": _("Note"),
    "notices": _("Notice"),
    "parties": _("Person in a case"),
    "proceedings": _("Proceedings"),
    "register_entries": _("Register entry"),
    "tasks": _("Task"),
    "users": _("Account"),
    "victim_files": _("Victim file"),
}
"""What people call the things that acts are about."""

FIELDS: dict[str, Text] = {
    "address": _("address"),
    "authority": _("authority"),
    "candidate": _("candidate"),
    "contact": _("contact"),
    "content": _("draft"),
    "date_of_birth": _("date of birth"),
    "description": _("description"),
    "detail": _("comparison"),
    "dossier": _("dossier"),
    "email": _("e-mail"),
    "evidence": _("evidence"),
    "external_id": _("number in the old register"),
    "gender": _("gender"),
    "guardian": _("guardian"),
    "id_number": _("passport or staff number"),
    "language": _("language"),
    "name": _("name"),
    "nationality": _("nationality"),
    "note": _("note"),
    "notice": _("notice"),
    "parameters": _("details of the measure"),
    "person": _("person"),
    "place": _("place"),
    "provider": _("provider"),
    "purpose": _("purpose"),
    "rank": _("rank"),
    "raw": _("words of the old register"),
    "reaction": _("reaction"),
    "reason": _("reason"),
    "reasons": _("reasons"),
    "recommended_remark": _("remark on the recommended measure"),
    "recourse": _("recourse"),
    "reference": _("case reference"),
    "remark": _("remark"),
    "report": _("report"),
    "safe_contact": _("safe contact"),
    "summary": _("account"),
    "team": _("team"),
    "terms": _("terms of reference"),
    "title": _("title"),
    "unit": _("unit"),
    "vacancy": _("vacancy"),
    "withdrawal_reason": _("reason for the withdrawal"),
    "words": _("words"),
}
"""Sealed fields by their name in the model."""


def called(kind: str) -> Text:
    """The name of a thing by the table it stands in; a part of something else by that table."""
    return THINGS.get(kind) or Text(kind.replace("_", " "))


def fields_called(fields: Iterable[str]) -> tuple[Text, ...]:
    """The names of sealed fields, given as columns with or without their table, each once."""
    columns = dict.fromkeys(field.rpartition(".")[2] for field in fields)
    return tuple(FIELDS.get(each) or Text(each.replace("_", " ")) for each in columns)
