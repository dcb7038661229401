"""Keeping to the rule for reaching a person safely; leaving it takes a reason."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from caseflow.crypto.columns import Sealed, conceal
from caseflow.crypto.opening import show_text
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.victims.contact_rule import ContactRule, rule_in
from caseflow.victims.models import Channel, VictimFile

LONGEST_REASON = 2_000


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why a way was taken that never should be, and why something is written down only now."""

    despite: str | None = None
    late: str | None = None


NONE_GIVEN = Reasons()


def rule_of(session: Session, file: VictimFile) -> ContactRule:
    """The ways of reaching the person of a file that are allowed, and those never taken."""
    return rule_in(show_text(session, file, "channel_rules"))


def reason_against_rule(
    session: Session, file: VictimFile, channel: Channel, despite: str | None
) -> str | None:
    """Why a way was taken that never should be; None where the rule does not forbid it.

    Raises NotReady for a forbidden way without a reason, and for too long a reason.
    """
    rule = rule_of(session, file)
    if channel not in rule.never:
        return None
    reason = (despite or "").strip()
    if not reason and not rule.readable:
        words = _("The rule for reaching this person cannot be read: say why this way was safe.")
        raise NotReady(words, field="despite")
    if not reason:
        raise NotReady(
            _("This person is never to be reached this way: say why it was done all the same."),
            field="despite",
        )
    if len(reason) > LONGEST_REASON:
        words = _("Use at most %(most)s characters.", most=LONGEST_REASON)
        raise NotReady(words, field="despite")
    return reason


def sealed_rule(rule: ContactRule) -> Sealed | None:
    """A rule as it is kept. Raises NotReady for a way that is both allowed and never taken."""
    if both := rule.allowed & rule.never:
        way = next(each for each in Channel if each in both)
        raise NotReady(
            _("“%(way)s” cannot be allowed and never taken.", way=way.label), field="never"
        )
    return conceal(rule.to_json()) if rule.says_something else None
