"""Where requests may go: hosts the settings allow, public addresses only.

The one exception is a base address on the loopback interface, which an operator sets on purpose (a mirror, a test).
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import requests

DEFAULT_PORTS = {"https": 443, "http": 80}


class HostError(Exception):
    """An address requests may not go to; the message says why."""


@dataclass(frozen=True, slots=True)
class HostRules:
    """The base address of the service and the other hosts that may be asked."""

    base_url: str
    allowed_hosts: tuple[str, ...]

    @property
    def is_on_this_machine(self) -> bool:
        """Whether the base address is on the loopback interface."""
        return is_loopback(_split(self.base_url).hostname or "")

    def check(self, url: str) -> None:
        """Raise HostError unless a request may go to `url`."""
        parts = _split(url)
        base = _split(self.base_url)
        if _origin(parts) == _origin(base):
            if not self.is_on_this_machine:
                _check_addresses(url, parts)
            return
        if parts.hostname not in {host.lower() for host in self.allowed_hosts}:
            raise HostError(f"{parts.hostname} is not an allowed host (setting allowed_hosts)")
        if parts.scheme != "https" or parts.port not in (None, 443):
            raise HostError(f"{parts.scheme}://{parts.netloc} is not plain https")
        _check_addresses(url, parts)


def is_loopback(host: str) -> bool:
    """Tell whether the host is this machine, by name or by number."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise HostError("not an address") from error
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise HostError("not an http or https address")
    if parts.username or parts.password:
        raise HostError("an address with a user name or a password")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS[parts.scheme]


def _check_addresses(url: str, parts: SplitResult) -> None:
    """Raise HostError when the host is at a private address; a proxy, where one is set, resolves names itself."""
    host = parts.hostname or ""
    if requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url)):
        return
    try:
        found = socket.getaddrinfo(host, parts.port or DEFAULT_PORTS[parts.scheme], type=socket.SOCK_STREAM)
    except OSError as error:
        raise OSError(f"the name {host} cannot be resolved") from error
    for *_, address in found:
        if not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global:
            raise HostError(f"{host} is at the private address {address[0]}")
