# `make` alone says what there is to make.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OPENHALL_DATA ?= ../shared/data
SUITE ?=
export OPENHALL_DATA
export UV_LINK_MODE ?= copy

.PHONY: help
help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	@echo "Installing Openhall into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	@echo "Installing what the tests need into $(VENV) ..."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: install
install: $(VENV)/.runtime ## Install Openhall into .venv

.PHONY: demo
demo: $(VENV)/.runtime ## Load a whole imaginary city and serve it at http://127.0.0.1:8000
	@$(BIN)/openhall demo

.PHONY: lock
lock: ## Lock the versions of all dependencies
	uv pip compile -q --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements/runtime.txt
	uv pip compile -q --generate-hashes --python-version 3.11 --no-header pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt
	uv pip compile -q --generate-hashes --python-version 3.11 --no-header --group peers -o requirements/peers.txt
	uv pip compile -q --generate-hashes --python-version 3.11 --no-header --group spark -o requirements/spark.txt
	uv pip compile -q --generate-hashes --python-version 3.11 --no-header --group spiff -o requirements/spiff.txt
	uv pip compile -q --generate-hashes --python-version 3.11 --no-header --group datasette -o requirements/datasette.txt
	uv pip compile -q --generate-hashes --python-version 3.11 --no-header --group prosimos -o requirements/prosimos.txt
	uv pip compile -q --generate-hashes --python-version 3.11 --no-header --group ocds -o requirements/ocds.txt

.PHONY: messages
messages: $(VENV)/.dev system ## Gather the sentences of pages for translators, and compile what they wrote
	cd src/openhall && OPENHALL_SECRET_KEY=messages OPENHALL_HOME=$$(mktemp -d) $(abspath $(BIN))/python -m openhall.site.web.manage makemessages --all --no-obsolete --add-location file
	cd src/openhall && OPENHALL_SECRET_KEY=messages OPENHALL_HOME=$$(mktemp -d) $(abspath $(BIN))/python -m openhall.site.web.manage compilemessages

.PHONY: system
system: ## Install Chromium, PostgreSQL, Node.js and gettext from Debian's packages where they are missing
	@sh tests/system-packages.sh

.PHONY: lint
lint: $(VENV)/.dev
	$(BIN)/ruff format --check src tests benchmarks conformance
	$(BIN)/ruff check src tests benchmarks conformance

.PHONY: check
check: lint ## Format, lint, types and the architecture contract
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: test
test: $(VENV)/.dev system lint ## Everything that must pass: lint, then types, contract and tests on SQLite and PostgreSQL
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests
	OPENHALL_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests/site

.PHONY: explore
explore: $(VENV)/.dev ## Run the property tests on examples that no run has tried yet
	OPENHALL_EXPLORE=1 $(BIN)/python -m pytest -n 2 --dist loadfile $$(grep -rl "from hypothesis" tests --include=test_*.py | grep -v tests/browser)

.PHONY: conformance
conformance: $(VENV)/.dev ## Run the suites in OPENHALL_DATA; SUITE=name runs one
	@sh tests/system-packages.sh conformance
	@$(BIN)/python conformance/run.py $(SUITE)

.PHONY: bench
bench: $(VENV)/.dev ## Time Openhall beside its peers and the floor
	@PYTHONPATH=conformance $(BIN)/python benchmarks/run.py

.PHONY: clean
clean: ## Remove what was installed and built here
	rm -rf $(VENV) .venv-* var build dist assets/node_modules
