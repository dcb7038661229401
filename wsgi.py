"""Where servers and the `flask` command find the application."""

from __future__ import annotations

import gc
import os

import config
from caseflow.app import create_app
from caseflow.errors import DomainError
from caseflow.packs import PackError
from caseflow.start.home import NotStarted

try:
    app = create_app(config.load(os.environ))
except (config.ConfigError, DomainError, NotStarted, PackError) as refusal:
    raise SystemExit(f"CaseFlow does not start.\n{refusal}") from None
gc.freeze()  # what was loaded stays: the collector need not walk through it at every page
