"""Fields for what people are asked about somebody: nationalities, and gender."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from caseflow.facts import genders
from caseflow.facts.countries import SEPARATOR, Countries, country_choices, read_several
from caseflow.facts.genders import Gender
from caseflow.labels import Text, _
from caseflow.web.choicefields import Choice, Option
from caseflow.web.texts import showable, tidy
from caseflow.web.words import language, say

SLOTS = 3
"""How many countries can be chosen at once; more where more are known."""
LONGEST = 400


class Nationalities(Field):
    """Any number of countries, each from a list; `data` is their codes as they are kept.

    A country sent in words is read. What is no one country is an error here, and stays on offer
    as it was written, as does what an earlier release kept as free text.
    """

    kind = "countries"

    def __init__(self, label: Text, *, hint: Text | None = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.needed = False
        self.hint = hint

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was sent; a field left out is an empty one."""
        sent = SEPARATOR.join(showable(tidy(str(each), lines=True)) for each in valuelist)
        self.data = read_several(sent).kept

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no one country."""
        if len(self.data or "") > LONGEST:
            raise StopValidation(_("These are too many countries"))
        for each in self.read.unread:
            raise StopValidation(_("%(why)s: choose it from the list", why=each.reason))

    @property
    def read(self) -> Countries:
        """What is chosen."""
        return read_several(self.data or "")

    @property
    def countries(self) -> tuple[tuple[str, str], ...]:
        """Every country that can be chosen, by its name in the reader's language."""
        return tuple(country_choices(language()))

    @property
    def slots(self) -> list[tuple[str, str]]:
        """What each list shows as chosen: its value, and words where it is no code."""
        chosen = [(code, "") for code in self.read.codes]
        for each in self.read.unread:
            words = say(_("as written before: %(text)s", text=each.text))
            chosen.append((each.text, words))
        return chosen + [("", "")] * max(1, SLOTS - len(chosen))


class GenderChoice(Choice):
    """Female, male or another, from a list; "not said" is no answer.

    Words that are sent are read. What cannot be read is an error here, and stays on offer.
    """

    def __init__(self, label: Text, **rest: Any) -> None:
        self.written = ""
        super().__init__(label, Gender, as_list=True, needed=False, **rest)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was sent."""
        read = genders.read(tidy(str(valuelist[0]), lines=False) if valuelist else "")
        self.written = showable(read.text) if read.unread else ""
        super().process_formdata([read.value])
        if self.written:
            before = say(_("as written before: %(text)s", text=self.written))
            self.options = [Option(self.written, before, self.written), *self.options]
            self.data = self.written

    def pre_validate(self, form: Any) -> None:
        """Refuse what cannot be read."""
        if self.written:
            raise StopValidation(
                _("“%(text)s” cannot be read: choose one of the list", text=self.written)
            )
        super().pre_validate(form)

    @property
    def kept(self) -> str:
        """The answer as it is kept."""
        return self.data.value if isinstance(self.data, Gender) else ""
