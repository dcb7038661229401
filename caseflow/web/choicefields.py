"""Fields for answers among several: radios, a list, ticks; made from labelled enums or pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

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


class ChoiceField(Field):
    """What choosing one and choosing several have in common.

    `options` is a labelled enum, some of its members, or pairs of value and label; a page may set
    them later with `offer`. `hints` gives an answer a sentence; `columns` is "two" or "three".
    """

    usual = _("Choose an answer under “%(label)s”").msgid
    several = False

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
        self.sent: list[str] | None = None
        self.offer(options)

    def offer(self, options: Options) -> None:
        """Set the answers, for lists that are only known when the page is made."""
        self.options = [self._option(o) for o in options]
        self._understand()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was sent; its meaning depends on the answers offered.

        Where nothing was sent nothing is chosen, whatever the page was filled with before.
        """
        self.sent = [str(v) for v in valuelist if str(v)]
        self._understand()

    def _understand(self) -> None:
        """Find what was sent among the answers offered."""
        if self.sent is None:
            return
        found = [o.answer for o in self.options if o.value in self.sent]
        self.data = found if self.several else next(iter(found), None)
        values = {o.value for o in self.options}
        self.strays = [sent for sent in self.sent if sent not in values]

    def _option(self, option: Labelled | tuple[str, str]) -> Option:
        if isinstance(option, Labelled):
            return Option(option.value, option.label, option, self.hints.get(option))
        value, label = option
        return Option(str(value), label, value, self.hints.get(value))

    @property
    def offers_empty(self) -> bool:
        """Whether one of the answers offered is the empty one: then the list needs no other."""
        return any(not option.value for option in self.options)

    @property
    def target(self) -> str:
        """The first control, for the error summary."""
        return f"{self.id}-0"

    def pre_validate(self, form: Any) -> None:
        """Refuse answers that were not offered, and no answer where one is needed."""
        if self.strays:
            raise StopValidation(_("Choose one of the answers that are offered"))
        if self.data is None or self.data == []:
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

    @property
    def chosen_id(self) -> UUID | None:
        """The answer where answers are ids; None for no answer."""
        return UUID(str(self.data)) if self.data else None


class Ticks(ChoiceField):
    """Any number of answers. `data` is a list in the order offered."""

    kind = "ticks"
    several = True

    def chosen(self, option: Option) -> bool:
        """Whether this answer is ticked."""
        return option.answer in (self.data or ())

    @property
    def chosen_ids(self) -> frozenset[UUID]:
        """The answers where answers are ids."""
        return frozenset(UUID(str(each)) for each in self.data or ())


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
