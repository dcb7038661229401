"""Line ends, headers that stand twice, and files in which nothing stands below the header."""

import pytest

from caseflow.errors import NotReady
from caseflow.sheets.columns import Columns
from caseflow.sheets.named_rows import NamedRows
from caseflow.sheets.records import LONGEST_RECORD

WANTED = Columns(needed=("ref", "name"), known=("born",))
LINES = ("ref,name,born", "1,Tabrun Velmok,1984", "2,Ostrin Quelva,1985")


@pytest.fixture
def lay(tmp_path):
    def lay(text):
        path = tmp_path / "people.csv"
        path.write_bytes(text.encode())
        return path

    return lay


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("last", [True, False])
def test_whatever_ends_the_lines_every_row_is_read(lay, end, last):
    rows = NamedRows(lay(end.join(LINES) + (end if last else "")), WANTED)
    assert [row.values["name"] for row in rows] == ["Tabrun Velmok", "Ostrin Quelva"]
    assert rows.unused == []


def test_a_long_file_with_rare_line_ends_is_read_as_a_stream(lay):
    lines = [LINES[0], *(f"{n},Somebody {n},1984" for n in range(20_000))]
    lines[500] = "long," + "x" * (3 * LONGEST_RECORD) + ",1984"
    rows = list(NamedRows(lay("\u2028".join(lines)), WANTED))
    assert len(rows) == 20_000
    assert [row.line for row in rows if row.fault] == [501]


@pytest.mark.parametrize("again", [LINES[0], "born,ref,name"])
def test_a_header_that_stands_again_is_nobody(lay, again):
    rows = list(NamedRows(lay("\n".join((*LINES, again, "3,Last Person,1986"))), WANTED))
    assert [row.values.get("name") for row in rows if not row.fault][-1] == "Last Person"
    (wrong,) = [row for row in rows if row.fault]
    assert (wrong.line, "header" in wrong.fault) == (4, True)


@pytest.mark.parametrize("text", [LINES[0], LINES[0] + "\n", LINES[0] + "\n\n,,\n"])
def test_a_header_without_a_row_is_refused(lay, text):
    with pytest.raises(NotReady, match="has a header, and no row below it"):
        NamedRows(lay(text), WANTED)


@pytest.mark.parametrize("first", ["ref,Merle Hushname,1984-07-04", "ref\x1e1\x1eMerle\x1e1984"])
def test_a_first_line_that_tells_of_somebody_is_not_shown(lay, first):
    with pytest.raises(NotReady) as refused:
        NamedRows(lay(f"{first}\n2,Other Person,1985\n"), WANTED)
    assert "Merle" not in refused.value.sentence
    assert "1984" not in refused.value.sentence
