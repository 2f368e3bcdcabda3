"""Whether two participants of this machine hear each other, by trying."""

from __future__ import annotations

import os
import time

from comuros.cli.installation.finding import Finding
from comuros.cli.system.crew import exports
from comuros.cli.system.domain import lease_domain

_PATIENCE_S = 15.0
_NAME, _WHAT = "DDS", "nodes that find each other"
_REMEDY = "sudo ip link set lo up; and let the firewall pass UDP on 127.0.0.1"


def tried() -> Finding:
    """Sends a word from one ROS context to another, on a domain nobody uses; takes about a second."""
    with lease_domain() as lease:
        os.environ.update(exports(lease.domain))
        from comuros.nodes.dds_probe import word_is_heard

        began_s = time.monotonic()
        if word_is_heard(domain=lease.domain, timeout_s=_PATIENCE_S):
            detail = f"two participants heard each other after {time.monotonic() - began_s:.1f} s"
            return Finding(_NAME, True, detail, _WHAT, required=True)
    return Finding(_NAME, False, f"nothing was heard within {_PATIENCE_S:g} s", _WHAT, _REMEDY, required=True)
