"""From a cold start to the first understood message, and the memory that remains, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

from benchmarks.children import environment
from benchmarks.report import Figure, Section
from benchmarks.subject import Subject

STARTS = 3
CHILD = """
import time; started = time.perf_counter()
import asyncio, json, resource, sys, warnings
warnings.simplefilter("ignore")
from rasa.core.agent import Agent
imported = time.perf_counter()
agent = Agent.load(sys.argv[1])
loaded = time.perf_counter()
asyncio.new_event_loop().run_until_complete(agent.parse_message("pourquoi ma facture a-t-elle augmenté ?"))
ready = time.perf_counter()
pages = int(open("/proc/self/statm").read().split()[1])
print("FIGURES" + json.dumps([imported - started, loaded - imported, ready - loaded, ready - started,
    pages * resource.getpagesize() / 2**20, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
NAMES = (
    ("imports", "s", ""),
    ("loading of the model", "s", ""),
    ("first message", "s", ""),
    ("cold start to first answer", "s", "<= 8"),
    ("memory then", "MB", "<= 700"),
    ("largest memory", "MB", ""),
)


def run(subject: Subject) -> Section:
    """Start once to compile the modules, then three times; tell the medians of these."""
    runs = []
    for _ in range(1 + STARTS):
        command = [sys.executable, "-c", CHILD, str(subject.model)]
        done = subprocess.run(command, cwd=subject.root, env=environment(subject.root), capture_output=True, text=True)
        lines = [line for line in done.stdout.splitlines() if line.startswith("FIGURES")]
        if not lines:
            return Section("Start", skipped=f"the model does not load: {done.stderr.strip().splitlines()[-1:]}")
        runs.append(json.loads(lines[0].removeprefix("FIGURES")))
    columns = [median(column) for column in zip(*runs[1:], strict=True)]
    figures = [Figure(name, value, unit, aim) for (name, unit, aim), value in zip(NAMES, columns, strict=True)]
    return Section("Start", tuple(figures), note=f"Median of {STARTS} starts, without server.")
