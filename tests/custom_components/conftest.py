"""Fixtures of the component tests."""

from tests.small_project import project

__all__ = ["project"]
