"""Drafts: what somebody has typed into a form and not sent yet, sealed for them alone."""
