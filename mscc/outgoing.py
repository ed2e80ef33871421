"""Settings of what leaves the service, from the environment. A channel that is not set up is not offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outgoing:
    """Where each channel sends to."""

    gateway_url: str
    gateway_token: str
    notify_url: str
    notify_key: str
    notify_template: str
    push_hosts: tuple[str, ...]
    vapid_key: Path
    heartbeat_url: str
    metrics_token: str

    @classmethod
    def of(cls, environment: Mapping[str, str], home: Path) -> "Outgoing":
        """GATEWAY_URL, GATEWAY_TOKEN: voice and bleep. NOTIFY_KEY, NOTIFY_TEMPLATE: GOV.UK Notify (NOTIFY_URL where its
        own address is not meant). PUSH_HOSTS: the browsers' push services that may be used, separated by commas.
        VAPID_KEY: a PEM file. HEARTBEAT_URL: called every few seconds while all is well; its silence rings elsewhere.
        METRICS_TOKEN: what the monitoring system brings to read /metrics/.
        """
        hosts = tuple(host.strip() for host in environment.get("PUSH_HOSTS", "").split(",") if host.strip())
        return cls(
            gateway_url=environment.get("GATEWAY_URL", ""),
            gateway_token=environment.get("GATEWAY_TOKEN", ""),
            notify_url=environment.get("NOTIFY_URL", ""),
            notify_key=environment.get("NOTIFY_KEY", ""),
            notify_template=environment.get("NOTIFY_TEMPLATE", ""),
            push_hosts=hosts,
            metrics_token=environment.get("METRICS_TOKEN", ""),
            heartbeat_url=environment.get("HEARTBEAT_URL", ""),
            vapid_key=Path(environment.get("VAPID_KEY") or home / "vapid.pem"),
        )
