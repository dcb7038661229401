"""What a victim assistance officer may type."""

from __future__ import annotations

from typing import Any, cast

from caseflow.labels import _
from caseflow.reference.entry_lag import hint as late_hint
from caseflow.victims.contact_rule import ContactRule
from caseflow.victims.models import Channel, NeedKind, Urgency
from caseflow.victims.services.identity import LEAST_REASON
from caseflow.victims.services.reaching import LONGEST_REASON
from caseflow.web.edit_forms import EditForm, StandingForm
from caseflow.web.forms import (
    BaseForm,
    BirthDate,
    Choice,
    DateParts,
    LongText,
    Nationalities,
    PersonName,
    ShortText,
    Ticks,
)


def _safe_contact() -> LongText:
    return LongText(
        _("How the person may be reached safely"),
        hint=_("When, by which way, who may answer, and what must never be said."),
        needed=False,
        longest=2000,
        rows=3,
    )


def _allowed() -> Ticks:
    return Ticks(_("Ways that are allowed"), Channel, needed=False, columns="two")


def _never() -> Ticks:
    return Ticks(
        _("Ways that are never taken"),
        Channel,
        needed=False,
        columns="two",
        hint=_("Whoever notes a contact cannot choose them without a reason."),
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

    called = _("New file of a victim")

    entity = Choice(_("Entity"), as_list=True)
    urgency = Choice(_("Urgency"), Urgency, columns="three")
    safe_contact = _safe_contact()
    allowed = _allowed()
    never = _never()


class KeepForm(EditForm):
    """What stands at the top of a file."""

    called = _("Urgency and safe contact")

    urgency = Choice(_("Urgency"), Urgency, columns="three")
    safe_contact = _safe_contact()
    allowed = _allowed()
    never = _never()


class HandOverForm(EditForm):
    """Another officer, and why."""

    called = _("Handing a file over")

    to = Choice(_("Officer"), as_list=True)
    reason = LongText(
        _("Why"),
        needed=_("Say why you hand it over"),
        hint=_("It stands in the audit trail. What the next one has to know belongs in the file."),
        longest=LONGEST_REASON,
        rows=3,
    )


class NeedForm(BaseForm):
    """Something the person needs."""

    called = _("A need")

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

    called = _("A referral")

    need = Choice(_("Need"), as_list=True)
    provider = ShortText(_("Provider"), hint=_("Whoever gives the help, and where."))
    note = LongText(_("What the provider has to know"), needed=False, longest=5000, rows=4)
    appointment = DateParts(_("Appointment"), needed=False)


class ReferralMoveForm(StandingForm):
    """A step of a referral: on which day, and why it ended otherwise than hoped or is late."""

    called = _("A step of a referral")

    happened_on = DateParts(_("Day on which it happened"), future=False)
    reason = LongText(_("Reason"), longest=2000, rows=3)


class ReachingForm(BaseForm):
    """What the forms have in common that note how a person was reached."""

    channel: Choice
    forbidden: Choice
    despite: LongText

    def offer_ways(self, rule: ContactRule) -> None:
        """Offer the ways that are not forbidden, allowed ones first; the others with a reason."""
        self.channel.hints = dict.fromkeys(rule.allowed, _("allowed"))
        self.channel.offer(rule.ways())
        self.forbidden.offer(rule.ways(never=True))
        if not rule.never:
            del self.forbidden, self.despite
        elif self.forbidden.data is not None or not rule.ways():
            self.channel.needed = False
            self.forbidden.needed = True
            self.despite.needed = _("Say why it was taken all the same")

    @property
    def way(self) -> Channel:
        """The way that was taken: a forbidden one that was chosen counts."""
        forbidden = self["forbidden"].data if "forbidden" in self else None
        return cast(Channel, forbidden or self.channel.data)

    @property
    def why(self) -> str | None:
        """The reason for a forbidden way."""
        return self["despite"].data if "despite" in self else None


def _channel() -> Choice:
    return Choice(_("How"), Channel, columns="two")


def _forbidden() -> Choice:
    return Choice(
        _("A way that is never to be taken"),
        Channel,
        as_list=True,
        needed=False,
        hint=_("It then counts in place of the answer above."),
    )


def _despite() -> LongText:
    return LongText(
        _("Why it was taken all the same"),
        needed=False,
        longest=LONGEST_REASON,
        rows=2,
        hint=_("It stays in the file and on the record."),
    )


class FollowUpForm(ReachingForm):
    """One attempt to be in touch."""

    called = _("A contact")

    day = DateParts(_("Day"), future=False)
    reached = Choice(
        _("Was the person reached?"), (("yes", _("Yes")), ("no", _("No"))), columns="two"
    )
    channel = _channel()
    forbidden = _forbidden()
    despite = _despite()
    note = LongText(_("Note"), needed=False, longest=5000, rows=4)
    next_on = DateParts(_("Next contact"), needed=False)
    late_reason = LongText(_("Why it is entered late"), needed=False, longest=2000, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late_reason.hint = late_hint()


class IdentityForm(EditForm):
    """Who the person is; sealed apart from the file."""

    called = _("Identity of a victim")

    name, contact, date_of_birth, nationality, language, guardian = _identity(needed=True)


class LookForm(BaseForm):
    """Why somebody needs to know who it is."""

    called = _("Why an identity is looked at")

    reason = LongText(
        _("Why do you need to know?"),
        longest=1000,
        rows=2,
        hint=_("At least %(count)s characters. It stays on the record.", count=LEAST_REASON),
    )


class TieForm(BaseForm):
    """The case a file belongs to."""

    called = _("The case a file belongs to")

    reference = ShortText(
        _("Case reference"),
        longest=100,
        direction="ltr",
        hint=_("Typed in full. Nobody who works on the case learns of it."),
    )


class TellForm(ReachingForm):
    """That the person was told of a step."""

    called = _("What a victim was told")

    day = DateParts(_("Day"), future=False)
    channel = _channel()
    forbidden = _forbidden()
    despite = _despite()
    reaction = LongText(_("What the person said or asked"), needed=False, longest=5000, rows=4)
    late_reason = LongText(_("Why it is entered late"), needed=False, longest=2000, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late_reason.hint = late_hint()
