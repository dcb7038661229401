"""Looking for the header of a table: in which line, parted by what, on which sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.sheets.columns import Columns
from caseflow.sheets.encodings import DETECT
from caseflow.sheets.headers import (
    MOST_TITLE_LINES,
    Header,
    header_of,
    is_whole,
    nearest_to_whole,
    refusal,
)
from caseflow.sheets.records import LONGEST_RECORD, Lines, parse
from caseflow.sheets.workbooks import SheetRow

MARKS = {
    ",": _("commas"),
    ";": _("semicolons"),
    "\t": _("tabs"),
    "|": _("upright strokes"),
}
_MOST_HEADER_LINES = 20
NumberedLine = tuple[int, str]


def in_text(lines: Lines, columns: Columns, delimiter: str, file: str) -> tuple[Header, str]:
    """The header of a text, and what parts its columns; the lines after it are still to be read.

    Raises NotReady where none of the first lines has what is needed.
    """
    heads: list[NumberedLine] = []
    while len(heads) <= MOST_TITLE_LINES and (line := lines.next()) is not None:
        heads.append(line)
    marks = tuple(MARKS) if delimiter == DETECT else (delimiter,)
    found = _first_whole(heads, columns, marks)
    if found is not None:
        header, mark, after = found
        lines.give_back(heads[after:])
        return header, mark
    if delimiter != DETECT and (other := _first_whole(heads, columns, tuple(MARKS))):
        sentence = _(
            "The columns of “%(file)s” are parted by %(found)s, and %(declared)s are declared.",
            file=file,
            found=MARKS[other[1]],
            declared=MARKS.get(delimiter, delimiter),
        )
        raise NotReady(sentence, field=file)
    tried = [_header_at(heads, at, mark, columns)[0] for at in _lines(heads) for mark in marks]
    raise _nothing_whole(tried, columns, file)


def in_workbook(
    heads: Mapping[str, Sequence[SheetRow]], columns: Columns, wanted: str, file: str
) -> tuple[str, Header]:
    """The sheet of a workbook that is meant, with its header.

    It is the one of that name, or else the only one that has what is needed. Raises NotReady.
    """
    if wanted and wanted not in heads:
        sentence = _(
            "“%(file)s” has no sheet “%(sheet)s”. Its sheets are: %(sheets)s.",
            file=file,
            sheet=wanted,
            sheets=", ".join(heads),
        )
        raise NotReady(sentence, field=file)
    tried = [
        (name, header_of(line, cells, columns))
        for name, rows in heads.items()
        if wanted in {"", name}
        for line, cells in rows
    ]
    whole: dict[str, Header] = {}
    for name, header in tried:
        if is_whole(header, columns):
            whole.setdefault(name, header)
    if len(whole) > 1:
        sentence = _(
            "Several sheets of “%(file)s” have these columns: %(sheets)s. Say which is meant with"
            " --sheet NAME, or `sheet` in a profile.",
            file=file,
            sheets=", ".join(whole),
        )
        raise NotReady(sentence, field=file)
    if not whole:
        raise _nothing_whole([header for _name, header in tried], columns, file)
    return next(iter(whole.items()))


def _nothing_whole(tried: Sequence[Header], columns: Columns, file: str) -> NotReady:
    """Why none of the first lines is the header."""
    wrong = refusal(nearest_to_whole(tried, columns), columns, file) if tried else None
    return wrong or NotReady(_("“%(name)s” holds empty lines only.", name=file), field=file)


def _first_whole(
    heads: Sequence[NumberedLine], columns: Columns, marks: Sequence[str]
) -> tuple[Header, str, int] | None:
    """The first header that has what is needed, what parts it, and how many lines end with it."""
    for at in _lines(heads):
        whole = [
            (header, mark, after)
            for mark in marks
            for header, after in [_header_at(heads, at, mark, columns)]
            if is_whole(header, columns)
        ]
        if whole:
            return max(whole, key=lambda each: len(each[0].places))
    return None


def _lines(heads: Sequence[NumberedLine]) -> Iterable[int]:
    """Where a header may begin: not in an empty line, nor in Excel's hint of the separator."""
    for at, (_number, line) in enumerate(heads):
        hint = line.lstrip("\ufeff").casefold().startswith("sep=")
        if line.strip() and len(line) <= LONGEST_RECORD and not hint:
            yield at


def _header_at(
    heads: Sequence[NumberedLine], at: int, mark: str, columns: Columns
) -> tuple[Header, int]:
    """The header that begins there; a quoted name may go on over several lines."""
    number, text = heads[at]
    after = at + 1
    fields, still_open = parse(text, mark)
    while still_open and after < min(len(heads), at + _MOST_HEADER_LINES):
        text += heads[after][1]
        after += 1
        fields, still_open = parse(text, mark)
    if fields is None:
        fields, after = heads[at][1].rstrip("\r\n").split(mark), at + 1
    return header_of(number, fields, columns), after
