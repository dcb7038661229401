"""The base of every form, and the fields that rooms build theirs from.

Each field carries what its macro shows (`hint`, `direction`, `kind`) and speaks in `labels.Text`
sentences, so that a page says them in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from flask import Flask, current_app, g, has_request_context, request
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import Field

from caseflow import clock
from caseflow.days import office_day
from caseflow.errors import DomainError
from caseflow.labels import Text
from caseflow.web.birthfields import BirthDate
from caseflow.web.choicefields import Choice, Tick, Ticks
from caseflow.web.datefields import DateParts, UncertainDate, UncertainDay
from caseflow.web.factfields import GenderChoice, Nationalities
from caseflow.web.form_tokens import form_token
from caseflow.web.namefields import IdNumbers, OtherNames, PersonName
from caseflow.web.numberfields import Number
from caseflow.web.textfields import Hidden, LongText, Password, ShortText
from caseflow.web.uploads import Upload

__all__ = [
    "BaseForm",
    "BirthDate",
    "Choice",
    "DateParts",
    "GenderChoice",
    "Hidden",
    "IdNumbers",
    "LongText",
    "Nationalities",
    "Number",
    "OtherNames",
    "Password",
    "PersonName",
    "Problem",
    "ShortText",
    "Tick",
    "Ticks",
    "UncertainDate",
    "UncertainDay",
    "Upload",
    "init_forms",
]

# Ten megabytes pasted by mistake get a sentence at their field instead of a bare refusal.
MOST_TYPED = 16 * 1024 * 1024
MOST_SENT = 64 * 1024 * 1024


@dataclass(frozen=True)
class Problem:
    """A line of the error summary: the control it leads to ("" for none) and its sentence."""

    target: str
    sentence: str


class BaseForm(FlaskForm):
    """A form of CaseFlow: checked by the server, in our own words, and nothing typed is lost.

    `today` is the day that its dates are held against: that of the entity for what happens in a
    case or a file, else that of the organisation.

    What is typed into a form with a long text is kept as a draft while it is typed; `drafted` says
    so of a form of short texts, or not so of one with a long text. `called` is what lists of drafts
    call it. `drafted_as` is the name its
    drafts go by, where it is not the name of the class.
    """

    called: ClassVar[Text | None] = None
    drafted: ClassVar[bool | None] = None
    drafted_as: ClassVar[str] = ""

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        before = typed_before()
        self.taken_up = bool(before) and self._is_in(before, kwargs.get("prefix", ""))
        if self.taken_up and kwargs.get("formdata") is None:
            kwargs["formdata"] = before
        super().__init__(*args, **kwargs)
        self.today = office_day(clock.now()) if today is None else today

    def hidden_tag(self, *fields: Any) -> Markup:
        """The hidden fields, and a token of the form's own.

        A form with a password has no such token: nothing of a password is kept, not even in a
        digest, so that two of them cannot be told the same. Nor has one that a page puts its
        tokens into.
        """
        secret = any(isinstance(field, Password) for field in self)
        hidden: Markup = super().hidden_tag(*fields)
        return hidden if secret or not self.meta.csrf else hidden + form_token()

    @property
    def keeps_words(self) -> bool:
        """Whether what is typed here is kept while it is typed."""
        if self.drafted is not None:
            return self.drafted
        return any(isinstance(field, LongText) for field in self)

    @property
    def carries_words(self) -> bool:
        """Whether what is filled in is given back where the form is sent in vain.

        So it is for every form but those with a password, and those that ask for nothing.
        """
        if self.keeps_words:
            return True
        plain = [f for f in self if f.short_name != "csrf_token" and not isinstance(f, Hidden)]
        secret = any(isinstance(f, Password) for f in plain)
        return bool(plain) and not secret and self.drafted is not False

    @property
    def draft_name(self) -> str:
        """The name its drafts go by."""
        return self.drafted_as or type(self).__name__

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, field in vars(cls).items():
            if getattr(field, "field_class", None) is Password:
                SECRET.add(name)

    def _is_in(self, before: MultiDict[str, str], prefix: str) -> bool:
        """Whether what was typed before was typed into this form."""
        start = f"{prefix.rstrip('-')}-" if prefix else ""
        names = {f"{start}{name}" for name, _field in self._unbound_fields or ()}
        return any(n in names or n.rpartition("-")[0] in names for n in before)

    def problems(self) -> list[Problem]:
        """What needs the writer, in the order of the form."""
        found = [Problem("", sentence) for sentence in self.form_errors]
        for field in self:
            if field.errors and field.short_name != "csrf_token":
                sentence = next(iter(field.errors))
                found.append(Problem(target_of(field), sentence))
        return found

    @property
    def removable(self) -> bool:
        """Whether text in this form cannot be kept, and can be taken out at once."""
        return any(field.errors and getattr(field, "removable", False) for field in self)

    def refuse(self, error: DomainError) -> None:
        """Show a verb's refusal at its field, or over the form where it names none."""
        self.refuse_at(getattr(error, "field", None), error.sentence)

    def refuse_at(self, name: str | None, sentence: str | Text) -> None:
        """Put a sentence at a field of this form, or over the form."""
        if name is None or name not in self:
            self.form_errors.append(sentence)
        else:
            self[name].errors = [*self[name].errors, sentence]


def typed_before() -> MultiDict[str, str]:
    """What the reader typed into the form of this page and did not send, when they go back to it.

    It is opened when the page asks for it, which is after it has looked whether it may be shown.
    """
    if not has_request_context() or "take_up" not in g:
        return MultiDict()
    if "typed_before" not in g:
        g.typed_before = MultiDict(g.take_up())
    words: MultiDict[str, str] = g.typed_before
    return words


SECRET: set[str] = set()
"""The names of all fields for passwords: nothing that is sent under one is ever kept."""


def target_of(field: Field) -> str:
    """The id of the control that a link in the error summary should lead to."""
    return str(getattr(field, "target", field.id))


def init_forms(app: Flask) -> None:
    """Let long texts in far enough to be answered with a sentence."""
    if app.config.get("MAX_FORM_MEMORY_SIZE") in (None, 500_000):
        app.config["MAX_FORM_MEMORY_SIZE"] = MOST_TYPED
    if app.config.get("MAX_CONTENT_LENGTH") is None:
        app.config["MAX_CONTENT_LENGTH"] = MOST_SENT
    app.before_request(_bounded)
    app.jinja_env.globals["most_sent"] = most_sent


def most_sent(files: bool) -> int:
    """How many bytes a form may send at once, with files or without."""
    return int(current_app.config["MAX_CONTENT_LENGTH" if files else "MAX_FORM_MEMORY_SIZE"])


def _bounded() -> None:
    """Hold plain forms to the same limit: werkzeug applies it to those with files only."""
    plain = request.mimetype == "application/x-www-form-urlencoded"
    if plain and (request.content_length or 0) > current_app.config["MAX_FORM_MEMORY_SIZE"]:
        raise RequestEntityTooLarge
