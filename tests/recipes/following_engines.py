"""What somebody types who follows a recipe for a track, a limit, an event or a command."""

from __future__ import annotations

from typing import Protocol

STAFF = "caseflow/cases/tracks/staff.toml"
VOLUNTEERS = "caseflow/cases/tracks/volunteers.toml"
LIMITS = "caseflow/reference/vocabularies/limits.toml"
EVENTS = "caseflow/events.py"
VERB = "caseflow/cases/services/wishing.py"
TOLD = "caseflow/cases/services/noticing.py"
COMMANDS = "caseflow/cases/commands.py"


class Copied(Protocol):
    """A copy of the code that can be written into."""

    def after(self, name: str, line: str, more: str) -> None:
        """Write something behind the one line that reads so."""

    def new(self, name: str, text: str) -> None:
        """Write a file that was not there."""

    def at_end(self, name: str, more: str) -> None:
        """Write something at the end of a file."""


def add_a_track(copy: Copied) -> None:
    """A short way for volunteers, whose agency decides."""
    copy.new(VOLUNTEERS, TRACK)


def add_a_limit(copy: Copied) -> None:
    """Five working days for the look at the papers."""
    copy.at_end(
        LIMITS,
        """
[papers]
label = "Look at the papers"
anchor = "received"
until = "looked_over"
amount = 5
unit = "working_days"
kind = "house"
""",
    )
    copy.after(STAFF, 'label = "Papers looked over"', 'limit = "papers"')


def add_an_event(copy: Copied) -> None:
    """Whoever answers for a case hears that its reporter wishes for something."""
    copy.at_end(
        EVENTS,
        '''

@dataclass(frozen=True, kw_only=True)
class WishesNoted(CaseEvent):
    """What the reporter wishes for was written down."""
''',
    )
    announced = "from caseflow.events import WishesNoted, announce"
    copy.after(VERB, "from caseflow.db import session_of", announced)
    copy.after(
        VERB,
        "        case.wishes = conceal(words)",
        "    by = actor.user_id\n"
        "    announce(session, WishesNoted(at=now, actor_id=by, case_id=case.id))",
    )
    copy.after(TOLD, "    PersonLetIn,", "    WishesNoted,")
    copy.after(
        TOLD,
        "    on(PersonLetIn, tell_let_in),",
        "    on(WishesNoted, tell_wishes),",
    )
    copy.after(TOLD, '    _tell(session, event, [event.user_id], "let-in", words)', TELL)


def add_a_command(copy: Copied) -> None:
    """How many cases are open, for whoever runs the machine."""
    copy.after(
        COMMANDS,
        '        click.echo(f"{changed} cases said otherwise.")',
        '''
    @group.command("count-open")
    def count_command() -> None:
        """Say how many cases are open."""
        with opened(TrailPurpose.DOCTOR) as session:
            wanted = sa.select(sa.func.count(Case.id)).where(Case.is_open)
            click.echo(f"{session.scalar(wanted)} cases are open.")''',
    )
    copy.after(COMMANDS, "import click", "import sqlalchemy as sa")
    copy.after(
        COMMANDS,
        "from caseflow.access.acting import Purpose",
        "from caseflow.audit.purposes import TrailPurpose\nfrom caseflow.cases.models import Case",
    )


TELL = '''

def tell_wishes(session: Session, event: WishesNoted) -> None:
    """Who answers for the case."""
    words = _("%(name)s wrote down what the reporter of %(reference)s wishes for.")
    people = answering(session, _case(session, event), now=event.at)
    _tell(session, event, people, "wishes", words)'''
TRACK = """label = "Volunteers"
first = "told"

[stages.told]
label = "Told to the agency"
mark = 0

[stages.at-the-agency]
label = "Looked into by the agency"
after = "told"
means = ["investigating"]
limit = "investigation"
mark = 2

[stages.proposed]
label = "Proposed by the agency"
after = "at-the-agency"
means = ["deciding"]
mark = 3

[stages.done]
label = "Done"
after = "proposed"
means = ["closed"]
final = true
mark = 5

[moves.hand-over]
label = "Hand over to the agency"
from = ["told"]
to = "at-the-agency"
needs = "cases:assess"
effects = ["open_investigation"]

[moves.propose]
label = "Note what the agency proposes"
from = ["at-the-agency"]
to = "proposed"
needs = "cases:investigate"
effects = ["report_investigation"]

[moves.decide]
label = "Decide"
from = ["proposed"]
to = "done"
needs = "cases:decide"
effects = ["count_decision", "close"]
"""
