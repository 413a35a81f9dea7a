"""What people of Port Alder proposed, and what was tried of it: the words, as they would write them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Proposed:
    """An idea. by: an account's key; "" for a resident. service: its address; "" for none of them.

    becomes  "new", "waiting" (nobody has read it), "triaged", "rejected", "merged", or the key of what was tried
    words    the reason that was given
    days     how long ago it was proposed
    """

    title: str
    problem: str
    proposal: str
    service: str
    by: str
    credit: str
    becomes: str
    words: str
    days: int


PERMIT, INFORMATION, STREETS, BENEFIT = (
    "building-permit",
    "freedom-of-information",
    "street-problems",
    "housing-benefit",
)
PLAN_FIRST = "Ask for the site plan before a permit application can be sent"
IDEAS = (
    Proposed(
        "Send a text message when a benefit claim moves on",
        "Most of our telephone calls ask where a claim is. Each takes four minutes, and the answer is on the screen.",
        "Send a text message when papers arrive, when somebody takes the claim, and when it is decided.",
        BENEFIT, "benefits", "Bruna Birch", "calls",
        "Every third call asks for this. Cheap to try, and the telephone system counts the calls.", 420,
    ),
    Proposed(
        "Publish the answers to information requests, with a search",
        "People ask what others asked a month before, and we look for the same papers again.",
        "Publish each answer after a week, without names, and let people search before they ask.",
        INFORMATION, "information", "Ines Ivy", "repeats",
        "Worth trying: it saves work on both sides.", 400,
    ),
    Proposed(
        PLAN_FIRST,
        "Half of the permit applications come back because the site plan is missing. Each costs about three weeks.",
        "The form does not go on without a site plan, and shows an example of a good one.",
        PERMIT, "planning", "Petra Plane", "plan",
        "The map shows it as the largest cause of rework. We try it for half a year.", 120,
    ),
    Proposed(
        "Check that the plan is attached when an application is sent",
        "My application came back after three weeks because a plan was missing. Nobody had told me to attach one.",
        "The form should tell me at once when the site plan is missing.",
        PERMIT, "", "Yara Reed", "merged",
        "It says the same as the idea of Petra Plane, and is tried with it.", 95,
    ),
    Proposed(
        "Sign permits every day, not on Thursdays only",
        "Decisions that are ready on Friday lie for six days until the next signing.",
        "The head or the deputy signs every day at four.",
        PERMIT, "analyst", "", "triaged",
        "The wait for the signing is the second largest on the map. Somebody has to plan an experiment.", 80,
    ),
    Proposed(
        "Evening appointments for building inspections",
        "Inspectors come between nine and four, when I am at work. I took two days off for one visit.",
        "Offer appointments until seven on one evening a week.",
        PERMIT, "", "Kofi Linden", "triaged",
        "Every fifth first visit finds nobody. One evening a week can be tried with two inspectors.", 60,
    ),
    Proposed(
        "Pass reports of dark street lights straight to the contractor",
        "We read each report and pass it on as it is. That takes four days and changes nothing.",
        "A report of a dark light goes to Brightway at once; we look at doubtful ones only.",
        STREETS, "roads", "Rosa Rowan", "new", "", 21,
    ),
    Proposed(
        "Answer every report of a street problem by telephone",
        "An e-mail feels cold.",
        "Ring everybody who reported a problem and tell them what is done.",
        STREETS, "", "", "rejected",
        "Two clerks could do nothing else, and half of the reports give no number. Each can be followed on its page.",
        150,
    ),
    Proposed(
        "Charge a fee for late papers in benefit claims",
        "Papers come late, and claims lie open for weeks.",
        "Ten euros for every paper that comes after two weeks.",
        BENEFIT, "records", "Rhys Rush", "rejected",
        "The law does not allow a fee for a benefit, and it would hit those who have least.", 200,
    ),
    Proposed(
        "Benefit forms in Arabic and Ukrainian",
        "Many who need the benefit do not read English well, and bring a child to translate.",
        "Translate the form and the letters, and print the same questions in both languages side by side.",
        BENEFIT, "", "Leila Olive", "new", "", 12,
    ),
    Proposed(
        "Show a photograph of what was mended",
        "I reported a pothole and do not know whether anybody came.",
        "The crew takes a photograph when it is done, and it comes with the last message.",
        STREETS, "", "Emil Fern", "waiting", "", 2,
    ),
    Proposed(
        "Let people see who read their file before they ask",
        "Questions about who looked take a week to answer, and most answers are on the page already.",
        "Put the list at the top of the page of the case.",
        "", "privacy", "Dina Dogwood", "new", "", 30,
    ),
    Proposed(
        "A text message when my claim is decided",
        "I rang six times to ask where my claim was.",
        "Just send me a message when there is news.",
        BENEFIT, "", "", "merged into calls",
        "It says the same as the idea of Bruna Birch.", 380,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """What was tried. start: months before now on whose first day it began; long: for how many months.

    predicted, low, high   by how much its measure was to change
    came                   by how much the made-up values really change
    decision, reason       what was decided; "" while it runs
    """

    key: str
    title: str
    hypothesis: str
    change: str
    grounds: str
    cost: int
    cost_words: str
    start: int
    long: int
    predicted: float
    low: float
    high: float
    came: float
    stopping: str
    decision: str
    reason: str
    practice: str


TRIED = (
    Tried(
        "calls", "Text messages when a benefit claim moves on",
        "Who is told does not ring. Every third call asks where a claim is, so calls go down by about a third.",
        "Three text messages for each claim: papers have arrived, somebody has taken it, it is decided.",
        "The telephone clerks counted the reasons of 400 calls in a fortnight.",
        1_900, "messages for six months", 10, 6, -13.0, -18.0, -8.0, -12.0,
        "When more than ten people complain about the messages in a week.",
        "adopt", "Twelve calls fewer for every hundred claims, as predicted, for three euros a day.",
        "We send three text messages for each claim. Calls went down by a quarter, and nobody complained.",
    ),
    Tried(
        "repeats", "Publish answers to information requests",
        "Who finds an answer does not ask. About a fifth of the requests repeat an older one.",
        "Each answer is published after a week, without names, and the form shows answers that are alike.",
        "Ines Ivy compared 300 requests with those of the year before.",
        4_500, "two days of work a month", 9, 6, -9.0, -12.0, -6.0, -4.0,
        "When the checking of names takes more than three days a month.",
        "adapt", "It helps less than we thought. We go on, and show the answers while somebody writes the question.",
        "",
    ),
    Tried(
        "plan", "Ask for the site plan before a permit application can be sent",
        "Applications without a plan are the largest cause of rework on the map, and each costs about three weeks.",
        "The form does not go on without a site plan, and shows an example of a good one.",
        "A simulation of the last twelve months with no rework for missing plans.",
        2_600, "a week of work on the form", 1, 6, -6.0, -9.0, -3.0, 0.0,
        "When fewer than half as many applications come in as in the month before.",
        "", "", "",
    ),
)  # fmt: skip
