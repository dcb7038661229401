"""What a victim assistance officer may type."""

from __future__ import annotations

from caseflow.labels import _
from caseflow.victims.models import Channel, NeedKind, Urgency
from caseflow.victims.services.identity import LEAST_REASON
from caseflow.web.edit_forms import EditForm
from caseflow.web.forms import (
    BaseForm,
    BirthDate,
    Choice,
    DateParts,
    LongText,
    Nationalities,
    PersonName,
    ShortText,
)


def _safe_contact() -> LongText:
    return LongText(
        _("How the person may be reached safely"),
        hint=_("When, by which way, who may answer, and what must never be said."),
        needed=False,
        longest=2000,
        rows=3,
    )


def _identity(*, needed: bool) -> tuple[object, ...]:
    return (
        PersonName(_("Name"), needed=needed),
        LongText(_("How to reach the person"), needed=False, longest=2000, rows=2),
        BirthDate(
            _("Date of birth or age"),
            needed=False,
            ages=True,
            hint=_("As far as it is known: 4 July 1984, 1984, about 1984, or an age in years."),
        ),
        Nationalities(_("Nationality")),
        ShortText(_("Language"), needed=False, longest=60),
        ShortText(_("Guardian, for a child"), needed=False),
    )


class OpenForm(BaseForm):
    """A new person, known by a code only."""

    entity = Choice(_("Entity"), as_list=True)
    urgency = Choice(_("Urgency"), Urgency, columns="three")
    safe_contact = _safe_contact()


class KeepForm(EditForm):
    """What stands at the top of a file."""

    urgency = Choice(_("Urgency"), Urgency, columns="three")
    safe_contact = _safe_contact()


class NeedForm(BaseForm):
    """Something the person needs."""

    kind = Choice(_("Need"), NeedKind, as_list=True)
    urgency = Choice(_("Urgency"), Urgency, columns="three")
    words = LongText(
        _("In the person’s own words"),
        needed=False,
        longest=5000,
        rows=4,
        hint=_("No names: the identity is kept apart."),
    )
    due = DateParts(
        _("Last day on which it helps"),
        needed=False,
        hint=_("Such as the end of a medical window."),
    )


class ReferralForm(BaseForm):
    """To whom the person is referred, for which need."""

    need = Choice(_("Need"), as_list=True)
    provider = ShortText(_("Provider"), hint=_("Whoever gives the help, and where."))
    note = LongText(_("What the provider has to know"), needed=False, longest=5000, rows=4)
    appointment = DateParts(_("Appointment"), needed=False)


class ReasonForm(BaseForm):
    """Why a referral ended otherwise than hoped."""

    reason = LongText(_("Reason"), longest=2000, rows=3)


class FollowUpForm(BaseForm):
    """One attempt to be in touch."""

    day = DateParts(_("Day"), future=False)
    reached = Choice(
        _("Was the person reached?"), (("yes", _("Yes")), ("no", _("No"))), columns="two"
    )
    channel = Choice(_("How"), Channel, columns="two")
    note = LongText(_("Note"), needed=False, longest=5000, rows=4)
    next_on = DateParts(_("Next contact"), needed=False)


class IdentityForm(EditForm):
    """Who the person is; sealed apart from the file."""

    name, contact, date_of_birth, nationality, language, guardian = _identity(needed=True)


class LookForm(BaseForm):
    """Why somebody needs to know who it is."""

    reason = LongText(
        _("Why do you need to know?"),
        longest=1000,
        rows=2,
        hint=_("At least %(count)s characters. It stays on the record.", count=LEAST_REASON),
    )


class TieForm(BaseForm):
    """The case a file belongs to."""

    reference = ShortText(
        _("Case reference"),
        longest=100,
        direction="ltr",
        hint=_("Typed in full. Nobody who works on the case learns of it."),
    )


class TellForm(BaseForm):
    """That the person was told of a step."""

    day = DateParts(_("Day"), future=False)
    channel = Choice(_("How"), Channel, columns="two")
    reaction = LongText(_("What the person said or asked"), needed=False, longest=5000, rows=4)
