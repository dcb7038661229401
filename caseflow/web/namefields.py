"""Fields for names and numbers of people: a word for nothing is an error where it was typed."""

from __future__ import annotations

from typing import Any

from wtforms.validators import StopValidation

from caseflow.facts.id_numbers import read_several
from caseflow.facts.words_for_nothing import names_nobody
from caseflow.labels import Text, _
from caseflow.names.name_lists import names_in
from caseflow.web.textfields import ShortText


class PersonName(ShortText):
    """The name of one person."""

    def __init__(self, label: Text, **rest: Any) -> None:
        super().__init__(label, autocomplete="off", **rest)

    def pre_validate(self, form: Any) -> None:
        """Refuse what names nobody."""
        super().pre_validate(form)
        if names_nobody(str(self.data)):
            raise StopValidation(_("This names nobody: write the name as in the person’s papers"))


class OtherNames(ShortText):
    """The other names of one person, in one text."""

    def __init__(self, label: Text | None = None, **rest: Any) -> None:
        hint = _("Maiden name, former name, name at birth. Part them with commas.")
        label = label or _("Other names, any script")
        super().__init__(label, needed=False, longest=600, autocomplete="off", hint=hint, **rest)

    def pre_validate(self, form: Any) -> None:
        """Refuse each name that names nobody."""
        super().pre_validate(form)
        for name in names_in(str(self.data)):
            if names_nobody(name):
                raise StopValidation(_("“%(name)s” names nobody: leave it out", name=name))


class IdNumbers(ShortText):
    """The numbers of one person, of a passport or of staff, in one text."""

    def __init__(self, label: Text, *, hint: Text | None = None, **rest: Any) -> None:
        rest.setdefault("longest", 100)
        hint = hint or _("As printed; dashes and spaces do not matter. Part several with commas.")
        super().__init__(
            label, needed=False, direction="ltr", autocomplete="off", hint=hint, **rest
        )

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no number."""
        super().pre_validate(form)
        if reason := read_several(str(self.data)).reason:
            raise StopValidation(_("%(why)s: leave it out where there is none", why=reason))
