"""A dataset is published as counts with noise: what they cost is kept, added up, and refused when it is used up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from openhall.site.opendata.models import Dataset, DatasetVersion, NoisyCounts, PrivacyAccount
from openhall.site.opendata.publishing import noising
from openhall.site.opendata.publishing.noising import NotWithNoise, count_with_noise, width_of
from openhall.site.opendata.publishing.receiving import draft_rows
from openhall.site.people.models import Department, Post
from tests.site.opendata import DISTRICTS, draft, published, publisher, work

pytestmark = pytest.mark.django_db

ASKED = {
    "column": "district", "values": "\n".join([*DISTRICTS, "Nowhere"]), "second": "", "people": "", "most_rows": "1",
    "total": "1", "epsilon": "0.6",
}  # fmt: skip
CLEARED = ("district", "kind")


@pytest.fixture
def version(transactional_db: None) -> DatasetVersion:
    return draft(people(300))


@pytest.fixture
def own(person: Any, client: Client) -> Client:
    client.force_login(publisher(person))
    return client


def people(rows: int) -> bytes:
    lines = [
        "District,Late,Person",
        *(f"{DISTRICTS[k % 3]},{('Yes', 'No')[k % 2]},P{k // 2}" for k in range(rows)),
    ]
    return ("\n".join(lines) + "\n").encode()


def page_of(version: DatasetVersion, step: str = "noise") -> str:
    return f"/data/manage/{version.dataset.identifier}/{version.number}/{step}/"


def again(version: DatasetVersion) -> DatasetVersion:
    return draft(people(300), version.dataset)


def test_only_publishers_of_the_department_draw_counts(
    version: DatasetVersion, person: Any, client: Client
) -> None:
    assert client.post(page_of(version), ASKED).status_code == 302
    for role in ("analyst", "officer", "head of service", "operator"):
        client.force_login(person(role, email=f"{role[:4]}@example.org"))
        assert (
            client.get(page_of(version)).status_code
            == client.post(page_of(version), ASKED).status_code
            == 403
        )
    other = person("publisher", email="other@example.org")
    Post.objects.create(person=other, department=Department.objects.create(key="parks", name="Parks"))
    client.force_login(other)
    assert client.get(page_of(version)).status_code == client.post(page_of(version), ASKED).status_code == 404
    assert not NoisyCounts.objects.exists() and not PrivacyAccount.objects.exists()


def test_counts_take_the_place_of_the_rows_which_are_deleted(version: DatasetVersion, own: Client) -> None:
    assert "Publish counts with noise instead" in own.get(page_of(version, "risk")).content.decode()
    assert version.upload.exists() and version.draft_folder.exists()
    done = own.post(page_of(version), ASKED)
    assert done.status_code == 302 and done["Location"] == page_of(version, "columns")
    version.refresh_from_db()
    made = NoisyCounts.objects.get()
    frame = draft_rows(version)
    assert frame.columns == ["district", "count"] and frame["district"].to_list() == [*DISTRICTS, "Nowhere"]
    counts = frame["count"].to_list()
    # 100 a district; noise of this width is beyond 60 once in 10^15 draws.
    assert all(abs(count - 100) < 60 for count in counts[:3]) and 0 <= counts[3] < 60
    assert made.near == pytest.approx(4.993, abs=0.01) and width_of(0.6, 1) == 5
    assert not version.upload.exists() and not version.draft_folder.exists()
    # What was noticed in the file would tell how many rows it had.
    assert "300" not in str(version.quality) and "file_sha256" not in version.quality
    assert [(each.name, each.kind) for each in version.columns.all()] == [
        ("district", "text"),
        ("count", "number"),
    ]


def test_what_is_published_says_how_far_its_numbers_may_be_from_the_truth(
    version: DatasetVersion, own: Client, client: Client
) -> None:
    own.post(page_of(version), ASKED)
    assert "These are counts with noise" not in own.get(page_of(version)).content.decode()
    own.post(page_of(version, "about"), {
        "title": "Late", "description": "Who was late.", "theme": "GOVE", "licence": "cc0", "rhythm": "NEVER",
    })  # fmt: skip
    work()
    decide = own.get(page_of(version, "decide")).content.decode()
    assert "in 95 of 100 cases within 5 of the truth" in decide
    own.post(page_of(version, "decide"), {"reasons": "Safe.", "when": "now"})
    work()
    version.refresh_from_db()
    assert version.is_open
    for address in (version.dataset.get_absolute_url(), version.get_absolute_url()):
        said = Client().get(address).content.decode()
        assert "a count is at most 5 away from the truth" in said
        assert "spent 0.6 of the privacy budget" in said and "0.6 of 1 is spent in all" in said
    answer = Client().get(f"/resource/{version.dataset.identifier}.json")
    rows = json.loads(b"".join(answer.streaming_content))
    kept = [{"district": name, "count": str(n)} for name, n in NoisyCounts.objects.get().answer]
    assert [{"district": each["district"], "count": str(each["count"])} for each in rows] == kept


def test_a_dataset_without_noise_says_nothing_of_it(transactional_db: None) -> None:
    version = published()
    assert "How exact the counts are" not in Client().get(version.dataset.get_absolute_url()).content.decode()


def test_the_budget_adds_up_over_versions_is_shown_and_refused_when_it_is_used_up(
    version: DatasetVersion, own: Client
) -> None:
    own.post(page_of(version), ASKED)
    own.post(page_of(version, "forget"))
    assert Dataset.objects.filter(pk=version.dataset_id).exists(), "what was spent is remembered"
    assert "Street problems" in own.get("/data/manage/").content.decode()
    second = again(version)
    page = own.get(page_of(second)).content.decode()
    assert (
        "taken back" in page
        and "<dd>0.4</dd>" in page
        and "How much privacy may this dataset spend" not in page
    )
    refused = own.post(page_of(second), ASKED | {"total": "3"})
    assert refused.status_code == 400 and "Only 0.4 of the budget is left" in refused.content.decode()
    assert NoisyCounts.objects.count() == 1
    own.post(page_of(second), ASKED | {"epsilon": "0.4"})
    account = PrivacyAccount.objects.get()
    assert (account.total, account.left) == (1.0, 0.0)
    assert (
        "Of its privacy budget of 1, 1 is spent"
        in own.get(f"/data/manage/{version.dataset.identifier}/").content.decode()
    )
    own.post(page_of(second, "forget"))
    third = again(version)
    answer = own.post(page_of(third), ASKED | {"epsilon": "0.01"})
    assert answer.status_code == 400 and "is used up" in answer.content.decode()
    assert NoisyCounts.objects.count() == 2


def test_counts_and_their_cost_are_kept_together_or_not_at_all(
    version: DatasetVersion, own: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noising, "_describe", lambda *_each: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        own.post(page_of(version), ASKED)
    assert not NoisyCounts.objects.exists() and not PrivacyAccount.objects.exists()
    assert draft_rows(version).height == 300 and version.upload.exists()


def test_two_who_draw_at_once_do_not_spend_more_than_there_is(version: DatasetVersion, person: Any) -> None:
    """The second one began when the first had not ended: what is left is asked again before anything is kept."""
    by = publisher(person)
    second = again(version)
    asked = noising.Asked((version.columns.get(name="district"),), (DISTRICTS,), "", 1, 0.6, 1.0)
    drawn = noising._drawn

    def meanwhile(*given: Any) -> Any:
        found = drawn(*given)
        noising._drawn, held = drawn, noising._drawn
        try:
            count_with_noise(version, asked, by)
        finally:
            noising._drawn = held
        return found

    noising._drawn = meanwhile
    try:
        with pytest.raises(NotWithNoise, match=r"0\.4 of 1 is left"):
            count_with_noise(second, asked, by)
    finally:
        noising._drawn = drawn
    assert NoisyCounts.objects.count() == 1 and PrivacyAccount.objects.get().left == pytest.approx(0.4)


def test_the_counts_of_a_version_are_drawn_once(version: DatasetVersion, own: Client) -> None:
    own.post(page_of(version), ASKED | {"epsilon": "0.1"})
    answer = own.post(page_of(version), ASKED | {"epsilon": "0.1"})
    assert answer.status_code == 400 and "counts of this version are drawn" in answer.content.decode()
    assert NoisyCounts.objects.count() == 1


def test_people_are_bounded_and_two_columns_are_counted_together(
    version: DatasetVersion, own: Client
) -> None:
    version.columns.filter(name="person").update(is_kept=False)
    own.post(
        page_of(version),
        ASKED | {"second": "late", "second_values": "", "people": "person", "most_rows": "2", "epsilon": "1"},
    )
    made = NoisyCounts.objects.get()
    frame = draft_rows(version)
    assert frame.columns == ["district", "late", "count"] and frame.height == 8
    assert made.near == pytest.approx(2 * 2.9957, abs=0.01) and made.people == "person"
    assert sum(frame["count"].to_list()) == pytest.approx(300, abs=150)


def test_exact_rows_of_it_are_refused_afterwards_and_noise_after_exact_rows(
    version: DatasetVersion, own: Client
) -> None:
    own.post(page_of(version), ASKED | {"epsilon": "0.1"})
    own.post(page_of(version, "forget"))
    second = again(version)
    answer = own.post(page_of(second, "decide"), {"reasons": "Rows.", "when": "now"})
    assert answer.status_code == 400 and "exact rows would undo that" in answer.content.decode()
    exact = published(dataset=Dataset.objects.create(
        title="Exact", slug="exact", description="Rows.", department=version.dataset.department
    ))  # fmt: skip
    later = draft(people(30), exact.dataset)
    answer = own.post(page_of(later), ASKED)
    assert answer.status_code == 400 and "noise would protect nobody" in answer.content.decode()


def test_what_is_said_of_columns_of_counts_is_not_taken_for_that_of_rows(
    version: DatasetVersion, own: Client
) -> None:
    version.columns.filter(name="district").update(tells="indirect")
    own.post(page_of(version), ASKED | {"epsilon": "0.1"})
    assert version.columns.get(name="district").tells == "nothing"
    following = again(version)
    assert "late" in {each.name for each in following.columns.all()}
    assert following.columns.get(name="district").tells != "nothing" or following.noisy.first() is None


def test_each_number_is_drawn_once_however_its_value_is_written(version: DatasetVersion, own: Client) -> None:
    """What parts the values of two columns must not make one cell of two: it would be counted twice and paid once."""
    own.post(
        page_of(version),
        ASKED | {"values": "Old Town\n Old Town \na\x1fb\na", "second": "late", "second_values": "c\nb\x1fc"},
    )
    made = NoisyCounts.objects.get()
    assert [row[:2] for row in made.answer] == [
        [first, second] for first in ("Old Town", "a b", "a") for second in ("c", "b c")
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"values": ""}, "Write the values that this column can have"),
        ({"second": "district", "second_values": "x"}, "Choose another column than the first one"),
        ({"people": "district"}, "a column that is not counted by"),
        ({"most_rows": "5"}, "Where each row is a person, 1 row"),
        ({"most_rows": "0"}, "Give a number from 1 to 100"),
        ({"epsilon": "4"}, "Give a number from 0.01 to 3"),
        ({"epsilon": "2"}, "Only 1 of the budget is left"),
        ({"epsilon": "nan"}, "Give a number from 0.01 to 3"),
        ({"total": "50"}, "Choose a budget"),
        ({"column": "gone"}, "Choose a column"),
        ({"values": "\n".join(map(str, range(3_000)))}, "more than 2000 numbers"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence_and_costs_nothing(
    version: DatasetVersion, own: Client, change: dict[str, str], says: str
) -> None:
    answer = own.post(page_of(version), ASKED | change)
    assert answer.status_code == 400 and says in answer.content.decode()
    assert not PrivacyAccount.objects.exists()
