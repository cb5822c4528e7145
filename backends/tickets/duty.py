"""Who is paged."""

from __future__ import annotations

import re
from collections.abc import Mapping

from backends.kernel.config import Config, ConfigError
from backends.kernel.supplier import supplier

VARIABLE = "TICKETS_DUTY_PHONE"
# The range that the French regulator keeps for fiction: nobody answers there.
_FICTION = "+3363998"


def duty_phone(config: Config, environ: Mapping[str, str]) -> str:
    """Return the phone of the person on duty: ``TICKETS_DUTY_PHONE``, else ``telephone_astreinte`` of the supplier.

    Raises:
        ConfigError: Absent, malformed, or a number of fiction in real use.
    """
    phone = environ.get(VARIABLE) or supplier(config.supplier_file)["telephone_astreinte"]
    if not re.fullmatch(r"\+[1-9]\d{6,14}", phone):
        raise ConfigError(f"{VARIABLE}={phone!r}: expected an international number such as +33612345678")
    if not config.demo and phone.startswith(_FICTION):
        raise ConfigError(f"{VARIABLE}: set the phone of the person on duty, {phone} is a number of fiction")
    return phone
