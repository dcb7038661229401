"""Fields for words: one line, several lines, a password, something the page carries along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field, widgets
from wtforms.validators import StopValidation

from caseflow.labels import Text, _
from caseflow.web.texts import fault_in, is_seen, showable, tidy, without_unkept

Needed = bool | Text
TAKE_OUT = "take_out"
"""What the button sends that takes out all that cannot be kept."""


def missing(field: Any, needed: Needed, usual: str) -> Text:
    """The sentence for an unanswered field: the form's own, else one that names the field."""
    if isinstance(needed, Text):
        return needed
    return _(usual, label=field.label.text)


class WordField(Field):
    """What its kinds have in common: tidied on the way in, refused where it cannot be kept.

    `data` is the tidied text ("" when nothing was typed); `typed` is kept as it came, for the
    page that asks again. `when` says in which case an answer is needed that else may be left out.
    """

    lines = False
    usual = _("Fill in “%(label)s”").msgid

    def __init__(
        self,
        label: Text,
        *,
        needed: Needed = True,
        when: Text | None = None,
        hint: Text | None = None,
        longest: int = 200,
        direction: str = "auto",
        autocomplete: str | None = None,
        validators: Sequence[Any] = (),
        **rest: Any,
    ) -> None:
        super().__init__(label, tuple(validators), **rest)
        self.needed = needed
        self.when = when
        self.hint = hint
        self.longest = longest
        self.direction = direction
        self.autocomplete = autocomplete
        self.typed: str | None = None
        self.taking_out = False

    def process(self, formdata: Any, *rest: Any, **more: Any) -> None:
        """Take what was sent, without what cannot be kept where the writer asked for that."""
        self.taking_out = bool(formdata) and TAKE_OUT in formdata
        super().process(formdata, *rest, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was typed, and its tidied form; a field left out is an empty one.

        What the page was filled with before never answers for somebody.
        """
        self.typed = str(valuelist[0]) if valuelist else ""
        if self.taking_out and self.kind != "password":
            self.typed = without_unkept(self.typed)
        self.data = self.typed if fault_in(self.typed, longest=self.longest) else self._tidied()

    def pre_validate(self, form: Any) -> None:
        """Refuse what cannot be kept, then what is missing."""
        typed = self.typed or ""
        if fault := fault_in(typed, longest=self.longest):
            raise StopValidation(fault)
        if not self._is_answered():
            if self.needed:
                raise StopValidation(missing(self, self.needed, self.usual))
            self.data = ""
            raise StopValidation

    @property
    def removable(self) -> bool:
        """Whether there is something here that cannot be kept, and can be taken out."""
        return bool(fault_in(self.typed or "", longest=len(self.typed or "")))

    def _is_answered(self) -> bool:
        """Whether something was typed that people see."""
        return is_seen(self.data or "")

    def _tidied(self) -> str:
        return tidy(self.typed or "", lines=self.lines)

    def _value(self) -> str:
        return showable(self.typed if self.typed is not None else str(self.data or ""))


class ShortText(WordField):
    """One line of words. `input_type` "email", "search" or "tel" changes the keyboard only."""

    widget = widgets.TextInput()
    kind = "text"

    def __init__(self, label: Text, *, input_type: str = "text", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.input_type = input_type


class LongText(WordField):
    """Several lines of words; line breaks are kept.

    Where an answer is needed, signs alone are none.
    """

    widget = widgets.TextArea()
    kind = "long"
    lines = True

    def __init__(self, label: Text, *, longest: int = 20_000, rows: int = 6, **rest: Any) -> None:
        super().__init__(label, longest=longest, **rest)
        self.rows = rows

    def _is_answered(self) -> bool:
        """Whether something was typed that people see; a needed answer holds a letter or digit."""
        seen = super()._is_answered()
        return seen and (not self.needed or any(sign.isalnum() for sign in self.data or ""))


class Password(WordField):
    """A password: never tidied, never sent back."""

    widget = widgets.PasswordInput(hide_value=True)
    kind = "password"
    input_type = "password"

    def __init__(
        self,
        label: Text,
        *,
        longest: int = 256,
        autocomplete: str = "current-password",
        **rest: Any,
    ) -> None:
        super().__init__(label, longest=longest, direction="ltr", autocomplete=autocomplete, **rest)

    @property
    def removable(self) -> bool:
        """Never: nobody takes anything out of a password that is not seen."""
        return False

    def _is_answered(self) -> bool:
        return bool(self.data)

    def _tidied(self) -> str:
        return self.typed or ""


class Hidden(WordField):
    """Something the page carries along; it has no label, and may be empty."""

    widget = widgets.HiddenInput()
    kind = "hidden"

    def __init__(self, *, longest: int = 200, **rest: Any) -> None:
        super().__init__(_("Hidden"), needed=False, longest=longest, **rest)

    def carry(self, value: str) -> None:
        """Have the page carry this from now on, whatever was sent."""
        self.data = self.typed = value
