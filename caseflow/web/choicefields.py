"""Fields for answers among several: radios, a list, ticks; made from labelled enums or pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, Field
from wtforms.validators import StopValidation

from caseflow.labels import Labelled, Text, _
from caseflow.web.textfields import Needed, missing

Options = type[Labelled] | Iterable[Labelled] | Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Option:
    """An answer as the page offers it: `value` is sent, `answer` is what the form gives."""

    value: str
    label: str
    answer: Any
    hint: str | None = None
    mark: str = ""


class ChoiceField(Field):
    """What choosing one and choosing several have in common.

    `options` is a labelled enum, some of its members, or pairs of value and label; a page may set
    them later with `offer`. `hints` gives an answer a sentence; `marks` one of the classification
    numbers 1 to 3 to show instead of plain words.
    """

    usual = _("Choose an answer under “%(label)s”").msgid

    def __init__(
        self,
        label: Text,
        options: Options = (),
        *,
        needed: Needed = True,
        hint: Text | None = None,
        hints: Mapping[Any, str] | None = None,
        columns: str = "",
        validators: Sequence[Any] = (),
        **rest: Any,
    ) -> None:
        super().__init__(label, tuple(validators), **rest)
        self.needed = needed
        self.hint = hint
        self.hints = dict(hints or {})
        self.columns = columns
        self.strays: list[str] = []
        self.offer(options)

    def offer(self, options: Options) -> None:
        """Set the answers, for lists that are only known when the page is made."""
        self.options = [self._option(o) for o in options]

    def _option(self, option: Labelled | tuple[str, str]) -> Option:
        if isinstance(option, Labelled):
            return Option(option.value, option.label, option, self.hints.get(option))
        value, label = option
        return Option(str(value), label, value, self.hints.get(value))

    def _known(self, sent: str) -> Option | None:
        return next((o for o in self.options if o.value == sent), None)

    @property
    def target(self) -> str:
        """The first control, for the error summary."""
        return f"{self.id}-0"

    def pre_validate(self, form: Any) -> None:
        """Refuse answers that were not offered, and no answer where one is needed."""
        if self.strays:
            raise StopValidation(_("Choose one of the answers that are offered"))
        if not self.data:
            if self.needed:
                raise StopValidation(missing(self, self.needed, self.usual))
            raise StopValidation


class Choice(ChoiceField):
    """One answer: radios, or a list with `as_list`. `data` is the enum member or the value.

    Use radios up to six answers, a list for more.
    """

    def __init__(
        self, label: Text, options: Options = (), *, as_list: bool = False, **rest: Any
    ) -> None:
        super().__init__(label, options, **rest)
        self.as_list = as_list
        self.kind = "list" if as_list else "radios"

    @property
    def target(self) -> str:
        """The list itself, or the first radio."""
        return str(self.id) if self.as_list else super().target

    def chosen(self, option: Option) -> bool:
        """Whether this is the answer."""
        return self.data is not None and option.answer == self.data

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Find the answer among those offered."""
        if not valuelist:
            return
        sent = str(valuelist[0])
        known = self._known(sent)
        self.data = known.answer if known else None
        self.strays = [sent] if sent and known is None else []


class Ticks(ChoiceField):
    """Any number of answers. `data` is a list in the order offered."""

    kind = "ticks"

    def chosen(self, option: Option) -> bool:
        """Whether this answer is ticked."""
        return option.answer in (self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Find the ticked answers among those offered."""
        sent = {str(v) for v in valuelist}
        self.data = [o.answer for o in self.options if o.value in sent]
        self.strays = sorted(v for v in sent if self._known(v) is None)


class Tick(BooleanField):
    """A single yes, such as a consent; `needed` refuses an unticked box with its sentence."""

    kind = "tick"

    def __init__(
        self,
        label: Text,
        *,
        needed: Needed = False,
        hint: Text | None = None,
        validators: Sequence[Any] = (),
        **rest: Any,
    ) -> None:
        super().__init__(label, tuple(validators), **rest)
        self.needed = needed
        self.hint = hint

    def pre_validate(self, form: Any) -> None:
        """Refuse an unticked box where the tick is needed."""
        if self.needed and not self.data:
            raise StopValidation(missing(self, self.needed, _("Tick “%(label)s”").msgid))
