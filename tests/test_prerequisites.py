"""What the suite needs of a machine: said when it is missing, required where COURANT_CI is set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from courant.settings import PROJECT_ROOT
from tests.postgres import SERVER

PASSES = "def test_passes():\n    pass\n"
SKIPS = "import pytest\n\n\ndef test_needs_more():\n    pytest.skip('no browser here')\n"
SKIPS_WHOLE = "import pytest\n\npytest.skip('no server here', allow_module_level=True)\n"


def suite(folder: Path, ci: str, *files: str) -> subprocess.CompletedProcess[str]:
    """Run a small suite under the project's own conftest."""
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (folder / "conftest.py").write_text((PROJECT_ROOT / "tests" / "conftest.py").read_text("utf-8"), "utf-8")
    for number, text in enumerate(files):
        (folder / f"test_{number}.py").write_text(text, "utf-8")
    environment = {**os.environ, "COURANT_CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-ra", str(folder)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(("text", "place", "reason"), [
    (SKIPS, "test_1.py::test_needs_more", "no browser here"),
    (SKIPS_WHOLE, "test_1.py", "no server here"),
])  # fmt: skip
def test_a_skip_fails_the_gate_and_is_listed(tmp_path, text, place, reason):
    done = suite(tmp_path, "1", PASSES, text)
    assert done.returncode == 1, done.stdout
    listed = done.stdout.partition("COURANT_CI: no test may be skipped")[2]
    assert f"{place}: {reason}" in listed


def test_the_gate_passes_when_nothing_is_skipped(tmp_path):
    assert suite(tmp_path, "1", PASSES).returncode == 0


def test_elsewhere_a_skip_is_only_told(tmp_path):
    done = suite(tmp_path, "", PASSES, SKIPS)
    assert done.returncode == 0, done.stdout
    assert "no browser here" in done.stdout
    assert "COURANT_CI" not in done.stdout


def test_one_module_alone_knows_the_address_of_postgresql():
    here = Path(__file__)
    readers = {
        path.relative_to(PROJECT_ROOT).as_posix()
        for path in here.parent.rglob("*.py")
        if path != here and "environ" in path.read_text("utf-8") and "POSTGRES" in path.read_text("utf-8")
    }
    assert readers == {"tests/postgres.py"}


def test_the_gate_names_the_server_as_the_tests_do():
    gate = (PROJECT_ROOT / ".ci" / "run").read_text("utf-8")
    assert "export COURANT_TEST_POSTGRES=postgresql://postgres@127.0.0.1:5432/postgres\n" in gate
    assert "courant_test" not in gate
    if "COURANT_TEST_POSTGRES" not in os.environ:
        assert SERVER == "postgresql://postgres@127.0.0.1:5432/postgres"
