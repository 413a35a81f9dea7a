"""A service folder is read as a whole: what pages, letters and cases ask of it, and what is no folder."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from tests.process.dog_licence import dog_licence

from openhall.process.errors import BadService
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.used import names_used
from openhall.process.feel.values import Value
from openhall.process.service.folder import ServiceFolder, read_folder, read_service, without_wrapping

ANSWERS: dict[str, Value] = {
    "dog": "Rex",
    "weight": Decimal(12),
    "name": "Ada Alder",
    "email": "ada@example.org",
}


@pytest.fixture(scope="module")
def folder() -> ServiceFolder:
    return read_service(dog_licence())


def test_everything_of_a_service_is_there(folder: ServiceFolder):
    assert folder.text.name == "Dog licence" and "check" in folder.model.place_of
    assert set(folder.forms) == {"apply", "check", "decide", "appeal"}
    assert {name: set(found) for name, found in folder.letters.items()} == {
        "decision": {"en"},
        "reminder": {"en"},
    }
    assert set(folder.examples) == {"tests/granted.yaml", "tests/appealed.yaml"}
    assert folder.running is folder.running


def test_words_of_another_language_stand_where_they_are_translated_and_the_first_one_elsewhere(
    folder: ServiceFolder,
):
    words = folder.in_language("de")
    assert (words.language, words.name, words.stage(1)) == ("de", "Hundemarke", "Wir entscheiden")
    assert (
        words.happening("appeal") == "Widerspruch" and words.told("register") == "Wir tragen Ihren Hund ein."
    )
    assert words.node("check") == "Check" and words.node("nowhere") == "nowhere"
    assert words.outcome("licensed") == words.outcome("Licensed") == "Erteilt"
    assert words.form("apply").questions["kind"].choices[0].title == "Ein Blindenhund"
    assert words.form("check").title == "Check" and words.needed == ()


def test_a_language_that_a_service_does_not_have_is_the_first_one(folder: ServiceFolder):
    words = folder.in_language("fr")
    assert (words.language, words.name, words.outcome("licensed"), words.outcome("")) == (
        "en",
        "Dog licence",
        "Licensed",
        "",
    )
    assert folder.letter("decision", "de")[0] == "en"


def test_a_letter_is_sent_in_its_language_where_it_is_written_in_it():
    german = {"letters/reminder.de.md": b"---\nsubject: Zu langsam\n---\nWir haben {{ apply.dog }} noch."}
    folder = read_service(dog_licence() | german)
    language, letter = folder.letter("reminder", "de")
    assert language == "de"
    written = letter.write({"apply": {"dog": "Rex"}}, folder.running.budget(_now()))
    assert written.subject == "Zu langsam" and "Rex" in written.text


def _now():
    from openhall.process.service.play import BEGIN

    return BEGIN


def test_who_applies_and_what_about_come_from_the_answers(folder: ServiceFolder):
    person = folder.person(ANSWERS)
    assert (person.name, person.e_mail) == ("Ada Alder", "ada@example.org")
    assert folder.subject(ANSWERS) == "Rex"
    assert folder.person({}).e_mail == "" and folder.subject({}) == ""


def test_a_subject_that_is_a_number_is_said_in_digits():
    folder = read_service(dog_licence(TEXT=("subject: apply.dog", "subject: weight")))
    assert folder.subject(ANSWERS) == "12"


def test_names_with_blanks_are_names_in_conditions_letters_and_the_text():
    files = dog_licence(
        PROCESS=('openhall:result="fee"', 'openhall:result="yearly fee"'),
        DECISION=("{{ fee }}", "{{ yearly fee }}"),
        GRANTED=("fee: 16.5", "yearly fee: 16.5"),
        APPEALED=("fee: 8", "yearly fee + 1: 9"),
    )
    from openhall.process.service.check import check_service

    report = check_service(files)
    assert report.errors == () and not [each for each in report.warnings if "uses" in each]


def test_a_folder_that_cannot_be_run_is_refused_with_all_that_is_wrong():
    with pytest.raises(BadService) as error:
        read_service(
            dog_licence(TEXT=("form: apply\n", "form: aply\n"), PROCESS=('openhall:decision="Fee" ', ""))
        )
    assert len(str(error.value).splitlines()) == 2


# On disk


def test_the_files_of_a_folder_are_read_without_hidden_ones(tmp_path: Path):
    for name, data in (dog_licence() | {".git/config": b"x", "forms/.swp": b"x"}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert read_folder(tmp_path) == dog_licence()


def test_what_leads_out_of_a_folder_is_refused(tmp_path: Path):
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "apply.json").symlink_to("/etc/passwd")
    with pytest.raises(BadService, match=r"“forms/apply\.json” is a link or no file"):
        read_folder(tmp_path)
    (tmp_path / "forms" / "apply.json").unlink()
    (tmp_path / "letters").symlink_to("/etc")
    with pytest.raises(BadService, match="“letters” is a link"):
        read_folder(tmp_path)


def test_what_would_never_end_is_not_read(tmp_path: Path):
    os.mkfifo(tmp_path / "service.yaml")
    with pytest.raises(BadService, match="is a link or no file"):
        read_folder(tmp_path)


def test_too_many_and_too_large_files_are_refused(tmp_path: Path):
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(21 * 2**20)
    with pytest.raises(BadService, match="more than 500 files or 20 MB"):
        read_folder(tmp_path)
    (tmp_path / "large.bin").unlink()
    for k in range(501):
        (tmp_path / f"{k}.txt").touch()
    with pytest.raises(BadService, match="more than 500 files"):
        read_folder(tmp_path)


def test_a_name_that_is_no_folder_says_so(tmp_path: Path):
    with pytest.raises(BadService, match="is no folder"):
        read_folder(tmp_path / "nowhere")


def test_a_packed_folder_loses_its_own_name_and_what_systems_put_beside():
    files = dog_licence()
    packed = {f"dogs/{name}": data for name, data in files.items()}
    packed |= {"__MACOSX/dogs/._service.yaml": b"", "dogs/.DS_Store": b""}
    assert without_wrapping(packed) == files
    assert without_wrapping(files) == files
    assert without_wrapping({"a/x": b"", "b/y": b""}) == {"a/x": b"", "b/y": b""}


# Which names an expression takes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("check.complete = false", [("check", "complete")]),
        ("for x in list, y in x.parts return x.y + y.z + q", [("list",), ("q",)]),
        ("some x in prices satisfies x > limit", [("prices",), ("limit",)]),
        ("items[price > 3].name", [("items",)]),
        ("{a: 1, b: a + c}.b", [("c",)]),
        ("(function(a) a + b)(c)", [("b",), ("c",)]),
        ("kind in (1, > least, [low..high])", [("kind",), ("least",), ("low",), ("high",)]),
        ('if a then date("2026-01-01") else today()', [("a",)]),
        ("not(a) and b between c and d", [("a",), ("b",), ("c",), ("d",)]),
        ("f(a: b).c", [("f",), ("b",)]),
        ("x instance of number", [("x",)]),
        (" + ".join(["a"] * 9_000), [("a",)]),
    ],
)
def test_the_names_that_an_expression_takes_from_outside(text: str, names: list[tuple[str, ...]]):
    assert sorted(names_used(parse_expression(text))) == sorted(names)
