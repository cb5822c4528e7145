"""`python -m courant`: the designers' and operators' command."""

import sys

from courant.cli import main

sys.exit(main())
