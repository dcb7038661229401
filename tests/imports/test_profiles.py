"""A profile is read strictly: each mistake names the file, the key and what is wrong."""

from __future__ import annotations

import pytest

from caseflow.errors import NotReady
from caseflow.imports import profile as profiles
from caseflow.imports.codes import Vocabulary
from caseflow.imports.profile import SHIPPED, load, shipped
from caseflow.reference.lists import finding_outcomes, personnel_categories
from caseflow.reference.measures import measures
from caseflow.reference.taxonomy import taxonomies

TEXT = (SHIPPED / "police-oversight.toml").read_text("utf-8")


def refused(tmp_path, text, vocabulary=None):
    path = tmp_path / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(NotReady) as caught:
        load(str(path), vocabulary)
    sentence = str(caught.value.sentence)
    assert "mine.toml" in sentence
    return sentence


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong"),
    [
        ('title = "Complaint', 'titel = "Complaint', "title", "is missing"),
        ('entity = "NOR"', "", "receiving.entity", "is missing"),
        ('reference = "cr_id"', "reference = 3", "cases.reference", "must be text"),
        ('reference = "cr_id"', 'reference = " "', "cases.reference", "is empty"),
        ('received = "complaint_date"', "", "cases.received", "is missing"),
        ('closed = "closed_date"', 'close = "closed_date"', "cases.close", "is not known here"),
        ('file = "victims"', 'file = "../victims"', "victims.file", "without a folder"),
        ('encoding = "detect"', 'encoding = "utf-9"', "format.encoding", "is no encoding"),
        ('encoding = "detect"', 'encoding = "hex"', "format.encoding", "is no encoding"),
        ('delimiter = "detect"', 'delimiter = "::"', "format.delimiter", "must be one of"),
        ('dates = ["%Y-%m-%d"]', 'dates = "%Y"', "format.dates", "must be a list"),
        (
            'dates = ["%Y-%m-%d"]',
            'dates = ["%d.%m.%y"]',
            "format.dates",
            "has a year of two digits in '%d.%m.%y': declare “pivot”",
        ),
        ('dates = ["%Y-%m-%d"]', 'order = "american"', "format.order", "must be one of"),
        ('dates = ["%Y-%m-%d"]', "pivot = 1930", "format.pivot", "must lie between 0 and 99"),
        ('dates = ["%Y-%m-%d"]', 'dates = ["gg"]', "format.dates", "is no format of a date"),
        ('dates = ["%Y-%m-%d"]', 'dates = ["%Q"]', "format.dates", "is no format of a date"),
        ('dates = ["%Y-%m-%d"]', 'dates = ["%Y-%m"]', "format.dates", "is no format of a date"),
        ('dates = ["%Y-%m-%d"]', "dates = [1]", "format.dates", "must be a list of texts"),
        ("[measures.1-180]", "[measures.180-1]", "measures.180-1", "ends before it begins"),
        ("More than 30 days", "{code} days", "measures.200.remark", "range only"),
        ("[measures.200]", "[measures.150-200]", "measures.150-200", "shares numbers"),
        (
            "[measures.700]\nremark",
            "[measures.pending]\nremark",
            "measures.pending",
            "stands twice",
        ),
        (
            'remark = "Resigned"',
            'remark = "Gone"\nparameters = {}',
            "measures.800.parameters",
            "none",
        ),
        ('NS = "unsub', 'su = "unsub', "findings.codes.su", "stands twice"),
        ('01A = "har', '"01A-X" = "har', "categories.codes.01A-X", "ends every code"),
        ("nothing = true ", "", "measures.600.measure", "is missing"),
        ("nothing = true ", "nothing = 1 ", "measures.600.nothing", "must be true or false"),
        ('remark = "Resigned"', "", "measures.800.measure", "is missing"),
        ("[measures.0]", "[[measures.0]]", "measures.0", "must be a table"),
        ("not_answered = true ", "", "measures.PENDING.measure", "is missing"),
        (
            "not_answered = true ",
            "not_answered = 1 ",
            "measures.PENDING.not_answered",
            "true or false",
        ),
        ('["PENDING", "OPEN"]', '["PENDING", "su"]', "findings.codes.su", "“not_answered” as well"),
        ('["PENDING", "OPEN"]', '["dis"]', "findings.codes.dis", "“not_answered” as well"),
        ('["PENDING", "OPEN"]', "true", "findings.not_answered", "must be a list"),
        ('["PENDING", "OPEN"]', '[""]', "findings.not_answered", "a list of texts"),
        ('DIS = "discharged', 'SU = "discharged', "findings.codes.SU", "“without” as well"),
        ('["substantiated"]', '["proved"]', "findings", "no code stands for 'proved'"),
        ('person = "officer_id"', "", "accused", "has no “person”"),
        ('otherwise = "received"', "", "stages.otherwise", "is missing"),
        ('taxonomy = "v2021"', "", "categories.taxonomy", "is missing"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(tmp_path, old, new, key, wrong):
    assert old in TEXT
    sentence = refused(tmp_path, TEXT.replace(old, new, 1))
    assert f"{key}: " in sentence
    assert wrong in sentence


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('closed = "closed"', 'closed = "gone"', "stages.closed"),
        ('NS = "unsubstantiated"', 'NS = "perhaps"', "findings.codes.NS"),
        ('measure = "written_reprimand"', 'measure = "frown"', "measures.100.measure"),
        ('01A = "harassment"', '01A = "rudeness"', "categories.codes.01A"),
        ('"staff_national"', '"robot"', "receiving.personnel"),
        ('"v2021"', '"v1900"', "categories.taxonomy"),
    ],
)
def test_a_name_that_is_none_of_ours_is_told(tmp_path, old, new, key):
    sentence = refused(tmp_path, TEXT.replace(old, new, 1), ours())
    assert f"{key}: " in sentence
    assert "is not one of ours" in sentence


STAGES = frozenset(
    ("received", "assessed", "under-investigation", "under-review", "decided", "closed")
)


def ours():
    return Vocabulary(
        stages={"staff_national": STAGES},
        findings=frozenset(one.code for one in finding_outcomes()),
        measures={one.code: one.parameters for one in measures()},
        types={v.version: frozenset(c.code for c in v) for v in taxonomies()},
        personnel=frozenset(one.code for one in personnel_categories()),
    )


def with_parameters(line):
    """The shipped profile, whose suspensions have these parameters as well."""
    days = 'remark = "Days of suspension: {code}"'
    assert days in TEXT
    return TEXT.replace(days, f"{days}\nparameters = {line}", 1)


@pytest.mark.parametrize(
    ("line", "key", "wrong"),
    [
        ("{ dayz = 30 }", "dayz", "is no parameter of suspension_without_pay (known: period)"),
        ("{ perid = 3 }", "perid", "'period' is near"),
        ("{ period = 300 }", "period", "Enter a number from 1 to 120"),
        ('{ period = "long" }', "period", "Enter a whole number"),
        ("{ period = 1.5 }", "period", "must be a whole number, text"),
        ('{ period = "code" }', "period", "Enter a number from 1 to 120"),
    ],
)
def test_a_parameter_is_checked_against_what_the_measure_asks_for(tmp_path, line, key, wrong):
    sentence = refused(tmp_path, with_parameters(line), ours())
    assert f"measures.1-180.parameters.{key}: " in sentence
    assert wrong in sentence


def test_a_parameter_that_the_measure_asks_for_is_taken(tmp_path):
    path = tmp_path / "mine.toml"
    code = with_parameters('{ period = "code" }').replace("[measures.1-180]", "[measures.1-120]")
    path.write_text(
        code.replace("[measures.300]", "[measures.300]\nparameters = { notice = true }")
    )
    table = load(str(path), ours()).measures
    assert table.read("7").parameters == (("period", 7),)
    assert table.read("300").parameters == (("notice", True),)


def test_a_number_is_no_code_where_no_range_gives_one(tmp_path):
    text = TEXT.replace("[measures.400]", '[measures.400]\nparameters = { notice = "code" }')
    assert "range only" in refused(tmp_path, text, ours())


def test_all_mistakes_are_told_at_once_with_the_names_that_are_known(tmp_path):
    text = TEXT
    for old, new in (
        ('NS = "unsubstantiated"', 'NS = "unsubstantiatd"'),
        ('closed = "closed"', 'closed = "gone"'),
        ('measure = "written_reprimand"', 'measure = "frown"'),
        ('01A = "harassment"', '01A = "rudeness"'),
        ('"staff_national"', '"robot"'),
        ('title = "Complaint', 'titel = "Complaint'),
        ('gender = "gender"', 'gendre = "gender"\nsex = "gender"'),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    sentence = refused(tmp_path, text, ours())
    lines = sentence.splitlines()
    for key in (
        "findings.codes.NS",
        "stages.closed",
        "measures.100.measure",
        "categories.codes.01A",
        "receiving.personnel",
        "title",
        "people.gendre",
    ):
        assert any(f"{key}: " in line for line in lines), key
    assert "'unsubstantiatd' is not one of ours; 'unsubstantiated' is near" in sentence
    assert "nor is sex known" in sentence
    known = {line.split(":")[0]: line for line in lines if line.startswith("Known ")}
    assert list(known) == [
        "Known personnel categories",
        "Known stages",
        "Known findings",
        "Known measures",
        "Known types of conduct in v2021",
    ]
    assert "under-investigation" in known["Known stages"]
    assert "written_censure" in known["Known measures"]


def test_every_shipped_profile_maps_to_names_that_exist():
    assert "police-oversight" in shipped()
    for name in shipped():
        assert load(name, ours()).name == name


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"title = \n", "is not TOML"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        ("title = '\ud800'".encode("utf-8", "surrogatepass"), "is not UTF-8"),
        (b"title = '\x00'", "is not TOML"),
        (b"title = '" + b"x" * 10_000_000 + b"'", "is larger than"),
        (b"", "is missing"),
    ],
)
def test_a_file_that_is_no_profile_is_told(tmp_path, content, wrong):
    assert wrong in refused(tmp_path, content)


def test_an_unknown_name_lists_those_that_ship():
    with pytest.raises(NotReady) as caught:
        load("no-such-register")
    assert "police-oversight" in caught.value.sentence


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NotReady) as caught:
        load(str(tmp_path / "absent.toml"))
    assert "absent.toml" in caught.value.sentence


def test_an_organisation_may_change_a_shipped_profile(tmp_path, monkeypatch):
    own = tmp_path / "config" / "imports"
    own.mkdir(parents=True)
    (own / "police-oversight.toml").write_text('[receiving]\nentity = "OURS"\n')
    monkeypatch.setenv("CASEFLOW_HOME", str(tmp_path))
    found = load("police-oversight")
    assert found.receiving.entity == "OURS"
    assert found.receiving.personnel == profiles.load("police-oversight").receiving.personnel


@pytest.mark.parametrize(
    ("raw", "kind", "remark"),
    [
        ("1", "suspension_without_pay", "Days of suspension: 1"),
        ("180", "suspension_without_pay", "Days of suspension: 180"),
        ("100", "written_reprimand", ""),
        ("200", "suspension_without_pay", "More than 30 days of suspension"),
        ("300", "separation", "Administrative termination"),
        ("0", None, "Violation noted"),
        ("800", None, "Resigned"),
    ],
)
def test_each_documented_code_of_discipline_is_known(raw, kind, remark):
    measure = load("police-oversight").measures.read(raw)
    assert measure.known
    assert (measure.raw, measure.kind, measure.remark) == (raw, kind, remark)
    assert measure.parameters == ()


@pytest.mark.parametrize("raw", ["", "181", "365", "999", "-1", "1.5", "00x", "9" * 40, "１"])
def test_other_codes_of_discipline_stay_unknown(raw):
    measure = load("police-oversight").measures.read(raw)
    assert (measure.known, measure.kind, measure.raw) == (False, None, raw)


def test_a_wrong_value_makes_no_other_key_of_its_table_unknown(tmp_path):
    wrong = 'pivot = "x"\nserial_dates = 1\norder = "american"\nencoding = "utf-9"'
    text = TEXT.replace('encoding = "detect"', wrong).replace('["substantiated"]', '["proved"]')
    sentence = refused(tmp_path, text)
    for told in (
        "format.pivot: must be a whole number",
        "format.serial_dates: must be true or false",
        "format.order: must be one of",
        "format.encoding: 'utf-9' is no encoding",
        "no code stands for 'proved'",
    ):
        assert told in sentence
    assert "is not known here" not in sentence
