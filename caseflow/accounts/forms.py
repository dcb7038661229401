"""What people type about their own account."""

from __future__ import annotations

from caseflow.accounts.models import Density, Theme
from caseflow.labels import _
from caseflow.web.forms import BaseForm, Choice, Hidden, Password, ShortText, Tick


class SignInForm(BaseForm):
    """The door."""

    username = ShortText(
        _("User name"),
        needed=_("Write your user name."),
        longest=64,
        direction="ltr",
        autocomplete="username",
    )
    password = Password(_("Password"), needed=_("Write your password."))
    next = Hidden(longest=500)


class SettingsForm(BaseForm):
    """How a person wants pages."""

    locale = Choice(_("Language"), needed=False, as_list=True)
    theme = Choice(_("Appearance"), Theme)
    density = Choice(_("Space on the page"), Density)
    row_keys = Tick(_("Use single-letter keys on lists"))


class PasswordForm(BaseForm):
    """A new password, after proving the present one."""

    current = Password(_("Present password"), needed=_("Write your present password."))
    password = Password(
        _("New password"),
        needed=_("Write a new password."),
        autocomplete="new-password",
        hint=_("At least 15 characters. A few unrelated words are good."),
    )
