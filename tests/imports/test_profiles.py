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
        ('dates = ["%Y-%m-%d"]', "dates = [1]", "format.dates", "must be a list of texts"),
        ("[measures.1-180]", "[measures.180-1]", "measures.180-1", "ends before it begins"),
        ('parameters = { days = "code" }', "", None, None),
        ("{ more_than_days = 30 }", '{ days = "code" }', "measures.200.parameters", "range only"),
        ("{ more_than_days = 30 }", "{ days = 1.5 }", "measures.200.parameters", "whole number"),
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
    assert TEXT.count(old) == 1 or key is None or old in TEXT
    text = TEXT.replace(old, new, 1)
    if key is None:
        (tmp_path / "mine.toml").write_text(text)
        assert load(str(tmp_path / "mine.toml")).measures.read("3").parameters == ()
        return
    sentence = refused(tmp_path, text)
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


def ours():
    return Vocabulary(
        stages=frozenset(
            ("received", "assessed", "under-investigation", "under-review", "decided", "closed")
        ),
        findings=frozenset(one.code for one in finding_outcomes()),
        measures=frozenset(one.code for one in measures()),
        types={v.version: frozenset(c.code for c in v) for v in taxonomies()},
        personnel=frozenset(one.code for one in personnel_categories()),
    )


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
    ("raw", "kind", "parameters"),
    [
        ("1", "suspension_without_pay", (("days", 1),)),
        ("180", "suspension_without_pay", (("days", 180),)),
        ("100", "written_reprimand", ()),
        ("200", "suspension_without_pay", (("more_than_days", 30),)),
        ("300", "separation", ()),
        ("0", None, ()),
        ("800", None, ()),
    ],
)
def test_each_documented_code_of_discipline_is_known(raw, kind, parameters):
    measure = load("police-oversight").measures.read(raw)
    assert measure.known
    assert (measure.raw, measure.kind, measure.parameters) == (raw, kind, parameters)


@pytest.mark.parametrize("raw", ["", "181", "365", "999", "-1", "1.5", "00x", "9" * 40, "１"])
def test_other_codes_of_discipline_stay_unknown(raw):
    measure = load("police-oversight").measures.read(raw)
    assert (measure.known, measure.kind, measure.raw) == (False, None, raw)
