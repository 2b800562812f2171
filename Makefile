# Everdawn. Every target first sets up what it needs (tools/setup); the second time that costs milliseconds.
# More arguments for the command behind a target: make run ARGS="nominal_orbit --boards pty"
# Another Python to build .venv with:             make run PYTHON=python3.12

ARGS ?=
# A target that needs a program from apt names it: tools/setup dev iverilog=iverilog
RUNTIME := @tools/setup runtime
DEV     := @tools/setup dev
PY      := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test smoke jitless lint accuracy bench docs lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run:  ## fly the default scenario on simulated boards
	$(RUNTIME)
	@.venv/bin/hil run $(ARGS)

test:  ## the whole test suite, three processes
	$(DEV)
	@$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

smoke:  ## the quick tests, in under a minute
	$(DEV)
	@$(PY) -m pytest -n 2 -m "not slow" $(ARGS)

jitless:  ## the compiled physics without its compiler
	$(DEV)
	@NUMBA_DISABLE_JIT=1 $(PY) -m pytest -n 2 --timeout 600 -m "jitless and not slow" $(ARGS)

lint:  ## style, types and import walls
	$(DEV)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

accuracy:  ## hold the models against other people's, write docs/accuracy.md
	@tools/setup crosscheck
	@.venv-crosscheck/bin/python -m pytest tests/against --accuracy .venv-crosscheck/rows.csv $(ARGS)
	@.venv-crosscheck/bin/python -m tests.accuracy_page .venv-crosscheck/rows.csv > .venv-crosscheck/page.md
	@mv .venv-crosscheck/page.md docs/accuracy.md

bench:  ## how long ticks, runs, fleets and boards take, beside Basilisk, sgp4 and numpy
	@if tools/setup peers; then env=.venv-peers; else tools/setup dev && env=.venv; fi; \
		$$env/bin/python -m tests.bench $(ARGS)

docs:  ## write docs/icd.md and docs/requirements.md from their tables
	$(RUNTIME)
	.venv/bin/hil dict export markdown > .venv/page.md && mv .venv/page.md docs/icd.md
	.venv/bin/hil dict export requirements > .venv/page.md && mv .venv/page.md docs/requirements.md

lock:  ## pin requirements*.in again; newer versions with ARGS=--upgrade
	@tools/lock $(ARGS)

clean:  ## remove .venv, caches and run folders
	rm -rf .venv .venv-crosscheck .venv-peers runs build dist *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .numba_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
