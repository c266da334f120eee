# Tasks of a developer; `make` lists them. They use .venv where it is there.
PYTHON := $(shell test -x .venv/bin/python && echo .venv/bin/python || echo python3)
JOBS := auto

.PHONY: help test fast lint format generate docs

help:  ## List the tasks
	@sed -n 's/^\([a-z]*\):.*## /\1: /p' Makefile

test:  ## Run all tests
	$(PYTHON) -m pytest -q -n $(JOBS)

fast:  ## Run the fast tests: under a minute on two cores
	$(PYTHON) -m pytest -q -n $(JOBS) --hypothesis-profile fast -m "not slow and not browser and not spark and not editor"

lint:  ## Check style, types and imports
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy --strict analyzer
	@! grep -q '^\[tool\.importlinter' pyproject.toml || $(PYTHON) -c 'from importlinter.cli import lint_imports_command as run; run()'

format:  ## Format the code and fix what ruff can fix
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

generate:  ## Renew everything that is generated from the code
	$(PYTHON) tests/generated.py

docs:  ## Build the documents into docs/_build
	$(PYTHON) -m sphinx -W --keep-going -q -b html docs docs/_build
