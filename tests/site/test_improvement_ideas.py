"""Anybody proposes; nothing is public before somebody read it; a person says what becomes of an idea, and why."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client

from openhall.site.improvement.ideas import triage
from openhall.site.improvement.ideas.similar import alike
from openhall.site.improvement.ideas.triage import CannotDecide
from openhall.site.improvement.models import Act, Evidence, Idea
from openhall.site.improvement.tasks import mail_author
from openhall.site.portal.models import Feedback
from tests.site.improvement_world import head, idea, office, service, write

pytestmark = pytest.mark.django_db
NEW = "/improvement/ideas/new"


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_a_residents_idea_is_read_by_somebody_before_everybody_reads_it(client: Client, person: Any) -> None:
    write(client)
    assert page(client, f"{NEW}/check/").count("Zoe") == 1
    assert client.post(f"{NEW}/check/").url == f"{NEW}/sent/"
    made = Idea.objects.get()
    assert (made.source, made.visibility, made.author) == ("resident", "waiting", None)
    page(client, made.get_absolute_url(), 404)
    assert made.title not in page(client, "/improvement/ideas/")
    client.force_login(person("analyst"))
    assert "To be read before everybody sees it" in page(client, made.get_absolute_url())
    client.post(f"{made.get_absolute_url()}show/")
    client.logout()
    shown = page(client, made.get_absolute_url())
    assert "Zoe" in shown and "zoe@example.org" not in shown
    assert [each.kind for each in made.acts.all()] == ["proposed", "shown"]


def test_an_idea_of_the_staff_is_credited_and_read_by_colleagues_at_once(client: Client, person: Any) -> None:
    client.force_login(person("officer", name="Ada Alder"))
    assert 'value="Ada Alder"' in (
        write(client, "title", "problem", "proposal") and page(client, f"{NEW}/name/")
    )
    write(client, "service", "name", credit="Ada Alder")
    made_at = client.post(f"{NEW}/check/").url
    made = Idea.objects.get()
    assert made_at == made.get_absolute_url() and made.author.name == "Ada Alder" and made.e_mail == ""
    assert "Ada Alder" in page(client, made_at)


def test_questions_are_asked_in_order_and_errors_are_said(client: Client) -> None:
    assert client.get(f"{NEW}/proposal/").url == f"{NEW}/title/"
    assert client.get(f"{NEW}/check/").url == f"{NEW}/title/"
    assert client.get(f"{NEW}/nonsense/").status_code == 404
    answer = client.post(f"{NEW}/title/", {"title": ""})
    assert answer.status_code == 400 and "Say in one sentence" in answer.content.decode()


def test_residents_are_throttled_and_the_staff_is_not(client: Client, person: Any) -> None:
    for _ in range(5):
        write(client)
        assert client.post(f"{NEW}/check/").status_code == 302
    write(client)
    assert client.post(f"{NEW}/check/").status_code == 429
    client.force_login(person("officer"))
    assert client.post(f"{NEW}/check/").status_code == 302


def test_ideas_that_say_the_same_are_shown_while_one_is_written(client: Client) -> None:
    there = idea()
    hidden = idea("Refuse the form without a site plan", visibility="staff")
    idea("Paint over graffiti within a day", problem="It attracts more.", proposal="Send the crew at once.")
    assert write(client, "title", "problem", "proposal").url == f"{NEW}/alike/"
    shown = page(client, f"{NEW}/alike/")
    assert there.title in shown and "graffiti" not in shown and hidden.title not in shown
    assert client.post(f"{NEW}/alike/", {"same": hidden.identifier}).status_code == 400
    assert client.post(f"{NEW}/alike/", {"same": there.identifier}).status_code == 302
    write(client, "name")
    client.post(f"{NEW}/check/")
    made = Idea.objects.get(state=Idea.State.MERGED)
    assert made.merged_into == there
    assert "Zoe" not in there.authors, "nobody has read the name yet"
    made.visibility = Idea.Visibility.PUBLIC
    made.save()
    assert there.authors == ["A member of staff", "Zoe"]


def test_likeness_is_of_words_and_not_of_the_common_ones() -> None:
    texts = ["Evening appointments for building inspections", "We would like you to do this with the others"]
    found = alike("Let people book an appointment for an inspection in the evening", texts)
    assert [each.place for each in found] == [0] and 0.2 < found[0].score < 1
    assert alike("", texts) == [] and alike("the of and", texts) == []
    assert round(alike(texts[0], texts)[0].score, 6) == 1


def test_what_is_like_an_idea_is_not_worked_out_for_every_page(client: Client) -> None:
    there, other = idea(), idea("Refuse the form without a site plan")
    assert other.title in page(client, there.get_absolute_url())
    with patch("openhall.site.improvement.ideas.proposing.alike", side_effect=AssertionError):
        assert other.title in page(client, there.get_absolute_url())
        Idea.objects.filter(pk=other.pk).update(visibility="staff")
        assert other.title not in page(client, there.get_absolute_url()), "what is hidden goes at once"


def test_only_the_head_of_its_department_decides_on_an_idea(client: Client, person: Any) -> None:
    there = idea()
    address = f"{there.get_absolute_url()}weigh/"
    other, own = head(person, "housing"), head(person)
    for who, status in ((None, 302), (person("analyst"), 403), (other, 403), (own, 200)):
        client.logout()
        if who:
            client.force_login(who)
        assert client.get(address).status_code == status, who
    there.service.owner = office("parks")
    there.service.save()
    client.force_login(other)
    page(client, address)  # a department without a head of service: any of them decides


def test_what_is_decided_needs_a_reason_and_can_be_read_by_everybody(client: Client, person: Any) -> None:
    there = idea()
    client.force_login(head(person))
    address = f"{there.get_absolute_url()}weigh/"
    assert client.post(address, {"decision": "reject", "words": ""}).status_code == 400
    assert client.post(address, {"decision": "merge", "words": "The same."}).status_code == 400
    client.post(address, {"decision": "reject", "words": "The law asks for paper."})
    client.logout()
    shown = page(client, there.get_absolute_url())
    assert "Not taken up" in shown and "The law asks for paper." in shown
    assert there.title in page(client, "/improvement/ideas/?state=rejected")


def test_merged_ideas_keep_the_credit_of_their_authors(person: Any) -> None:
    by = head(person)
    first, second, third = idea("A", credit="Ann"), idea("B", credit="Ben"), idea("C", credit="Cid")
    triage.merge(third, second, by, "The same.")
    triage.merge(second, first, by, "The same.")
    assert first.authors == ["Ann", "Ben", "Cid"]
    with pytest.raises(CannotDecide):
        triage.merge(first, second, by, "Round and round.")
    triage.hide(third, by, "Cid is no name.")
    assert first.authors == ["Ann", "Ben"], "a name that is kept to the staff is in no list of everybody"
    triage.reopen(second, by, "They differ.")
    assert first.authors == ["Ann"] and second.state == Idea.State.NEW


def test_an_idea_is_decided_once_until_it_is_taken_up_again(person: Any) -> None:
    by, there = head(person), idea()
    triage.accept(there, by, "Let us try.")
    assert there.state == "triaged" and there.department == office("planning")
    with pytest.raises(CannotDecide):
        triage.accept(there, by, "Again.")
    triage.reject(there, by, "No money.")
    with pytest.raises(CannotDecide):
        triage.reject(there, by, "Again.")
    triage.reopen(there, by, "There is money.")
    assert (there.state, there.reason, there.decided_at) == ("new", "", None)
    assert [each.words for each in there.acts.all()] == ["Let us try.", "No money.", "There is money."]
    assert {each.by for each in there.acts.all()} == {by}


def test_why_an_idea_was_kept_to_the_staff_is_read_by_the_staff_alone(client: Client, person: Any) -> None:
    by, there = head(person), idea(source="resident", e_mail="zoe@example.org")
    triage.hide(there, by, "It names her neighbour.")
    mail_author.func(there.pk)
    assert "neighbour" not in mail.outbox[0].body
    triage.show(there, by)
    shown = page(client, there.get_absolute_url())
    assert "Kept to the staff" in shown and "neighbour" not in shown
    client.force_login(by)
    assert "It names her neighbour." in page(client, there.get_absolute_url())


def test_the_author_is_told_and_a_residents_address_is_deleted_then(person: Any) -> None:
    there = idea(source="resident", e_mail="zoe@example.org")
    triage.accept(there, head(person), "Let us try.")
    mail_author.func(there.pk)
    assert "Let us try." in mail.outbox[0].body and mail.outbox[0].to == ["zoe@example.org"]
    triage.reject(there, there.acts.get().by, "It did not work.")
    mail_author.func(there.pk)
    there.refresh_from_db()
    assert there.e_mail == "" and "deleted your e-mail" in mail.outbox[1].body


def test_a_resident_whose_idea_was_merged_as_it_was_sent_is_told_and_their_address_goes(
    client: Client, person: Any
) -> None:
    there = idea()
    write(client, "title", "problem", "proposal")
    client.post(f"{NEW}/alike/", {"same": there.identifier})
    write(client, "name")
    client.post(f"{NEW}/check/")
    made = Idea.objects.get(state=Idea.State.MERGED)
    assert made.e_mail == "zoe@example.org" and not mail.outbox
    client.force_login(person("analyst"))
    with patch("openhall.site.improvement.views.lab.mail_author") as told:
        client.post(f"{made.get_absolute_url()}show/")
        told.enqueue.assert_called_once_with(made.pk)
    mail_author.func(made.pk)
    made.refresh_from_db()
    assert made.e_mail == "" and there.title in mail.outbox[0].body
    with patch("openhall.site.improvement.views.lab.mail_author") as told:
        client.post(f"{made.get_absolute_url()}hide/", {"words": "They ask for it."})
        told.enqueue.assert_not_called()


def test_a_finding_on_a_map_begins_an_idea_with_its_words_and_numbers(
    client: Client, person: Any, kept_log: Any
) -> None:
    from openhall.site.observatory.shelf import shelf

    found = next(iter(shelf.view(kept_log).findings))
    client.force_login(person("analyst"))
    findings = f"/observatory/{kept_log.id}/findings/"
    assert f'name="of" value="{found.id}"' in page(client, findings)
    answer = client.post(f"{NEW}/from/{kept_log.id}/", {"of": found.id})
    assert answer.url == f"{NEW}/title/"
    assert found.evidence in page(client, f"{NEW}/title/").replace("&#x27;", "'")
    write(client)
    client.post(f"{NEW}/check/")
    kept = Evidence.objects.get()
    assert kept.words == found.evidence and ["Cases", str(found.cases)] in kept.numbers
    assert kept.people == found.cases
    assert "Permits" in kept.title
    seen = page(client, kept.address)
    assert "of one finding" in seen
    page(client, kept.idea.get_absolute_url())
    client.post(f"{kept.idea.get_absolute_url()}show/")
    client.logout()
    shown = page(client, kept.idea.get_absolute_url())
    assert "/observatory/" not in shown.split("<main")[1]
    assert client.post(f"{NEW}/from/{kept_log.id}/").status_code == 302  # to sign in
    assert Evidence.objects.count() == 1


def test_a_map_with_its_filters_is_evidence_too_and_goes_to_an_idea_that_is_there(
    client: Client, person: Any, kept_log: Any
) -> None:
    there = idea()
    client.force_login(person("analyst"))
    for _ in range(2):
        client.post(f"{NEW}/from/{kept_log.id}/?f=days%3A5..")
    client.post(f"{there.get_absolute_url()}evidence/")
    kept = there.evidence.get()
    assert kept.kind == "map" and "f=days" in kept.address
    assert Act.objects.get(idea=there).kind == "evidence"
    assert client.post(f"{NEW}/from/{kept_log.id}/", {"of": "nothing"}).url.startswith("/observatory/")


def test_numbers_about_few_people_are_shown_to_the_staff_alone(client: Client, person: Any) -> None:
    there = idea()
    for title, words, cases, people in (
        ("A wait", "Three waited.", ["Cases", "3"], 3),
        ("A loop", "Many came back.", ["Cases", "1,240"], 1_240),
        ("A queue", "Three stood in it.", ["Fälle", "3"], 3),
        ("A detour", "Nobody counted.", ["Days lost", "9"], None),
    ):
        there.evidence.create(kind="finding", title=title, words=words, numbers=[cases], people=people)
    shown = page(client, there.get_absolute_url())
    assert "Three waited." not in shown and "Many came back." in shown
    assert "Three stood in it." not in shown and "Nobody counted." not in shown
    client.force_login(person("officer"))
    assert "Three waited." in page(client, there.get_absolute_url())


def test_what_a_resident_said_is_evidence_until_it_is_deleted(client: Client, person: Any) -> None:
    said = Feedback.objects.create(service=service(), version=1, ending="sent", score=2, words="I waited.")
    for roles, status in ((["officer"], 403), (["analyst"], 200)):
        client.force_login(person(*roles, email=f"{roles[0]}@example.org"))
        assert client.get("/improvement/feedback/").status_code == status
    client.post(f"/improvement/feedback/{said.pk}/idea/")
    write(client, "title", "problem", "proposal", "name", credit="")
    client.post(f"{NEW}/check/")
    made = Idea.objects.get()
    assert (made.source, made.service) == ("feedback", service())
    assert "I waited." in page(client, made.get_absolute_url())
    assert "I waited." not in made.evidence.get().words
    said.words = ""
    said.save()
    assert "The words were deleted." in page(client, made.get_absolute_url())


@pytest.mark.parametrize("place", ["lab/", "feedback/"])
def test_the_lab_is_for_the_staff(client: Client, person: Any, place: str) -> None:
    assert client.get(f"/improvement/{place}").status_code == 302
    client.force_login(person())
    assert client.get(f"/improvement/{place}").status_code == 403


def test_ideas_are_found_by_words_state_and_service(client: Client) -> None:
    idea("Evening inspections", state="adopted", service=service("inspections"))
    idea()
    for asked, titles in (
        ("q=evening", {"Evening inspections"}),
        ("state=adopted", {"Evening inspections"}),
        ("service=permits", {"Ask for the site plan before the form can be sent"}),
        ("q=nothing", set()),
        (
            "state=nonsense&page=x",
            {"Evening inspections", "Ask for the site plan before the form can be sent"},
        ),
    ):
        shown = page(client, f"/improvement/ideas/?{asked}")
        assert {each.title for each in Idea.objects.all() if f">{each.title}</a>" in shown} == titles, asked
