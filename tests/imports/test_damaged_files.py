"""Files as they really arrive: odd encodings, delimiters, quotation marks, half of a gzip."""

from __future__ import annotations

import codecs
import contextlib
import gzip
import os
import random
import subprocess
import sys
import tracemalloc
from dataclasses import replace

import pytest

from caseflow.errors import NotReady
from caseflow.imports.links import Accepted
from caseflow.imports.reader import read
from caseflow.sheets.problems import Severity

FILES = ("complaints", "accused", "officers", "victims", "complainants")


def refusal(register):
    with pytest.raises(NotReady) as caught:
        list(read(register.profile, register.folder))
    return str(caught.value.sentence)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-be", b""),
        ("utf-32", b""),
        ("gb18030", None),
    ],
)
def test_the_same_register_in_another_encoding_reads_the_same(register, encoding, mark):
    expected = register.read().cases
    for name in FILES:
        text = register.path(name).read_text("utf-8")
        register.path(name).write_bytes((mark or b"") + text.encode(encoding))
    profile = register.profile
    if mark is None:
        parts = ("cases", "accused", "people", "victims", "complainants")
        declared = {p: replace(getattr(profile, p), encoding=encoding) for p in parts}
        profile = replace(profile, **declared)
    assert register.read(profile).cases == expected


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_found_from_the_header(register, delimiter):
    expected = register.read().cases
    for name in FILES:
        rows = [line.replace(",", delimiter) for line in register.lines(name)]
        rows = [row.replace(f"WORDS{delimiter} WITH", "WORDS, WITH") for row in rows]
        register.write(name, rows)
    assert register.read().cases == expected


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_of_other_machines_make_no_difference(register, ending):
    expected = register.read().cases
    for name in FILES:
        register.path(name).write_bytes(ending.join(register.lines(name)).encode())
    assert register.read().cases == expected


def test_gzip_is_known_by_its_content_whatever_the_name(register):
    expected = register.read().cases
    for name in FILES:
        packed = gzip.compress(register.path(name).read_bytes())
        ending = ".csv.gz" if name != "victims" else ".csv"
        register.path(name).unlink()
        (register.folder / f"{name}{ending}").write_bytes(packed)
    found = register.read().cases
    assert found == expected
    assert found["T-1001"].file == "complaints.csv.gz"


def test_latin_letters_of_an_old_office_machine_are_guessed_and_the_guess_is_told(register):
    names = ("Müller", "Peña", "Gonçalves", "Håkansson", "Lefèvre", "Núñez", "Jürgens", "Château")
    rows = [f"{80 + n},José,{name},MALE,,,,PO,1" for n, name in enumerate(names)]
    header = register.lines("officers")[0]
    register.write("officers", [header, *rows, "71,Zoë,Brontë,FEMALE,,,,,"], "latin-1")
    assert "could only be guessed: cp1252" in refusal(register)
    outcome = register.read(accepted=Accepted(guess=True))
    assert outcome.cases["T-1001"].subjects[0].family_name == "Brontë"
    guess = outcome.reasons(Severity.WARNING, "officers")
    assert "guessed" in guess[1]


def test_blank_lines_an_excel_hint_and_trailing_empty_cells_are_passed_over(register):
    expected = register.read().cases
    header, *rows = register.lines("complaints")
    rows = [f"{row},," for row in rows]
    register.write("complaints", ["sep=,", header, "", ",,,,,,", *rows, "   ", ""])
    assert register.read().cases == expected


def test_columns_may_stand_in_any_order_with_others_between(register):
    expected = register.read().cases
    rows = [line.split(",") for line in register.lines("victims")]
    register.write("victims", [",".join([r[3], "x", r[1].strip(), r[2], r[0]]) for r in rows])
    register.replace("victims", "race,x,gender,age,cr_id", ' Race ,x,GENDER,age,"Cr_Id"')
    assert register.read().cases == expected


def test_a_quotation_that_never_closes_costs_its_own_row_only(register):
    rows = register.lines("accused")
    broken = '30,T-1002,71,"10J-NEVER CLOSED,SU,SU,1,1'
    register.write("accused", [rows[0], broken, *rows[1:]])
    outcome = register.read()
    assert list(outcome.reasons(Severity.LEFT_OUT, "accused")) == [2]
    assert [a.external_id for a in outcome.cases["T-1001"].subjects[0].allegations] == ["1", "3"]


def test_a_quoted_field_over_two_lines_is_one_field(register):
    register.add("accused", '30,T-1002,71,"10J-FIRST', 'SECOND",SU,SU,1,1')
    found = register.read().cases["T-1002"].subjects[0].allegations[0]
    assert found.category.raw == "10J-FIRST\nSECOND"
    assert found.category.mapped == "other_infraction"


@pytest.mark.parametrize(
    ("damage", "left"),
    [(b"\x00", ""), (b"\xed\xa0\x80", "\ufffd"), (b"\xff", "\ufffd"), (b"\x07\x1b", "")],
)
def test_nul_bytes_and_lone_surrogates_cost_a_character_and_are_told(register, damage, left):
    raw = register.path("officers").read_bytes()
    register.path("officers").write_bytes(
        raw.replace("Примерная".encode(), "При".encode() + damage + "мерная".encode())
    )
    outcome = register.read()
    name = outcome.cases["T-1001"].subjects[0].family_name
    assert name.replace("\ufffd", "") == "Примерная"
    assert ("\ufffd" in name) == bool(left)
    assert "lost in: last_name" in outcome.reasons(Severity.WARNING, "officers")[3]
    assert outcome.cases["T-1001"].subjects[1].family_name == "样"
    assert outcome.cases["T-1001"].fingerprint()


def test_a_field_of_ten_megabytes_is_a_problem_row_and_takes_no_room(register):
    register.replace("complaints", "T-1002,,07", f"T-1002,{'x' * 10_000_000},07")
    register.replace("accused", '10J-""QUOTED', '10J-""QUOTED' + "y" * 10_000_000)
    register.replace("officers", "Örnek", "z" * 10_000_000)
    tracemalloc.start()
    outcome = register.read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    rejected = [p for p in outcome.loose if p.severity is Severity.REJECTED]
    assert [(p.line, p.reference) for p in rejected] == [(3, "T-1002")]
    assert "longer than 100,000 characters" in rejected[0].reason
    assert [a.external_id for a in outcome.cases["T-1001"].subjects[1].allegations] == ["3"]
    described = {s.external_id: s.described for s in outcome.cases["T-1006"].subjects}
    assert (described["77"], described["76"]) == (False, True)
    assert peak < 8_000_000
    assert len(outcome.cases) == 5


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(register, name):
    register.path(name).unlink()
    assert f"no file “{name}.csv”" in refusal(register)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", [b"", b"  \n\n"])
def test_an_empty_file_is_named(register, name, content):
    register.path(name).write_bytes(content)
    assert f"“{name}.csv” is empty" in refusal(register)


@pytest.mark.parametrize("name", ["accused", "officers", "victims", "complainants"])
def test_a_child_file_with_a_header_alone_is_fine_once_it_is_accepted(register, name):
    register.write(name, register.lines(name)[:1])
    assert "holds a header and no rows" in refusal(register)
    assert len(register.read(accepted=Accepted(empty=True)).cases) == 6


def test_a_register_without_cases_is_empty_and_its_children_are_orphans(register):
    register.write("complaints", register.lines("complaints")[:1])
    assert "rows name something that is not in “complaints.csv”" in refusal(register)
    outcome = register.read(accepted=Accepted(orphans=True))
    assert outcome.cases == {}
    assert {str(p.reason) for p in outcome.loose} == {"no case has this reference"}


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("complaints", "complaint_date", "complained", "no column “complaint_date”"),
        ("accused", "officer_id", "officer", "no column “officer_id”"),
        ("victims", "race", "cr_id", "two columns are called “cr_id”"),
        ("officers", "officer_id,first_name", "first_name", "no column “officer_id”"),
    ],
)
def test_a_wrong_header_is_named_before_any_case_comes(register, name, old, new, said):
    header, *rows = register.lines(name)
    register.write(name, [header.replace(old, new, 1), *rows])
    assert said in refusal(register)
    assert name in refusal(register)


@pytest.mark.parametrize("keep", [3, 12, 60, -1, -9])
@pytest.mark.parametrize("name", ["complaints", "accused"])
def test_half_a_gzip_is_refused_before_any_case_comes(register, name, keep):
    packed = gzip.compress(register.path(name).read_bytes() + os.urandom(400).hex().encode())
    register.path(name).unlink()
    (register.folder / f"{name}.csv.gz").write_bytes(packed[:keep])
    assert f"“{name}.csv.gz” is cut short or damaged" in refusal(register)


def test_a_gzip_with_a_flipped_byte_is_refused(register):
    packed = bytearray(gzip.compress(register.path("complaints").read_bytes()))
    packed[len(packed) // 2] ^= 0xFF
    register.path("complaints").unlink()
    (register.folder / "complaints.csv.gz").write_bytes(packed)
    assert "cut short or damaged" in refusal(register)


def test_two_files_for_one_are_refused(register):
    packed = gzip.compress(register.path("victims").read_bytes())
    (register.folder / "victims.csv.gz").write_bytes(packed)
    assert "two files for “victims”: victims.csv, victims.csv.gz" in refusal(register)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"PK\x03\x04", "an XLSX file or a ZIP archive that is cut short"),
        (b"%PDF-1.7", "a PDF document, no table"),
        (b"\xd0\xcf\x11\xe0", "in an old format of Office (such as XLS)"),
        (b"<?xml version='1.0'?>", "XML or a web page, no table"),
    ],
)
def test_a_spreadsheet_or_document_is_told_apart_from_text(register, start, said):
    register.path("officers").write_bytes(start + os.urandom(300))
    assert f"“officers.csv” is {said}" in refusal(register)


def test_random_bytes_are_refused_with_a_sentence(register):
    register.path("complaints").write_bytes(bytes(range(256)) * 40)
    assert "complaints.csv" in refusal(register)


def test_a_folder_that_is_none_is_refused(register, tmp_path):
    register.folder = tmp_path / "nowhere"
    assert "“nowhere” cannot be read" in refusal(register)
    register.folder = tmp_path / "register" / "victims.csv"
    assert "“victims.csv” cannot be read" in refusal(register)


COUNT = """
import re, sys
from pathlib import Path
from caseflow.imports.bundle import CaseBundle
from caseflow.imports.profile import load
from caseflow.imports.reader import Register
from dataclasses import replace
seen = 0
ahead = replace(load("police-oversight"), future="Its days are made up.")
with Register(ahead, Path(sys.argv[1])) as register:
    for item in register:
        assert isinstance(item, CaseBundle), item
        seen += len(item.subjects[0].allegations)
    # Not getrusage: its peak still counts the process that this one was forked from.
    peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
    print(register.about, seen, peak[1])
"""


def test_a_long_register_is_read_in_little_memory_and_leaves_no_file(register, tmp_path):
    count = 30_000
    header = register.lines("complaints")[0]
    rows = [f"L-{n},1,1,2031-01-01,10:00:00,2031-01-02,2031-02-02" for n in range(count)]
    register.write("complaints", [header, *rows])
    rows = [f"{n},L-{(n * 7919) % count},71,10J-X,SU,SU,1,1" for n in range(count)]
    register.write("accused", [register.lines("accused")[0], *rows])
    for name in ("victims", "complainants"):
        register.write(name, [register.lines(name)[0], "L-1,MALE,50,"])
    before = sorted(tmp_path.rglob("*"))
    command = [sys.executable, "-c", COUNT, str(register.folder)]
    environment = os.environ | {"TMPDIR": str(tmp_path), "SQLITE_TMPDIR": str(tmp_path)}
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    about, seen, kilobytes = map(int, ran.stdout.split())
    assert (about, seen) == (count, count)
    assert kilobytes < 80_000
    assert sorted(tmp_path.rglob("*")) == before


PIECES = (b'"', b"\x00", b"\n", b"\r", b",", b";", b"\xff\xfe", b"\xed\xa0\x80", b"=", b"9" * 70)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_to_the_bytes_ends_in_cases_problems_or_a_sentence(register, seed):
    chance = random.Random(seed)
    for name in FILES:
        raw = bytearray(register.path(name).read_bytes())
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(60, len(raw))
            if chance.random() < 0.6:
                raw[place:place] = chance.choice(PIECES)
            else:
                raw[place] = chance.randrange(256)
        register.path(name).write_bytes(bytes(raw))
    outcome = None
    with contextlib.suppress(NotReady):
        outcome = register.read()
    if outcome is None:
        assert refusal(register).endswith(".")
        return
    assert sum(p.severity is Severity.REJECTED for p in outcome.loose) + len(outcome.cases) >= 3
    assert all(case.subjects and case.fingerprint() for case in outcome.cases.values())
    for problem in outcome.problems:
        f"{problem.reference}{problem.reason}".encode()
