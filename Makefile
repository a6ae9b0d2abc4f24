# The commands of the project. `make help` lists them. Needs Python 3.11 or newer, nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1; then echo $$p; break; fi; done)
BIN := .venv/bin
BOOTSTRAP := $(PYTHON) bpm/config/bootstrap.py
PYTEST := $(BIN)/pytest -q
# How many processors tests keep busy. Those that wait, for pages or for what they killed, get one
# process more; each process of browser tests starts a suite of its own.
JOBS ?= 2
MORE_JOBS = $$(($(JOBS) + 1))
# What runs side by side prints when it is done, where this make can do that.
IN_ORDER := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
SHARED := ../shared
PROGRAMS ?= $(wildcard $(SHARED)/acceptance/first_hour.py)
SUITES ?=
# For example: make conformance CONFORMANCE_ARGUMENTS=--show
CONFORMANCE_ARGUMENTS ?=
# For example: make bench BENCH_ARGUMENTS=--profile
BENCH_ARGUMENTS ?=
# For example: make chaos CHAOS_ARGUMENTS="calls --kills 20"
CHAOS_ARGUMENTS ?=
ACCEPTANCE_ARGUMENTS ?=

BACKUP ?=

.PHONY: help python setup run backup restore check check-server check-pages format schema test unit \
	integration frontend-test e2e bench chaos acceptance conformance image docs clean

help: ## List what there is to make
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

python:
	@test -n "$(PYTHON)" || { echo "Kontor needs Python 3.11 or newer and found none: install it (on Debian and Ubuntu 'apt-get install python3 python3-venv'), or name it with 'make PYTHON=/path/to/python run'." >&2; exit 1; }

setup: python ## Install everything for development, the browser for tests included
	@$(BOOTSTRAP) browser

run: python ## Start the whole suite; Ctrl-C stops it
	@exec $(BOOTSTRAP) run --serve

backup: python ## Write database and files into one file (BACKUP=file); the suite may run
	@$(BOOTSTRAP) tools
	@$(BIN)/python manage.py backup $(BACKUP)

restore: python ## Put a backup back (BACKUP=file, REPLACE=1 in place of what is there)
	@test -n "$(BACKUP)" || { echo "Name the backup, as in 'make restore BACKUP=var/backups/kontor-20260101T000000Z.tar'." >&2; exit 2; }
	@$(BOOTSTRAP) tools
	@$(BIN)/python manage.py restore $(BACKUP) $(if $(REPLACE),--replace)

check: python ## Format, lint, types, import contracts, migrations, OpenAPI drift, TypeScript
	@$(BOOTSTRAP) tools
	@$(MAKE) --no-print-directory -j$(JOBS) check-server check-pages

check-server:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run --settings=bpm.config.settings.test
	$(BIN)/python manage.py references --check --settings=bpm.config.settings.test

check-pages:
	cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent format:check
	cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent typecheck
	cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent lint

format: ## Format and mend what can be mended automatically
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent format

schema: ## Write the references made from the code, and the TypeScript types
	$(BIN)/python manage.py references --settings=bpm.config.settings.test
	cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent api

test: python ## Everything: check, unit, integration, pages, browser
	@$(BOOTSTRAP) browser
	@$(MAKE) --no-print-directory -j2 $(IN_ORDER) integration check-server check-pages frontend-test unit
	@$(MAKE) --no-print-directory e2e

unit: python ## Tests without a database, and the architecture
	@$(BOOTSTRAP) tools
	$(PYTEST) -n $(JOBS) tests/unit tests/architecture tests/golden tests/replay

integration: python ## Tests on a real PostgreSQL: integration, API, concurrency
	@$(BOOTSTRAP) dev
	$(PYTEST) -n $(MORE_JOBS) --dist loadscope --no-loadscope-reorder tests/concurrency tests/integration tests/api

frontend-test: python ## Unit tests of the pages, and whether their first loads keep their budgets
	@$(BOOTSTRAP) dev
	cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent test
	cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent budget

e2e: python ## Browser journeys against the running suite
	@$(BOOTSTRAP) browser
	$(PYTEST) -n $(MORE_JOBS) --dist worksteal tests/e2e

bench: python ## Measure the workloads; see tests/bench
	@$(BOOTSTRAP) dev
	$(BIN)/python -m tests.bench $(BENCH_ARGUMENTS)

chaos: python ## Kill processes under 500 starts, completions and calls; nothing may be lost or doubled
	@$(BOOTSTRAP) dev
	$(BIN)/python -m tests.chaos $(CHAOS_ARGUMENTS)

acceptance: python ## Drive the running suite with programs from outside (PROGRAMS=…)
	@test -n "$(PROGRAMS)" || { echo "There is no acceptance program at hand: name one, as in 'make acceptance PROGRAMS=path/to/first_hour.py'." >&2; exit 2; }
	@$(BOOTSTRAP) dev
	$(BIN)/python -m tests.acceptance $(PROGRAMS) -- $(ACCEPTANCE_ARGUMENTS)

conformance: python ## Run the suites that others wrote, where they are at hand (SUITES=betsy …)
	@$(BOOTSTRAP) dev
	$(BIN)/python -m tests.conformance $(SUITES) $(CONFORMANCE_ARGUMENTS)

image: python ## Do what docker/ says, without Docker: build, start, health, stop
	@$(BOOTSTRAP) dev
	.venv-bootstrap/bin/uv tool run --quiet check-jsonschema==0.37.1 --builtin-schema vendor.compose-spec docker/compose.yml
	$(BIN)/python -m tests.image

docs: python ## Make the documentation a site in var/docs; a link that leads nowhere fails
	@$(BOOTSTRAP) tools
	.venv-bootstrap/bin/uv tool run --quiet zensical==0.0.73 build --clean --strict --config-file .mkdocs.yml

clean: ## Remove what builds and tests leave; data in var/ stays
	rm -rf .static frontend/dist frontend/coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
