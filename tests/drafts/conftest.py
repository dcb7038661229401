"""A site for each test of drafts, and how drafts are begun below the pages."""

from __future__ import annotations

from tests.cases_pages.conftest import shared_site, site

__all__ = ["shared_site", "site"]
