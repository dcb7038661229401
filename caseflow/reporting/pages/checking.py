"""The public page that tells whether a document is genuine."""

from __future__ import annotations

from flask import Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from caseflow.access.acting import session_beside
from caseflow.accounts.guess_limits import TooSoon
from caseflow.accounts.known_devices import COOKIE
from caseflow.accounts.routes import door, wait_header
from caseflow.crypto.secrets import SECRETS
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.reporting.forms import VerifyForm
from caseflow.reporting.purposes import ReportPurpose
from caseflow.reporting.services import ask_in_turn, no_question, note_verification
from caseflow.reporting.verifying import (
    Answer,
    judge_file,
    judge_number,
    signer_of,
    trusted,
)
from caseflow.web import store
from caseflow.web.client_address import network_of
from caseflow.web.guard import PUBLIC, Room, current_actor
from caseflow.web.lifecycle import afterwards, beforehand, reading_first
from caseflow.web.menus import Group, MenuEntry, register_menu
from config import Config

room = Room("checking", __name__)
register_menu(
    MenuEntry(
        Group.AROUND, _("Verify a document"), "checking.verify", "patch-check", None, order=90
    )
)
NOTHING = _("Choose a file, or write the number that is printed on it.")


@room.route("/verify", methods=["GET"], permission=PUBLIC)
def verify() -> ResponseReturnValue:
    """Ask for a file or a number."""
    form = VerifyForm()
    form.number.data = request.args.get("number", "")[:100]
    return render_template("reporting/verify.html", form=form, answer=None)


@room.route("/verify", methods=["POST"], permission=PUBLIC, endpoint="verify_post")
def judge() -> ResponseReturnValue:
    """Say whether it is genuine; who asked is recorded, and guessing is slowed down."""
    form = VerifyForm()
    valid = form.validate()
    if valid and not form.file.data and not form.number.data:
        form.refuse_at("file", NOTHING)
        valid = False
    if not valid:
        return render_template("reporting/verify.html", form=form, answer=None), 422
    asker, now = asker_of_this_request(), g.now
    try:
        turn = beforehand(lambda session: ask_in_turn(session, asker=asker, now=now))
    except TooSoon as wait:
        form.refuse(wait)
        page = render_template("reporting/verify.html", form=form, answer=None)
        return page, 429, wait_header(wait)
    with reading_first() as session:
        try:
            answer = _judged(session, form)
        except NotReady as refusal:
            afterwards(lambda s: no_question(s, turn))
            form.refuse(refusal)
            return render_template("reporting/verify.html", form=form, answer=None), 422
    by = "file" if form.file.data else "number"
    export, genuine = answer.export, answer.genuine
    afterwards(lambda s: note_verification(s, genuine=genuine, by=by, export=export, turn=turn))
    again = VerifyForm(formdata=None)
    return render_template("reporting/verify.html", form=again, answer=answer, by=by)


def asker_of_this_request() -> str:
    """Whose budget a question counts against: a person's, a known device's, else a network's."""
    if current_user.is_authenticated:
        return f"person:{current_actor().user_id}"
    if device := door().devices.number(request.cookies.get(COOKIE)):
        return f"device:{device}"
    return f"network:{network_of(request.remote_addr)}"


@room.route("/verify/certificate.pem", permission=PUBLIC)
def certificate() -> ResponseReturnValue:
    """The certificate of whoever signs here, for those who verify with a program of their own."""
    signer = signer_of(SECRETS.of(store.session()))
    answer = Response(signer.pem, mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = 'attachment; filename="caseflow-documents.pem"'
    return answer


def _judged(session: Session, form: VerifyForm) -> Answer:
    config: Config = current_app.extensions["caseflow.config"]
    with session_beside(session, ReportPurpose.DOCUMENT_CHECKING) as reading:
        if form.file.data:
            certificates = trusted(SECRETS.of(session), config.keys)
            return judge_file(reading, form.file.data.read(), certificates)
        return judge_number(reading, form.number.data)
