# Two commands are enough: `make run` and `make test`. The others are for those who change the project.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet

.PHONY: run test train check bench lock
.DEFAULT_GOAL := run

run: $(VENV)/.installed ## installs, trains when needed, seeds the demo, starts everything; Ctrl-C stops
	@exec $(PY) -m courant run

test: $(VENV)/.installed-dev ## the whole suite; what was skipped is listed with its reason
	@$(PY) -m courant train
	@$(PY) -m pytest -n 2 --dist loadfile

train: $(VENV)/.installed ## trains when something changed
	@$(PY) -m courant train

check: $(VENV)/.installed-dev ## packs, Rasa data, style, types
	@$(PY) -m courant check

bench: $(VENV)/.installed-dev ## measures; results in var/bench/
	@$(PY) -m courant train
	@$(PY) -m benchmarks

lock: $(VENV)/.installed-dev ## requirements*.in -> requirements*.txt, with hashes
	@$(PIP) install uv
	@$(VENV)/bin/uv pip compile --quiet --python-version 3.10 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		requirements.in --output-file requirements.txt
	@$(VENV)/bin/uv pip compile --quiet --python-version 3.10 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt

# Python 3.10 exactly: the version that Rasa 3.6 and its libraries were locked for.
$(PY):
	@found=""; \
	pyenv="$${PYENV_ROOT:-$$HOME/.pyenv}"; \
	for candidate in python3.10 "$$pyenv"/versions/3.10.*/bin/python python3; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; then \
			found="$$candidate"; break; \
		fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Python 3.10 est introuvable. Installez-le (par exemple : pyenv install 3.10), puis recommencez." >&2; \
		exit 2; \
	fi; \
	echo "== environnement : $$found"; \
	"$$found" -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(PY)
	@echo "== installation (quelques minutes la première fois)"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@
	@echo "== installé"

# The development list holds the other one.
$(VENV)/.installed-dev: requirements-dev.txt | $(PY)
	@echo "== installation des outils de test"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $(VENV)/.installed $@
	@echo "== installé"
