"""The three steps of logging a case that are filled in; the fourth only shows the answers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from caseflow.access.models import Classification
from caseflow.cases.forms.people import DESPITE
from caseflow.cases.models import Precision, Reporting
from caseflow.cases.records.entries import OccurrenceEntry
from caseflow.cases.records.making import LONGEST_NAME
from caseflow.cases.services.receiving import LONGEST_TITLE
from caseflow.labels import _
from caseflow.web.forms import (
    BaseForm,
    Choice,
    DateParts,
    LongText,
    PersonName,
    ShortText,
    Ticks,
    UncertainDate,
    UncertainDay,
)

KINDS = ("conduct", "conduct_2", "conduct_3")


LOG_A_CASE = "log-a-case"
"""The name by which the drafts of all steps go."""


class ReachedForm(BaseForm):
    """How the report reached us."""

    called = _("Log a case")

    drafted = True
    drafted_as = LOG_A_CASE

    entity = Choice(_("Entity"), as_list=True, needed=_("Choose the entity it concerns"))
    received_on = DateParts(
        _("When did the report reach us?"), future=False, hint=_("For example 19 8 2026.")
    )
    channel = Choice(_("How it came"), as_list=True, needed=False)
    reporting = Choice(
        _("Whoever reported it"),
        Reporting,
        needed=_("Say how the reporter wants to be known"),
        hints={
            Reporting.NAMED: _("May be named to the people who work on the case."),
            Reporting.CONFIDENTIAL: _("Their name is sealed from all but those who must know."),
            Reporting.ANONYMOUS: _("We do not know who it was, and do not try to find out."),
        },
    )
    reporter = PersonName(
        _("Name of the reporter"),
        needed=False,
        longest=LONGEST_NAME,
        hint=_("Sealed before it is stored. Leave it empty for an anonymous report."),
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Check that an anonymous reporter has no name."""
        super().validate(extra_validators)
        if self.reporting.data is Reporting.ANONYMOUS and self.reporter.data:
            self.refuse_at("reporter", _("An anonymous report has no name: take it out"))
        return not self.errors


class HappenedForm(BaseForm):
    """What is said to have happened."""

    called = _("Log a case")

    drafted = True
    drafted_as = LOG_A_CASE

    title = ShortText(
        _("Short title"),
        needed=_("Enter a short title without names"),
        longest=LONGEST_TITLE,
        hint=_("No names. Colleagues see it in lists."),
    )
    happened = UncertainDate(_("When did it happen?"))
    place = ShortText(_("Where"), needed=False, longest=200)
    account = LongText(
        _("What happened, in your words or the reporter’s"),
        needed=_("Say what happened, in at least one sentence"),
        rows=8,
        hint=_("Facts first: what was seen or heard, by whom. Opinions can wait."),
    )
    conduct = Choice(
        _("Kind of conduct"),
        as_list=True,
        needed=_("Choose what is alleged"),
        hint=_("Alleged against everyone you name as a subject; it can be changed later."),
    )
    conduct_2 = Choice(_("Another kind of conduct"), as_list=True, needed=False)
    conduct_3 = Choice(_("A third kind of conduct"), as_list=True, needed=False)
    classification = Choice(
        _("Classification"),
        Classification,
        needed=_("Choose a classification"),
        hints={
            Classification.UNCLASSIFIED: _("Anyone in the organisation may know of it."),
            Classification.CONFIDENTIAL: _("Conduct officers of the entity may open it."),
            Classification.STRICTLY_CONFIDENTIAL: _(
                "Only people on the case team. Choose it for sexual misconduct and senior staff."
            ),
        },
    )

    def kinds(self) -> tuple[str, ...]:
        """The kinds of conduct, each once."""
        chosen = [str(self[name].data) for name in KINDS if self[name].data]
        return tuple(dict.fromkeys(chosen))


class CheckForm(BaseForm):
    """The answers are right: no more is asked but whether to go on where somebody is kept out."""

    called = _("Log a case")

    drafted = True
    drafted_as = LOG_A_CASE

    despite = Ticks(
        DESPITE,
        needed=False,
        hint=_(
            "Nothing is logged yet. Correct the name. Or tick the colleague here and log the case:"
            " they are kept out, the case waits for somebody to take it, and somebody else decides"
            " whether it is the same person."
        ),
    )


def occurrence(when: UncertainDay | None, place: str) -> OccurrenceEntry:
    """When and where, for the verb. A whole year is a span; a month is about its first day."""
    if when is None or when.precision == "unknown" or when.first is None:
        return OccurrenceEntry(place=place)
    precision = Precision(when.precision)
    if precision is Precision.ABOUT and when.last is not None and _is_year(when.first, when.last):
        precision = Precision.BETWEEN
    last = when.last if precision is Precision.BETWEEN else None
    return OccurrenceEntry(precision=precision, first_day=when.first, last_day=last, place=place)


def _is_year(first: date, last: date) -> bool:
    return (last - first).days > 31


def entity_id(form: ReachedForm) -> UUID:
    """The entity that was chosen."""
    return UUID(str(form.entity.data))
