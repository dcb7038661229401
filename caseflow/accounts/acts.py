"""What is done with users' accounts, and at the door, in the words of the trail."""

from __future__ import annotations

from caseflow.audit.acts import Act
from caseflow.labels import _


class AccountAct(Act):
    """What is done with users' accounts, and at the door."""

    ENGAGEMENT_ENDED = "engagement:ended", _("Ended an audit engagement")
    ENGAGEMENT_GIVEN = "engagement:given", _("Opened an audit engagement")
    PERSON_ASKED = "person:asked", _("Asked for a change of a user's account")
    PERSON_CONFIRMED = "person:confirmed", _("Confirmed a change of a user's account")
    PERSON_DECLINED = "person:declined", _("Declined a change of a user's account")
    PERSON_WITHDRAWN = "person:withdrawn", _("Withdrew what was asked for a user's account")
    PERSON_CHANGED = "person:changed", _("Changed a user's account")
    PERSON_READ = "person:read", _("Read a user's account")
    PREFERENCES_CHANGED = "preferences:changed", _("Changed one's own settings")
    SESSION_ENDED = "session:ended", _("Signed out or ended a session")
    SIGN_IN_FAILED = "sign-in:failed", _("Failed to sign in")
    SIGNED_IN = "sign-in:done", _("Signed in")
