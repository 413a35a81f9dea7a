"""Certificates are Open Badges 3.0: signed, checked, revoked, and silent about whose they are."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from openhall.proof import new_signer
from openhall.proof.notes import ed25519_public
from openhall.site.training.badges.checking import check
from openhall.site.training.badges.issuing import check_ours, issue, issuer, public_bytes
from openhall.site.training.badges.jws import BadToken, encoded, opened, sign, verify
from openhall.site.training.badges.picture import token_in
from openhall.site.training.drafting import NotPossible
from openhall.site.training.learning import complete, withdraw
from openhall.site.training.models import Badge, Completion, IssuerKey
from tests.site.lessons import publish_reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def signing(settings) -> None:
    settings.OPENHALL_BADGE_KEY = new_signer("example.org/certificates").text
    settings.OPENHALL_ADDRESS = "https://hall.example.org"


@pytest.fixture
def given(signing, person) -> Badge:
    course = publish_reading()
    return complete(person("officer"), course, version=course.open_version).badge


def test_the_signature_is_that_of_rfc_8037() -> None:
    # The key and the signed text of appendix A.4: nobody of us made them.
    seed = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    assert encoded(ed25519_public(seed)) == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    known = (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    # Its payload is no JSON object, so it is refused as a certificate; by then nothing else stood against it.
    with pytest.raises(BadToken, match="JSON"):
        verify(known, ed25519_public(seed))
    token = sign({"a": 1}, seed, "https://example.org/key")
    assert verify(token, ed25519_public(seed)) == {"a": 1}


def test_a_certificate_has_the_form_of_the_standard(given: Badge) -> None:
    header, said = opened(given.token)
    assert header == {"alg": "EdDSA", "typ": "JWT", "kid": header["kid"]}
    assert said["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert (said["iss"], said["jti"]) == (said["issuer"]["id"], said["id"])
    subject = said["credentialSubject"]
    assert said["sub"] == subject["id"] and subject["type"] == ["AchievementSubject"]
    assert {"id", "type", "criteria", "description", "name"} <= set(subject["achievement"])
    assert said["exp"] > said["nbf"]
    # It names nobody: neither by name nor by address.
    assert "Ada" not in json.dumps(said) and "ada@example.org" not in json.dumps(said)


def test_a_changed_certificate_does_not_hold(given: Badge) -> None:
    key = public_bytes(IssuerKey.objects.get())
    now = timezone.now()
    assert check(given.token, lambda _kid: key, now).holds
    head, body, signature = given.token.split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    said["credentialSubject"]["achievement"]["name"] = "Doctor of Law"
    forged = f"{head}.{encoded(json.dumps(said).encode())}.{signature}"
    assert not check(forged, lambda _kid: key, now).genuine
    none = encoded(json.dumps({"alg": "none", "kid": "x"}).encode())
    assert not check(f"{none}.{body}.", lambda _kid: key, now).genuine
    with_key = encoded(json.dumps({"alg": "EdDSA", "jwk": {"kty": "OKP"}}).encode())
    assert not check(f"{with_key}.{body}.{signature}", lambda _kid: key, now).genuine
    other = new_signer("elsewhere").seed
    stolen = sign(opened(given.token)[1], other, "https://elsewhere/key")
    assert not check(stolen, lambda _kid: key, now).genuine
    assert not check_ours(stolen)[0].genuine


def test_what_it_claims_and_what_it_says_are_the_same(given: Badge, settings) -> None:
    from openhall.site.training.badges.issuing import signer

    seed = signer().seed
    said = opened(given.token)[1]
    for change in ({"sub": "urn:uuid:0"}, {"nbf": 1}, {"exp": 9}, {"jti": "x"}, {"iss": "https://else"}):
        token = sign(said | change, seed, opened(given.token)[0]["kid"])
        assert not check_ours(token)[0].holds, change


def test_whose_it_is_can_be_checked_by_who_knows_the_address(given: Badge) -> None:
    assert check_ours(given.token, e_mail=" ADA@example.org ")[0].holds
    assert not check_ours(given.token, e_mail="bo@example.org")[0].holds


def test_it_ends_and_is_revoked(given: Badge, client: Client) -> None:
    key = public_bytes(IssuerKey.objects.get())
    later = timezone.now() + timedelta(days=500)
    ended = check(given.token, lambda _kid: key, later)
    assert ended.genuine and not ended.holds
    address = f"/training/status/{given.place // 131072}/"
    before = opened(client.get(address).content.decode())[1]["credentialSubject"]["encodedList"]
    withdraw(given.completion, "Taken by somebody else.")
    verdict, _ = check_ours(given.token)
    assert verdict.genuine and not verdict.holds
    after = verify(client.get(address).content.decode(), key)["credentialSubject"]["encodedList"]
    bits = [gzip.decompress(base64.urlsafe_b64decode(each[1:] + "==")) for each in (before, after)]
    place = given.place % 131072
    assert not any(bits[0]) and len(bits[1]) == 16384
    assert bits[1][place // 8] == 0x80 >> place % 8 and sum(bits[1]) == bits[1][place // 8]
    assert client.get("/training/status/7/").status_code == 404
    page = client.get(f"/training/badges/{given.key}/").content.decode()
    assert "It does not count" in page and "withdrawn" in page


def test_its_page_names_the_person_only_when_they_say_so(given: Badge, client: Client, person) -> None:
    page = f"/training/badges/{given.key}/"
    assert "Ada Alder" not in client.get(page).content.decode()
    assert client.get(page)["X-Robots-Tag"] == "noindex"
    client.force_login(person("officer", email="b@example.org", name="Bo"))
    assert client.post(f"{page}name/", {"show": "1"}).status_code == 404
    client.force_login(given.completion.person)
    client.post(f"{page}name/", {"show": "1"})
    client.logout()
    assert "Ada Alder" in client.get(page).content.decode()


def test_everybody_gets_what_is_needed_to_check_it(given: Badge, client: Client) -> None:
    kid = opened(given.token)[0]["kid"]
    key = client.get(kid.removeprefix(issuer().address)).json()
    assert key["kid"] == kid and key["crv"] == "Ed25519" and "d" not in key
    assert base64.urlsafe_b64decode(key["x"] + "=") == public_bytes(IssuerKey.objects.get())
    assert client.get("/training/keys/").json()["keys"] == [key]
    said = opened(given.token)[1]
    for address in (said["issuer"]["id"], said["credentialSubject"]["achievement"]["id"]):
        assert client.get(address.removeprefix(issuer().address)).json()["id"] == address
    assert client.get(f"/training/badges/{given.key}/certificate.json").json() == said
    picture = client.get(f"/training/badges/{given.key}/certificate.svg").content
    assert token_in(picture) == given.token
    assert token_in(b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>") is None


def test_the_page_that_checks_takes_text_and_files(given: Badge, client: Client) -> None:
    page = "/training/badges/check/"
    assert "genuine and counts" in client.post(page, {"text": given.token}).content.decode()
    picture = client.get(f"/training/badges/{given.key}/certificate.svg").content
    file = SimpleUploadedFile("certificate.svg", picture)
    assert "genuine and counts" in client.post(page, {"file": file}).content.decode()
    wrong = client.post(page, {"text": given.token, "e_mail": "bo@example.org"}).content.decode()
    assert "does not count" in wrong and "another e-mail address" in wrong
    assert "not one of ours" in client.post(page, {"text": "a.b.c"}).content.decode()
    assert client.post(page, {}).status_code == 400
    assert client.post(page, {"text": "x" * 50_000}).status_code == 400


def test_without_a_key_nothing_is_signed_and_later_it_can_be(person, settings, client: Client) -> None:
    settings.OPENHALL_BADGE_KEY = ""
    course = publish_reading()
    ada = person("officer")
    made = complete(ada, course, version=course.open_version)
    with pytest.raises(NotPossible, match="operator"):
        issue(made)
    settings.OPENHALL_BADGE_KEY = new_signer("example.org/certificates").text
    client.force_login(person("officer", email="b@example.org"))
    assert client.post(f"/training/completions/{made.pk}/certificate/").status_code == 404
    client.force_login(ada)
    client.post(f"/training/completions/{made.pk}/certificate/")
    assert check_ours(Badge.objects.get().token)[0].holds


def test_an_old_certificate_holds_after_the_key_was_changed(given: Badge, settings, person) -> None:
    settings.OPENHALL_BADGE_KEY = new_signer("example.org/next").text
    course = given.completion.course
    second = complete(person("officer", email="b@example.org"), course, version=course.open_version)
    assert IssuerKey.objects.count() == 2
    assert check_ours(given.token)[0].holds and check_ours(second.badge.token)[0].holds


def test_what_was_typed_in_gets_no_certificate_by_itself(signing, person) -> None:
    course = publish_reading()
    complete(
        person("officer"),
        course,
        version=course.open_version,
        source=Completion.Source.TYPED,
        evidence="List",
    )
    assert not Badge.objects.exists()
