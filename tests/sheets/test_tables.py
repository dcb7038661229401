"""Tables as people hand them over: whatever parts and encodes them, each row comes or is told."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import random

import pytest

from caseflow.errors import NotReady
from caseflow.sheets.columns import Columns
from caseflow.sheets.encodings import inspect
from caseflow.sheets.named_rows import Handling, NamedRows
from caseflow.sheets.tables import Table

WANTED = Columns(
    needed=("ref", "name"),
    known=("date_of_birth", "nationality"),
    other_words={"dob": "date_of_birth", "surname": "name", "country": "nationality"},
    pieces=frozenset({"surname"}),
)
HEAD = ("ref", "name", "date_of_birth", "nationality")
PEOPLE = (
    ("1", "Zoë Müller-Ñandú", "1984-07-04", "de"),
    ("007", "José Peña", "1990", "es"),
    ("3", "Anna Håkansson\nborn Lind", "", "se"),
)


def text(rows=PEOPLE, mark=",", head=HEAD):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def rows_of(path, columns=WANTED, **handling):
    return list(NamedRows(path, columns, Handling(**handling)))


@pytest.fixture
def lay(tmp_path):
    def write(content, name="people.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def refused(path, columns=WANTED, **handling):
    with pytest.raises(NotReady) as caught:
        rows_of(path, columns, **handling)
    return str(caught.value.sentence)


def plain(rows):
    return [tuple(row.values[name] for name in HEAD) for row in rows]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "before"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
def test_every_usual_encoding_and_separator_gives_the_same_rows(lay, mark, encoding, before):
    content = before + text(mark=mark).encode(encoding)
    assert plain(rows_of(lay(content))) == list(PEOPLE)
    assert plain(rows_of(lay(gzip.compress(content), "people.csv.gz"))) == list(PEOPLE)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "Zoë Müller-Ñandú"),
        ("cp1252", "Zoë Müßig"),
        ("latin-1", "François Lefèvre"),
        ("cp1250", "Łukasz Błaszczykowski"),
        ("cp1251", "Ольга Петренко"),
    ],
)
def test_an_encoding_that_can_only_be_guessed_stops_until_somebody_accepts_it(lay, encoding, name):
    path = lay(text([("1", name, "", "")]), encoding=encoding)
    assert "could only be guessed" in refused(path)
    assert rows_of(path, accept_guess=True)[0].values["name"] == name
    assert rows_of(path, encoding=encoding)[0].values["name"] == name


def test_where_two_encodings_fit_the_western_one_is_guessed(lay):
    path = lay(text([("1", "Müller-Ñandú", "", "")]), encoding="cp1252")
    assert "guessed: cp1252" in refused(path)
    assert NamedRows(path, WANTED, Handling(accept_guess=True)).source.encoding == "cp1252"


def test_an_encoding_that_nobody_knows_is_refused(lay):
    assert "“klingon” is no encoding" in refused(lay(text()), encoding="klingon")
    assert "“rot13” is no encoding" in refused(lay(text()), encoding="rot13")


def test_the_header_is_looked_for_below_titles_and_hints(lay):
    content = "sep=;\n\nStaff list 2026;;;\n;;as of March;\n" + text(mark=";")
    rows = rows_of(lay(content))
    assert plain(rows) == list(PEOPLE)
    assert [row.line for row in rows] == [6, 7, 8], "the line of the file, not the count of rows"


def test_columns_are_known_by_name_however_it_is_spelt_and_in_any_order(lay):
    head = ("\ufeffNationality", "Date of Birth", " NAME ", "Ref", "Remark")
    rows = [(p[3], p[2], p[1], p[0], "x") for p in PEOPLE]
    named = NamedRows(lay(text(rows, head=head)), WANTED)
    assert plain(named) == list(PEOPLE)
    assert named.unused == ["Remark"]


def test_trailing_empty_columns_and_empty_rows_are_passed_over(lay):
    lines = text().splitlines()
    widened = [f"{lines[0]},,", f"{lines[1]},,", ",,,,,", "", f"{lines[2]}", '3,"A', 'B",,se,,']
    rows = rows_of(lay("\n".join([*widened, "   ", ""])))
    assert [row.values["ref"] for row in rows] == ["1", "007", "3"]
    assert [row.fault for row in rows] == [None] * 3
    assert [row.line for row in rows] == [2, 5, 6]


def test_a_soft_line_break_in_a_cell_parts_words_and_breaks_no_row(lay):
    (row,) = rows_of(lay(text([("1", "Anna\x0bLind", "", "")])))
    assert (row.values["name"], row.fault) == ("Anna\nLind", None)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("2,too,few", "3 fields where the header has 4"),
        ("2,one,field,too,many", "5 fields where the header has 4"),
        ('2,"never closed,1990,de', "never closed"),
        ('2,"a"b,1990,de', "where none can be"),
        ("2," + "x" * 200_000 + ",1990,de", "longer than 100,000"),
        ("2," + "x" * 600 + ",1990,de", "longer than 500"),
        ("2,An\x00na,1990,de", "cannot be read or kept stand in: name"),
        ('2,"over\ntwo lines",one,too,many', "5 fields where the header has 4"),
    ],
)
def test_a_broken_row_takes_no_other_with_it(lay, broken, reason):
    lines = ["ref,name,date_of_birth,nationality", "1,Before,,", broken, "3,After,,", '4,"Last",,']
    named = NamedRows(lay("\n".join(lines)), WANTED)
    rows = list(named)
    assert [(row.line, row.values.get("ref")) for row in rows if row.fault] == [(3, "2")]
    assert reason in next(row.fault for row in rows if row.fault)
    assert [row.values["ref"] for row in rows if not row.fault] == ["1", "3", "4"]
    assert named.read == 4


@pytest.mark.parametrize("seed", range(30))
def test_whatever_happens_to_the_bytes_no_row_is_lost_unsaid(lay, seed):
    chance = random.Random(seed)
    kept = [f"{n},Somebody {n},1990,de" for n in range(60)]
    spoilt = {n: kept[n] for n in chance.sample(range(60), 12)}
    for n in spoilt:
        cell = chance.choice(['"open', "a,b", 'q"q"', "x" * 1000, "\x00", "\x85", "=1", "“"])
        kept[n] = f"{n},{cell} {n},1990,de"
    named = NamedRows(lay("\n".join(["ref,name,date_of_birth,nationality", *kept])), WANTED)
    rows = list(named)
    assert named.read == len(rows) == 60
    assert [row.line for row in rows] == list(range(2, 62))
    good = [row.values["ref"] for row in rows if not row.fault]
    assert set(map(str, set(range(60)) - set(spoilt))) <= set(good)


def test_what_is_wrong_with_a_header_is_named_with_what_comes_near(lay):
    said = refused(lay("ref,nme,dob\n1,Anna,1990\n"))
    assert "no column “name” (“nme” is near)" in said
    assert "line 1: ref, nme, dob" in said
    assert "no column “ref”" not in said, "it visibly stands there"


def test_what_was_declared_to_part_the_columns_and_does_not_is_named(lay):
    table = Table(inspect(lay(text(mark=";"))), WANTED, delimiter=",")
    with pytest.raises(NotReady, match="parted by semicolons, and commas are declared"):
        table.check()


def test_a_file_without_a_header_is_told_without_its_content(lay):
    said = refused(lay("1,Anna Lind,1984-07-04,se\n2,Bo Ek,1990-01-01,se\n"))
    assert "None of its first lines looks like a header" in said
    assert "Anna" not in said


def test_a_column_that_stands_twice_is_refused(lay):
    assert "two columns are called “name”" in refused(lay("ref,name,Name\n1,A,B\n"))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("ref,name,dob", "“dob” (meant is “date_of_birth”)"),
        ("ref,name,date_of_brith", "“date_of_brith” (meant is “date_of_birth”)"),
        ("ref,name,Country", "“Country” (meant is “nationality”)"),
        ("ref,name,surname", "“surname” (meant is “name”)"),
    ],
)
def test_a_misspelt_column_is_refused_and_may_be_left_out_on_purpose(lay, header, said):
    path = lay(f"{header}\n1,Anna,x\n")
    assert said in refused(path)
    named = NamedRows(path, with_ignored(header.split(",")[2]))
    assert [row.values for row in named] == [{"ref": "1", "name": "Anna"}]


def with_ignored(column):
    return Columns(
        needed=WANTED.needed,
        known=WANTED.known,
        other_words=WANTED.other_words,
        pieces=WANTED.pieces,
        ignored=frozenset({column}),
    )


def test_another_word_beside_the_right_column_is_only_named(lay):
    named = NamedRows(lay("ref,name,nationality,country\n1,Anna,se,no\n"), WANTED)
    assert named.unused == ["country"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b",,,\n;;\n", "no column “ref”"),
        (b"%PDF-1.7 x", "a PDF document, no table"),
        (b"\xd0\xcf\x11\xe0 xls", "old format of Office"),
        (b"<?xml version='1.0'?><list/>", "XML or a web page, no table"),
        (b'{"a": 1}', "JSON, no table"),
        (b"\x1f\x8b half", "cannot be unpacked"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(lay, content, said):
    assert said in refused(lay(content))


def test_a_file_that_is_not_there_or_is_a_folder_is_told(tmp_path):
    assert "cannot be read: No such file" in refused(tmp_path / "none.csv")
    assert "cannot be read: Is a directory" in refused(tmp_path)
