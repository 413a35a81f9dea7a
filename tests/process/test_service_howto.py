"""The how-to is true: its files make a sound service, and the check says of them what it shows."""

import re
from pathlib import Path

from openhall.process.service.check import check_service

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "write-a-service.md"
FILE = re.compile(r"^`([a-z/.]+)`\n\n```(?:yaml|xml|json|markdown)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def files() -> dict[str, bytes]:
    return {name: text.encode() for name, text in FILE.findall(PAGE.read_text(encoding="utf-8"))}


def test_the_files_of_the_how_to_make_a_sound_service_without_warnings():
    report = check_service(files())
    assert (report.errors, report.warnings) == ((), ())
    assert (report.run, report.passed) == (2, 2) and len(files()) == 8
    assert report.soundness is not None
    assert f"{report.soundness.states} states of the process looked at" in PAGE.read_text(encoding="utf-8")


def said() -> str:
    return " ".join(PAGE.read_text(encoding="utf-8").split())


def changed(*changes: tuple[str, str]) -> dict[str, bytes]:
    text = files()["process.bpmn"].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return files() | {"process.bpmn": text.encode()}


def test_what_the_how_to_shows_of_slips_is_what_the_check_says():
    slip = check_service(changed(("decide.granted<", "decide.grantd<")))
    assert slip.warnings and all(each in said() for each in slip.warnings)
    parallel = (
        '<exclusiveGateway id="granted_or_not" default="f_refused"/>',
        '<parallelGateway id="granted_or_not"/>',
    )
    gateway = check_service(changed(parallel))
    assert gateway.errors and all(each in said() for each in gateway.errors)
    both = check_service(changed(parallel, ("<conditionExpression>decide.granted</conditionExpression>", "")))
    assert both.errors and all(each in said() for each in both.errors)


def test_the_first_file_alone_says_what_is_missing():
    found = check_service({"service.yaml": files()["service.yaml"]}).errors
    assert len(found) == 3 and all(f"Error {each}" in said() for each in found)
