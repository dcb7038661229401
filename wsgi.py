"""Where servers and the `flask` command find the application."""

from __future__ import annotations

import gc
import os

import config
from caseflow.app import create_app

app = create_app(config.load(os.environ))
gc.freeze()  # what was loaded stays: the collector need not walk through it at every page
