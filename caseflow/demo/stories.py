"""The cases of the demonstration, each walked to its stage by the verbs that people use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.models import Classification
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.forms.logging import LOG_A_CASE
from caseflow.cases.models import (
    Allegation,
    Case,
    Investigation,
    LinkKind,
    Part,
    Party,
    Precision,
    Reporting,
)
from caseflow.cases.records import correctable
from caseflow.cases.records.entries import (
    DecisionEntry,
    FindingEntry,
    LogEntry,
    MeasureEntry,
    OccurrenceEntry,
    PersonEntry,
)
from caseflow.cases.services.access import let_in
from caseflow.cases.services.correcting import correct_account
from caseflow.cases.services.deciding import decide
from caseflow.cases.services.finding import record_finding
from caseflow.cases.services.merging import merge
from caseflow.cases.services.moving import move
from caseflow.cases.services.oversight import record_part
from caseflow.cases.services.receiving import log_case
from caseflow.cases.services.timekeeping import stop_clock
from caseflow.cases.services.tying import link_cases
from caseflow.crypto.columns import conceal
from caseflow.crypto.models import Compartment
from caseflow.days import office_day
from caseflow.demo.cast import HERE
from caseflow.demonstration import Cast, at_work
from caseflow.drafts.services import Desk, keep_draft
from caseflow.matters.models import Task
from caseflow.matters.services.files import add_file, seal_upload
from caseflow.matters.services.notes import edit_note, write_note
from caseflow.matters.services.tasks import add_task, finish_task
from caseflow.packs import load

STEPS = ("log", "assess", "investigate", "review", "decide", "close")
"""What is done in a case, one after the other: a story tells up to which of them it goes (`to`).

These are the demonstration's own words, whatever an organisation calls the stages of its track.
"""
FINISHED = ("review", "decide", "close")
"""After which the tasks of a case's beginning are done."""
SOUTH = ("SOU", "SOUR")
BANDS = ("professional", "general_service", "professional", "field_service")
UNITS = ("Transport", "Supply", "Engineering", "Administration")
NEVER_BORN = "19{:02d}-0{}-1{}"


@dataclass
class Teller:
    """Tells the stories: as whom, and as of when."""

    session: Session
    cast: Cast
    now: datetime

    def tell_all(self) -> list[Case]:
        """Every case, in the order of the file; then what ties them."""
        told = load("demo-cases", HERE / "cases.toml").data["case"]
        cases = [self.tell(n, story) for n, story in enumerate(told)]
        corners = {
            (s.get("corner"), n): c for (n, s), c in zip(enumerate(told), cases, strict=True)
        }
        self._tie([c for (corner, _n), c in corners.items() if corner == "two-entities"])
        kept = next(c for (corner, _n), c in corners.items() if corner == "kept-by-a-merge")
        shell = next(c for (corner, _n), c in corners.items() if corner == "merged")
        merged = at_work(self.now - timedelta(days=80), 6)
        why = "Both are about the computers of store 4."
        merge(shell, kept, reason=why, **self._as("officer", merged))
        begun = {"title": ["Noise at the gate"], "account": ["Begun on the telephone."]}
        desk = Desk("/cases/new?step=2", LOG_A_CASE, "demonstration", Compartment.CASES)
        yesterday = self._as("officer", at_work(self.now - timedelta(days=1), 4))
        keep_draft(self.session, lambda _before: {"2": begun}, desk=desk, **yesterday)
        self.session.flush()
        return cases

    def tell(self, number: int, story: Mapping[str, Any]) -> Case:
        """One case, walked to its stage."""
        day = at_work(self.now - timedelta(days=story["ago"]), number)
        officer = "officer-2" if story["entity"] in SOUTH else "officer"
        case = log_case(self.session, self._entry(number, story, day), **self._as(officer, day))
        self.session.flush()
        if "typed_first" in story:
            self._correct(case, story, officer, at_work(day + timedelta(days=1), number, 1))
        for count, note in enumerate(story.get("notes", ()), start=1):
            noted = write_note(case, note, **self._as(officer, at_work(day, number, count)))
            if count == 1 and "changed_note" in story:
                changed = self._as(officer, at_work(day, number, 3))
                edit_note(case, noted.note.id, story["changed_note"], **changed)
        if "file" in story:
            sent = BytesIO(story["file"]["words"].encode())
            who = self._as(officer, at_work(day, number, 3))
            upload = seal_upload(case, sent, story["file"]["name"], actor=who["actor"])
            add_file(case, upload, **who)
        tasks = [
            self._task(case, words, officer, number + count, at_work(day, number, 3 + count))
            for count, words in enumerate(story.get("tasks", ()))
        ]
        self._walk(case, story, officer, number)
        if story["to"] in FINISHED:
            for count, task in enumerate(tasks):
                finished = at_work(self.now - timedelta(days=1), number, count)
                finish_task(case, task.id, **self._as(officer, finished))
        return case

    def _task(self, case: Case, words: str, officer: str, number: int, made: datetime) -> Task:
        """A task for the officer, due some days before or after today."""
        due = office_day(self.now + timedelta(days=5 * number % 17 - 3))
        return add_task(
            case,
            words,
            assignee=self.cast.user_id(officer),
            due_on=max(due, office_day(made)),
            **self._as(officer, made),
        )

    def _correct(self, case: Case, story: Mapping[str, Any], officer: str, at: datetime) -> None:
        """Put the title right that was typed by mistake."""
        seen = correctable.account(self.session, case)
        correct_account(
            case,
            title=story["title"],
            summary=seen["summary"],
            reason="Left out one word: nobody had approved it.",
            version=seen.version,
            **self._as(officer, at),
        )
        self.session.flush()

    def _walk(self, case: Case, story: Mapping[str, Any], officer: str, number: int) -> None:
        goal, ago = story["to"], story["ago"]
        begun = self.now - timedelta(days=ago)
        if goal == "close-without-action":
            later = at_work(begun + timedelta(days=9), number)
            reason = "Settled between them; nothing points to misconduct."
            move(case, "close-without-action", reason=reason, **self._as(officer, later))
            return
        reach = STEPS.index(goal)
        steps = (
            lambda at: self._assess(case, story, officer, at),
            lambda at: self._investigate(case, story, officer, at),
            lambda at: self._review(case, story, officer, at),
            lambda at: self._decide(case, story, at),
            lambda at: move(case, "close", **self._as(officer, at)),
        )
        for count, step in enumerate(steps[:reach], start=1):
            step(at_work(begun + timedelta(days=ago * count // (reach + 2)), number, count))
            self.session.flush()

    def _assess(self, case: Case, story: Mapping[str, Any], officer: str, at: datetime) -> None:
        """The assessment; where the story says so it is entered some days late."""
        day = office_day(at) - timedelta(days=story.get("late", 0))
        why = story.get("why")
        move(case, "assess", happened_on=day, reason=why, **self._as(officer, at))

    def _investigate(
        self, case: Case, story: Mapping[str, Any], officer: str, at: datetime
    ) -> None:
        investigator = self.cast.user_id("investigator")
        who = self._as(officer, at)
        let_in(case, user_id=investigator, capacity=CaseCapacity.INVESTIGATOR, **who)
        self.session.flush()
        move(case, "open-investigation", **who)
        self.session.flush()
        for row in self.session.scalars(
            sa.select(Investigation).where(Investigation.root_id == case.id)
        ):
            self.describe(case, row)
        strict = case.classification is Classification.STRICTLY_CONFIDENTIAL
        if strict or story.get("stopped"):
            reason = "The subject is in hospital."
            stop_clock(
                case,
                ground="subject_unavailable",
                reason=reason,
                **self._as(officer, at + timedelta(1)),
            )

    def describe(self, case: Case, row: Investigation) -> None:
        """Give an investigation its terms and the gist of its report."""
        with act(self.session, CaseAct.CHANGED, thing=case):
            row.terms = conceal("Establish what happened, who was there and who knew.")
            row.report = conceal("Interviews held; papers compared; account to follow.")

    def _review(self, case: Case, story: Mapping[str, Any], officer: str, at: datetime) -> None:
        outcome = story.get("finding", "unsubstantiated")
        for alleged in self._allegations(case):
            entry = FindingEntry(
                allegation_id=alleged.id,
                outcome=outcome,
                standard="clear_and_convincing",
                evidence=f"{story['summary']} Interviews and papers agree.",
                authority_id=self.cast.values[story["entity"], "Investigations Unit"],
                found_on=office_day(at),
            )
            record_finding(case, entry, **self._as("investigator", at))
        self.session.flush()
        move(case, "send-to-review", **self._as("investigator", at))
        if story.get("reviewed"):
            reviewer = self.cast.user_id("reviewer")
            self.session.flush()
            let_in(case, user_id=reviewer, capacity=CaseCapacity.REVIEWER, **self._as(officer, at))

    def _decide(self, case: Case, story: Mapping[str, Any], at: datetime) -> None:
        if case.classification is Classification.STRICTLY_CONFIDENTIAL:
            decider = self.cast.user_id("decision-maker")
            who = self._as("officer", at)
            let_in(case, user_id=decider, capacity=CaseCapacity.DECISION_MAKER, **who)
            why = "The subject answers to the head of the mission."
            record_part(case, why, **self._as("senior-officer", at))
            self.session.flush()
        subjects = self.session.scalars(
            sa.select(Party).where(Party.root_id == case.id, Party.part == Part.SUBJECT)
        ).all()
        for subject in subjects:
            measures = tuple(
                MeasureEntry(kind=m["kind"], starts_on=office_day(at))
                for m in story.get("measures", ())
                if subject.identified
            )
            entry = DecisionEntry(
                subject_id=subject.id,
                reasons=f"The facts stand. {story['summary']} The measure is proportionate.",
                measures=measures,
                recourse="Management evaluation may be asked for within 60 days.",
                authority_id=self.cast.values[story["entity"], "Head of entity"],
                decided_on=office_day(at),
                notified_on=None if story["to"] == "decide" else office_day(at),
            )
            decide(case, entry, **self._as("decision-maker", at))
            self.session.flush()

    def _entry(self, number: int, story: Mapping[str, Any], day: datetime) -> LogEntry:
        first = office_day(day - timedelta(days=20))
        south = story["entity"] in SOUTH
        owner = self.cast.user_id("officer-2" if south else "officer")
        witness = PersonEntry(part=Part.WITNESS, name=f"Witness {number + 1} (fictional)")
        reporter = PersonEntry(part=Part.REPORTER, name=f"Reporter {number + 1} (fictional)")
        anonymous = story.get("reporting") == "anonymous"
        return LogEntry(
            entity_id=self.cast.entities[story["entity"]],
            title=story.get("typed_first", story["title"]),
            received_on=office_day(day),
            classification=Classification(story.get("class", "confidential")),
            summary=story["summary"],
            channel=story.get("channel", "email"),
            reporting=Reporting(story.get("reporting", "confidential")),
            occurrence=OccurrenceEntry(
                precision=Precision.ABOUT, first_day=first, place=story.get("place", "")
            ),
            conduct=tuple(story["conduct"]),
            people=(
                *self._subjects(number, story),
                *(() if anonymous else (reporter,)),
                *((witness,) if number % 3 == 0 else ()),
            ),
            owner_id=None if "desk" in story else owner,
            desk_id=self.cast.values[story["entity"], story["desk"]] if "desk" in story else None,
        )

    def _subjects(self, number: int, story: Mapping[str, Any]) -> list[PersonEntry]:
        found = []
        for position, subject in enumerate(story["subjects"]):
            serial = number * 3 + position
            category = story.get("category", "staff_international")
            if isinstance(subject, int):
                found.append(
                    PersonEntry(
                        identified=False,
                        how_many=subject or None,
                        description="Seen from afar",
                        personnel_category=category,
                    )
                )
                continue
            user = subject.removeprefix("@") if subject.startswith("@") else None
            found.append(
                PersonEntry(
                    name=self.cast.people[user].name if user else subject,
                    date_of_birth=NEVER_BORN.format(60 + serial % 35, 1 + serial % 9, serial % 9),
                    nationality=("KE", "NO", "JP", "BR", "UA", "JO")[serial % 6],
                    gender=("female", "male")[serial % 2],
                    id_number=f"DEMO-{7000 + serial}",
                    other_names="" if user or serial % 3 else f"{subject} Demo",
                    rank=("P-3", "G-5", "P-4", "FS-4")[serial % 4],
                    rank_band=BANDS[serial % 4],
                    unit_id=self.cast.values[story["entity"], UNITS[serial % 4]],
                    personnel_category=category,
                    user_id=self.cast.user_id(user) if user else None,
                )
            )
        return found

    def _allegations(self, case: Case) -> list[Allegation]:
        return list(
            self.session.scalars(
                sa.select(Allegation).where(Allegation.root_id == case.id).order_by(Allegation.code)
            )
        )

    def _tie(self, cases: list[Case]) -> None:
        one, other = cases
        tied = at_work(self.now - timedelta(days=44), 1)
        link_cases(one, other, kind=LinkKind.RELATED, **self._as("officer", tied))

    def _as(self, username: str, at: datetime | None = None) -> dict[str, Any]:
        return {"actor": self.cast.people[username], "now": at or self.now}
