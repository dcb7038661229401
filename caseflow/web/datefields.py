"""Fields for dates: one known day in three boxes, and a day of which one is not sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from caseflow.facts.dates import BadDate
from caseflow.labels import Labelled, Text, _
from caseflow.web.dates import PARTS, Typed, read_day, read_span
from caseflow.web.textfields import Needed, missing
from caseflow.web.texts import showable

LONGEST_PART = 30
BETWEEN = _("Between two days")


class Precision(Labelled):
    """How sure somebody is of a date."""

    EXACT = "exact", _("One known day")
    BETWEEN = "between", BETWEEN
    ABOUT = "about", _("About then")
    UNKNOWN = "unknown", _("Not known")


@dataclass(frozen=True)
class UncertainDay:
    """When something happened, as surely as it is known.

    `precision` is one of "exact", "between", "about", "unknown"; `first` and `last` bound the
    days meant, and are None when unknown.
    """

    precision: str
    first: date | None = None
    last: date | None = None


class Boxes:
    """Three boxes of a form: day, month, year, with the one at fault and its sentence."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.typed = Typed()
        self.part = ""
        self.error: Text | None = None

    def read(self, formdata: Any) -> bool:
        """Take what was sent; False when none of the boxes was."""
        sent = {p: formdata.get(f"{self.prefix}-{p}") for p in PARTS}
        if all(v is None for v in sent.values()):
            return False
        self.typed = Typed(**{p: str(v or "")[:LONGEST_PART] for p, v in sent.items()})
        return True

    def value(self, part: str) -> str:
        """What stands in a box, fit for the page."""
        return showable(getattr(self.typed, part))

    def id(self, part: str) -> str:
        """The id and name of a box."""
        return f"{self.prefix}-{part}"

    def refuse(self, part: str, sentence: Text) -> None:
        """Remember which box is at fault, and stop."""
        self.part, self.error = part, sentence
        raise StopValidation(sentence)

    @property
    def target(self) -> str:
        """The id of the box at fault, or of the first."""
        return self.id(self.part or "day")


class DateParts(Field):
    """A day that people know, in three boxes; `data` is a date or None.

    `future` False refuses days that have not come yet, by the day that the form goes by (`today`).
    """

    kind = "date"
    usual = _("Fill in “%(label)s”: day, month and year").msgid

    def __init__(
        self,
        label: Text,
        *,
        needed: Needed = True,
        hint: Text | None = None,
        future: bool = True,
        validators: Sequence[Any] = (),
        **rest: Any,
    ) -> None:
        super().__init__(label, tuple(validators), **rest)
        self.needed = needed
        self.hint = hint
        self.future = future
        self.boxes = Boxes(self.name)

    @property
    def target(self) -> str:
        """The box at fault, for the error summary."""
        return self.boxes.target

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the three boxes where the form was sent, else the date that is known."""
        super().process(None, data, extra_filters)
        if formdata is None or not self.boxes.read(formdata):
            self.boxes.typed = Typed.of(self.data)

    def pre_validate(self, form: Any) -> None:
        """Read the date, refusing with a sentence at the box at fault."""
        self.data = None
        if self.boxes.typed.blank:
            if self.needed:
                self.boxes.refuse("day", missing(self, self.needed, self.usual))
            raise StopValidation
        try:
            found = read_day(self.boxes.typed)
        except BadDate as bad:
            self.boxes.refuse(bad.part, bad.sentence)
        else:
            if not self.future:
                not_yet(self.boxes, found, form.today)
            self.data = found


class UncertainDate(Field):
    """A day with how sure it is; `data` is an UncertainDay or None.

    Without scripts all boxes are shown and the answer to "how sure" decides which count.
    """

    kind = "uncertain"

    def __init__(
        self,
        label: Text,
        *,
        hint: Text | None = None,
        future: bool = False,
        validators: Sequence[Any] = (),
        **rest: Any,
    ) -> None:
        super().__init__(label, tuple(validators), **rest)
        self.hint = hint
        self.future = future
        self.precisions = tuple(Precision)
        self.precision = ""
        self.first, self.last = Boxes(f"{self.name}-first"), Boxes(f"{self.name}-last")
        self.today = date.max

    @property
    def target(self) -> str:
        """The control at fault, for the error summary."""
        for boxes in (self.first, self.last):
            if boxes.error:
                return boxes.target
        return f"{self.id}-precision-0"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take what was sent, else what is known."""
        super().process(None, data, extra_filters)
        sent = formdata.get(f"{self.name}-precision") if formdata else None
        if formdata and (self.first.read(formdata) | self.last.read(formdata) or sent):
            self.precision = str(sent or "")
        elif self.data is not None:
            self.precision = str(self.data.precision)
            self.first.typed, self.last.typed = Typed.of(self.data.first), Typed.of(self.data.last)

    def pre_validate(self, form: Any) -> None:
        """Read as much of the date as the answer to "how sure" asks for."""
        self.data, self.today = None, form.today
        self._only_what_counts()
        match self.precision:
            case "unknown":
                self.data = UncertainDay("unknown")
            case "exact":
                known = self._read(self.first, read_day)
                self.data = UncertainDay("exact", known, known)
            case "about":
                self.data = UncertainDay("about", *self._read(self.first, read_span))
            case "between":
                first, last = self._read(self.first, read_day), self._read(self.last, read_day)
                if last < first:
                    self.last.refuse("day", _("The second day lies before the first"))
                self.data = UncertainDay("between", first, last)
            case _:
                raise StopValidation(_("Say how sure the date is"))

    def _only_what_counts(self) -> None:
        """Refuse a day beside an answer that leaves it out: it would be dropped in silence."""
        if self.precision == "unknown" and not self.first.typed.blank:
            self.first.refuse(
                "day", _("You said that the date is not known: take it out here, or say more above")
            )
        if self.precision in ("unknown", "exact", "about") and not self.last.typed.blank:
            self.last.refuse(
                "day", _("Take this day out, or choose “%(words)s” above", words=BETWEEN)
            )

    def _read(self, boxes: Boxes, reader: Any) -> Any:
        try:
            found = reader(boxes.typed)
        except BadDate as bad:
            boxes.refuse(bad.part, bad.sentence)
        else:
            if not self.future:
                first = found[0] if isinstance(found, tuple) else found
                not_yet(boxes, first, self.today)
            return found


def not_yet(boxes: Boxes, found: date, today: date) -> None:
    """Refuse a day that has not come yet, by the day that the form goes by."""
    if found > today:
        boxes.refuse("day", _("%(day)s has not come yet", day=found))
