"""An import stops before anything is written where child rows do not find their case."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from caseflow.errors import NotReady
from caseflow.imports.commands import import_group
from caseflow.imports.links import Accepted
from caseflow.imports.runner import Import
from tests.imports.test_bringing_in import Desk, desk
from tests.imports.test_nothing_invented import OPEN
from tests.support.house import NOW

__all__ = ["Desk", "desk"]


def spoil(desk, name, place, write):
    """Write the key in one column of a file in another way."""
    header, *rows = desk.register.lines(name)
    cells = [row.split(",") for row in rows]
    for row in cells:
        row[place] = write(row[place])
    desk.register.write(name, [header, *(",".join(row) for row in cells)])


def numbered(desk, *, keys=range(1, 31), write=str):
    """A register of thirty numbered cases with an allegation and a victim each."""
    header = {name: desk.register.lines(name)[0] for name in ("complaints", "accused", "victims")}
    desk.register.write("complaints", [header["complaints"], *(OPEN.format(k) for k in keys)])
    accused = [f"{n},{write(k)},71,10J-X,NS,NS,600,600" for n, k in enumerate(keys)]
    desk.register.write("accused", [header["accused"], *accused])
    desk.register.write("victims", [header["victims"], *(f"{k},FEMALE,30," for k in keys)])
    desk.register.write("complainants", ["cr_id,gender,age,race", "1,FEMALE,48,"])


def refusal(desk):
    before = desk.rows()
    with pytest.raises(NotReady) as caught:
        desk.bring_in()
    assert desk.rows() == before
    assert not desk.problems.exists()
    return str(caught.value.sentence)


@pytest.mark.parametrize(
    ("keys", "write", "pair", "how"),
    [
        (range(100, 130), "{}.0", "“100.0”, and “complaints.csv” has “100”", "by “.0” at the end"),
        ([f"{n:05}" for n in range(7, 37)], "0-", "“7”, and “complaints.csv” has “00007”", "zeros"),
        (
            [f"{n:05}" for n in range(7, 37)],
            "0-.0",
            "“7.0”, and “complaints.csv” has “00007”",
            "by “.0” at the end and zeros",
        ),
        (
            [f"T/{n:02}" for n in range(1, 9)],
            "T/-",
            "“T/1”, and “complaints.csv” has “T/01”",
            "zeros",
        ),
    ],
)
def test_numbers_that_a_spreadsheet_wrote_anew_stop_the_import(desk, keys, write, pair, how):
    def written(key):
        bare = str(key).lstrip("0") if write.startswith("0-") else str(key)
        bare = bare.replace("/0", "/") if write.startswith("T/-") else bare
        return f"{bare}.0" if write.endswith(".0") else bare

    numbered(desk, keys=keys, write=written)
    sentence = refusal(desk)
    count = len(keys)
    assert f"In “accused.csv”, {count} of {count} rows name something" in sentence
    assert pair in sentence
    assert how in sentence
    assert "So it is in every one of these rows" in sentence
    assert "--accept-orphans" in sentence
    assert "victims" not in sentence


def test_keys_that_differ_otherwise_are_told_with_the_first_pair(desk):
    numbered(desk, keys=[f"ab-{n}" for n in range(30)], write=lambda key: f"{key.upper()} X"[:-2])
    sentence = refusal(desk)
    assert "“AB-0”, and “complaints.csv” has “ab-0”" in sentence
    assert "by blanks, marks or the size of letters" in sentence
    assert "So it is in every one" not in sentence


def test_keys_of_another_register_are_told_with_one_of_each(desk):
    numbered(desk, write=lambda key: f"Z{key}")
    sentence = refusal(desk)
    assert "names “Z1”, and no key is like it. The first key there is “1”." in sentence


def test_rows_that_name_nothing_at_all_stop_the_import(desk):
    numbered(desk, write=lambda key: "" if int(key) > 20 else str(key))
    assert "10 of 30 rows" in (sentence := refusal(desk))
    assert "names nothing at all" in sentence


def test_people_whose_numbers_were_written_anew_stop_the_import(desk):
    spoil(desk, "officers", 0, lambda number: f"{number}.0")
    sentence = refusal(desk)
    assert "In “accused.csv”, 8 of 8 rows name something that is not in “officers.csv”" in sentence
    assert "“77”, and “officers.csv” has “77.0”" in sentence


def test_people_whom_no_row_describes_are_a_gap_like_others(desk):
    spoil(desk, "officers", 0, lambda number: f"P{number}")
    assert desk.bring_in().created == 6


def test_a_file_with_a_header_only_stops_the_import(desk):
    for name in ("victims", "officers"):
        desk.register.write(name, desk.register.lines(name)[:1])
    sentence = refusal(desk)
    assert "“victims.csv” holds a header and no rows" in sentence
    assert "“officers.csv” holds a header and no rows" in sentence
    assert "--accept-empty" in sentence


def test_a_few_lost_rows_are_left_out_one_by_one(desk):
    numbered(desk, write=lambda key: "Z" if int(key) in {7, 9} else str(key))
    tally = desk.bring_in()
    assert (tally.created, tally.left_out) == (30, 2)


@pytest.mark.parametrize(("lost", "stops"), [(5, False), (6, True)])
def test_the_share_of_lost_rows_decides(desk, lost, stops):
    numbered(desk, keys=range(1, 101), write=lambda key: "Z" if int(key) <= lost else str(key))
    if stops:
        assert "6 of 100 rows" in refusal(desk)
    else:
        assert desk.bring_in().left_out == 5


def test_what_was_accepted_comes_in_without_them(desk):
    numbered(desk, write=lambda key: f"{key}.0")
    desk.register.write("victims", desk.register.lines("victims")[:1])
    accepted = Accepted(orphans=True, empty=True)
    profile = desk.profile()
    job = Import(desk.opened, profile, now=NOW, accepted=accepted)
    tally = job.run(desk.register.folder, desk.problems, lambda *_figures: None)
    assert (tally.created, tally.left_out) == (30, 30)


def test_the_command_stops_and_goes_on_with_the_flags_that_it_names(desk):
    numbered(desk, write=lambda key: f"{key}.0")
    desk.register.write("victims", desk.register.lines("victims")[:1])
    group = import_group(desk.opened, lambda: desk.problems.parent / "listed")
    words = ["cases", "--profile", "police-oversight", str(desk.register.folder)]
    stopped = CliRunner().invoke(group, words, catch_exceptions=False)
    assert stopped.exit_code == 1
    flags = {word.strip(".,") for word in stopped.stderr.split() if word.startswith("--")}
    assert flags == {"--accept-orphans", "--accept-empty"}
    assert CliRunner().invoke(group, [*words, *flags], catch_exceptions=False).exit_code == 3
