"""A field for numbers, in the digits of any script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms import Field, widgets
from wtforms.validators import StopValidation

from caseflow.facts.plain import western_digits
from caseflow.labels import Text, _
from caseflow.web.textfields import Needed, missing
from caseflow.web.texts import showable

GROUPS = re.compile(r"(?<=[0-9])[\s'’٬](?=[0-9]{3}(?![0-9]))")


class Number(Field):
    """A whole number, or a decimal one where `places` is above 0; `data` is int or Decimal.

    `least` and `most` are both allowed.
    """

    widget = widgets.TextInput()
    kind = "text"
    input_type = "text"
    direction = "ltr"
    autocomplete = "off"

    def __init__(
        self,
        label: Text,
        *,
        least: int = 0,
        most: int = 1_000_000_000,
        places: int = 0,
        needed: Needed = True,
        hint: Text | None = None,
        validators: Sequence[Any] = (),
        **rest: Any,
    ) -> None:
        super().__init__(label, tuple(validators), **rest)
        self.least, self.most, self.places = least, most, places
        self.needed = needed
        self.hint = hint
        self.typed: str | None = None
        self.fault: Text | None = None

    @property
    def inputmode(self) -> str:
        """Which keyboard a phone should offer."""
        return "decimal" if self.places else "numeric"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number, keeping what was typed; a field left out is an empty one."""
        self.typed = str(valuelist[0]) if valuelist else ""
        self.data: int | Decimal | None = None
        self.fault = None
        if self.typed.strip():
            self._read(western_digits(self.typed.strip()[:40]))

    def _read(self, text: str) -> None:
        text = GROUPS.sub("", text).replace("−", "-")
        text = text.replace("٫", ".")
        decimals = rf"(\.[0-9]{{1,{self.places}}})?" if self.places else ""
        if not re.fullmatch(rf"-?[0-9]{{1,20}}{decimals}", text):
            self.fault = (
                _("Write a number with at most %(places)s decimals", places=self.places)
                if self.places
                else _("Write a whole number, such as 12")
            )
            return
        value = Decimal(text) if self.places else int(text)
        if self.least <= value <= self.most:
            self.data = value
        else:
            self.fault = _(
                "The number must lie between %(least)s and %(most)s",
                least=f"{self.least:,}",
                most=f"{self.most:,}",
            )

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no number or too large, then what is missing."""
        if self.fault:
            raise StopValidation(self.fault)
        if self.data is None:
            if self.needed:
                raise StopValidation(missing(self, self.needed, _("Fill in “%(label)s”").msgid))
            raise StopValidation

    def _value(self) -> str:
        if self.typed is not None:
            return showable(self.typed)
        return "" if self.data is None else str(self.data)
