"""The vertical agents: one folder a skill, one file a capability or form.

Importing the package puts the guard in force: whoever can run an action has imported it.
"""

from actions.core.guard import install_guard

install_guard()
