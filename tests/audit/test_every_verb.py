"""Every verb of the product keeps rows and trail together when a flush fails on the way."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.codebase import texts
from tests.support.failing_flush import REAL, ROOT, SEEN

TESTS = (
    "tests/accounts/test_asking_pages.py",
    "tests/accounts/test_choosing_passwords.py",
    "tests/accounts/test_opening_again.py",
    "tests/accounts/test_settings.py",
    "tests/audit/test_words_that_stood_open.py::test_no_file_of_the_home_holds_a_word_afterwards",
    (
        "tests/audit/test_desks_that_stood_open.py::"
        "test_a_root_that_kept_words_when_its_case_had_none_gets_their_code"
    ),
    (
        "tests/audit/test_words_that_stood_open.py::"
        "test_words_of_a_case_whose_key_is_gone_are_taken_out"
    ),
    (
        "tests/cases/test_days_of_an_entity.py::"
        "test_limits_are_recounted_after_a_change_and_again_after_its_way_back"
    ),
    "tests/cases/test_awaited_tasks.py",
    "tests/cases/test_changed_tracks.py",
    "tests/cases/test_clocks_and_ties.py",
    "tests/cases/test_correcting.py",
    "tests/cases/test_correcting_days.py",
    "tests/cases/test_correcting_people.py",
    "tests/cases/test_covering.py",
    "tests/cases/test_departures.py",
    (
        "tests/cases/test_history_of_a_merge.py::"
        "test_words_that_are_covered_where_work_goes_on_are_covered_in_the_shell_too"
    ),
    "tests/cases/test_limits_by_two_people.py",
    (
        "tests/cases/test_lists_of_what_waits.py::"
        "test_the_recount_puts_right_what_a_changed_track_left_and_goes_on_where_it_stopped"
    ),
    "tests/cases/test_merging.py",
    "tests/cases/test_namesake_release.py",
    "tests/cases/test_old_registers.py::test_grown_cases_are_real_to_a_reader_and_need_a_purpose",
    "tests/cases/test_people_in_a_case.py",
    "tests/cases/test_reviewing.py",
    "tests/cases/test_working_a_case.py",
    "tests/cases/test_what_was_done_is_told.py",
    "tests/cases/test_withdrawing.py",
    "tests/cases_pages/test_acts.py::test_a_note_can_be_changed_by_whoever_wrote_it",
    "tests/cases_pages/test_lists.py::test_a_view_can_be_kept_and_dropped_by_its_owner_alone",
    "tests/cases_pages/test_lists_of_an_entity.py",
    "tests/cases_pages/test_namesakes.py",
    "tests/cases_pages/test_overseeing.py",
    "tests/cases_pages/test_personnel_category.py",
    "tests/cases_pages/test_register_differences.py",
    "tests/cases_pages/test_tasks_without_sight.py",
    "tests/drafts/test_ending.py",
    (
        "tests/drafts/test_keeping.py::"
        "test_the_trail_tells_when_a_draft_begins_is_opened_and_goes_and_of_no_save"
    ),
    "tests/imports/test_command.py",
    "tests/reporting/test_audit_page.py::test_a_read_names_the_fields_that_were_opened_in_words",
    "tests/screening/test_corrected_people.py",
    (
        "tests/screening/test_decisions_set_aside.py::"
        "test_a_new_decision_that_proves_nothing_takes_the_entry_out"
    ),
    "tests/screening/test_landed_entries.py",
    "tests/screening/test_one_rule.py",
    "tests/screening/test_own_entries.py",
    (
        "tests/screening/test_proposing.py::"
        "test_nobody_is_listed_without_a_name_and_the_case_is_told"
    ),
    "tests/screening/test_register.py",
    "tests/screening/test_thresholds.py",
    "tests/screening/test_upkeep.py",
    "tests/victims/test_files.py",
    "tests/victims/test_telling.py",
    "tests/web_edge/test_bad_input.py::test_no_field_takes_the_service_down",
    (
        "tests/web_edge/test_sessions.py::"
        "test_every_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts"
    ),
)
"""The tests that call every verb between them; they are run once more, with failing flushes."""


def verbs() -> set[str]:
    """Each function of the product that opens an act, as `file:function`."""
    found = set()
    for path, source in texts("caseflow/", ending=".py").items():
        for function in ast.walk(ast.parse(source)):
            if isinstance(function, ast.FunctionDef) and any(map(opens_act, ast.walk(function))):
                found.add(f"{path}:{function.name}")
    return found


def opens_act(node: ast.AST) -> bool:
    """Whether this is a call of `act` or `act_per_root`."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in REAL


def test_every_verb_survives_a_failed_flush(tmp_path: Path) -> None:
    seen = tmp_path / "seen.json"
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.support.failing_flush", "-n", "0"),
            *("-q", "-x", "-k", "not postgresql"),
            *(f"--basetemp={tmp_path / 'run'}", *TESTS),
        ],
        cwd=ROOT,
        env={**os.environ, SEEN: str(seen)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]
    opened = set(json.loads(seen.read_text(encoding="utf-8")))
    assert len(verbs()) > 60
    assert verbs() - opened == set()
