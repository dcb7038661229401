"""What people type about their own account."""

from __future__ import annotations

from caseflow.accounts.models import Density, Theme
from caseflow.labels import Text, _
from caseflow.web.edit_forms import EditForm
from caseflow.web.forms import BaseForm, Choice, DateParts, Hidden, Password, ShortText, Tick


def _own_username() -> ShortText:
    return ShortText(
        _("User name"),
        needed=_("Write your user name."),
        longest=64,
        direction="ltr",
        autocomplete="username",
    )


def _new_password() -> Password:
    return Password(
        _("New password"),
        needed=_("Write a new password."),
        autocomplete="new-password",
        hint=_("At least 15 characters. A few unrelated words are good."),
    )


def _address(*, needed: Text | bool) -> ShortText:
    return ShortText(_("E-mail"), needed=needed, longest=200, direction="ltr", input_type="email")


class SignInForm(BaseForm):
    """The door."""

    username = _own_username()
    password = Password(_("Password"), needed=_("Write your password."))
    next = Hidden(longest=500)
    words = Hidden(longest=2_000_000)


class SettingsForm(EditForm):
    """How a person wants pages."""

    called = _("My settings")

    locale = Choice(_("Language"), needed=False, as_list=True)
    time_zone = Choice(
        _("Time zone"),
        needed=False,
        as_list=True,
        hint=_(
            "By city: in the open list, type how it begins. Times are shown in this zone. What day "
            "it is in a case goes by the zone of its entity."
        ),
    )
    theme = Choice(_("Appearance"), Theme)
    density = Choice(_("Space on the page"), Density)
    row_keys = Tick(_("Use single-letter keys on lists"))


class PasswordForm(BaseForm):
    """A new password, after proving the present one."""

    current = Password(_("Present password"), needed=_("Write your present password."))
    password = _new_password()


class PersonForm(BaseForm):
    """A new account."""

    called = _("New account")

    username = ShortText(
        _("User name"),
        needed=_("Write a user name."),
        hint=_("Small letters, digits, dots and hyphens. It never changes."),
        longest=64,
        direction="ltr",
    )
    full_name = ShortText(_("Name"), needed=_("Write the person's name."), longest=120)
    title = ShortText(_("What they do"), needed=False, longest=120)
    email = _address(needed=False)


class NameForm(EditForm):
    """Another name of a person with an account."""

    called = _("Name of an account")

    full_name = ShortText(_("Name"), needed=_("Write the person's name."), longest=120)
    title = ShortText(_("What they do"), needed=False, longest=120)


class RoleForm(BaseForm):
    """A role for a person."""

    called = _("A role")

    drafted = True

    role = Choice(
        _("Role"),
        needed=_("Choose a role."),
        as_list=True,
        hint=_(
            "A role marked “two people” begins when another administrator has confirmed it. Any "
            "other role begins at once."
        ),
    )
    entity = Choice(
        _("Entity, with everything below it"), needed=_("Choose an entity."), as_list=True
    )
    team = Choice(
        _("Desk"),
        needed=False,
        as_list=True,
        hint=_("The team this person works in. Whoever manages entities keeps the list."),
    )
    valid_to = DateParts(_("Until"), needed=False, hint=_("Leave empty while it has no end."))
    reason = ShortText(
        _("Why"),
        needed=False,
        when=_("for a role that takes two people"),
        longest=300,
        hint=_("Whoever confirms the role reads this."),
    )


class EngagementForm(BaseForm):
    """An auditor's dated right to summarise."""

    called = _("An audit engagement")

    drafted = True

    entity = Choice(_("Entity, with everything below it"), needed=True, as_list=True)
    purpose = ShortText(_("What the engagement is for"), longest=200)
    valid_to = DateParts(_("Until"), needed=False)
    strict_summaries = Tick(
        _("Summaries of strictly confidential cases"),
        hint=_("Without it the auditor sees who did what in these cases, but no summary."),
    )
    victim_codes = Tick(
        _("Codes of victims’ files"),
        hint=_("Without it the auditor sees what was done and where, but not in which file."),
    )


class ResetForm(BaseForm):
    """A code for a new password; a reason where two people are needed."""

    called = _("A code for a new password")

    drafted = True

    reason = ShortText(
        _("Why"),
        needed=False,
        longest=300,
        when=_("for whoever confirms it"),
    )


class EndEngagementForm(BaseForm):
    """Why an engagement ends."""

    called = _("End of an engagement")

    reason = ShortText(_("Why"), needed=_("Say why"), longest=300)


class OpenAgainForm(BaseForm):
    """Why a closed account is opened again."""

    called = _("Opening an account again")

    reason = ShortText(_("Why"), needed=_("Say why"), longest=300)


class AddressForm(EditForm):
    """Where mail for a person goes; a reason where two people are needed."""

    called = _("Address for mail")

    drafted = True

    email = _address(needed=_("Write the address."))
    reason = ShortText(
        _("Why"),
        needed=False,
        longest=300,
        when=_("for whoever confirms it"),
    )


class ChooseForm(BaseForm):
    """A new password, with a code that was handed over or mailed."""

    username = _own_username()
    code = ShortText(
        _("Code"),
        needed=_("Write the code."),
        hint=_("If two people gave you one part each, write both, one after the other."),
        longest=120,
        direction="ltr",
        autocomplete="one-time-code",
    )
    password = _new_password()
