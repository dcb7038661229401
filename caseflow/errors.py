"""The only errors the domain raises; each carries a sentence fit for the person who reads it."""

from __future__ import annotations


class DomainError(Exception):
    """Something the user can be told about, in one plain sentence.

    `sentence` is a `labels.Text`, so that the page can say it in the reader's language.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(DomainError):
    """The actor may not do this; it is recorded as a denial."""


class NotFound(DomainError):
    """There is no such thing for this actor: missing and out of reach are the same answer."""


class NotReady(DomainError):
    """The act is allowed, but something is missing or wrong first.

    `field` names the form field at fault, where one is.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class GoesOnElsewhere(NotReady):
    """Work goes on in another thing: its reference and where it is, if the reader may see it."""

    def __init__(self, sentence: str, *, title: str, reference: str = "", path: str = "") -> None:
        super().__init__(sentence)
        self.title, self.reference, self.path = title, reference, path


class AlreadyDone(NotReady):
    """What was asked for is so already: sent twice, or done by somebody else meanwhile."""
