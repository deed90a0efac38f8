# `make demo` and `make test` work on a machine that has git, make and Python 3.11 with venv: everything else goes into .venv.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= auto
SECONDS ?= 3600
SAMPLE := .demo/library.sqlite
LIBRARY ?= $(SAMPLE)

.PHONY: help setup demo test check check-long gate bench fuzz serve docs format lint types clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(READY): pyproject.toml uv.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv sync --quiet --frozen || $(BIN)/uv sync --quiet --frozen --system-certs  # behind a proxy with a certificate of its own
	@touch $(READY)

setup: $(READY)  ## make .venv and install what the lock names

demo: $(READY)  ## load the sample library, show a trial, screen two patients against it
	@$(BIN)/python tools/demo.py

test: $(READY)  ## all tests but the long ones
	$(BIN)/pytest -n $(JOBS) -m "not long"

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	MYPYPATH=src $(BIN)/mypy --explicit-package-bases

check: lint types  ## what CI runs: format, lint, types, import order, tests with coverage
	$(BIN)/pytest -n $(JOBS) -m "not long" --cov --cov-report=term:skip-covered

check-long: check  ## what takes longer than a check should
	$(BIN)/pytest -m long

gate: $(READY)  ## accuracy floors on the reference readings and screening cases
	$(BIN)/python tools/gate.py

bench: $(READY)  ## speed and coverage, printed beside the aims
	$(BIN)/python tools/bench.py

fuzz: $(READY)  ## mutate texts until a reading breaks an invariant, SECONDS=3600 long
	$(BIN)/uv sync --quiet --frozen --inexact --group fuzz
	$(BIN)/python tools/fuzz.py --seconds $(SECONDS)

$(SAMPLE): | $(READY)
	$(BIN)/equipoise ingest --sample --library $@

serve: $(READY) $(LIBRARY)  ## the sample library (or LIBRARY=PATH) as web pages on http://127.0.0.1:8000
	$(BIN)/equipoise serve --library $(LIBRARY)

docs: $(READY)  ## check that the pages of docs/ run and their links hold
	$(BIN)/pytest -n $(JOBS) tests/functional -k docs

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
