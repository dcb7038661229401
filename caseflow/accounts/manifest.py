"""What this room brings: accounts."""

from __future__ import annotations

from caseflow.accounts.acts import AccountAct
from caseflow.accounts.permissions import AccountPermission
from caseflow.accounts.purposes import AccountPurpose
from caseflow.labels import _
from caseflow.manifests import Commands, RoomSpec

ROOM = RoomSpec(
    name="accounts",
    tables="caseflow.accounts.models",
    compartment="accounts",
    work="caseflow.accounts.work:WORK",
    pages=(
        "caseflow.accounts.routes",
        "caseflow.accounts.pages.managing",
        "caseflow.accounts.pages.closing",
        "caseflow.accounts.pages.requests",
        "caseflow.accounts.pages.password_reset",
        "caseflow.accounts.pages.password_choice",
        "caseflow.accounts.pages.inbox",
    ),
    subscriptions=("caseflow.accounts.entity_moves",),
    demonstration=("caseflow.accounts.demonstration:ask_for_a_role",),
    declares=(AccountPermission, AccountAct, AccountPurpose),
    commands=Commands(
        name="accounts",
        words="Make the first two administrators, and stand in for a second person.",
        made_by="caseflow.accounts.commands:commands",
    ),
    things={
        "account_influences": _("Hand on an account"),
        "account_requests": _("Change of an account"),
        "password_codes": _("Code for a new password"),
        "users": _("Account"),
    },
    fields={
        "address": _("address"),
        "email": _("e-mail"),
        "reason": _("reason"),
    },
    open_text={
        "account_requests.role": "code",
        "user_sessions.agent": "technical",
        "users.full_name": "person-at-work",
        "users.locale": "technical",
        "users.password_hash": "hash",  # pragma: allowlist secret
        "users.time_zone": "technical",
        "users.title": "person-at-work",
        "users.username": "person-at-work",
    },
    beside_the_wall={
        "password_codes": ("caseflow.accounts.",),
        "user_sessions": ("caseflow.accounts.",),
        "sign_in_failures": ("caseflow.accounts.",),
        "account_influences": ("caseflow.accounts.",),
    },
)
