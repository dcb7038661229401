"""Each recipe of CONTRIBUTING.md leads a stranger to the right files and keeps its promise."""

from __future__ import annotations

import re
from fnmatch import fnmatch

import pytest

from tests.recipes.following import RECIPES
from tests.support.codebase import text

PATHS = re.compile(r"`((?:[\w.*-]+/)*[\w.*-]+\.(?:py|toml|html|md))`")
ANY = re.compile("ROOM|NAME")
PROMISES = {
    "Add a stage": (
        "the_new_stage_has_its_button_form_permission_and_history",
        "a_new_condition_stands_in_the_way_until_it_is_met",
        "an_organisation_adds_a_stage_in_its_home",
        "a_stage_without_a_way_in_or_out_is_named",
    ),
    "Add a track": ("whoever_follows_the_new_track_goes_its_way",),
    "Add a limit": ("the_new_limit_runs_where_the_stage_names_it",),
    "Add an event": ("the_new_event_tells_whoever_subscribes_to_it",),
    "Add a command": ("the_new_command_does_what_it_says",),
    "Add a room": (
        "the_new_room_is_for_those_who_may_and_shows_what_is_within_reach",
        "what_is_typed_in_the_new_room_is_sealed_recorded_and_kept_as_a_draft",
        "what_hangs_on_every_matter_hangs_on_the_new_one_too",
        "the_list_of_the_new_room_goes_on_beyond_its_first_page",
        "the_new_room_is_laid_in_with_the_demonstration_and_verified",
        "text_in_the_open_is_on_the_list_with_a_reason",
        "rows_that_hang_on_a_protected_row_are_protected_too",
        "every_protected_table_is_indexed_by_its_root",
        "every_table_that_hangs_on_a_case_says_how_a_persons_work_is_told",
        "a_new_table_that_hangs_on_a_case_would_be_found",
        "only_a_room_with_roots_of_its_own_is_left_out",
        "whatever_an_import_writes_anew_is_among_them",
        "every_room_stands_in_the_map",
        "what_a_manifest_names_is_there_and_is_the_rooms_own",
    ),
    "Add a role": (
        "the_new_role_can_be_given_and_opens_what_it_may",
        "a_role_with_an_unknown_permission_is_named",
    ),
    "Add a confidential field": (
        "the_migration_finds_the_field_and_keeps_the_rows",
        "the_field_is_sealed_and_bound_to_its_row",
        "the_trail_says_that_it_changed_and_was_read_and_never_what_it_says",
        "the_field_opens_after_its_keys_were_rotated",
        "the_field_is_listed_with_a_canary_and_in_the_inventory",
        "every_field_for_words_is_named_with_where_its_words_go",
        "what_is_said_of_a_field_is_a_sealed_column_or_a_reason",
        "about_a_matter_words_are_sealed_or_only_looked_up",
        "a_field_for_words_would_be_found",
        "every_kind_of_field_for_words_is_looked_for",
        "every_form_that_is_filled_with_what_is_kept_carries_its_version",
        "lists_of_drafts_can_name_every_form",
        "every_sealed_row_has_its_canary",
    ),
    "Add a page": (
        "the_page_shows_only_what_its_reader_may_see",
        "the_page_is_a_missing_page_for_whoever_may_not",
        "the_page_stands_in_the_menu_of_those_who_may",
    ),
}


def section(title: str) -> str:
    """A recipe as it is written."""
    _before, _title, rest = text("CONTRIBUTING.md").partition(f"## {title}\n")
    return rest.partition("\n## ")[0]


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_names_every_file_that_is_touched(followed, title):
    named = [ANY.sub("*", one) for one in PATHS.findall(section(title))]
    assert named
    strays = [
        name for name in followed.touched[title] if not any(fnmatch(name, one) for one in named)
    ]
    assert strays == []


def test_a_new_room_changes_five_files_outside_it(followed):
    """Lines for list, map, layer, role and typed words; the migration is written by a command."""
    touched = followed.touched["Add a room"]
    outside = [n for n in touched if not n.startswith(("caseflow/visits/", "templates/visits/"))]
    assert outside == [
        "caseflow/rooms.py",
        "ARCHITECTURE.md",
        "pyproject.toml",
        "caseflow/access/roles.toml",
        "tests/whole/typed_fields.toml",
    ]


@pytest.mark.parametrize("title", RECIPES)
def test_architecture_says_where_each_begins(title):
    """A stranger who reads ARCHITECTURE.md first comes to the same files."""
    where = {
        "Add a stage": "cases/tracks/",
        "Add a track": "cases/tracks/",
        "Add a limit": "limits.toml",
        "Add an event": "events.py",
        "Add a command": "commands.py",
        "Add a role": "access/roles.toml",
        "Add a confidential field": "cases/tables/",
        "Add a page": "routes.py",
        "Add a room": "manifest.py",
    }
    _before, _title, rest = text("ARCHITECTURE.md").partition("## Where do I change …?\n")
    assert where[title] in rest
    assert where[title] in section(title)


@pytest.mark.parametrize(
    ("title", "promise"), [(title, one) for title, many in PROMISES.items() for one in many]
)
def test_a_recipe_that_was_followed_keeps_its_promise(followed, title, promise):
    proved = followed.proved.get(f"test_{promise}")
    assert proved == "PASSED", followed.said[-8000:]


def test_every_proof_belongs_to_a_recipe(followed):
    assert set(followed.proved) == {f"test_{one}" for many in PROMISES.values() for one in many}
