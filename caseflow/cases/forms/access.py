"""Who has a case, who is let in and who is kept out."""

from __future__ import annotations

from caseflow.cases.capacities import GIVEN
from caseflow.cases.forms.working import LONGEST_REASON
from caseflow.labels import Labelled, _
from caseflow.web.edit_forms import EditForm
from caseflow.web.forms import BaseForm, Choice, DateParts, LongText


class HandOverForm(EditForm):
    """Another person or a desk, and why."""

    called = _("Handing over")

    to = Choice(_("New owner"), needed=False, as_list=True, hint=_("Or leave it to a desk below."))
    desk = Choice(
        _("Desk"),
        needed=False,
        as_list=True,
        hint=_(
            "It answers for the case until somebody takes it. Whoever manages entities keeps the"
            " list."
        ),
    )
    reason = LongText(
        _("Why, and what the next one should know"),
        needed=_("Say why you hand it over"),
        longest=LONGEST_REASON,
        rows=4,
    )


class TransferForm(EditForm):
    """Another entity, and why."""

    called = _("Transfer to another entity")

    entity = Choice(_("Entity"), as_list=True, needed=_("Choose an entity"))
    reason = LongText(
        _("Why it belongs there"), needed=_("Say why"), longest=LONGEST_REASON, rows=4
    )


class LetInForm(BaseForm):
    """Somebody who may work on this one case."""

    called = _("Letting somebody in")

    capacity = Choice(
        _("What the person is to do"), GIVEN, needed=_("Choose what the person is to do")
    )
    user = Choice(
        _("Person"),
        as_list=True,
        needed=_("Choose a person"),
        hint=_("Only people whose role allows it are listed."),
    )
    until = DateParts(
        _("Until which day"),
        needed=False,
        hint=_("On that day the access ends. Leave it empty for as long as the case lasts."),
    )


class TakePartForm(BaseForm):
    """Why an overseer comes into a case of a named team."""

    called = _("Taking part in a case")

    reason = LongText(
        _("Why you take part"),
        needed=_("Say why you take part"),
        longest=LONGEST_REASON,
        rows=3,
        hint=_("The team reads it, with your name."),
    )


class KeepOutForm(BaseForm):
    """Somebody who may not open this case."""

    called = _("Keeping somebody out")

    user = Choice(_("Person"), as_list=True, needed=_("Choose a person"))
    reason = LongText(
        _("What the conflict is"), needed=_("Say why"), longest=LONGEST_REASON, rows=3
    )


class Match(Labelled):
    """Whether a namesake is the person named."""

    YES = "yes", _("It is the person named: keep them out")
    NO = "no", _("It is somebody else: let them go")


class SettleForm(BaseForm):
    """A decision on a colleague whose name matches."""

    called = _("Settling a match of names")

    match = Choice(
        _("Is it the same person?"), Match, needed=_("Say whether it is the same person")
    )
    reason = LongText(_("Reason"), needed=_("Say why"), longest=LONGEST_REASON, rows=3)
