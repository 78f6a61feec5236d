"""What opens the service's way to a trigger: its address alone, and nothing where there is none."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from voice_skill.core.errors import VoiceSkillError
from voice_skill.settings import TriggerSettings

HEAD = """\
# Written by scripts/install from the triggers in the settings; run it again after a change there.
[Service]
PrivateNetwork=no
RestrictAddressFamilies=AF_INET AF_INET6
"""


def drop_in(triggers: Mapping[str, TriggerSettings], kind: str) -> str:
    """The drop-in for a unit of this kind, "user" or "system"; "" where none is needed.

    The kernel limits a system unit to the addresses. The manager of a user may not do that: there
    the sockets are opened, and nothing but the trigger uses them. Raises VoiceSkillError.
    """
    called = hosts(triggers)
    if not called:
        return ""
    if kind == "user":
        return HEAD
    found = sorted({address for host in called for address in addresses(host)})
    return HEAD + "".join(f"IPAddressAllow={address}\n" for address in found)


def hosts(triggers: Mapping[str, TriggerSettings]) -> list[str]:
    """Whom the triggers with an address call."""
    return sorted({urlsplit(one.url).hostname or "" for one in triggers.values() if one.url})


def is_number(host: str) -> bool:
    """Whether it is an address already, and no name that has to be looked up."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def addresses(host: str) -> list[str]:
    """The addresses of a host. Raises VoiceSkillError where it has none."""
    if is_number(host):
        return [str(ipaddress.ip_address(host))]
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise VoiceSkillError(
            f"The trigger's host {host} has no address ({error.strerror}): write its number."
        ) from error
    return sorted({str(entry[4][0]) for entry in found})
