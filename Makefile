# Runs on a fresh machine with make, Python 3.11 and nothing else; each target installs what it needs.
# Settings given on the command line (`make demo AMQP_URI=…`) reach the program as its environment: make does that.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALLED := .venv/installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --no-strip-extras --allow-unsafe \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(if $(UPGRADE),--upgrade)
# Many tests wait for processes to start, or for time to pass: half as many more workers than cores keep them busy.
WORKERS ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores + (cores + 1) / 2)))
# Judges of OCDS, which the tests alone run, in an environment of their own: one of them is under the AGPL.
JUDGES := .venv-ocds/installed
CONSTRAINTS := .venv/constraints.txt# the lock without extras, which pip refuses in constraints

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(INSTALLED) ## Install everything into .venv, again only when the lock changes

# The lock names all that is needed: asked for dependencies, pip would come upon newer ones than those pinned.
$(INSTALLED): requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info[:2] == (3, 11) else "Python 3.11 is needed: make PYTHON=…")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	$(PIP) check
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(JUDGES): requirements-ocds.lock $(INSTALLED)
	test -x .venv-ocds/bin/python || $(PYTHON) -m venv .venv-ocds
	.venv-ocds/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes -r requirements-ocds.lock
	@touch $@

.PHONY: run
run: $(INSTALLED) ## Start everything in one process with demo data (AMQP_URI=…, DATABASE_URL=… for the real engines)
	$(BIN)/linli up --demo

.PHONY: demo
demo: $(INSTALLED) ## Walk through the whole product, asserting what it shows (AMQP_URI=…, DATABASE_URL=…)
	$(BIN)/linli demo

.PHONY: test
test: $(INSTALLED) $(JUDGES) ## Run the tests (ARGS='-k claims' for some)
	$(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder $(ARGS)

.PHONY: chaos
chaos: $(INSTALLED) ## Kill brokers, databases and processes, also in rosters of 100,000 lines, and count what is lost
	TEST_ROSTER_LINES=$(or $(TEST_ROSTER_LINES),100000) TEST_KILL_EVERY=$(or $(TEST_KILL_EVERY),1) \
		$(BIN)/python -m pytest tests/faults $(ARGS)

.PHONY: bench
bench: $(INSTALLED) ## Measure against the baselines; writes var/bench.json
	$(BIN)/python -m tests.bench $(ARGS)

.PHONY: lint
lint: $(INSTALLED) ## Check rules, format, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: $(INSTALLED) ## Format, and repair what can be repaired
	$(BIN)/ruff check --fix-only --exit-zero
	$(BIN)/ruff format

.PHONY: lock
lock: $(INSTALLED) ## Pin what pyproject.toml asks for (UPGRADE=1 for the newest of everything)
	$(COMPILE) --output-file=requirements.lock pyproject.toml
	sed 's/^\([a-z0-9-]*\)\[[^]]*\]==/\1==/' requirements.lock > $(CONSTRAINTS)
	$(COMPILE) --extra=dev --constraint=$(CONSTRAINTS) --output-file=requirements-dev.lock pyproject.toml
	sed 's|-c $(CONSTRAINTS)|-c requirements.lock|' requirements-dev.lock > .venv/requirements-dev.lock
	mv .venv/requirements-dev.lock requirements-dev.lock
	$(COMPILE) --output-file=requirements-ocds.lock tests/judges/requirements-ocds.in

.PHONY: migrate
migrate: $(INSTALLED) ## Bring every database to the newest version
	$(BIN)/linli migrate

.PHONY: topology
topology: $(INSTALLED) ## Declare exchange and queues in the broker
	$(BIN)/linli topology

.PHONY: clean
clean: ## Remove .venv and what tools leave behind; data under var stays
	rm -rf .venv .venv-ocds .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
