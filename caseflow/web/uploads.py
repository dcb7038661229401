"""A field for files: present or not, named decently, not too large. Content is others' work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import FileField as PlainFileField
from wtforms.validators import StopValidation

from caseflow.labels import Text, _
from caseflow.web.textfields import Needed, missing


class Upload(PlainFileField):
    """One file; `data` is a werkzeug FileStorage or None.

    `endings` lists the accepted ends of the name, such as (".csv",); empty accepts all.
    `most_bytes` bounds the size.
    """

    kind = "file"

    def __init__(
        self,
        label: Text,
        *,
        needed: Needed = True,
        hint: Text | None = None,
        endings: Sequence[str] = (),
        most_bytes: int = 32 * 1024 * 1024,
        validators: Sequence[Any] = (),
        **rest: Any,
    ) -> None:
        super().__init__(label, tuple(validators), **rest)
        self.needed = needed
        self.hint = hint
        self.endings = tuple(endings)
        self.most_bytes = most_bytes

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the file that has a name; an empty file box sends one without."""
        self.data = next((f for f in valuelist if isinstance(f, FileStorage) and f.filename), None)

    def pre_validate(self, form: Any) -> None:
        """Refuse a missing file, a wrong ending, or too large a file."""
        if self.data is None:
            if self.needed:
                raise StopValidation(missing(self, self.needed, _("Add “%(label)s”").msgid))
            raise StopValidation
        ending = PurePath(self.data.filename or "").suffix.lower()
        if self.endings and ending not in self.endings:
            raise StopValidation(
                _("The name of the file must end in %(endings)s", endings=", ".join(self.endings))
            )
        size = self.data.seek(0, 2) or self.data.stream.tell()
        self.data.stream.seek(0)
        if size > self.most_bytes:
            raise StopValidation(
                _(
                    "The file has %(size)s MB, and %(most)s MB are allowed",
                    size=f"{size / 1_048_576:.1f}",
                    most=self.most_bytes // 1_048_576,
                )
            )
