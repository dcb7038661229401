"""Where servers and the `flask` command find the application."""

from __future__ import annotations

import os

import config
from caseflow.app import create_app

app = create_app(config.load(os.environ))
