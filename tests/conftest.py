"""What holds for the whole suite: where COURANT_CI is set, a skipped test is a failure.

A machine that must prove everything (`.ci/run`) installs PostgreSQL and Chromium: a test skipped there would prove
nothing. Elsewhere, skips and their reasons are listed at the end (`-ra`).

Sanic rewrites the methods of its own classes when an application starts, for every application of the process, by the
signals of that one. Sanic Extensions, present for Rasa, adds a signal to each application that lets it: the others (the
back ends) would then answer with errors only. In this process no application lets it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sanic.config import DEFAULT_CONFIG

DEFAULT_CONFIG["AUTO_EXTEND"] = False


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus == pytest.ExitCode.OK and any(_forbidden_skips(session.config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    told = list(_forbidden_skips(config))
    if told:
        terminalreporter.section("COURANT_CI: no test may be skipped", red=True, bold=True)
        for line in told:
            terminalreporter.line(line)


def _forbidden_skips(config: pytest.Config) -> Iterator[str]:
    """Yield each skipped test or file with its reason; nothing where skipping is allowed, or in a worker of xdist."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("COURANT_CI") or reporter is None:
        return
    for report in reporter.stats.get("skipped", ()):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        yield f"{report.nodeid}: {reason.removeprefix('Skipped: ')}"
