"""The vertical agents: one folder a skill, one file a capability or form.

Importing the package puts the guard in force: whoever can run an action has imported it. So are the logs of an action
server masked.
"""

from actions.core.guard import install_guard
from actions.core.logs import install_logs

install_guard()
install_logs()
