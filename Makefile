# CaseFlow: two commands matter, `make run` and `make test`. `make` alone prints them all.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
PY := $(BIN)/python
RUNTIME := .venv/.runtime-$(shell cksum < requirements.txt | tr ' ' '-')
DEV := .venv/.dev-$(shell cat requirements.txt requirements-dev.txt | cksum | tr ' ' '-')
LOG := .venv/install.log
INSTALL = $(PY) -m pip --disable-pip-version-check --no-input install -r $(1) > $(LOG) 2>&1 \
	|| { tail -n 30 $(LOG) >&2; exit 1; }

##@ Every day

.PHONY: run
run: $(RUNTIME) ## Prepare an instance once and serve it (PORT, CASEFLOW_HOME, DATABASE_URL)
	@exec $(PY) -m caseflow.start

.PHONY: test
test: $(DEV) ## Run every test: both databases, a real browser, the whole code base
	@tools/ensure chromium
	@tools/ensure postgresql
	$(PY) -m pytest -n auto --dist worksteal $(ARGS)

.PHONY: check
check: $(DEV) ## Format, lint, types, import directions, security, secrets, fresh docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(PY) tools/scan.py
	$(BIN)/flask docs --check

.PHONY: fix
fix: $(DEV) ## Format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: setup
setup: $(DEV) ## Make the environment with everything for development
	@tools/ensure chromium
	@tools/ensure postgresql

##@ Now and then

.PHONY: migration
migration: $(DEV) ## Write a migration for changed models: make migration m="Add a field"
	@test -n "$(m)" || { echo 'Say what it does: make migration m="Add a field"' >&2; exit 2; }
	$(BIN)/flask db migrate -m "$(m)"

.PHONY: docs
docs: $(RUNTIME) ## Write the pages that are made from the code
	$(BIN)/flask docs

.PHONY: shell
shell: $(RUNTIME) ## A Python shell on the instance in CASEFLOW_HOME
	$(BIN)/flask shell

##@ Long

.PHONY: bench
bench: $(DEV) ## Measure, print a table, write bench/results (DATA=DIR for outside data)
	$(PY) -m bench $(if $(DATA),--data "$(DATA)")

.PHONY: bench-screening
bench-screening: $(DEV) ## Measure the name matcher on sets of names (DATA=DIR), beside others
	@test -n "$(DATA)" || { echo 'Say where the sets are: make bench-screening DATA=DIR' >&2; exit 2; }
	$(PY) -m bench.screening --peers --data "$(DATA)"

.PHONY: axe
axe: $(DEV) ## Accessibility of every page in both directions and both themes
	@tools/ensure chromium
	CASEFLOW_AXE=all $(PY) -m pytest tests/browser/test_accessibility.py $(ARGS)

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile
	@echo

# The environment is made anew only when the lists of packages change.

$(PY):
	@tools/ensure environment

$(RUNTIME): | $(PY)
	@echo "Installing what CaseFlow runs on …"
	@$(call INSTALL,requirements.txt)
	@rm -f .venv/.runtime-* && touch $@

$(DEV): | $(PY)
	@echo "Installing what CaseFlow runs on and is tested with …"
	@$(call INSTALL,requirements-dev.txt)
	@rm -f .venv/.dev-* .venv/.runtime-* && touch $@ $(RUNTIME)
