"""Rules that one module spells, and nobody else: read from the syntax tree."""

from __future__ import annotations

import ast

import pytest

from tests.support.codebase import texts

DATED = "caseflow/access/dated.py"
ENDS = {"valid_from", "valid_to"}
COMPARING = {"is_", "is_not", "isnot", "is_distinct_from", "between", "op", "in_", "not_in"}


def days_compared(source):
    """Where the first or the last day of a dated thing is compared with something, or judged."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare(left=left, comparators=others) if any(map(is_end, [left, *others])):
                yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.Call(func=ast.Attribute(value=value, attr=name)) if (
                name in COMPARING or name.startswith("__")
            ) and is_end(value):
                yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.Call(func=ast.Attribute(attr="coalesce"), args=[first, *_rest]) if is_end(
                first
            ):
                yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.BoolOp(op=ast.And(), values=values) if any(map(is_end, values)):
                yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.UnaryOp(op=ast.Not(), operand=operand) if is_end(operand):
                yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) if is_end(test):
                yield f"{node.lineno}: if {ast.unparse(test)}"


def is_end(node):
    """Whether this reads the first or last day of a dated thing, however it is written."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in ENDS
        case ast.Subscript(slice=ast.Constant(value=name)):
            return name in ENDS
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=name), *_rest]):
            return name in ENDS
        case ast.NamedExpr(value=value):
            return is_end(value)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(map(is_end, values))
    return False


def test_one_module_says_what_holds_on_a_day():
    sources = texts("caseflow", ending=".py")
    found = [
        f"{name}:{what}"
        for name, source in sources.items()
        if name != DATED
        for what in days_compared(source)
    ]
    assert found == []
    assert list(days_compared(sources[DATED]))


@pytest.mark.parametrize(
    "source",
    [
        "row.valid_from <= day and (row.valid_to is None or row.valid_to > day)",
        "sa.or_(table.c.valid_to.is_(None), table.c.valid_to >= day)",
        "[row for row in rows if today < row.valid_to]",
        "if not row.valid_to:\n    pass",
        "if row.valid_to:\n    pass",
        "(row.valid_to or date.max) > day",
        "row['valid_to'] == day",
        "getattr(row, 'valid_from', None) <= day",
        "sa.func.coalesce(Grant.valid_to, FAR) > day",
        "valid_from <= today",
        "sa.between(day, Grant.valid_from, Grant.valid_to)\nGrant.valid_from.between(a, b)",
        "(end := row.valid_to) is None",
    ],
)
def test_another_spelling_would_be_found(source):
    assert list(days_compared(source))


@pytest.mark.parametrize(
    "source",
    [
        "row.valid_to = today",
        "Membership(valid_from=start, valid_to=end)",
        "is_in_force(row, today)",
        "sa.select(Grant.valid_from).order_by(Grant.valid_to)",
        "facts = {'from': row.valid_from}",
        "start = valid_from or office_day(now)",
    ],
)
def test_what_compares_nothing_is_not_found(source):
    assert not list(days_compared(source))


REACH = "caseflow/access/reach.py"


def reaches_spelled(source):
    """Where it is judged whether a role as it is held goes as far as something."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="works_at")):
                yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Attribute(attr=name)]):
                if name in {"entities", "colleagues", "desks"}:
                    yield f"{node.lineno}: {ast.unparse(node)}"


def test_one_module_says_how_far_a_role_goes():
    sources = texts("caseflow", ending=".py")
    found = [
        f"{name}:{what}"
        for name, source in sources.items()
        if name != REACH
        for what in reaches_spelled(source)
    ]
    assert found == []
    assert list(reaches_spelled(sources[REACH]))


@pytest.mark.parametrize(
    "source",
    [
        "any(h.everywhere or case.entity_id in h.entities for h in held)",
        "case.owner_id in held.colleagues",
        "held.works_at(case)",
        "if root.entity_id not in role.entities:\n    pass",
    ],
)
def test_another_reach_would_be_found(source):
    assert list(reaches_spelled(source))


PLACES = {
    "caseflow/access/actor.py",
    "caseflow/cases/services/saving.py",
    "caseflow/reporting/act_places.py",
    "caseflow/reporting/acts_out_of_scope.py",
    "caseflow/reporting/scope.py",
}
"""Where the entities of a permission are asked for, because a statement needs them as a list."""


def entities_asked(source):
    """Where the entities of a permission are asked for as a list."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="entities_for")):
                yield f"{node.lineno}: {ast.unparse(node)}"


def test_verbs_and_pages_ask_one_function_where_something_may_be_done():
    sources = texts("caseflow", ending=".py")
    found = {name for name, source in sources.items() if list(entities_asked(source))}
    assert found == PLACES
    assert list(entities_asked("within = actor.entities_for(CREATE)\nif e.id in within:\n    pass"))


REACHES = {
    "caseflow/access/actor.py": "makes of a role what a person holds",
    "caseflow/access/holders.py": "looks for people in a statement, by `held_for`",
    "caseflow/access/reached_rows.py": "the rule for rows of a statement",
    "caseflow/accounts/last_administrator.py": "roles for everything, not a thing in reach",
    "caseflow/accounts/two_people.py": "roles for everything, not a thing in reach",
    "caseflow/reference/entity_reach.py": "roles that a move of an entity widens",
}
"""Where the kind of a role's reach is asked for, and why."""


def reaches_judged(source):
    """Where the code looks at how far a kind of role goes."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="Reach"), attr=name) if name.isupper():
                yield f"{node.lineno}: {ast.unparse(node)}"


def test_few_modules_look_at_how_far_a_kind_of_role_goes():
    sources = texts("caseflow", ending=".py")
    found = {name for name, source in sources.items() if list(reaches_judged(source))}
    assert found == set(REACHES)


NUMBERS = {
    "caseflow/reference/keyed_numbers.py": "made of an id, or in an order that a key tells",
    "caseflow/reference/random_codes.py": "drawn at random",
}
"""The two ways in which people's numbers and codes of things are made."""
OTHER_SECRETS = {
    "caseflow/accounts/password_codes.py": "codes with which people choose a password",
    "caseflow/crypto/keyring.py": "keeps the root of the search tokens",
    "caseflow/crypto/tokens.py": "search tokens",
    "caseflow/imports/services.py": "the digest by which a row of an old register is known again",
    "caseflow/start/demonstration.py": "the password of the demonstration",
}
"""Others that draw letters or use the root of the search tokens, and what for."""


def numbers_drawn(source):
    """Where letters or digits are drawn, or something is made of the root of the search tokens."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(
                value=ast.Name(id="secrets"), attr="choice" | "randbelow" | "choices"
            ):
                yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.Attribute(attr="token_root"):
                yield f"{node.lineno}: {ast.unparse(node)}"


def test_numbers_and_codes_of_things_are_made_in_two_ways():
    sources = texts("caseflow", ending=".py")
    found = {name for name, source in sources.items() if list(numbers_drawn(source))}
    packing = {"caseflow/web/packing.py"}  # pads an answer; nobody reads it
    assert found == set(NUMBERS) | set(OTHER_SECRETS) | packing


def other_days(source):
    """Where it is chosen between the day of an entity and that of the organisation."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.IfExp(body=body, orelse=orelse):
                names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                if {"office_day", "day_in"} <= names:
                    yield f"{node.lineno}: {ast.unparse(body)}, {ast.unparse(orelse)}"


def test_one_function_says_which_day_it_is_where_a_thing_belongs():
    sources = texts("caseflow", ending=".py")
    found = {name for name, source in sources.items() if list(other_days(source))}
    assert found == {"caseflow/days.py"}
