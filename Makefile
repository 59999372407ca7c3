# `make` alone lists what there is. PYTHON=python3.13 chooses another interpreter for the first start.
BIN := .venv/bin
export PYTHON ?=

.DEFAULT_GOAL := help
.PHONY: help run demo test test-all check lint types bench lighthouse lock clean

##@ Benutzen
help: ## diese Liste
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: ## richtet Fehlendes ein und startet Website, Leitstand und Mailversand
	@sh bin/setup run
	@exec $(BIN)/flightops serve

demo: ## füllt den Leitstand mit erfundenen Anfragen und nennt einen Zugang (LEADS=40)
	@sh bin/setup run
	@$(BIN)/flightops demo --leads $(or $(LEADS),40)

##@ Ändern
test: ## alle Tests außer den langsamen (einzelne: ARGS="tests/leads -x")
	@sh bin/setup dev
	@$(BIN)/pytest $(ARGS)

test-all: ## auch die langsamen Tests
	@sh bin/setup dev
	@$(BIN)/pytest -m "" $(ARGS)

check: lint types test ## was vor jeder Änderung grün sein muss: lint, types, test

lint: ## Stil, Abhängigkeiten, Importregeln, Templates
	@sh bin/setup dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/deptry .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint templates --lint --quiet

types: ## Typen in app/ (mypy, streng)
	@sh bin/setup dev
	@$(BIN)/mypy

##@ Pflegen
bench: ## misst auf dieser Maschine; Verhältnisse aus einem Lauf
	@sh bin/setup dev
	@$(BIN)/python -m tests.bench

lighthouse: ## prüft die wichtigsten Seiten mit Lighthouse (braucht Chromium und npm)
	@sh bin/setup dev
	@$(BIN)/python -m tests.bench.lighthouse

lock: ## schreibt requirements/ aus pyproject.toml neu (UPGRADE=--upgrade nimmt neuere Versionen)
	@sh bin/setup dev
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE) \
		pyproject.toml --group install --output-file requirements/run.txt >/dev/null
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE) \
		pyproject.toml --group dev --constraint requirements/run.txt --output-file requirements/dev.txt >/dev/null

clean: ## entfernt Installiertes und Zwischenstände; die Daten in instance/ bleiben
	@rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
