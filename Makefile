# make chapter   run the notebooks, write them and HTML pages to build/chapter
# make test      lint, then types and tests side by side
# make bench     the benchmarks, one after the other
# make notebooks run everything and copy the results to notebooks/ko and notebooks/en
# make assignments   the student notebooks, in notebooks/assignments/ko and en
# make docs      the course as pages in both languages, with the API reference and the laboratories, in build/docs
# make clean     remove .venv and build
#
# Each sets itself up first: a Python 3.11-3.13 is all that is needed.
# Another Python: make test PYTHON=python3.13

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python python3.13 python3.12 python3.11; do \
	$$p -c "$(SUPPORTED)" >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
export TF_CPP_MIN_LOG_LEVEL := 3

.PHONY: chapter test types tests bench notebooks assignments docs clean

chapter: $(READY)
	@echo "== Running the notebooks"
	@$(RUN) -m wordemb_keras run

test: $(READY)
	@echo "== Style (ruff)"
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@echo "== Floors (import-linter)"
	@$(VENV)/bin/lint-imports --no-logo
	@$(MAKE) --no-print-directory -j 2 types tests

types: $(READY)
	@echo "== Types (mypy)"
	@$(RUN) -m mypy

tests: $(READY)
	@echo "== Tests (pytest)"
	@$(RUN) -m pytest

bench: $(READY)
	@for script in benchmarks/*.py; do echo "== $$script"; $(RUN) $$script || exit 1; done

notebooks: $(READY)
	@$(RUN) -m wordemb_keras run --publish

assignments: $(READY)
	@$(RUN) -m wordemb_keras assignments build

docs: $(READY)
	@echo "== Building the pages (Sphinx)"
	@$(RUN) docs/build.py

clean:
	rm -rf $(VENV) build

$(READY): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 found. Install one from" \
		"https://www.python.org, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c "$(SUPPORTED)" || { echo "$(PYTHON) is not Python 3.11, 3.12 or 3.13"; exit 1; }
	@echo "== Setting up $(VENV) with $$($(PYTHON) --version) (once, some minutes)"
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --progress-bar on -r requirements.txt
	@touch $(READY)
