"""Reading the names of colleagues once in each process, before anything that may need them."""

from __future__ import annotations

from flask import current_app, g

from caseflow.cases.names.user_directory import read_names
from caseflow.cases.pages.room import room
from caseflow.days import office_day
from caseflow.web.guard import acting_person
from caseflow.web.lifecycle import changes_something, reading_first

READ = "caseflow.names_read"


@room.before_app_request
def read_names_ahead() -> None:
    """Read all names before the first change that somebody makes, while nothing is locked.

    Logging a case, naming somebody, giving a role and moving an entity ask who has which name.
    """
    if not changes_something() or READ in current_app.extensions or acting_person() is None:
        return
    with reading_first() as session:
        read_names(session, today=office_day(g.now))
    current_app.extensions[READ] = True
