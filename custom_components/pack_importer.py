"""Hands Rasa the capability packs as training data, beside what designers write by hand."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from courant.packs import Catalogue, load_catalogue
from courant.packs.export import is_export
from courant.packs.handwritten import opening_intents
from courant.packs.rasa_data import domain_data, response_data, rule_data
from courant.settings import PROJECT_ROOT

PACKS = Path("data/packs")


class PackImporter(RasaFileImporter):
    """Merges what the packs generate into the domain, the NLU data and the rules of the files.

    A rule or story written by hand that begins with an intent replaces the rule generated for this intent.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **kwargs: Any,
    ) -> None:
        """Find the data files; exported packs are left out, they would be read twice."""
        super().__init__(config_file, domain_path, training_data_paths)
        self._nlu_files: list[str] = _without_exports(self._nlu_files)
        self._story_files: list[str] = _without_exports(self._story_files)
        beside_config = Path(config_file).resolve().parent if config_file else PROJECT_ROOT
        self._root = beside_config if (beside_config / PACKS).is_dir() else PROJECT_ROOT

    @cached_property
    def catalogue(self) -> Catalogue:
        """Return the packs in use, read once."""
        return load_catalogue(self._root / PACKS)

    def get_domain(self) -> Domain:
        """Return the project's domain with what the packs add."""
        return self._domain

    @cached_property
    def _domain(self) -> Domain:
        written = super().get_domain()
        generated: dict[str, Any] = {**domain_data(self.catalogue), **response_data(self.catalogue)}
        # Both may name an action or an entity: Rasa would warn of a duplicate.
        generated["actions"] = [name for name in generated["actions"] if name not in written.user_actions]
        generated["entities"] = [name for name in generated["entities"] if name not in written.entities]
        return written.merge(Domain.from_dict(generated))

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the hand-written examples and the packs' formulations."""
        examples = [
            Message.build(text=text, intent=one.id)
            for one in self.catalogue.capabilities.values()
            for text in one.examples
        ]
        return super().get_nlu_data(language).merge(TrainingData(training_examples=examples))

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """Return the hand-written stories and rules, and the packs' rules that they do not replace."""
        domain = self.get_domain()
        written = utils.story_graph_from_paths(self._story_files, domain, exclusion_percentage)
        rules = rule_data(self.catalogue, replaced=opening_intents(self._story_files))
        steps = YAMLStoryReader(domain, source_name=str(PACKS)).read_from_parsed_yaml(rules)
        return StoryGraph(written.story_steps + steps)


def _without_exports(files: list[str]) -> list[str]:
    return [file for file in files if not is_export(_first_line(file))]


def _first_line(file: str) -> str:
    with open(file, encoding="utf-8") as lines:
        return lines.readline()
