"""The pages of cases, a few to a file; `caseflow.cases.routes` brings them together."""
