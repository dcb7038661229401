"""What the database refused, in words: which rule of which table a case would have broken."""

from __future__ import annotations

import re
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from caseflow.db import metadata
from caseflow.labels import Text, _

WORDS: Mapping[str, Text] = {
    "uq_cases_reference": _("another case has its reference here"),
    "external_reference": _("another import is bringing the same case in"),
    "ck_cases_owner_or_desk": _("it has neither an owner nor a desk nor an entity"),
    "ck_cases_external_has_source": _("a reference stands without the register it is of"),
    "ck_cases_merged_has_target": _(
        "its outcome says that it was merged, and into which is unknown"
    ),
    "ck_cases_closing_date_only_when_closed": _("it has a closing date and is not closed"),
    "ck_cases_not_into_itself": _("it would be merged into itself"),
    "ck_cases_reporting_unless_admitted": _("it does not say how the reporter wants to be known"),
    "ck_cases_dated_unless_admitted": _("its stage has no day"),
    "ck_occurrences_day_when_known": _(
        "the day of the incident and how well it is known do not fit"
    ),
    "ck_occurrences_two_days_when_between": _("an incident between two days has only one"),
    "ck_occurrences_days_in_order": _("the last day of the incident lies before the first"),
    "ck_parties_identified_is_one": _("a person who is identified stands for several"),
    "ck_parties_somebody": _("a person stands for nobody"),
    "ck_parties_only_subjects_unidentified": _("somebody who is no subject is not identified"),
    "ck_parties_users_are_identified": _("an unidentified person has an account here"),
    "uq_proceedings_subject_id": _("one subject has two proceedings"),
    "ck_moves_named": _("a move has no name"),
    "ck_moves_dated_unless_admitted": _("a move has no day"),
    "ck_moves_one_thing_moved": _("a move is of two things at once"),
    "ck_moves_happened_when_moved": _("a move does not say on which day it happened"),
    "one_code": _("two allegations against one person have the same code"),
    "ck_allegations_type_has_version": _("a type of conduct has no version of the taxonomy"),
    "ck_findings_outcome_unless_admitted": _("a finding has no outcome"),
    "ck_findings_standard_unless_admitted": _("a finding has no standard of proof"),
    "ck_findings_somebody_found_it": _("nobody made a finding"),
    "ck_decisions_reasons_unless_admitted": _("a decision has no reasons"),
    "ck_decisions_somebody_decided": _("nobody made a decision"),
    "ck_measures_kind_or_raw": _("a measure says nothing"),
    "ck_measures_one_place": _("a measure belongs to a decision and to none"),
    "ck_measures_imposed_by_decision": _("a measure was imposed without a decision"),
    "ck_measures_days_in_order": _("a measure ends before it begins"),
}
"""The rules of the tables that an import writes, by the name of the constraint."""

_CHECK = re.compile(r"CHECK constraint failed: (\w+)")
_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")
_EMPTY = re.compile(r"NOT NULL constraint failed: (\w+)\.(\w+)")


def refusal(error: DBAPIError) -> Text:
    """Why the database does not take a case, without anything that the case holds."""
    name = constraint_of(error)
    if name in WORDS:
        return WORDS[name]
    if place := _empty(error):
        return _("“%(column)s” in “%(table)s” is empty", table=place[0], column=place[1])
    if name:
        return _("it breaks the rule “%(name)s” of the database", name=name)
    return _("a value is longer or larger than the database holds, or points to what is not there")


def constraint_of(error: DBAPIError) -> str:
    """The name of the constraint that was broken, on either database; empty where none is named."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or "")
    said = str(error.orig)
    if check := _CHECK.search(said):
        return check[1]
    if unique := _UNIQUE.search(said):
        return _unique_named(unique[1])
    return ""


def _empty(error: DBAPIError) -> tuple[str, str] | None:
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        table, column = diagnosis.table_name, diagnosis.column_name
        return (str(table), str(column)) if table and column else None
    place = _EMPTY.search(str(error.orig))
    return (place[1], place[2]) if place else None


def _unique_named(places: str) -> str:
    """SQLite names the columns of a broken rule, not the rule itself."""
    named = [place.split(".") for place in places.split(", ")]
    table = metadata.tables.get(named[0][0])
    columns = [column for _table, column in named]
    for rule in table.constraints if table is not None else ():
        if isinstance(rule, sa.UniqueConstraint) and [c.name for c in rule.columns] == columns:
            return str(rule.name)
    return places
