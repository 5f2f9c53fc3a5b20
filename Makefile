# make help tells what there is. The two that matter: make run, make test.
.DEFAULT_GOAL := help
.PHONY: help run report test lint format test-stack setup-stack compile bench fuzz score lock clean

VENV := .venv
CATALOG ?= catalogs/samples.yml
N ?= 100000
SEED ?= 1
FIRST ?= 0

help: ## Tell what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s '	'

run: $(VENV)/.runtime ## Run the nightly DAG over the catalogue (CATALOG=file.yml) and print the summary
	@$(VENV)/bin/thuocdo nightly --catalog "$(CATALOG)"

report: $(VENV)/.runtime ## Write the report (HTML, PDF) per province and for the country into data/reports
	@$(VENV)/bin/thuocdo report

test: lint ## Lint, then all tests that need nothing but Python (at most 10 minutes)
	$(VENV)/bin/pytest -m "not stack" --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.development ## Check format, style, types and SQL
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/sqlfluff lint --disable-progress-bar dbt_project warehouse

format: $(VENV)/.development ## Put code and SQL into the common format
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/sqlfluff fix dbt_project warehouse

test-stack: $(VENV)/.development ## Tests that need system programs or services; says which it leaves out and why
	$(VENV)/bin/pytest -m stack -rs

setup-stack: ## Install the system programs that test-stack needs (Debian, Ubuntu: as root or with sudo)
	@requirements/setup_stack.sh

compile: $(VENV)/.development ## Compile the reader of measures (needs a C compiler): it reads the same, a third faster
	@$(VENV)/bin/python -m ingest.compiled

bench: $(VENV)/.development $(if $(PEERS),$(VENV)/.benchmark) ## Measure speed (PEERS=1: beside others' packages, installed into .venv)
	$(VENV)/bin/python -m benchmarks.measure

fuzz: $(VENV)/.development ## Read N damaged documents (default 100,000; SEED, FIRST); fail on a crash, a wrong place or a slow one
	$(VENV)/bin/python -m benchmarks.fuzz --documents $(N) --seed $(SEED) --first $(FIRST)

score: $(VENV)/.development ## Compare with hand-made measures: found, strict, full (ONLY="name name", ERRORS=1)
	@$(VENV)/bin/python -m benchmarks.score $(addprefix --only ,$(ONLY)) $(if $(ERRORS),--errors)

lock: ## Renew the lock files from pyproject.toml (needs the command uv)
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		pyproject.toml -o requirements/runtime.lock
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		--extra dev --extra ocr -c requirements/runtime.lock pyproject.toml -o requirements/development.lock
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		--extra bench -c requirements/development.lock pyproject.toml -o requirements/benchmark.lock

clean: ## Remove the environment and caches (data/ stays)
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml
	@requirements/install.sh $(VENV) runtime

$(VENV)/.development: requirements/development.lock requirements/runtime.lock pyproject.toml
	@requirements/install.sh $(VENV) development

$(VENV)/.benchmark: requirements/benchmark.lock $(VENV)/.development
	@requirements/install.sh $(VENV) benchmark
