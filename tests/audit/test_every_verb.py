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
    (
        "tests/accounts/test_choosing_passwords.py::"
        "test_a_mailed_code_goes_to_the_persons_own_address_and_nobody_else_sees_it"
    ),
    (
        "tests/accounts/test_choosing_passwords.py::"
        "test_whoever_guesses_codes_does_not_shut_out_a_device_that_was_there_before"
    ),
    (
        "tests/accounts/test_opening_again.py::"
        "test_an_account_that_opens_nothing_is_opened_by_one_person_with_a_reason"
    ),
    "tests/accounts/test_opening_again.py::test_an_engagement_ends_today_once_and_with_a_reason",
    "tests/accounts/test_settings.py::test_a_choice_that_was_not_sent_changes_nothing",
    (
        "tests/audit/test_desks_that_stood_open.py::"
        "test_a_root_that_kept_words_when_its_case_had_none_gets_their_code"
    ),
    (
        "tests/audit/test_words_that_stood_open.py::"
        "test_words_of_a_case_whose_key_is_gone_are_taken_out"
    ),
    "tests/cases/test_awaited_tasks.py::test_an_extension_waits_for_the_owner_until_it_is_settled",
    "tests/cases/test_changed_tracks.py::test_the_recount_writes_the_new_name_and_no_step",
    "tests/cases/test_correcting.py::test_a_case_that_never_said_when_it_happened_can_say_it_once",
    "tests/cases/test_correcting.py::test_who_came_later_does_not_make_a_late_case_one_in_time",
    "tests/cases/test_correcting_days.py::test_a_corrected_day_keeps_the_rules_of_its_entry",
    (
        "tests/cases/test_correcting_days.py::"
        "test_a_decision_that_the_subject_was_told_of_keeps_its_day"
    ),
    (
        "tests/cases/test_correcting_days.py::"
        "test_the_old_day_stays_readable_in_the_timeline_with_reason_and_name"
    ),
    (
        "tests/cases/test_correcting_people.py::"
        "test_an_allegation_is_corrected_against_all_whom_it_accuses_and_limits_follow"
    ),
    "tests/cases/test_covering.py::test_drafts_of_corrections_of_the_case_go_and_others_stay",
    (
        "tests/cases/test_days_of_an_entity.py::"
        "test_limits_are_recounted_after_a_change_and_again_after_its_way_back"
    ),
    (
        "tests/cases/test_departures.py::"
        "test_a_day_of_leaving_is_corrected_with_a_reason_and_taken_back"
    ),
    (
        "tests/cases/test_history_of_a_merge.py::"
        "test_words_that_are_covered_where_work_goes_on_are_covered_in_the_shell_too"
    ),
    "tests/cases/test_limits_by_two_people.py::test_a_limit_stands_still_from_the_day_it_did",
    (
        "tests/cases/test_lists_of_what_waits.py::"
        "test_the_recount_puts_right_what_a_changed_track_left_and_goes_on_where_it_stopped"
    ),
    (
        "tests/cases/test_merging.py::"
        "test_a_merge_on_which_something_stands_is_not_undone_and_says_what"
    ),
    (
        "tests/cases/test_merging.py::"
        "test_what_was_withdrawn_stays_in_the_shell_and_no_code_of_the_other_case_is_used_twice"
    ),
    (
        "tests/cases/test_namesake_release.py::"
        "test_a_name_that_is_only_alike_after_the_correction_is_asked_about"
    ),
    "tests/cases/test_namesake_release.py::test_what_a_person_decided_stays",
    "tests/cases/test_old_registers.py::test_grown_cases_are_real_to_a_reader_and_need_a_purpose",
    (
        "tests/cases/test_people_in_a_case.py::"
        "test_identifying_one_of_three_leaves_two_and_points_back"
    ),
    "tests/cases/test_reviewing.py::test_a_review_is_taken_back_by_whoever_recorded_it",
    (
        "tests/cases/test_what_was_done_is_told.py::"
        "test_ties_are_told_in_both_cases_and_only_to_whoever_sees_the_other_one"
    ),
    "tests/cases_pages/test_lists.py::test_a_view_can_be_kept_and_dropped_by_its_owner_alone",
    (
        "tests/cases_pages/test_namesakes.py::"
        "test_a_case_that_goes_to_another_entity_bars_the_namesake_there"
    ),
    "tests/cases_pages/test_namesakes.py::test_whoever_is_renamed_finds_no_case_about_them",
    (
        "tests/cases_pages/test_overseeing.py::"
        "test_an_overseer_who_is_kept_out_has_no_line_and_takes_no_part"
    ),
    (
        "tests/cases_pages/test_overseeing.py::"
        "test_requests_go_to_the_owner_and_to_overseers_who_take_part"
    ),
    "tests/cases_pages/test_overseeing.py::test_the_overseer_ends_it_and_so_does_the_owner",
    (
        "tests/cases_pages/test_overseeing.py::"
        "test_where_nobody_has_it_every_overseer_gets_the_bare_line"
    ),
    (
        "tests/cases_pages/test_overseeing.py::"
        "test_whoever_makes_a_colleagues_case_its_teams_alone_loses_sight_of_it"
    ),
    (
        "tests/cases_pages/test_personnel_category.py::"
        "test_nobody_overwrites_a_category_that_they_did_not_see"
    ),
    (
        "tests/cases_pages/test_register_differences.py::"
        "test_its_people_read_it_and_say_when_it_was_dealt_with"
    ),
    "tests/cases_pages/test_tasks_without_sight.py::test_whoever_is_kept_out_has_no_task_left",
    "tests/drafts/test_ending.py::test_who_goes_on_with_it_begins_a_new_term_and_is_told_again",
    (
        "tests/drafts/test_keeping.py::"
        "test_the_trail_tells_when_a_draft_begins_is_opened_and_goes_and_of_no_save"
    ),
    (
        "tests/imports/test_command.py::"
        "test_a_guessed_encoding_stops_before_anything_is_written_and_is_counted_once_accepted"
    ),
    "tests/reporting/test_audit_page.py::test_a_read_names_the_fields_that_were_opened_in_words",
    (
        "tests/screening/test_corrected_people.py::"
        "test_an_entry_that_is_left_is_told_again_only_when_the_case_changes_again"
    ),
    (
        "tests/screening/test_corrected_people.py::"
        "test_an_officer_with_the_new_name_is_kept_out_of_the_entry"
    ),
    (
        "tests/screening/test_corrected_people.py::"
        "test_the_registry_hears_that_a_case_has_withdrawn_a_listed_person"
    ),
    (
        "tests/screening/test_decisions_set_aside.py::"
        "test_a_new_decision_that_proves_nothing_takes_the_entry_out"
    ),
    (
        "tests/screening/test_landed_entries.py::"
        "test_the_registry_lets_it_hold_again_for_what_was_proven"
    ),
    (
        "tests/screening/test_one_rule.py::"
        "test_the_registry_lets_somebody_go_on_whom_nobody_listed_resembles"
    ),
    "tests/screening/test_proposing.py::test_nobody_is_listed_without_a_name_and_the_case_is_told",
    (
        "tests/screening/test_register.py::"
        "test_a_published_entry_leaves_the_index_when_a_second_officer_confirms"
    ),
    "tests/screening/test_register.py::test_an_entry_that_is_not_published_is_taken_back_by_one",
    (
        "tests/screening/test_register.py::"
        "test_what_was_asked_is_taken_back_or_declined_and_may_be_asked_again"
    ),
    (
        "tests/screening/test_thresholds.py::"
        "test_a_proposal_that_was_set_aside_changes_nothing_and_lets_another_follow"
    ),
    (
        "tests/screening/test_thresholds.py::"
        "test_the_models_own_thresholds_hold_until_two_people_change_them"
    ),
    "tests/screening/test_upkeep.py::test_taking_everybody_out_leaves_no_token",
    (
        "tests/victims/test_files.py::"
        "test_a_referral_that_leads_nowhere_needs_a_reason_and_leaves_the_need_open"
    ),
    "tests/victims/test_files.py::test_the_day_begins_with_what_cannot_wait",
    "tests/victims/test_telling.py::test_tying_again_takes_up_what_was_told_before",
    "tests/web_edge/test_bad_input.py::test_no_field_takes_the_service_down",
    (
        "tests/web_edge/test_sessions.py::"
        "test_every_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts"
    ),
    "tests/victims/test_handing_over.py::test_the_notice_tells_nothing_of_the_person",
    (
        "tests/victims/test_notes_and_tasks.py::"
        "test_a_note_is_read_by_the_team_and_changed_by_its_writer_alone"
    ),
    ("tests/victims/test_notes_and_tasks.py::test_a_task_stands_on_the_day_of_whoever_does_it"),
    "tests/matters/test_file_scans.py::test_a_harmful_file_is_kept_and_never_handed_out",
    "tests/matters/test_files.py::test_a_withdrawn_file_is_opened_by_nobody_until_it_is_taken_back",
)
"""The tests that call every verb between them; they are run once more, with failing flushes.

The quickest of those that call a verb is enough: all others run in the suite.
"""


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
