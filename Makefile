# make demo, make quick, make test, make check, make bench: each sets up .venv first, which needs nothing but Python 3.11 or newer.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUNTIME := $(VENV)/.runtime
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v $$p; break; fi; done)
PIP := PYTHONUNBUFFERED=1 $(BIN)/python -m pip --disable-pip-version-check

PACKAGES := pdf text references tables results names grammar wording critiques sources
FOLDERS := models warehouse review flows

.PHONY: demo quick test test-whole check fix fast plain docs dictionary picture readme bench bench-nights demo-cluster samples lock clean
.PHONY: $(addprefix test-,$(PACKAGES) $(FOLDERS))
.DEFAULT_GOAL := demo

# The whole pipeline on samples/, offline: ranked list, a method page, where the DuckDB file and the pages are.
demo: $(RUNTIME)
	$(BIN)/method-drift demo

# What runs in a minute on two cores: no flow, no browser, no corpus, and nothing marked slow.
quick: $(READY)
	$(BIN)/pytest -q -n 2 --dist worksteal -m "not flow and not browser and not shared and not slow"

# A file at a time on each core: most files share what they set up.
test: $(READY)
	$(BIN)/pytest -q -n 2 --dist loadfile

# The same with every paper of the shared corpus.
test-whole: $(READY)
	$(BIN)/pytest -q -n 2 --dist loadfile --whole-corpus

# The tests of one package: make test-tables, make test-warehouse.
$(addprefix test-,$(PACKAGES)): test-%: $(READY)
	$(BIN)/pytest -q tests/extractors/$*

$(addprefix test-,$(FOLDERS)): test-%: $(READY)
	$(BIN)/pytest -q tests/$*

# Lint, format and types; looks only.
check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Mends what lint and format can mend by themselves.
fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The hot modules compiled (some minutes, needs a C compiler): extraction in five sixths of the time, the same rows. And back.
fast: $(READY)
	$(BIN)/python bench/compile_hot.py

plain: $(READY)
	$(BIN)/python bench/compile_hot.py --remove

# Everything in the documents that is made by a command; the tests say when it is stale.
docs: dictionary picture readme

dictionary: $(READY)
	$(BIN)/python -m models.schema > docs/data-dictionary.md

picture: $(READY)
	$(BIN)/python -m tests.rooms docs/architecture.md

readme: $(READY)
	$(BIN)/python -m tests.readme README.md

# Speed as ratios, each measured in one run on this machine.
bench: $(READY)
	$(BIN)/python bench/extraction.py samples
	$(BIN)/python bench/refresh.py

# The samples by one machine and by a cluster on loopback: an S3-compatible server, a Dask scheduler, two workers. The same rows.
demo-cluster: $(READY)
	$(BIN)/python bench/cluster.py samples --topic toy-predictor-caches

# Nights against a server on loopback: pace, fetches, and 50 runs killed at random moments (minutes, all in all about twenty).
bench-nights: $(READY)
	$(BIN)/python bench/nights.py
	$(BIN)/python bench/nights.py --kills 25
	$(BIN)/python bench/nights.py --kills 25 --prefect

# Typesets the sample papers again (needs TeX Live); what is committed is enough for everything else.
samples:
	$(MAKE) -C samples

# --no-deps, because the lock names every package already, and pip trips over an extra (sqlalchemy[asyncio]) in a hashed file.
# pip is not quiet, and buffers nothing: a first set-up takes a minute or more, and each package it names is a sign of life.
define SET_UP
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer with venv is needed (Debian: apt install python3-venv)" >&2; exit 1; }
	@echo "setting up $(VENV) from $(1): a few minutes the first time, and not again until it changes"
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	$(PIP) install --no-deps --require-hashes -r $(1)
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
endef

# What development needs holds all that running needs.
$(READY): requirements-dev.lock pyproject.toml
	$(call SET_UP,requirements-dev.lock)
	touch $(RUNTIME) $@

$(RUNTIME): requirements.lock pyproject.toml
	$(call SET_UP,requirements.lock)
	touch $@

# Newest versions within the ranges of pyproject.toml (needs uv).
lock:
	uv pip compile --quiet --universal --no-header --no-annotate --no-strip-extras --generate-hashes pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --no-header --no-annotate --no-strip-extras --generate-hashes --extra dev pyproject.toml -o requirements-dev.lock

# Everything that can be made again; the data root is yours to remove.
clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
