"""The site in a world of its own, with San Francisco's 311 sample opened on it, as `open-data-clients` asks it: prints
one line of JSON, and serves over TLS, with a certificate of its own, until its input ends.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.world import enter

LONGEST = 120
"""Seconds until the server answers."""
WORKERS = 2


def main(data: Path) -> None:
    """Lay everything down, serve, say where, and end with whoever started this."""
    enter("sqlite")
    folder = Path(tempfile.mkdtemp(prefix="openhall-tls-"))
    certificate, key = certify(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ["OPENHALL_ADDRESS"] = f"https://127.0.0.1:{port}"
    from openhall.site.web.manage import configure

    configure()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    told = lay_down(data)
    command = [sys.executable, "-m", "gunicorn", "openhall.site.web.wsgi:application"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", "4"]
    command += ["--certfile", str(certificate), "--keyfile", str(key), "--log-level", "warning"]
    server = subprocess.Popen(command, stdout=sys.stderr, env=os.environ)
    try:
        _wait_for(f"https://127.0.0.1:{port}/health", server, certificate)
        told |= {"host": f"127.0.0.1:{port}", "certificate": str(certificate)}
        print(json.dumps(told), flush=True)
        sys.stdin.read()
    finally:
        server.terminate()
        server.wait(timeout=15)
        for path in (certificate, key):
            path.unlink()
        folder.rmdir()


def certify(folder: Path) -> tuple[Path, Path]:
    """A certificate for this computer, good for a day, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, secret


def lay_down(data: Path) -> dict[str, Any]:
    """The sample and the city's neighbourhoods opened, a version of another dataset that is not, and an app token."""
    from django.utils import timezone
    from tests.site.offers import add_version

    from openhall.data.formats import read
    from openhall.site.opendata.api.tokens import give_token
    from openhall.site.opendata.models import Dataset
    from openhall.site.people.models import Department

    department = Department.objects.create(key="dpw", name="Public Works")
    folder, told = data / "sf-311", {}
    for name, title, file in (
        ("cases", "311 cases", "cases_sample.csv"),
        ("areas", "Neighbourhoods", "city_analysis_neighbor.geojson"),
        ("hidden", "Embargoed cases", "cases_sample.csv"),
    ):
        reading = read(folder / file, file)
        dataset = Dataset.objects.create(
            slug=f"sf-{name}",
            title=title,
            description="What residents of San Francisco reported.",
            department=department,
            licence="pddl",
            theme="REGI",
            keywords=["311", name],
            contact_name="DataSF",
            contact_email="data@sf.example",
        )
        is_open = name != "hidden"
        add_version(
            dataset,
            reading.frame,
            reading.columns,
            status="published" if is_open else "scheduled",
            released_at=timezone.now() if is_open else None,
            release_at=None if is_open else timezone.now() + timedelta(days=1),
        )
        told[name] = dataset.identifier
    return told | {"token": give_token("Conformance", per_minute=100_000)[1]}


def _wait_for(address: str, server: subprocess.Popen[bytes], certificate: Path) -> None:
    until = time.monotonic() + LONGEST
    trusted = ssl.create_default_context(cafile=str(certificate))
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=10, context=trusted):
                return
        except OSError:  # It is not there yet, or still reads itself in.
            time.sleep(0.2)
    raise RuntimeError(f"the site did not come up in {LONGEST} seconds")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
