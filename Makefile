# make help tells what there is. The two that matter: make run, make test.
.DEFAULT_GOAL := help
.PHONY: help run airflow report test lint format test-stack setup-stack up superset dashboards screenshots compile dictionary bench fuzz chaos chaos-full gates score lock clean clean-data

VENV := .venv
STACK := .stack
SUPERSET := .superset
CATALOG ?= catalogs/samples.yml
N ?= 100000
SEED ?= 1
FIRST ?= 0
CHAOS := $(wildcard tests/chaos tests/hostile tests/gates)

help: ## Tell what each target does
	@grep -hE '^[a-z.-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s '	'

run: $(VENV)/.runtime ## Run the nightly DAG over the catalogue (CATALOG=file.yml) and print the summary
	@$(VENV)/bin/thuocdo nightly --catalog "$(CATALOG)"

airflow: $(VENV)/.runtime ## Run Airflow with its pages and the nightly DAG until Ctrl-C (AIRFLOW__API__PORT=8080)
	@$(VENV)/bin/thuocdo airflow standalone

report: $(VENV)/.runtime ## Write the report (HTML, PDF) per province and for the country into data/reports
	@$(VENV)/bin/thuocdo report

test: lint ## Lint, then all tests that need nothing but Python (at most 10 minutes)
	$(VENV)/bin/pytest -m "not stack" --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.development ## Check format, style, types and SQL
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/sqlfluff lint --disable-progress-bar --processes 0 dbt_project warehouse

format: $(VENV)/.development ## Put code and SQL into the common format
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/sqlfluff fix dbt_project warehouse

test-stack: $(VENV)/.development $(STACK)/.stack $(SUPERSET)/.superset ## Tests that need system programs or services, or many nights; says which it leaves out and why
	$(VENV)/bin/pytest -m "stack and not alone$(if $(QUICK), and not long)" -rs --numprocesses auto --dist loadfile --no-loadscope-reorder
	$(VENV)/bin/pytest -m "stack and alone" -rs

setup-stack: ## Install the system programs that test-stack needs (Debian, Ubuntu: as root or with sudo)
	@requirements/setup_stack.sh

superset: $(SUPERSET)/.superset ## Serve the dashboards at http://127.0.0.1:8088, without Docker
	@warehouse/bi/serve.sh $(SUPERSET)

dashboards: $(VENV)/.runtime ## Import the dashboards into a running Superset (MARTS=path of the marts there)
	@$(VENV)/bin/thuocdo dashboards import $(addprefix --marts ,$(MARTS))

screenshots: $(VENV)/.development $(SUPERSET)/.superset ## Take docs/screenshots anew (the tests of dashboards and reports do it)
	SCREENSHOTS=docs/screenshots $(VENV)/bin/pytest -m stack tests/bi/test_dashboards.py tests/reports/test_samples.py

up: .env ## Start the services of docker-compose.yml (needs Docker with Compose 2; docs/compose.md)
	docker compose up --build --detach --wait

.env: ## Write the settings of the services with random secrets; a file that is there stays as it is
	@umask 077 && warehouse/images/new_env.sh > .env.new && mv .env.new .env
	@echo "Wrote .env with random secrets; keep it safe."

compile: $(VENV)/.development ## Compile the reader of measures (needs a C compiler): it reads the same, a third faster
	@$(VENV)/bin/python -m ingest.compiled

dictionary: $(VENV)/.development ## Write docs/data_dictionary.md anew from the descriptions beside the models
	@$(VENV)/bin/python -m warehouse.package.dictionary

bench: $(VENV)/.development $(if $(PEERS),$(VENV)/.benchmark) ## Measure speed (PEERS=1: beside others' packages, installed into .venv)
	$(VENV)/bin/python -m benchmarks.measure

fuzz: $(VENV)/.development ## Read N damaged documents (default 100,000; SEED, FIRST); fail on a crash, a wrong place or a slow one
	-@$(VENV)/bin/python -m ingest.compiled
	$(VENV)/bin/python -m benchmarks.fuzz --documents $(N) --seed $(SEED) --first $(FIRST)

chaos: $(VENV)/.development ## Kill, starve and mislead nights, in 15 minutes (SEED=1); docs/reliability.md has the figures
	SEED=$(SEED) $(VENV)/bin/pytest -m stack -rs $(CHAOS)

chaos-full: $(VENV)/.development ## The same with all figures: 5,000 bad inputs, 200 kills, 10,000 sources (one and a half hours)
	HOSTILE=5000 SEED=$(SEED) $(VENV)/bin/pytest tests/hostile/test_hostile.py
	CHAOS=full SEED=$(SEED) $(VENV)/bin/pytest -m stack -rs $(CHAOS)

gates: $(VENV)/.development ## Plant 60 kinds of data error and print which gate catches each; fail below 58
	@$(VENV)/bin/python -m tests.gates

score: $(VENV)/.development ## Compare with hand-made measures: found, strict, full (ONLY="name name", ERRORS=1)
	@$(VENV)/bin/python -m benchmarks.score $(addprefix --only ,$(ONLY)) $(if $(ERRORS),--errors)

lock: ## Renew the lock files from pyproject.toml (needs the command uv)
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		pyproject.toml -o requirements/runtime.lock
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		--extra dev --extra ocr -c requirements/runtime.lock pyproject.toml -o requirements/development.lock
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		--extra bench -c requirements/development.lock pyproject.toml -o requirements/benchmark.lock
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		--extra stack --extra ocr -c requirements/development.lock pyproject.toml -o requirements/stack.lock
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		--group superset -o requirements/superset.lock

clean: ## Remove the environments and caches (data/ stays)
	rm -rf $(VENV) $(STACK) $(SUPERSET) .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info

clean-data: ## Remove data/ (or THUOCDO_DATA) with all that was ever fetched; asks first (YES=1: does not)
	@requirements/clean_data.sh "$${THUOCDO_DATA:-data}" "$(YES)"

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml
	@requirements/install.sh $(VENV) runtime

$(VENV)/.development: requirements/development.lock requirements/runtime.lock pyproject.toml
	@requirements/install.sh $(VENV) development

$(VENV)/.benchmark: requirements/benchmark.lock $(VENV)/.development
	@requirements/install.sh $(VENV) benchmark

$(STACK)/.stack: requirements/stack.lock pyproject.toml
	@requirements/install.sh $(STACK) stack

$(SUPERSET)/.superset: requirements/superset.lock
	@requirements/install.sh $(SUPERSET) superset --packages-only
