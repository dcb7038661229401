"""What forms and pages show of kept drafts."""
