# Everything a newcomer types. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKED = $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r
FALLBACK = $(BIN)/python -m pip install --quiet --require-hashes -r
# An environment may forbid that Python keeps what it compiled; every process would then compile the whole tree again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test test-fast lint types contracts migrations messages fmt bench lock wheel sbom release demo-reset clean

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(BIN)/uv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Keqiao needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.lock

$(VENV)/.runtime: $(BIN)/uv requirements/runtime.lock requirements/build.lock
	$(LOCKED) requirements/runtime.lock -r requirements/build.lock || $(FALLBACK) requirements/runtime.lock -r requirements/build.lock
	@touch $@

$(VENV)/.dev: $(BIN)/uv requirements/dev.lock
	$(LOCKED) requirements/dev.lock || $(FALLBACK) requirements/dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.lock
	$(LOCKED) requirements/bench.lock || $(FALLBACK) requirements/bench.lock
	@touch $@

BUILT_FROM := pyproject.toml hatch_build.py frontend/package-lock.json frontend/build.mjs frontend/notices.mjs \
  $(shell find frontend/src src -name '*.po' -o -path 'frontend/src/*' -type f)
$(VENV)/.built: $(VENV)/.runtime $(BUILT_FROM)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . || $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

install: $(VENV)/.built  ## set up .venv with the product: leaves .venv/bin/keqiao
install-dev: $(VENV)/.dev install  ## … and what work on it needs

run: install  ## start the demonstration city (PORT, DATABASE_URL, KEQIAO_DATA are honoured)
	@$(BIN)/keqiao demo --quiet
	@$(BIN)/keqiao serve

test: install-dev  ## run all tests (browser tests where Chromium is)
	POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: install-dev  ## style of the code, and what must be true of the tree
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files -z '*.html' | xargs -0 $(BIN)/djangofmt --quiet --check

types: install-dev  ## static types
	$(BIN)/mypy

contracts: install-dev  ## which room may call which
	$(BIN)/lint-imports

migrations: install-dev  ## models and migrations agree
	$(BIN)/keqiao manage makemigrations --check --dry-run

messages: install-dev  ## compile the translations and the front end in place
	$(BIN)/python hatch_build.py

fmt: install-dev  ## format the code and the templates
	$(BIN)/ruff format .
	git ls-files -z '*.html' | xargs -0 $(BIN)/djangofmt --quiet
	$(BIN)/ruff check --fix-only --exit-zero .

bench: install-dev $(VENV)/.bench  ## measure speed side by side with peers and with code written by hand (ARGS=--quick)
	$(BIN)/python benchmarks/evaluate.py
	for name in robustness efficiency allocation eligibility matching report; do echo; echo "== $$name"; $(BIN)/python benchmarks/$$name.py $(ARGS) || exit 1; done

lock: install-dev  ## resolve the requirements anew, with hashes and without a registry's address
	for name in installer engine runtime dask semantic build dev bench; do $(BIN)/uv pip compile requirements/$$name.in --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade --quiet -o requirements/$$name.lock; done

wheel: install-dev  ## build the wheel into dist/
	$(BIN)/python -m build --wheel --outdir dist

sbom: install-dev  ## list what is shipped with licences, as CycloneDX, into dist/sbom.json
	mkdir -p build dist
	$(BIN)/uv venv --quiet --clear build/shipped --python $(BIN)/python
	$(BIN)/uv pip install --quiet --python build/shipped/bin/python --require-hashes -r requirements/runtime.lock
	$(BIN)/uv pip install --quiet --python build/shipped/bin/python --require-hashes -r requirements/dask.lock
	$(BIN)/cyclonedx-py environment build/shipped/bin/python --output-reproducible -o dist/sbom.json

release: wheel sbom  ## … sums of what is handed out, signed with KEY=private.pem (RSA, EC, Ed25519 or SM2)
	deploy/sign-release dist $(KEY)

demo-reset: install  ## make the demonstration city anew
	$(BIN)/keqiao demo --reset

clean:  ## remove what make built, but no data
	rm -rf $(VENV) dist build frontend/node_modules
