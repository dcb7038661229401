"""Loading a mapping profile, strictly: each mistake is told with file, key and what is wrong."""

from __future__ import annotations

from pathlib import Path

from caseflow import packs
from caseflow.errors import NotReady
from caseflow.facts.dates import Declared, Order
from caseflow.imports.codes import CodeTable, Vocabulary, one_of, read_codes, read_texts
from caseflow.imports.measure_codes import read_measures
from caseflow.imports.mistakes import Mistakes
from caseflow.imports.shape import DELIMITERS, Layout, Profile, Receiving, Stages
from caseflow.imports.values import can_be_read, has_short_year
from caseflow.labels import _
from caseflow.packs import PackError, Part
from caseflow.sheets.encodings import DETECT

SHIPPED = Path(__file__).parent / "profiles"
# Our names of the columns of each file: (needed, possible). The first is the key.
_CASES = (
    ("reference", "received"),
    ("closed", "decided", "incident_date", "incident_time"),
)
_ACCUSED = (
    ("case", "category", "final_finding"),
    ("row", "person", "recommended_finding", "recommended_measure", "final_measure", "decided"),
)
_PEOPLE = (
    ("id",),
    ("given_name", "family_name", "gender", "born", "nationality", "appointed", "rank", "unit"),
)
_PERSONS = (("case",), ("gender", "age"))


def load(name: str, vocabulary: Vocabulary | None = None) -> Profile:
    """The shipped profile of that name, or the one in that file (a path, or ending in .toml).

    A shipped profile may be changed in ``$CASEFLOW_HOME/config/imports/NAME.toml``. Raises
    NotReady naming file, key and what is wrong, for every mistake at once.
    """
    path, mistakes = Path(name), Mistakes()
    try:
        if path.suffix == ".toml" or len(path.parts) != 1:
            part = packs.part_of(path)
        elif name in shipped():
            part = packs.load(f"imports/{name}", SHIPPED / f"{name}.toml")
        else:
            raise NotReady(
                _(
                    "There is no profile “%(name)s”. Shipped are: %(shipped)s.",
                    name=name,
                    shipped=", ".join(shipped()),
                ),
                field="profile",
            )
        return _profile(part, path.stem, vocabulary or Vocabulary(), mistakes)
    except PackError as error:
        mistakes.add(error)
        mistakes.tell()
        raise


def shipped() -> list[str]:
    """The names of the profiles that come with CaseFlow."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def _profile(top: Part, name: str, known: Vocabulary, mistakes: Mistakes) -> Profile:
    """Every part is read, whatever is wrong with those before it."""
    read = mistakes.read
    form = _needed(top, "format")
    findings = _needed(top, "findings")
    categories = _needed(top, "categories")
    taxonomy = read(lambda: _taxonomy(categories, known, mistakes))
    receiving = read(lambda: _receiving(_needed(top, "receiving"), known, mistakes))
    stages = known.stages_of(getattr(receiving, "personnel", None))  # none after a mistake in it
    profile = Profile(
        name=name,
        title=read(lambda: top.text("title")),
        source=read(lambda: top.text("source")),
        receiving=receiving,
        dates=read(lambda: _dates(form)) or ("%Y-%m-%d",),
        times=read(lambda: _texts(form, "times")) or ("%H:%M:%S", "%H:%M"),
        no_time=read(lambda: _texts(form, "no_time")),
        cases=read(lambda: _layout(_needed(top, "cases"), _CASES, form, extra="places")),
        accused=read(lambda: _optional(top, "accused", _ACCUSED, form)),
        people=read(lambda: _optional(top, "people", _PEOPLE, form)),
        victims=read(lambda: _optional(top, "victims", _PERSONS, form)),
        complainants=read(lambda: _optional(top, "complainants", _PERSONS, form)),
        stages=read(lambda: _stages(_needed(top, "stages"), stages, mistakes)),
        genders=read(lambda: _genders(top, mistakes)),
        findings=read(lambda: _findings(findings, known, mistakes)),
        substantiated=read(lambda: frozenset(_texts(findings, "substantiated"))),
        measures=read(lambda: read_measures(top.maybe_part("measures"), known.measures, mistakes)),
        taxonomy=taxonomy,
        categories=read(lambda: _categories(categories, taxonomy, known, mistakes)),
        declared=Declared(
            read(lambda: _order(form)),
            read(lambda: form.maybe_number("pivot", most=99)),
            bool(read(lambda: form.flag("serial_dates"))),
        ),
        future=read(lambda: form.maybe_text("future")) or "",
    )
    if profile.findings is not None:
        read(lambda: _check_substantiated(top, profile))
    read(lambda: _encoding(form))
    read(lambda: _delimiter(form))
    for part in (form, findings, categories, top):
        read(part.done)
    mistakes.tell()
    _check_links(top, profile)
    return profile


def _dates(form: Part) -> tuple[str, ...]:
    """The formats; one with a year of two digits needs to say of which century it is."""
    formats = _texts(form, "dates")
    for each in formats:
        if not can_be_read(each):
            raise form.wrong("dates", f"{each!r} is no format of a date, such as %Y-%m-%d")
    short = [each for each in formats if has_short_year(each)]
    if short and form.maybe_number("pivot", most=99) is None:
        raise form.wrong("dates", f"has a year of two digits in {short[0]!r}: declare “pivot”")
    return formats


def _order(form: Part) -> Order | None:
    order = form.maybe_text("order")
    if order is not None and order not in set(Order):
        raise form.wrong("order", f"must be one of {' '.join(Order)}")
    return Order(order) if order else None


def _taxonomy(part: Part, known: Vocabulary, mistakes: Mistakes) -> str:
    version = part.text("taxonomy")
    called = "versions of the taxonomy"
    return one_of(part, "taxonomy", version, known.types, mistakes, called=called)


def _genders(top: Part, mistakes: Mistakes) -> CodeTable:
    return read_codes(top.maybe_part("genders"), frozenset(), mistakes, called="genders")


def _findings(part: Part, known: Vocabulary, mistakes: Mistakes) -> CodeTable:
    return read_codes(
        part.maybe_part("codes"),
        known.findings,
        mistakes,
        called="findings",
        pending=_texts(part, "not_answered"),
    )


def _categories(part: Part, taxonomy: str, known: Vocabulary, mistakes: Mistakes) -> CodeTable:
    return read_codes(
        part.maybe_part("codes"),
        known.types.get(taxonomy, frozenset()),
        mistakes,
        called=f"types of conduct in {taxonomy}",
        until=part.maybe_text("code_ends_at") or "",
    )


def _needed(top: Part, name: str) -> Part:
    part = top.maybe_part(name)
    if part is None:
        raise top.wrong(name, "is missing")
    return part


def _texts(part: Part, name: str) -> tuple[str, ...]:
    values = part._get(name, list, "a list of texts") or []
    if not all(isinstance(one, str) and one for one in values):
        raise part.wrong(name, "must be a list of texts")
    return tuple(values)


def _receiving(part: Part, known: Vocabulary, mistakes: Mistakes) -> Receiving:
    personnel, called = part.text("personnel"), "personnel categories"
    one_of(part, "personnel", personnel, known.personnel, mistakes, called=called)
    found = Receiving(part.text("entity"), part.maybe_text("desk"), personnel)
    part.done()
    return found


def _optional(
    top: Part, name: str, keys: tuple[tuple[str, ...], tuple[str, ...]], form: Part
) -> Layout | None:
    part = top.maybe_part(name)
    return _layout(part, keys, form, extra="attributes") if part else None


def _layout(
    part: Part, keys: tuple[tuple[str, ...], tuple[str, ...]], form: Part, *, extra: str
) -> Layout:
    needed, possible = keys
    columns = {key: part.text(key) for key in needed}
    columns |= {key: column for key in possible if (column := part.maybe_text(key))}
    file = part.text("file")
    if Path(file).name != file:
        raise part.wrong("file", "must be the name of a file without a folder")
    layout = Layout(
        file=file,
        encoding=_encoding(part) or _encoding(form) or DETECT,
        delimiter=_delimiter(part) or _delimiter(form) or DETECT,
        columns=columns,
        attributes=tuple(read_texts(part.maybe_part(extra)).items()),
        sheet=part.maybe_text("sheet") or "",
    )
    part.done()
    return layout


def _encoding(part: Part) -> str | None:
    name = part.maybe_text("encoding")
    if name and name != DETECT:
        try:
            "".encode(name)
        except LookupError as error:
            raise part.wrong("encoding", f"{name!r} is no encoding") from error
    return name


def _delimiter(part: Part) -> str | None:
    name = part.maybe_text("delimiter")
    if name and name not in DELIMITERS:
        raise part.wrong("delimiter", f"must be one of {' '.join(DELIMITERS)}")
    return DELIMITERS[name] if name else None


def _stages(part: Part, allowed: frozenset[str], mistakes: Mistakes) -> Stages:
    keys = ("closed", "final_finding", "recommended_finding", "accused", "otherwise")
    names = {key: part.text(key) for key in keys}
    for key, name in names.items():
        one_of(part, key, name, allowed, mistakes, called="stages")
    part.done()
    return Stages(**names)


def _check_links(top: Part, profile: Profile) -> None:
    points = profile.accused is not None and "person" in profile.accused.columns
    if points and not profile.people:
        raise top.wrong("people", "is missing, though accused.person points to it")
    if profile.people and not points:
        raise top.wrong("accused", "has no “person”, though there is a file of people")


def _check_substantiated(top: Part, profile: Profile) -> None:
    for finding in (profile.substantiated or frozenset()) - set(profile.findings.names.values()):
        raise top.wrong("findings", f"substantiated: no code stands for {finding!r}")
