"""What people call the things and the sealed fields that the trail names by table and column."""

from __future__ import annotations

from collections.abc import Iterable

from caseflow.labels import Text, _

THINGS: dict[str, Text] = {
    "account_influences": _("Hand on an account"),
    "account_requests": _("Change of an account"),
    "acts": _("Audit trail"),
    "allegations": _("Allegation"),
    "case_links": _("Link between cases"),
    "cases": _("Case"),
    "clock_changes": _("Change of a time limit"),
    "clock_records": _("Time limit"),
    "corrections": _("Correction"),
    "covered_words": _("Covered words"),
    "coverings": _("Covering of words"),
    "decision_standings": _("Standing of a decision"),
    "decisions": _("Decision"),
    "drafts": _("Draft"),
    "engagements": _("Engagement"),
    "entities": _("Entity"),
    "entity_list_values": _("List of an entity"),
    "exclusions": _("Bar"),
    "exports": _("Document"),
    "findings": _("Finding"),
    "grants": _("Access"),
    "incidents": _("Incident"),
    "inquiries": _("Look-up"),
    "investigations": _("Investigation"),
    "jobs": _("Background job"),
    "judgements": _("Judgement"),
    "measures": _("Measure"),
    "memberships": _("Role"),
    "merged_rows": _("Part taken along by a merge"),
    "moves": _("Move"),
    "notes": _("Note"),
    "notices": _("Notice"),
    "organizations": _("Organisation"),
    "oversights": _("Oversight"),
    "parties": _("Person in a case"),
    "password_codes": _("Code for a new password"),
    "possible_matches": _("Possible match"),
    "proceedings": _("Proceedings"),
    "register_categories": _("Conduct in a register entry"),
    "register_corrections": _("Correction of a register entry"),
    "register_entries": _("Register entry"),
    "root": _("Matter"),
    "roots": _("Matter"),
    "saved_views": _("Saved view"),
    "screening_thresholds": _("Thresholds of screening"),
    "tasks": _("Task"),
    "users": _("Account"),
    "victim_case_ties": _("Tie of a victim file"),
    "victim_files": _("Victim file"),
    "victim_follow_ups": _("Contact with a victim"),
    "victim_identities": _("Identity of a victim"),
    "victim_needs": _("Need of a victim"),
    "victim_services": _("Referral to a provider"),
    "victim_told": _("Word to a victim"),
    "withdrawals": _("Withdrawal of what was entered by mistake"),
}
"""What people call the things that acts are about."""

FIELDS: dict[str, Text] = {
    "address": _("address"),
    "authority": _("authority"),
    "before": _("what stood there before"),
    "candidate": _("candidate"),
    "channel_rules": _("safe ways of contact"),
    "contact": _("contact"),
    "content": _("draft"),
    "date_of_birth": _("date of birth"),
    "desk": _("desk"),
    "declined": _("why it was declined"),
    "description": _("description"),
    "despite": _("why a rule was left"),
    "detail": _("comparison"),
    "dossier": _("dossier"),
    "email": _("e-mail"),
    "evidence": _("evidence"),
    "external_id": _("number in the old register"),
    "gender": _("gender"),
    "guardian": _("guardian"),
    "id_number": _("passport or staff number"),
    "language": _("language"),
    "late_reason": _("reason for a late entry"),
    "name": _("name"),
    "nationality": _("nationality"),
    "note": _("note"),
    "notice": _("notice"),
    "other_names": _("other names"),
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
    "register_words": _("what an old register says now"),
    "remark": _("remark"),
    "report": _("report"),
    "safe_contact": _("safe contact"),
    "summary": _("account"),
    "team": _("team"),
    "terms": _("terms of reference"),
    "title": _("title"),
    "undone_reason": _("why a withdrawal was taken back"),
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
