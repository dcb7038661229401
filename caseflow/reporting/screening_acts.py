"""What an auditor reads of an act of screening: what for, and what it came to; never about whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from caseflow.audit.models import Entry
from caseflow.labels import Labelled, Text, _
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.models import Answer, JudgementVerdict, Purpose, Thresholds


def about(
    entry: Entry, detail: Mapping[str, Any], changes: Mapping[UUID, Thresholds]
) -> Text | None:
    """One sentence from what was sealed with the act; None for acts that have nothing to tell."""
    facts = detail.get("facts", {})
    if entry.act == ScreeningAct.INQUIRY_MADE and "answer" in facts:
        return _(
            "%(purpose)s, for %(vacancy)s. Answer: %(answer)s",
            purpose=_label(Purpose, facts.get("purpose")),
            vacancy=str(facts.get("vacancy") or _("no vacancy")),
            answer=_label(Answer, facts["answer"]),
        )
    if entry.act == ScreeningAct.INQUIRY_RESOLVED and "verdict" in facts:
        return _("Judgement: %(verdict)s", verdict=_label(JudgementVerdict, facts["verdict"]))
    change = changes.get(entry.thing_id) if entry.thing_id else None
    if change is not None:
        return _(
            "Refer from %(refer)s, strong from %(strong)s",
            refer=f"{change.refer_from:.3f}",
            strong=f"{change.strong_from:.3f}",
        )
    return None


def _label(words: type[Labelled], value: object) -> Text:
    found = next((each for each in words if each.value == value), None)
    return found.label if found is not None else Text(str(value).replace("%", "%%"))
