"""CaseFlow: conduct and discipline cases, from the first report to the last appeal."""
