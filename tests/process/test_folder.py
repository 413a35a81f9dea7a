"""A service folder is packed and comes back as it was; what is no folder is refused in a sentence."""

import io
import zipfile

import pytest

from openhall.process.errors import BadService
from openhall.process.folder import LARGEST, digest, pack, unpack

FILES = {"service.yaml": b"name: Permit", "forms/apply.json": b"{}"}


def test_a_folder_comes_back_as_it_was_and_packs_to_the_same_bytes():
    assert unpack(pack(FILES)) == FILES
    assert pack(dict(reversed(FILES.items()))) == pack(FILES)


def test_the_digest_is_of_names_and_contents():
    assert digest(FILES) == digest(dict(reversed(FILES.items())))
    assert digest(FILES) != digest(FILES | {"service.yaml": b"name: Other"})
    assert digest({"ab": b"c"}) != digest({"a": b"bc"})


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a//b", "a/./b", "c:x", "a\\b"])
def test_a_name_that_leads_out_of_the_folder_is_refused(name: str):
    with pytest.raises(BadService, match="lies outside it"):
        pack({name: b""})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"")
    if "\\" not in name:
        with pytest.raises(BadService, match="lies outside it"):
            unpack(packed.getvalue())


def test_two_files_of_one_name_are_refused():
    with pytest.raises(BadService, match="two files of one name"):
        pack({"a.yaml": b"", "A.yaml": b""})


def test_what_unpacks_to_too_much_is_refused_before_it_does():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big", bytes(LARGEST + 1))
    assert len(packed.getvalue()) < 100_000
    with pytest.raises(BadService, match="at most 500 files of 20 MB"):
        unpack(packed.getvalue())


@pytest.mark.parametrize(
    "broken", [b"", b"PK", pack(FILES)[:-30], pack(FILES)[:40] + b"?" * 40 + pack(FILES)[80:]]
)
def test_what_is_no_zip_file_is_refused(broken: bytes):
    with pytest.raises(BadService):
        unpack(broken)
