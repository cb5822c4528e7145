"""The WhatsApp channel under load, with an assistant that takes 5 s: a steady flow, then 500 customers at once.

Among them and while they wait, somebody smells gas: how long until the safety answer?
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from benchmarks.children import environment
from benchmarks.latency import percentile
from benchmarks.report import Figure, Section
from benchmarks.subject import Subject

BOT_SECONDS = 5.0
STEADY, PER_SECOND = 200, 10.0
AT_ONCE = 500
TWICE_EVERY = 10  # customers, one of whom Meta delivers twice
LONGEST_SECONDS = 240.0
ENDANGERED = {5000: 0.0, 5001: 5.0}  # customers, and how many seconds after the crowd they write
DANGER, SAFETY_ANSWER = "ça sent le gaz dans ma cuisine", "gaz"
SECRETS = {"number": "100000000000001", "token": "jeton", "secret": "secret", "verify": "mot-convenu"}


@dataclass
class Load:
    """A running channel, the phones that write to it, and how long each acknowledgement took, in milliseconds."""

    simulator: object
    http: aiohttp.ClientSession
    webhook: str
    process: subprocess.Popen[bytes]
    took: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def memory(self) -> float:
        """Resident memory of the channel's process, in MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 2**20

    @property
    def processor(self) -> float:
        """Seconds of processor that the channel's process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def post(self, body: bytes, copies: int = 1) -> None:
        """Deliver an event, several times at once if asked."""
        await asyncio.gather(*(self._post(body) for _ in range(copies)))

    async def _post(self, body: bytes) -> None:
        from backends.whatsapp.events import signed

        started = time.perf_counter()
        async with self.http.post(self.webhook, data=body, headers=signed(body, SECRETS["secret"])) as answer:
            await answer.read()
        self.took.append((time.perf_counter() - started) * 1000)
        self.refused += answer.status != 200


@dataclass(frozen=True)
class Surge:
    """What became of the customers who wrote at once.

    Attributes:
        lost: who got no answer.
        doubled: who got an answer twice.
        seconds: until the last one was answered.
        safety: seconds until the safety answer was on the phone, for each who wrote of a danger meanwhile.
    """

    lost: int
    doubled: int
    seconds: float
    safety: tuple[float, ...]


def run(subject: Subject) -> Section:
    """Measure a steady flow, then a surge, on one process of the channel."""
    logging.disable(logging.ERROR)
    try:
        with tempfile.TemporaryDirectory() as folder:
            figures = asyncio.run(_measure(subject.root, Path(folder)))
    except (ImportError, FileNotFoundError) as error:
        return Section("WhatsApp", skipped=f"the channel cannot be run ({type(error).__name__}: {error})")
    finally:
        logging.disable(logging.NOTSET)
    note = (
        f"One process with webhook, store (SQLite), door and delivery; a stand-in assistant answers after"
        f" {BOT_SECONDS:.0f} s; the simulator of the Graph API and the measuring client share the machine."
    )
    return Section("WhatsApp", figures, note=note)


async def _measure(root: Path, folder: Path) -> tuple[Figure, ...]:
    async with _running(root, folder) as load:
        await _warm_up(load)
        before, used = load.memory, load.processor
        await _answered(load, await _steady(load))
        steady, load.took = load.took, []
        surge = await _surge(load)
        after, used = load.memory, load.processor - used
        return (
            Figure("acknowledgement, p50", percentile(steady, 50), "ms", "<= 250"),
            Figure("acknowledgement, p99", percentile(steady, 99), "ms", "<= 1000"),
            Figure(f"{AT_ONCE} customers at once: acknowledgement, p50", percentile(load.took, 50), "ms", "<= 250"),
            Figure(f"{AT_ONCE} customers at once: acknowledgement, p99", percentile(load.took, 99), "ms", "<= 1000"),
            Figure(f"{AT_ONCE} customers at once: answered within", surge.seconds, "s"),
            Figure("a danger in the crowd: safety answer on the phone within", max(surge.safety), "s", "<= 2"),
            Figure("lost", float(surge.lost), "n", "<= 0"),
            Figure("doubled", float(surge.doubled), "n", "<= 0"),
            Figure("events that were not taken", float(load.refused), "n", "<= 0"),
            Figure("processor time for a message and its answers", used * 1000 / (STEADY + AT_ONCE), "ms"),
            Figure("memory at the start, without model", before, "MB"),
            Figure("memory afterwards", after, "MB"),
        )


@asynccontextmanager
async def _running(root: Path, folder: Path) -> AsyncIterator[Load]:
    """Start the simulator in this process and the channel in another."""
    from backends.whatsapp.app import application, simulator
    from backends.whatsapp.line import Line
    from tests.browser.world import free_port
    from tests.channels.served import listening

    port = free_port()
    webhook = f"http://127.0.0.1:{port}/webhooks/whatsapp/webhook"
    line = Line("Solvéa Énergie", SECRETS["number"], SECRETS["token"], SECRETS["secret"], SECRETS["verify"], webhook)
    played = simulator(line, {})
    async with listening(application(played, "http://127.0.0.1")) as graph:
        asked = {"folder": str(folder), "port": port, "graph": graph, "seconds": BOT_SECONDS, **SECRETS}
        child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.whatsapp_server", json.dumps(asked)],
            cwd=root,
            env=environment(root),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            await asyncio.to_thread(_wait_until_ready, child)
            limits = aiohttp.TCPConnector(limit=100)
            async with aiohttp.ClientSession(connector=limits) as http:
                yield Load(played, http, webhook, child)
        finally:
            child.kill()
            child.wait()


def _wait_until_ready(child: subprocess.Popen[bytes]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        if line.strip() == b"READY":
            return
    raise FileNotFoundError("its process ended before it listened")


def _writes(load: Load, number: int, text: str) -> tuple[object, bytes]:
    """Let the holder of a new phone write; returns the phone and the event."""
    from backends.whatsapp.events import message_event, written
    from backends.whatsapp.phones import Bubble

    played = load.simulator
    now = played.sending._clock()  # type: ignore[attr-defined]
    phone = played.phones.add(f"Client {number}", f"+3363998{number:04d}")  # type: ignore[attr-defined]
    phone.last_sent = now
    bubble = Bubble(f"wamid.BENCH{number}", True, now, "text", {"body": text})
    phone.add(bubble)
    return phone, written([message_event(played.line, phone, bubble)])  # type: ignore[attr-defined]


async def _warm_up(load: Load) -> None:
    """Have one message answered: what is read and compiled once, for the first message, is not measured."""
    phone, body = _writes(load, 9999, "bonjour")
    await load.post(body)
    await _answered(load, [phone])
    load.took.clear()


async def _steady(load: Load) -> list[object]:
    """Write at a steady pace, each time from another phone."""
    phones, posts = [], []
    for number in range(STEADY):
        phone, body = _writes(load, number, f"message {number}")
        phones.append(phone)
        posts.append(asyncio.create_task(load.post(body)))
        await asyncio.sleep(1 / PER_SECOND)
    await asyncio.gather(*posts)
    return phones


async def _surge(load: Load) -> Surge:
    """Let everybody write at once, some of them delivered twice."""
    written = [_writes(load, 1000 + number, f"message {number}") for number in range(AT_ONCE)]
    started = time.perf_counter()
    safe = [asyncio.create_task(_safe_within(load, number, after)) for number, after in ENDANGERED.items()]
    await asyncio.gather(
        *(load.post(body, 2 if number % TWICE_EVERY == 0 else 1) for number, (_, body) in enumerate(written))
    )
    phones = [phone for phone, _ in written]
    await _answered(load, phones)
    seconds = time.perf_counter() - started
    await asyncio.sleep(BOT_SECONDS + 3)  # a second answer to the same message would come by then
    shown = [_said(phone) for phone in phones]
    lost = sum(f"Vous dites : message {number}" not in said for number, said in enumerate(shown))
    doubled = sum(max(said.values(), default=0) > 1 for said in shown)
    return Surge(lost, doubled, seconds, tuple([await one for one in safe]))


async def _safe_within(load: Load, number: int, after: float) -> float:
    """Let somebody write of a danger after some seconds; return how long it took until the safety answer was there."""
    await asyncio.sleep(after)
    phone, body = _writes(load, number, DANGER)
    started = time.perf_counter()
    await load.post(body)
    while time.perf_counter() < started + LONGEST_SECONDS:
        if any(SAFETY_ANSWER in said.lower() and not said.startswith("Vous dites") for said in _said(phone)):
            break
        await asyncio.sleep(0.02)
    return time.perf_counter() - started


async def _answered(load: Load, phones: list[object]) -> None:
    """Wait until each phone shows an answer, or too long."""
    end = time.perf_counter() + LONGEST_SECONDS
    while time.perf_counter() < end:
        if all(any(text.startswith("Vous dites") for text in _said(phone)) for phone in phones):
            return
        await asyncio.sleep(0.1)


def _said(phone: object) -> Counter[str]:
    """What the business said on a phone, and how often."""
    bubbles = list(phone.bubbles.values())  # type: ignore[attr-defined]
    return Counter(str(one.content.get("body")) for one in bubbles if not one.mine and one.status != "failed")
