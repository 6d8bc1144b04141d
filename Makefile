# A newcomer needs two of these: `make demo` and `make test`. PYTHON=... chooses the interpreter.

.PHONY: demo test test-next test-screens test-walls bench lint format clean venv

VENV := .venv
RUN := $(VENV)/bin/python -m
PRETTIER := npx --yes prettier@3
PRETTIED := "**/*.js" "**/*.vue" "**/*.css" "**/*.md"
ESLINT := npx --yes eslint@9
PYTHON ?=
export PYTHON
unexport PYTHONPATH PYTHONHOME

demo: venv
	@$(VENV)/bin/talent-rehearsal demo --out build/demo

test: venv
	@style=0; status=0; \
	$(RUN) ruff check --quiet . || style=1; \
	$(RUN) ruff format --quiet --check . || style=1; \
	$(RUN) pytest -n auto --maxprocesses 4 --dist loadfile || status=1; \
	$(VENV)/bin/python tests/site/run.py || status=1; \
	[ $$style = 0 ] || echo "Failed: ruff, before the tests; 'make format' puts most of it right, 'make lint' says the rest."; \
	[ $$style$$status = 00 ]

# The site tests once more, on a second bench with the newest Frappe, where there is one.
test-next: venv
	@$(VENV)/bin/python tests/site/run.py --next

# The desk in a browser, on a bench with playwright: by hand and before a release, for it takes a quarter of an hour.
test-screens: venv
	@npm install --silent --no-fund --no-audit --prefix build/axe axe-core@4 || true
	@AXE=$(CURDIR)/build/axe/node_modules/axe-core/axe.min.js $(VENV)/bin/python tests/site/run.py --screens

# Each wall between people and rows taken away in turn: who notices goes to build/walls.md. By hand, some ten minutes.
test-walls: venv
	@$(VENV)/bin/python tests/site/run.py tests/security/all_walls.py

bench: venv
	@$(VENV)/bin/python benchmarks/run.py

lint: venv
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(PRETTIER) --check $(PRETTIED)
	$(ESLINT) talent_performance

format: venv
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(PRETTIER) --write $(PRETTIED)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis

# Asks nothing of the network once the environment is complete.
venv:
	@.ci/venv $(VENV)
