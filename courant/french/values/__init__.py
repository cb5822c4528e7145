"""Values that customers write: amounts, dates, numbers of all sorts. Found with their place in the text."""

from courant.french.values.finders import FINDERS, find_all
from courant.french.values.found import Found, resolve
from courant.french.values.reading import Reading, read

__all__ = ["FINDERS", "Found", "Reading", "find_all", "read", "resolve"]
