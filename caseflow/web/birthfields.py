"""A field for a date of birth as it is known: a day, a month, a year, about then, a span."""

from __future__ import annotations

import re
from typing import Any

from wtforms.validators import StopValidation

from caseflow.facts.dates import BadDate, read, read_each
from caseflow.facts.plain import plain
from caseflow.labels import Text, _
from caseflow.web.dates import in_words
from caseflow.web.textfields import ShortText

LONGEST = 80
AGE = re.compile(r"[0-9]{1,3}")
OLDEST = 130
HINT = _("Such as 4 July 1984, July 1984, 1984, about 1984, 1983 to 1985.")


class BirthDate(ShortText):
    """A date in any spelling; `data` is as it is kept (1984-07-04, 1984, 1960~), or "".

    What cannot be read, could be two days or has not come yet is an error here. With `ages` an
    age in years is taken, too, and kept as it was typed. What stands there from before the field
    read dates is shown as it is, and has to be written anew.
    """

    def __init__(self, label: Text, *, ages: bool = False, **rest: Any) -> None:
        rest.setdefault(
            "hint", _("Such as 4 July 1984, July 1984, 1984, about 1984, 1983 to 1985.")
        )
        super().__init__(label, longest=LONGEST, autocomplete="off", **rest)
        self.ages = ages

    def pre_validate(self, form: Any) -> None:
        """Read the date, refusing with a sentence."""
        super().pre_validate(form)
        if self.ages and AGE.fullmatch(age := plain(str(self.data))) and int(age) <= OLDEST:
            self.data = age
            return
        try:
            self.data = str(read(str(self.data), today=form.today))
        except BadDate as bad:
            raise StopValidation(self._why(bad)) from None

    def _why(self, bad: BadDate) -> Text:
        """What to change; several dates that are right by themselves are told apart."""
        several, wrong = read_each(str(self.data))
        if len(several) > 1 and not wrong:
            return _("One date fits here: write the likelier one, or a span such as 1984 to 1986")
        return bad.sentence

    @property
    def read_as(self) -> str:
        """What the answer was read as, in words; empty where nothing was read."""
        try:
            return in_words(read(str(self.data or "")))
        except BadDate:
            return ""

    def _value(self) -> str:
        if self.typed is None and self.data:
            try:
                return read(str(self.data)).typed()
            except BadDate:
                pass
        return super()._value()
