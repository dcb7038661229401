"""Whether the child rows of a register find their case: told before anything is written.

A spreadsheet turns 100 into 100.0 and 00007 into 7, and then every case would come in without what
hangs on it. So the files are held together before the first case is admitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from caseflow.errors import NotReady
from caseflow.imports.index import ChildIndex, Link
from caseflow.imports.keys import difference
from caseflow.labels import Text, _

MOST_ORPHANS = 0.05
"""The share of a file's rows that may name no case of the register."""
FEW = 2
"""As many of them are told one by one, whatever their share, unless they are all."""
ORPHANS, EMPTY = "--accept-orphans", "--accept-empty"


@dataclass(frozen=True, slots=True)
class Accepted:
    """What somebody who starts an import has said to go on with."""

    orphans: bool = False
    empty: bool = False
    guess: bool = False


NOTHING = Accepted()


def check_links(
    index: ChildIndex, files: Mapping[str, str], links: Iterable[Link], accepted: Accepted
) -> None:
    """Raise NotReady where a file holds a header only, or too many of its rows name no case.

    `files` are the names of the child files by what they hold. The sentences show ids and nothing
    else of the rows. A person whom no row describes is a gap
    like others, unless the ids look like those of people who are described.
    """
    wrong: list[str] = []
    if not accepted.empty:
        wrong += (_empty(file) for kind, file in files.items() if not index.count(kind))
    if not accepted.orphans:
        wrong += (sentence for link in links for sentence in _orphans(index, link))
    if wrong:
        raise NotReady(Text("\n".join(wrong).replace("%", "%%")), field=ORPHANS)


def _empty(file: str) -> Text:
    return _(
        "“%(file)s” holds a header and no rows, so every case would come in without them. Nothing"
        " was written. If that is how it is, go on with %(flag)s.",
        file=file,
        flag=EMPTY,
    )


def _orphans(index: ChildIndex, link: Link) -> Iterator[str]:
    """What to say of a file of which too many rows name nothing that is there."""
    rows, lost = index.follow(link)
    if not lost or (lost < rows and lost <= max(FEW, MOST_ORPHANS * rows)):
        return
    pair = index.first_pair(link.to)
    if pair is None and not link.needed:
        return
    yield " ".join(
        (
            _(
                "In “%(file)s”, %(lost)s of %(rows)s rows name something that is not in"
                " “%(other)s”.",
                file=link.file,
                lost=f"{lost:,}",
                rows=f"{rows:,}",
                other=link.other,
            ),
            *_how(index, link, pair, lost),
            _(
                "Nothing was written. Mend the files, or go on with %(flag)s and leave these rows"
                " out.",
                flag=ORPHANS,
            ),
        )
    )


def _how(index: ChildIndex, link: Link, pair: tuple[str, str] | None, lost: int) -> Iterator[Text]:
    """The first of them, and in what it differs from the key that it seems to mean."""
    if pair is None:
        first, known = index.first_lost(), index.first_known(link.to)
        if not first:
            yield _("The first one names nothing at all.")
        else:
            yield _("The first one names “%(key)s”, and no key is like it.", key=first)
        if known:
            yield _("The first key there is “%(key)s”.", key=known)
        return
    one, other = pair
    yield _(
        "The first one names “%(one)s”, and “%(file)s” has “%(other)s”: the two differ %(how)s.",
        one=one,
        file=link.other,
        other=other,
        how=difference(one, other),
    )
    if index.lost_as_numbers(link.to) == lost:
        yield _(
            "So it is in every one of these rows: the keys differ only by “.0” or by zeros that"
            " were lost, as spreadsheets do. Save the keys as text."
        )
