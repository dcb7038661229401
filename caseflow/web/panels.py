"""Panels that one room shows on another's page, registered without either knowing the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

Render = Callable[..., "Markup | None"]


@dataclass(frozen=True)
class Panel:
    """Something drawn on a page: `render` gets what the page hands over and may answer None."""

    page: str
    order: int
    render: Render


_panels: dict[tuple[str, str], Panel] = {}


def register_panel(page: str, order: int, render: Render) -> None:
    """Show `render(**things)` on a page; registering the same function again replaces it."""
    name = f"{render.__module__}.{render.__qualname__}"
    _panels[page, name] = Panel(page, order, render)


def panels_for(page: str, **things: object) -> list[Markup]:
    """The panels of a page in their order, without those that have nothing to show."""
    wanted = sorted((p for p in _panels.values() if p.page == page), key=lambda p: p.order)
    drawn = (p.render(**things) for p in wanted)
    return [d for d in drawn if d is not None]
