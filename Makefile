# make screen: from molecules/crosslinkers.csv to results/report.html
# make propose: molecules worth making -> molecules/proposed.csv
# make test:   every test
# Needs Python 3.11 to 3.13, make and git; everything else goes into .venv.

CORES ?= $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
VENV := .venv
STAMP := $(VENV)/.installed
BIN := $(VENV)/bin

.PHONY: screen propose test lint env clean

screen: env
	$(BIN)/snakemake --cores $(CORES) --show-failed-logs $(ARGS)

propose: env
	$(BIN)/snakemake --cores $(CORES) --show-failed-logs propose_molecules $(ARGS)

test: env
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
		echo "Chromium is missing: tests/browser is skipped, everything else is tested"
	$(BIN)/python -m pytest --numprocesses $(CORES) --dist loadfile $(ARGS)

lint: env
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy tests/workflow/conftest.py tests/workflow/driving.py
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/python .ci/lint_workflow.py

env:
	@.ci/environment $(VENV) $(STAMP)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
