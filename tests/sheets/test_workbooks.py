"""XLSX files as office programs write them, and those that are made to do harm."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter

from caseflow.errors import NotReady
from caseflow.sheets import workbooks
from caseflow.sheets.columns import Columns
from caseflow.sheets.named_rows import Handling, NamedRows

WANTED = Columns(needed=("ref", "name"), known=("born",))


@pytest.fixture
def make(tmp_path):
    def write(sheets, name="people.xlsx"):
        path = tmp_path / name
        book = xlsxwriter.Workbook(path)
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for line, cells in enumerate(rows):
                for place, value in enumerate(cells):
                    if isinstance(value, date | time):
                        sheet.write_datetime(line, place, value, days)
                    elif isinstance(value, tuple):
                        sheet.write_formula(line, place, *value)
                    elif value is not None:
                        sheet.write(line, place, value)
        book.close()
        return path

    return write


def refused(path, **handling):
    with pytest.raises(NotReady) as caught:
        list(NamedRows(path, WANTED, Handling(**handling)))
    return str(caught.value.sentence)


def test_values_arrive_as_a_csv_file_would_have_them(make):
    rows = [
        ("Staff list",),
        (),
        (None, "Ref", "Name", "Born", None),
        (None, "007", "Anna\nLind", date(1984, 7, 4), None),
        (None, 12, 'Sei "Q"', datetime(1984, 7, 4, 10, 30), None),  # noqa: DTZ001
        (),
        (None, 12.5, ("=1+1", None, 2), 1984, None),
        (None, True, ('="A"&"B"', None, "AB"), "4 July 1984"),
    ]
    found = [(row.line, *row.values.values()) for row in NamedRows(make({"One": rows}), WANTED)]
    assert found == [
        (4, "007", "Anna\nLind", "1984-07-04"),
        (5, "12", 'Sei "Q"', "1984-07-04T10:30:00"),
        (7, "12.5", "2", "1984"),
        (8, "true", "AB", "4 July 1984"),
    ]


def test_the_only_sheet_that_has_the_columns_is_taken(make):
    path = make({"Notes": [("Read me",)], "People": [("ref", "name"), ("1", "Anna")]})
    assert [row.values["name"] for row in NamedRows(path, WANTED)] == ["Anna"]


def test_of_several_that_have_them_one_is_named(make):
    rows = [("ref", "name"), ("1", "Anna")]
    path = make({"2025": rows, "2026": [rows[0], ("2", "Bo")], "x": [("y",)]})
    assert "these columns: 2025, 2026." in refused(path)
    assert [row.values["name"] for row in NamedRows(path, WANTED, Handling(sheet="2026"))] == ["Bo"]
    assert "has no sheet “2027”. Its sheets are: 2025, 2026, x." in refused(path, sheet="2027")
    assert "no column “ref”" in refused(path, sheet="x")


def test_a_workbook_without_a_row_is_told(make):
    assert "holds empty lines only" in refused(make({"One": []}))


def test_whatever_the_ending_a_workbook_is_known_by_its_content(make):
    path = make({"One": [("ref", "name"), ("1", "Anna")]}, "people.csv")
    assert [row.values["ref"] for row in NamedRows(path, WANTED)] == ["1"]


def test_a_sheet_that_reaches_to_its_last_corner_is_refused(make, tmp_path):
    path = tmp_path / "corner.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("ref", "name"))
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    assert "larger than is read" in refused(path)


def with_member(path, name, content):
    """The workbook with one member put in anew."""
    with zipfile.ZipFile(path) as old:
        members = {each: old.read(each) for each in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for each, data in {**members, name: content}.items():
            new.writestr(each, data)
    return path


def test_a_bomb_is_refused_by_what_it_says_it_unpacks_to(make, monkeypatch):
    path = make({"One": [("ref", "name"), ("1", "Anna")]})
    with_member(path, "xl/media/image1.png", b"\0" * 3_000_000)
    assert path.stat().st_size < 50_000
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 2_000_000)
    assert "larger than is read" in refused(path)


def test_a_bomb_that_lies_about_its_size_ends_only_the_process_that_opens_it(make, tmp_path):
    path = make({"One": [("ref", "name"), ("1", "Anna")]})
    with zipfile.ZipFile(path) as archive:
        shared = archive.read("xl/sharedStrings.xml").decode()
    long = f"<si><t>{'A' * 30_000}</t></si>"
    body = shared.partition("<si>")[0] + long + "</sst>"
    cells = '<c r="{0}{1}" t="s"><v>0</v></c>'
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns='
        '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + "".join(
            f'<row r="{n}">{cells.format("A", n)}{cells.format("B", n)}</row>'
            for n in range(1, 60_001)
        )
        + "</sheetData></worksheet>"
    )
    with_member(path, "xl/sharedStrings.xml", body)
    with_member(path, "xl/worksheets/sheet1.xml", sheet)
    assert path.stat().st_size < 2_000_000, "3.6 GB of text, once laid out"
    assert "larger than is read" in refused(path)


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_half_a_workbook_is_damaged(make, keep):
    path = make({"One": [("ref", "name")]})
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    assert "cut short, damaged" in refused(path)


def test_a_sheet_that_ends_in_the_middle_loses_no_row_unsaid(make):
    path = make({"One": [("ref", "name"), *((n, "Anna") for n in range(500))]})
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    with_member(path, "xl/worksheets/sheet1.xml", sheet[: len(sheet) // 2])
    assert "is damaged: it cannot be read" in refused(path)


def test_a_protected_workbook_and_other_archives_are_named_for_what_they_are(make, tmp_path):
    path = tmp_path / "p.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 900 + "EncryptedPackage".encode("utf-16-le"))
    assert "is protected by a password" in refused(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    assert "OpenDocument" in refused(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "ref,name")
    assert "is a ZIP archive. Unpack it first." in refused(path)


def test_no_process_stays_when_only_some_rows_are_taken(make):
    path = make({"One": [("ref", "name"), *((n, "Anna") for n in range(50_000))]})
    rows = iter(NamedRows(path, WANTED))
    assert next(rows).values["ref"] == "0"
    rows.close()
