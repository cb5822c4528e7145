"""Fixtures of the core library's tests."""

from tests.small_project import project

__all__ = ["project"]
