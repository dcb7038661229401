"""Calling pyHanko from anywhere: it starts an event loop, and a thread may run only one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


def without_a_loop(
    call: Callable[Given, Result], *args: Given.args, **options: Given.kwargs
) -> Result:
    """What `call` gives, run in a thread of its own in which no event loop runs.

    Whoever calls may stand inside one: an asynchronous server, a notebook, a driven browser.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(call, *args, **options).result()
