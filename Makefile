# Masthead. `make demo` and `make test` are all a fresh machine needs.

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
# Of bench-search: a folder of *.jsonl, and a PostgreSQL server (postgres://user:password@host/postgres).
CORPUS ?=
BENCH_DATABASE_URL ?=
VENV ?= .venv
# How many tests run at the same time.
JOBS ?= auto
BIN := $(VENV)/bin
DEMO := DJANGO_SETTINGS_MODULE=config.settings.demo SITE_URL=http://localhost:$(PORT)
STATIC_MADE = $(shell ls "$${VAR_DIR:-var}/static/staticfiles.json" 2>/dev/null)
export PYTHONPATH := $(CURDIR):$(CURDIR)/site

.DEFAULT_GOAL := help
.PHONY: help demo setup run test lint screenshots bench bench-search bench-hostile lock

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: setup ## Set everything up and serve the demo site on PORT (default 8000)
	@echo "Masthead is at http://localhost:$(PORT)/ and its newsroom at http://localhost:$(PORT)/admin/"
	@# Its worker makes the renditions; until then readers get the pictures as they were uploaded.
	@exec env $(DEMO) $(BIN)/python manage.py serve --host $(HOST) --port $(PORT)

setup: $(VENV)/.runtime ## The same without serving: environment, database, demo content, static files
	@exec env $(DEMO) $(BIN)/python manage.py migrate --verbosity 0
	@exec env $(DEMO) $(BIN)/python manage.py load_demo
	@# Compressing takes longer than all the rest, so only where a file has changed.
	@if [ -z "$(STATIC_MADE)" ] || [ -n "$$(find $(VENV)/.runtime site home news search -newer "$(STATIC_MADE)" \
	    \( -name .runtime -o -path '*/static/*' -type f \) -print -quit)" ]; then \
	  exec env $(DEMO) $(BIN)/python manage.py collectstatic --noinput --verbosity 0; fi

run: $(VENV)/.runtime ## Development server on PORT, on the demo database
	$(BIN)/python manage.py migrate --verbosity 0
	@# The worker beside it ends with it.
	@$(BIN)/python manage.py background & worker=$$!; trap 'kill $$worker 2>/dev/null' EXIT INT TERM; \
	  $(BIN)/python manage.py runserver $(PORT)

test: $(VENV)/.dev ## Run the tests on all cores (DATABASE_URL picks the database; default SQLite)
	@echo "Running the tests on all cores: about a quarter of an hour on two. One at a time: make test JOBS=0 ARGS=-x"
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --durations 5 $(ARGS)

lint: $(VENV)/.dev ## Check style, structure, imports, migrations and settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint --lint --quiet templates site/core/templates
	@$(BIN)/python -m pytest -qq tests/test_house.py tests/test_templates.py
	@DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py check --fail-level WARNING

screenshots: $(VENV)/.dev ## Take pictures of every page type, and of all that is hard to lay out, into docs/screenshots
	@$(BIN)/python -m tests.e2e.screenshots
	@$(BIN)/python -m tests.e2e.hard_shots

bench: $(VENV)/.dev ## Measure everything side by side into docs/benchmarks.md (ARGS=--quick is a trial)
	@$(BIN)/python -m tests.bench $(ARGS)

bench-search: $(VENV)/.dev ## Measure search on the articles in CORPUS=folder (BENCH_DATABASE_URL adds PostgreSQL)
	@BENCH_DATABASE_URL="$(BENCH_DATABASE_URL)" $(BIN)/python -m tests.bench.bench_search \
	  --corpus "$(CORPUS)" $(ARGS)

bench-hostile: $(VENV)/.dev ## Ask every search for 10,000 generated strings, in the database of DATABASE_URL
	@$(BIN)/python -m tests.bench.hostile $(ARGS)

lock: $(VENV)/.dev ## Resolve the dependencies anew into the lock files (for the lowest Python we promise)
	@for part in "requirements.lock" "requirements-dev.lock --extra dev"; do \
	  set -- $$part; file=$$1; shift; \
	  $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11.2 --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" --extra postgres $$@ \
	    --output-file $$file pyproject.toml; done

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Masthead needs Python 3.11.2 or newer; try make PYTHON=python3.12" if sys.version_info < (3, 11, 2) else 0)'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "This Python cannot make environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# A stamp each, so that a second run is quick and a changed lock file is noticed.
$(VENV)/.runtime: requirements.lock | $(VENV)/bin/python
	@echo "Installing Masthead's libraries …"
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing Masthead's libraries and tools …"
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.runtime
