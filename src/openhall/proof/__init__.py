"""What nobody can change silently: a Merkle log in tiles, signed checkpoints, proofs, and their verification.

A plain Python library: no Django, no network, no global state. What others may call, and what stays as it is:

```
keys       new_signer(name) -> Ed25519Signer      .text is secret, .verifier.text (vkey) is published
           read_signer(text), read_verifier(text), new_cosigner(name), read_cosignature_verifier(text)
private    fresh(value) -> Opening                a fresh salt and the canonical JSON; .commitment is 32 bytes
           derived(key, field, row, value)        the same, its salt from a secret key that can be forgotten
           private_hash({"case": 32 bytes, "actor": ..., "objects": ..., "details": ...}) -> Act.private
write      Act(at, service, version, activity, node, lifecycle, department, role, private)
           FolderStorage(folder), with storage.held():
               Ledger(storage, signer).seal(acts, now, late="") -> Sealed(first, seal, checkpoint)
               or JournaledFolder(folder), .settle(), .close(): a batch is one write, published afterwards
           the act k of the batch has the number first + k: keep it beside the event, a receipt needs it
read       LogReader(folder_reader(folder), size)  .inclusion(index, checkpoint), .consistency(earlier, later)
           folder_reader gives what every reader is: a function (path, most bytes) -> bytes, or None
receipt    make_receipt(reader, signed, [(number, act, {"case": Opening, "actor": commitment, ...})]) -> Receipt
           write_receipt(receipt) -> JSON text; read_receipt(bytes); verify_receipt(receipt, keys) -> Checkpoint
witness    add_checkpoint(body, logs, memory, cosigners, now in seconds) -> Reply(status, body, content_type)
           write_request(old size, proof, note): what a log sends it; keep_cosignatures publishes what comes back
verify     verify_log(read, keys, now, ...) -> Report: all that `openhall verify` says
```

Times are microseconds since 1970 UTC. Errors are subclasses of `ProofError`, each one sentence for its reader.
"""

from openhall.proof.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint
from openhall.proof.cosignature import new_cosigner, read_cosignature_verifier
from openhall.proof.errors import Held, ProofError
from openhall.proof.journal import JournaledFolder
from openhall.proof.leaf import Act, Row, Seal, read_leaf
from openhall.proof.ledger import Ledger, Sealed
from openhall.proof.notes import Ed25519Signer, Ed25519Verifier, new_signer, read_signer, read_verifier
from openhall.proof.private import FIELDS, Opening, canonical, derived, fresh, private_hash
from openhall.proof.reader import LogReader, folder_reader, published
from openhall.proof.receipt import Receipt, make_receipt, read_receipt, verify_receipt, write_receipt
from openhall.proof.storage import FolderStorage, Storage
from openhall.proof.times import GRACE, microseconds
from openhall.proof.witness import Reply, add_checkpoint, write_request

__all__ = [
    "FIELDS",
    "GRACE",
    "Act",
    "Checkpoint",
    "Ed25519Signer",
    "Ed25519Verifier",
    "FolderStorage",
    "Held",
    "JournaledFolder",
    "Ledger",
    "LogReader",
    "Opening",
    "ProofError",
    "Receipt",
    "Reply",
    "Row",
    "Seal",
    "Sealed",
    "SignedCheckpoint",
    "Storage",
    "add_checkpoint",
    "canonical",
    "derived",
    "folder_reader",
    "fresh",
    "make_receipt",
    "microseconds",
    "new_cosigner",
    "new_signer",
    "private_hash",
    "published",
    "read_checkpoint",
    "read_cosignature_verifier",
    "read_leaf",
    "read_receipt",
    "read_signer",
    "read_verifier",
    "verify_receipt",
    "write_receipt",
    "write_request",
]
