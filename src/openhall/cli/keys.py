"""`openhall ledger-key` and `openhall witness-key`: fresh keys, printed once and kept nowhere."""

from __future__ import annotations

import json
from typing import Annotated

import typer

Name = Annotated[
    str,
    typer.Argument(
        help="Name of the key: an address without https://, such as city.example/ledger. It is public and stays."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print both keys as JSON.")]


def ledger_key(name: Name, as_json: AsJson = False) -> None:
    """Make a key that signs the ledger: its secret for OPENHALL_LEDGER_KEY, its verifier key for everybody."""
    from openhall.proof import new_signer

    key = new_signer(name)
    _show("OPENHALL_LEDGER_KEY", key.text, key.verifier.text, as_json)


def witness_key(
    name: Name,
    quantum_safe: Annotated[
        bool, typer.Option("--ml-dsa", help="A key of ML-DSA-44, which no quantum computer forges.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a key with which this Openhall witnesses other logs, for OPENHALL_WITNESS_KEY."""
    from openhall.proof import new_cosigner
    from openhall.proof.cosignature import ED25519_COSIGNATURE, ML_DSA_COSIGNATURE

    key = new_cosigner(name, ML_DSA_COSIGNATURE if quantum_safe else ED25519_COSIGNATURE)
    _show("OPENHALL_WITNESS_KEY", key.text, key.verifier.text, as_json)


def _show(variable: str, secret: str, verifier: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"variable": variable, "secret": secret, "verifier": verifier}))
        return
    typer.echo("Secret. It is shown this once; keep it where only the server reads it, and a copy in a safe:")
    typer.echo(f"{variable}={secret}")
    typer.echo("Verifier key. Give it to everybody who is to check what is signed:")
    typer.echo(verifier)
