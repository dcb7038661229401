"""Marks and tones: what an answer looks like, which icon an event has."""

from __future__ import annotations

from caseflow.cases.opened_case.views import AnswerView, EventView

EVENTS = {
    "received": ("mute", "inbox"),
    "move": ("brand", "arrow-right"),
    "note": ("mute", "chat-left-text"),
    "finding": ("brand", "check2-square"),
    "decision": ("brand", "hammer"),
    "clock": ("info", "pause-fill"),
    "correction": ("info", "pencil"),
    "departure": ("info", "box-arrow-right"),
    "tie": ("info", "link-45deg"),
    "withdrawal": ("info", "person-x"),
}


def answer_mark(answer: AnswerView) -> tuple[str, str]:
    """Tone and icon of an answer: neither good nor bad news, so never red or green."""
    if answer.outcome is None:
        return "info", "hourglass-split"
    return ("brand", "check-square-fill") if answer.substantiated else ("mute", "dash-square")


def event_mark(event: EventView) -> tuple[str, str]:
    """Tone and icon of a line of the timeline."""
    return EVENTS.get(event.kind, ("mute", "circle"))
