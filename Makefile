# Everdawn. Every target first sets up what it needs (tools/setup); the second time that costs milliseconds.
# More arguments for the command behind a target: make run ARGS="--pace realtime"
# Another Python to build .venv with:             make run PYTHON=python3.12

ARGS ?=
# A target that needs a program from apt names it: tools/setup dev iverilog=iverilog
RUNTIME := @tools/setup runtime
DEV     := @tools/setup dev
PY      := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test smoke lint bench docs lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run:  ## fly the default scenario on simulated boards
	$(RUNTIME)
	@.venv/bin/hil run $(ARGS)

test:  ## the whole test suite
	$(DEV)
	@$(PY) -m pytest $(ARGS)

smoke:  ## the quick tests, in under a minute
	$(DEV)
	@$(PY) -m pytest -n 2 -m "not slow" $(ARGS)

lint:  ## style, types and import walls
	$(DEV)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench:  ## how long a tick and a run take
	$(DEV)
	@$(PY) -m tests.bench $(ARGS)

docs:  ## write docs/icd.md and docs/requirements.md from their tables
	$(RUNTIME)
	.venv/bin/hil dict export markdown > .venv/page.md && mv .venv/page.md docs/icd.md
	.venv/bin/hil dict export requirements > .venv/page.md && mv .venv/page.md docs/requirements.md

lock:  ## pin requirements*.in again; newer versions with ARGS=--upgrade
	@tools/lock $(ARGS)

clean:  ## remove .venv, caches and run folders
	rm -rf .venv runs build dist *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .numba_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
