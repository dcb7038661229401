"""The list of cases: saved views, filters in the address, pages by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caseflow.cases.forms.views import SaveViewForm
from caseflow.cases.lists import queue as lists
from caseflow.cases.lists.kept_filters import as_query, known_filters, of_query
from caseflow.cases.lists.list_views import QueuePage
from caseflow.cases.lists.queue import QueueFilters, View
from caseflow.cases.pages import filtering
from caseflow.cases.pages.overseen_cases import line_of
from caseflow.cases.pages.queue_rows import Drawing, cells_of_this_page, counted, nothing
from caseflow.cases.pages.room import READ, room
from caseflow.cases.pages.waiting_cells import WaitingCells
from caseflow.cases.permissions import CasePermission
from caseflow.cases.services.saving import (
    Beside,
    OwnView,
    beside_lists,
    drop_view,
    own_views,
    save_view,
)
from caseflow.days import office_day
from caseflow.labels import Text, _, ngettext
from caseflow.web import store
from caseflow.web.flashes import tell
from caseflow.web.form_pages import actor_and_now, form_page, submit
from caseflow.web.guard import current_actor
from caseflow.web.lifecycle import perform

HOT = {View.OVERDUE, View.UNASSIGNED}


@room.route("/cases", permission=READ)
def queue() -> ResponseReturnValue:
    """What waits for me, or another view of the list."""
    return listed(View.WAITING)


@room.route("/cases/all", permission=READ)
def every() -> ResponseReturnValue:
    """Every case within reach."""
    return listed(View.ALL)


@room.route("/cases/filter", methods=["POST"], permission=READ, reads=True)
def narrow() -> ResponseReturnValue:
    """Lead to the list with these filters; the name that was typed goes along sealed."""
    return redirect(filtering.address(filtering.narrowed()))


@room.route("/cases/views/new", methods=["GET", "POST"], permission=READ)
def save() -> ResponseReturnValue:
    """Keep the filters of an address under a name."""
    form = SaveViewForm()
    beside = beside_lists(store.session(), actor=current_actor())
    # the form carries them: the address under which it is gone back to holds none
    wanted = form.filters.data or request.query_string.decode("ascii", "replace")
    given = known(of_query(wanted), beside)
    form.filters.data = form.filters.typed = as_query(given)

    def keep() -> object:
        return save_view(store.session(), form.name.data, as_query(given), **actor_and_now())

    if submit(form, keep):
        tell(_("This view stands above your lists now."))
        return redirect(filtering.address(given))
    back = filtering.address(given)
    return form_page(
        "cases/save_view.html",
        form,
        back=back,
        kept=own_views(store.session(), beside),
    )


@room.route("/cases/views/<uuid:view_id>/drop", methods=["POST"], permission=READ)
def drop(view_id: UUID) -> ResponseReturnValue:
    """Drop one of one's own views."""
    perform(drop_view, store.session(), view_id, actor=current_actor())
    tell(_("The view is dropped."))
    return redirect(url_for("cases.queue"))


def listed(usual: View) -> ResponseReturnValue:
    """The page of a list."""
    given = filtering.typed()
    filters = filtering.read(given, usual)
    given["view"] = filters.view.value
    beside = beside_lists(store.session(), actor=current_actor())
    page = lists.queue(store.session(), filters, keys=beside.keys, **actor_and_now())
    if page.exact:
        return redirect(url_for("cases.case", reference=page.exact))
    if not page.rows and (bare := line_of(filters.text)):
        return redirect(url_for("cases.case", reference=bare))
    own, kept = own_views(store.session(), beside), known(given, beside)
    return render_template(
        "cases/queue.html",
        ended=filtering.words_of(given) is None,
        elsewhere=elsewhere(page, filters, given),
        title=filters.view.label if filters.view is not View.WAITING else _("My queue"),
        late=late(page),
        filters=filters,
        views=views(page, filters, kept, own),
        chips=filtering.chips(filters, given, beside.entities),
        offers=filtering.offers(given, beside.entities),
        **lines(page, filters, given, kept),
    )


def elsewhere(
    page: QueuePage, filters: QueueFilters, given: dict[str, str]
) -> tuple[Text, str] | None:
    """Where words were typed in one view: how many cases have them in all, and the way there."""
    if not filters.text or filters.view is View.ALL or filters.after or page.next_key:
        return None
    everywhere = lists.count_everywhere(store.session(), filters, **actor_and_now())
    if everywhere == len(page.rows):
        return None
    label = _("My queue") if filters.view is View.WAITING else filters.view.label
    words = ngettext(
        "%(here)s in “%(view)s”, %(count)s in all cases",
        "%(here)s in “%(view)s”, %(count)s in all cases",
        everywhere,
        here=len(page.rows),
        view=label,
    )
    if everywhere > lists.ROWS:
        words = _(
            "%(here)s in “%(view)s”, more than %(most)s in all cases",
            here=len(page.rows),
            view=label,
            most=lists.ROWS,
        )
    return words, filtering.address({**given, "view": View.ALL})


def known(given: dict[str, str], beside: Beside) -> dict[str, str]:
    """The filters of an address that a view may keep."""
    entities = beside.keepable(current_actor())
    return known_filters(given, entities=entities, on=office_day(g.now))


def lines(
    page: QueuePage, filters: QueueFilters, given: dict[str, str], kept: dict[str, Any]
) -> dict[str, Any]:
    """The cases of a page, how many there are, and where the list goes on."""
    found = addresses(page, filters, given, kept)
    many = len({row.entity_code for row in page.rows}) > 1
    waits = None
    if filters.view in {View.WAITING, View.OTHERS}:
        others = filters.view is View.OTHERS
        waits = WaitingCells(others=others, since=cells_of_this_page().since)
    drawing = Drawing(entities=many, waiting=waits)
    clear = found["clear"]
    may_log = current_actor().may(CasePermission.CREATE)
    return {
        **found,
        "rows": [drawing.line(row) for row in page.rows],
        "many": many,
        "waits": waits.heading if waits else "",
        "said": counted(page, filters.view, narrowed=bool(clear), further=bool(filters.after)),
        "nothing": nothing(page, filters.view, narrowed=bool(clear), clear=clear, may_log=may_log),
    }


def late(page: QueuePage) -> Text | str:
    """A sentence on how many cases are late; empty when none is."""
    number = next((v.count for v in page.views if v.view == View.OVERDUE), 0)
    if not number:
        return ""
    return ngettext("%(count)s case is late", "%(count)s cases are late", number)


def views(
    page: QueuePage, filters: QueueFilters, kept: dict[str, str], own_views: Sequence[OwnView]
) -> list[dict[str, Any]]:
    """The views above the list: those of the product with their counts, then one's own."""
    numbers = {each.view: each for each in page.views}
    shown = []
    for view in View:
        found = numbers.get(view.value)
        shown.append(
            {
                "words": view.label,
                "url": filtering.address({"view": view.value}),
                "count": found.count if found else None,
                "more": found is not None and found.more,
                "hot": found is not None and view in HOT and found.count > 0,
                "current": filters.view is view,
            }
        )
    now = as_query(kept)
    for own in own_views:
        url = filtering.address(of_query(own.query))
        shown.append({"words": own.name, "url": url, "count": None, "current": own.query == now})
    if any(each["current"] for each in shown[len(View) :]):
        shown[list(View).index(filters.view)]["current"] = False
    return shown


def addresses(
    page: QueuePage, filters: QueueFilters, given: dict[str, str], kept: dict[str, Any]
) -> dict[str, str]:
    """Where the list goes on, is sorted otherwise, is cleared or kept."""
    view = {"view": filters.view.value}
    narrowed = any(given.get(name) for name in filtering.NARROW)
    keepable = kept.keys() - {"view"}
    return {
        "next_url": filtering.address(given, after=page.next_key) if page.next_key else "",
        "first_url": filtering.address(given) if filters.after else "",
        "by_due": filtering.address(given, sort="due"),
        "by_received": filtering.address(given, sort="received"),
        "clear": filtering.address(view) if narrowed else "",
        "save_url": url_for("cases.save", **kept) if keepable else "",
    }
