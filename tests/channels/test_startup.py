"""The server starts whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain

from channels.presence import Presence
from channels.startup import StartRefused, notice_others, require_own_tracker_store
from channels.texts import MissingMessages, Texts, project_texts
from courant.brand import load_brand
from courant.conversations import Author, OutMessage, paris_now
from courant.packs import load_catalogue
from courant.settings import PROJECT_ROOT, settings
from custom_components.tracker_store import CourantTrackerStore, TrackerStoreUnreachable


@pytest.fixture
def tracker_database(tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path}/deep/tracker.db")
    settings.cache_clear()
    yield
    settings.cache_clear()


class TestTrackerStore:
    @pytest.mark.parametrize("store", [InMemoryTrackerStore(Domain.empty()), SQLTrackerStore(Domain.empty(), db="")])
    def test_any_other_tracker_store_is_refused(self, store):
        with pytest.raises(StartRefused, match="CourantTrackerStore"):
            require_own_tracker_store(Agent(tracker_store=store))

    def test_ours_is_accepted_without_the_silent_fall_back_to_memory(self, tracker_database):
        agent = Agent(tracker_store=CourantTrackerStore(Domain.empty()))
        assert type(agent.tracker_store).__name__ == "FailSafeTrackerStore"
        require_own_tracker_store(agent)
        assert isinstance(agent.tracker_store, CourantTrackerStore)

    async def test_it_keeps_conversations_where_the_settings_say(self, tracker_database, tmp_path):
        store = CourantTrackerStore(Domain.empty())
        tracker = await store.get_or_create_tracker("camille")
        assert len((await store.retrieve("camille")).events) == len(tracker.events)
        assert (tmp_path / "deep" / "tracker.db").is_file()

    def test_an_absent_database_stops_the_start_without_its_password(self):
        with pytest.raises(TrackerStoreUnreachable) as refusal:
            CourantTrackerStore(Domain.empty(), host="postgres://rasa:hidden-word@127.0.0.1:1/rasa")
        assert "hidden-word" not in str(refusal.value)


class TestTexts:
    def test_the_project_has_every_message_that_channels_need(self):
        assert isinstance(project_texts(), Texts)

    def test_every_kind_of_danger_has_its_answer_and_its_reminder(self):
        texts = project_texts()
        for kind in ("gaz", "monoxyde", "incendie", "electrique", "inondation", "medical", "detresse"):
            answer = texts.danger(kind, {})
            assert answer is not None
            assert "{" not in answer.text
            line = texts.with_reminder(OutMessage("Bonjour."), kind, {})
            assert line.text.startswith("Bonjour.\n\n")
            assert "{" not in line.text

    def test_packs_without_them_are_refused(self, tmp_path):
        brand = load_brand(PROJECT_ROOT / "brand.yml")
        with pytest.raises(MissingMessages, match="incident"):
            Texts(load_catalogue(tmp_path, brand=brand), brand.texts)


class TestOthers:
    async def test_streams_notice_what_another_process_posts(self, door, store):
        conversation = door.open("webchat", "visitor")
        other = door.open("webchat", "somebody else")
        with door.hub.watch(conversation) as watcher, door.hub.watch(other) as quiet:
            quiet.wake()
            await quiet.wait(0.01)
            store.post(conversation, None, Author.AGENT, OutMessage("Bonjour."), name="Sophie")
            notice_others(door)
            assert await watcher.wait(0.01)

    def test_nobody_is_asked_when_nobody_watches(self, door, store):
        store.database.close()
        notice_others(door)
        assert door.hub.watched == frozenset()


class TestPresence:
    here = Presence("host", 4242, "b")

    def test_a_restart_under_the_same_number_takes_up_what_was_left(self):
        now = paris_now()
        assert not self.here.may_be_alive("host:4242:a", now, now)

    def test_a_living_process_is_left_alone_and_a_dead_one_is_not(self):
        now = paris_now()
        command = "from channels.presence import Presence; print(Presence.of_this_process().name); input()"
        living = subprocess.Popen([sys.executable, "-c", command], stdin=PIPE, stdout=PIPE, text=True, cwd=PROJECT_ROOT)
        name = living.stdout.readline().strip()
        here = Presence(Presence.of_this_process().host, os.getpid(), "b")
        assert here.may_be_alive(name, now, now)
        living.stdin.close()
        os.waitid(os.P_PID, living.pid, os.WEXITED | os.WNOWAIT)
        assert not here.may_be_alive(name, now, now)  # dead, though its parent has not noticed yet
        living.wait()
        living.stdout.close()
        assert not here.may_be_alive(name, now, now)

    def test_another_process_under_the_same_number_is_not_taken_for_the_old_one(self):
        now = paris_now()
        for boot in ("a", "12345-a"):
            assert not self.here.may_be_alive(f"host:{os.getppid()}:{boot}", now, now)

    def test_another_machine_is_given_the_time_of_a_turn_and_of_a_stop(self):
        now = paris_now()
        assert self.here.may_be_alive("other:7:a", now - timedelta(seconds=80), now)
        assert not self.here.may_be_alive("other:7:a", now - timedelta(seconds=100), now)

    def test_where_starts_cannot_be_read_a_number_counts_for_as_long(self, monkeypatch):
        now = paris_now()
        monkeypatch.setattr("channels.presence.PROCESSES", Path("/nowhere"))
        name = f"host:{os.getppid()}:a"
        assert self.here.may_be_alive(name, now, now)
        assert not self.here.may_be_alive(name, now - timedelta(seconds=100), now)
        assert not self.here.may_be_alive("host:4194305:a", now, now)

    def test_this_process_has_a_name_of_its_own(self):
        one, two = Presence.of_this_process(), Presence.of_this_process()
        assert one.name != two.name
        assert len(one.name) <= 128
