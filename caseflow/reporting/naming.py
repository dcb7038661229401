"""What people call the things and the sealed fields that the trail names by table and column."""

from __future__ import annotations

from collections.abc import Iterable

from caseflow.labels import Text
from caseflow.manifests import field_words, thing_words


def called(kind: str) -> Text:
    """The name of a thing by the table it stands in; a part of something else by that table."""
    return thing_words().get(kind) or Text(kind.replace("_", " "))


def fields_called(fields: Iterable[str]) -> tuple[Text, ...]:
    """The names of sealed fields, given as columns with or without their table, each once."""
    words = field_words()
    columns = dict.fromkeys(field.rpartition(".")[2] for field in fields)
    return tuple(words.get(each) or Text(each.replace("_", " ")) for each in columns)
