"""The day on which something happened, beside the day on which it was written down.

Time limits run from the first. It is never ahead and never before what it follows; long after it,
whoever writes it down says why. How long is in `vocabularies/entry_lag.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path

from caseflow import packs
from caseflow.days import day_in
from caseflow.errors import NotReady
from caseflow.labels import Text, _, ngettext
from caseflow.reference.terms import SHIPPED

MOST_DAYS = 3_650


@dataclass(frozen=True)
class Earlier:
    """A day before which something did not happen, with the sentence that says which and why."""

    day: date
    words: Text


def reason_after() -> int:
    """After how many days whoever writes a thing down says why so late.

    Raises PackError naming file and key.
    """
    return _kept(packs.config_folder().absolute())


@lru_cache(maxsize=64)
def _kept(folder: Path) -> int:
    part = packs.load("entry_lag", SHIPPED / "entry_lag.toml", folder=folder)
    table = part.named("reason_after")
    days = table.number("days", most=MOST_DAYS)
    table.done()
    part.done()
    return days


def lag(happened: date, entered: date) -> int:
    """How many days after it happened a thing was written down."""
    return max(0, (entered - happened).days)


def is_late(happened: date, entered: date) -> bool:
    """Whether a thing was written down so late that it wants a reason."""
    return lag(happened, entered) > reason_after()


def check_day(
    happened: date,
    today: date,
    *,
    follows: Iterable[Earlier] = (),
    reason: str | None = None,
    field: str = "happened_on",
    reason_field: str = "reason",
) -> None:
    """Raise NotReady for a day ahead, one before what it follows, or a late one without a reason.

    `today` is the day where it happened. Of several things that it follows the last one counts.
    """
    if happened > today:
        raise NotReady(_("%(day)s has not come yet.", day=happened), field=field)
    last = max(follows, key=lambda each: each.day, default=None)
    if last is not None and happened < last.day:
        raise NotReady(last.words, field=field)
    check_reason(happened, today, reason=reason, field=reason_field)


def check_reason(happened: date, today: date, *, reason: str | None, field: str) -> None:
    """Raise NotReady where a thing is written down late and nobody says why."""
    if is_late(happened, today) and not (reason or "").strip():
        words = ngettext(
            "It happened %(count)s day ago. Say why it is written down only now.",
            "It happened %(count)s days ago. Say why it is written down only now.",
            lag(happened, today),
        )
        raise NotReady(words, field=field)


def hint() -> Text:
    """When a form asks why something is written down late."""
    return ngettext(
        "Needed where the day lies more than %(count)s day back.",
        "Needed where the day lies more than %(count)s days back.",
        reason_after(),
    )


def lag_words(days: int) -> Text | None:
    """“entered 12 days later”; None where it was written down on the day.

    Below 0 it was written down before the day to which it was corrected.
    """
    if not days:
        return None
    if days < 0:
        return ngettext("entered %(count)s day before", "entered %(count)s days before", -days)
    return ngettext("entered %(count)s day later", "entered %(count)s days later", days)


def entered(happened: date | None, at: datetime | None, zone: tzinfo) -> Text | None:
    """How much later a thing was written down; None on its day, or where either is not known."""
    if happened is None or at is None:
        return None
    return lag_words(lag(happened, day_in(zone, at)))
