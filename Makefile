# Two commands do everything on a fresh machine: `make demo` and `make test`. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CATALOGUE := nen7510_tracker/words/locale
PO := $(wildcard $(CATALOGUE)/*/LC_MESSAGES/messages.po)
MO := $(PO:.po=.mo)
# Holds for what is installed and for what builds it; a name alone, no address of an index.
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint tests words fuzz faults bench portfolio docs pictures constraints clean

help:  ## List what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.runs $(MO)  ## Set up and open the example laboratories; without a terminal: print them, write ./nen7510-demo/
	@$(BIN)/nen7510 demo

test: lint tests  ## Everything that CI checks

lint: $(VENV)/.tests $(MO)  ## Style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

tests: $(VENV)/.tests $(MO)  ## The tests, two workers a core; whether the Dutch catalogue is complete is one of them
	$(BIN)/pytest -n auto --dist worksteal

fuzz: $(VENV)/.tests $(MO)  ## More than 100,000 made-up inputs: files, spreadsheets, options, forms
	FUZZ=$(or $(FUZZ),13000) $(BIN)/pytest -n auto tests/test_fuzz.py

faults: $(VENV)/.tests $(MO)  ## Every kind of fault 20 times, each time elsewhere; the seeds are told
	FAULTS=$(or $(FAULTS),20) $(BIN)/pytest -vv -n auto --dist worksteal -k "seed" tests/test_faults_*.py tests/test_cli_moving.py tests/test_tui_acting.py

bench: $(VENV)/.tests $(MO)  ## The benchmarks: ratios, each measured in one run
	$(BIN)/python -m benchmarks

portfolio: $(VENV)/.tests $(MO)  ## The benchmarks of 10 to 10,000 laboratories: long, and 3 GB for a while
	$(BIN)/python -m benchmarks.scale

words: $(VENV)/.tests  ## Collect the texts for the Dutch catalogue, keeping what is translated
	$(BIN)/python update_catalogue.py
	@$(MAKE) --no-print-directory $(MO)

docs: $(VENV)/.tests $(MO)  ## Bring the tables in docs/ up to date with the program
	$(BIN)/python docs/tables.py

pictures: $(VENV)/.tests $(MO)  ## Draw the pictures in docs/pictures/ from the running interface
	$(BIN)/python docs/pictures.py

constraints: $(VENV)/.tests  ## Pin the versions that are installed now
	$(BIN)/python -m pip freeze --exclude-editable

clean:  ## Remove what was made here
	rm -rf $(VENV) nen7510-demo .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'NEN 7510 tracker needs Python 3.11 or newer; name it with: make PYTHON=python3.12 demo' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: pyproject.toml constraints.txt build_catalogue.py | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.tests: pyproject.toml constraints.txt build_catalogue.py | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.runs

$(MO): %.mo: %.po build_catalogue.py | $(VENV)/.runs
	@$(BIN)/python build_catalogue.py
