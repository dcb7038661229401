"""What may be typed about organisations and entities."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.reference.models import ListKind
from caseflow.reference.services import MOST_NAME, MOST_VALUE
from caseflow.web.edit_forms import EditForm
from caseflow.web.forms import BaseForm, Choice, DateParts, Hidden, LongText, ShortText

LONGEST_CODE = 12
LONGEST_REASON = 500
LONGEST_PART = 12


class OrganizationForm(BaseForm):
    """An organisation whose entities work here."""

    called = _("New organisation")

    code = ShortText(
        _("Code"),
        needed=_("Write a code."),
        hint=_("Up to 12 capital letters and digits. It never changes."),
        longest=LONGEST_CODE,
        direction="ltr",
    )
    name = ShortText(_("Name"), needed=_("Write a name."), longest=MOST_NAME)


class EntityForm(OrganizationForm):
    """A mission, department, office or partner that receives cases."""

    called = _("New entity")

    code = ShortText(
        _("Code"),
        needed=_("Write a code."),
        hint=_("It begins every case reference, as in NORTH-2026-12345, and never changes."),
        longest=LONGEST_CODE,
        direction="ltr",
    )
    organization = Choice(_("Organisation"), as_list=True, needed=_("Choose an organisation."))
    kind = Choice(_("Kind"), as_list=True, needed=_("Choose a kind."))
    parent = Choice(
        _("Beneath"),
        needed=False,
        as_list=True,
        hint=_("Whoever reaches the entity above reaches this one."),
    )
    time_zone = Choice(
        _("Time zone"),
        as_list=True,
        needed=_("Choose a time zone."),
        hint=_("By city: in the open list, type how it begins."),
    )
    holiday_country = Choice(
        _("Holidays of"),
        needed=False,
        as_list=True,
        hint=_("Time limits in working days leave them out."),
    )
    valid_from = DateParts(_("Since"), needed=_("Say since when it exists."))


class ReasonForm(BaseForm):
    """Why an entity is changed: it is sealed with the act in the audit trail."""

    called = _("Opening an entity again")

    reason = LongText(
        _("Reason"),
        needed=False,
        longest=LONGEST_REASON,
        rows=2,
        hint=_("It stays in the audit trail."),
    )


class ChangeForm(EditForm, ReasonForm):
    """What an entity is called and what it is."""

    called = _("Name and kind of an entity")

    name = ShortText(_("Name"), needed=_("Write a name."), longest=MOST_NAME)
    kind = Choice(_("Kind"), as_list=True, needed=_("Choose a kind."))


class MoveForm(EditForm, ReasonForm):
    """Where an entity lies in the tree of its organisation."""

    called = _("Place of an entity in the tree")

    parent = Choice(
        _("Beneath"),
        needed=False,
        as_list=True,
        hint=_("Leave it open to put the entity at the top of its organisation."),
    )


class ListValueForm(BaseForm):
    """A value of one of an entity's lists."""

    called = _("New value of a list")

    kind = Choice(_("List"), ListKind, columns="two", needed=_("Say which list."))
    name = ShortText(
        _("Name"),
        needed=_("Write a name."),
        longest=MOST_VALUE,
        hint=_("An office or a unit, never a person: everybody who logs cases sees it."),
    )


class CloseForm(EditForm, ReasonForm):
    """From which day an entity takes nothing new."""

    called = _("Closing an entity")

    acts_unchanged = True

    on = DateParts(
        _("Closed from"),
        needed=_("Say from which day."),
        hint=_("The first day on which it takes nothing new. It may lie ahead."),
    )


class EntityDaysForm(BaseForm):
    """Which days an entity has, and why they change."""

    called = _("Time zone and holidays of an entity")

    time_zone = Choice(
        _("Time zone"),
        as_list=True,
        needed=_("Choose a time zone."),
        hint=_("By city: in the open list, type how it begins."),
    )
    holiday_country = Choice(
        _("Holidays of"),
        needed=False,
        as_list=True,
        hint=_("Time limits in working days leave them out, and the country's weekend."),
    )
    holiday_subdivision = ShortText(
        _("Part of the country"),
        needed=False,
        longest=LONGEST_PART,
        direction="ltr",
        hint=_("Its code where its holidays differ, such as BY for Bavaria."),
    )
    holiday_list = Choice(
        _("Own list of holidays"), needed=False, as_list=True, hint=_("In place of a country.")
    )
    reason = LongText(
        _("Reason"),
        needed=_("Say why."),
        longest=LONGEST_REASON,
        rows=2,
        hint=_("It stays in the audit trail."),
    )
    seen = Hidden(longest=200)
