"""Forms that change what is there: nobody overwrites in silence what somebody else wrote.

Such a form carries the version of what it showed. When it is sent and something else is there by
then, nothing is changed: the writer sees both texts side by side, and sends again what shall stand.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, ClassVar

from flask import request
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import Field

from caseflow.crypto.secrets import SECRETS, Secrets
from caseflow.labels import Text, _
from caseflow.web import store
from caseflow.web.choicefields import ChoiceField, Tick
from caseflow.web.datefields import UncertainDay
from caseflow.web.forms import BaseForm, typed_before
from caseflow.web.words import day, say

VERSION = "shown_version"
OWN_VERSION = "version"
"""The version of a form that holds what it showed against the row itself, in its verb."""
LENGTH = 32
"""Hexadecimal digits of a version."""
PURPOSE = b"what a form showed"
OVERTAKEN = _(
    "Somebody changed this while you were writing. Nothing is overwritten yet: look at both texts,"
    " then send again what shall stand."
)
OVERTAKEN_UNSEEN = _(
    "Somebody wrote this anew while you were writing, and it is not shown here. Nothing is"
    " overwritten yet: send again if yours shall stand in its place."
)
NOTHING_CHANGED = _("Nothing was changed: this is what is kept already.")
MOVED_ON = _(
    "Something changed here since you opened this page. Where it stands now: “%(now)s”. Nothing"
    " was done. Look at what changed, and send again if this is still right."
)


@dataclass(frozen=True)
class BothTexts:
    """One field of an overtaken form: its name, what is kept now, and what the writer typed."""

    label: str
    kept: str
    typed: str


class EditForm(BaseForm):
    """A form that changes what is there.

    It is filled with what is kept now (`data`), when it is drawn and when it is sent. `shows` adds
    what the page shows without a field for it, such as who has a case: words by their label.
    `sealed` stands for what is kept and not shown, such as the bytes of a sealed value.

    Sent as it was filled, it changes nothing and says so, unless it `acts_unchanged`: its fields
    are filled with what is likely, not with what is kept.
    """

    acts_unchanged: ClassVar[bool] = False

    def __init__(
        self,
        *args: Any,
        shows: Mapping[Text, str] | None = None,
        sealed: bytes = b"",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shows = dict(shows or {})
        self.sealed = sealed
        self.both_texts: list[BothTexts] = []

    @property
    def version(self) -> str:
        """The version of what is kept now: a keyed digest, of which nothing can be read."""
        kept = [[f.short_name, plain(f.object_data)] for f in self._edited()]
        kept += [[label.msgid, words] for label, words in self.shows.items()]
        secrets: Secrets = SECRETS.of(store.session())
        told = PURPOSE + json.dumps([kept, self.sealed.hex()]).encode()
        return hmac.new(secrets.pepper, told, hashlib.sha256).hexdigest()[:LENGTH]

    def hidden_tag(self, *fields: Any) -> Markup:
        """The hidden fields, with the version of what is kept now.

        Words that were typed before go on with the version that their writer saw.
        """
        seen = typed_before().get(VERSION) if self.taken_up else None
        shown = seen or self.version
        own = Markup('<input type="hidden" name="{}" value="{}">').format(VERSION, shown)
        hidden: Markup = super().hidden_tag(*fields) + own
        return hidden

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what was typed, and that it is held against what the writer saw."""
        right: bool = super().validate(extra_validators)
        differing = [line for line in map(both_of, self._edited()) if line.kept != line.typed]
        sent = request.form.get(VERSION, "")  # one that carries none may have shown anything
        if hmac.compare_digest(sent.encode(), self.version.encode()):
            return right and self._says_something(differing)
        if not differing and not self.shows and not self.sealed:
            # what is there by now is just what was typed
            return right and (bool(sent) or self._says_something(differing))
        seen = [BothTexts(say(label), words, "") for label, words in self.shows.items()]
        self.both_texts = [] if self.sealed else [*seen, *differing]
        self.form_errors.append(OVERTAKEN_UNSEEN if self.sealed else OVERTAKEN)
        return False

    def _says_something(self, differing: list[BothTexts]) -> bool:
        """Whether something differs from what is kept; else the page says that nothing does."""
        if differing or self.shows or self.sealed or self.acts_unchanged:
            return True
        self.form_errors.append(NOTHING_CHANGED)
        return False

    def _edited(self) -> Iterator[Field]:
        """The fields that show what is kept; a reason is new each time."""
        return (f for f in self if f.short_name not in ("csrf_token", "reason"))


class StandingForm(EditForm):
    """A form that moves on what stands somewhere: a case, a referral, an entry of the register.

    It `shows` where that stood when its page was opened. When it stands elsewhere by then, nothing
    is done, and the writer is told where it stands.
    """

    acts_unchanged = True

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what was typed, and that the thing stands where the writer saw it."""
        right: bool = BaseForm.validate(self, extra_validators)
        sent = request.form.get(VERSION, "")
        if hmac.compare_digest(sent.encode(), self.version.encode()):
            return right
        self.form_errors.append(say(MOVED_ON) % {"now": " · ".join(self.shows.values())})
        return False

    def _edited(self) -> Iterator[Field]:
        """None: a day or a reason is new each time."""
        return iter(())


def held(session: Session, row: Any) -> Any:
    """A row that a form is about to change, as it is now; nobody changes it meanwhile.

    Only a sent form holds it. SQLite has one writer at a time anyhow.
    """
    if request.method == "POST" and session.get_bind().dialect.name == "postgresql":
        session.refresh(row, with_for_update={"of": type(row)})
    return row


def plain(value: object) -> object:
    """A value of a field as JSON can hold it, the same each time."""
    if value is None or value == "":
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return str(value).replace("\r\n", "\n").strip()


def both_of(field: Field) -> BothTexts:
    """What is kept in a field, and what was typed into it."""
    kept, typed = (words_of(field, value) for value in (field.object_data, field.data))
    return BothTexts(say(field.label.text), kept, typed)


def words_of(field: Field, value: Any) -> str:
    """What a value of a field reads like on the page; "" for nothing."""
    if isinstance(field, Tick):
        return say(_("yes") if value else _("no"))
    if isinstance(field, ChoiceField):
        labels = {plain(o.answer): o.label for o in field.options}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(say(labels.get(plain(each), plain(each))) for each in chosen)
    if isinstance(value, UncertainDay):
        return " – ".join(day(each) for each in (value.first, value.last) if each)
    if isinstance(value, date):
        return day(value)
    return str(plain(value))
