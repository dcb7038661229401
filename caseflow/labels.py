"""Words that can be translated late: the domain names them, the web says them."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Text(str):
    """An English sentence that remembers its message id and parameters.

    The string value is the English sentence, filled in; `msgid` and `params` let the web
    say it in the reader's language (`web.words.say`). Where the words depend on a number,
    `plural` is the message id for many and ``params["count"]`` the number.
    """

    msgid: str
    params: dict[str, object]
    plural: str | None = None

    def __new__(cls, msgid: str, **params: object) -> Self:
        """Fill the English sentence in, and remember what it was made of."""
        self = super().__new__(cls, msgid % params if params else msgid)
        self.msgid = msgid
        self.params = params
        return self


def _(msgid: str, **params: object) -> Text:
    """Mark a sentence for translation; parameters are named, as in ``%(name)s``."""
    return Text(msgid, **params)


def ngettext(singular: str, plural: str, count: int, **params: object) -> Text:
    """Mark a sentence whose words depend on a number, written ``%(count)s`` in both forms."""
    params["count"] = count
    sentence = Text(singular if count == 1 else plural, **params)
    sentence.msgid, sentence.plural = singular, plural
    return sentence


class Labelled(StrEnum):
    """An enum that stores its value and carries its human name.

    Members are written ``NAME = "value", _("Label")``.
    """

    label: Text

    def __new__(cls, value: str, label: Text | None = None) -> Self:
        """A member is its value, with the label it was declared with."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label if label is not None else Text(value)
        return member
