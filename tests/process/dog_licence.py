"""A service folder for tests, with something of everything: the licence for a dog."""

from __future__ import annotations

TEXT = """\
name: Dog licence
summary: Keep a dog.
owner: animals
legal basis: Dogs Act 1990
who may apply: Anybody.
retention: 2 years
form: apply
person: {name: apply.name, e-mail: apply.email}
subject: apply.dog
languages: [en, de]
standards: {legal: 8 weeks, decided by: [decide], tasks: {check: 2 working days}}
may happen:
  appeal: {label: Appeal, form: appeal, until: 28 days}
tell: {register: We write your dog into the register.}
steps:
  - {name: We look at it, nodes: [check, vet]}
  - {name: We decide, nodes: [decide, review]}
access: {vets: [apply.dog]}
"""

PROCESS = """\
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:openhall="urn:openhall:bpmn:1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="dogs" targetNamespace="urn:dogs">
  <message id="m_appeal" name="appeal"/>
  <message id="m_vet" name="vet report"/>
  <error id="e_lost" name="Lost" errorCode="LOST"/>
  <process id="licence" isExecutable="true">
    <laneSet id="lanes">
      <lane id="l1" name="animals"><flowNodeRef>check</flowNodeRef><flowNodeRef>decide</flowNodeRef>
        <flowNodeRef>review</flowNodeRef></lane>
    </laneSet>
    <startEvent id="received" name="Received"/>
    <userTask id="check" name="Check" openhall:form="check"/>
    <boundaryEvent id="late" name="Late" attachedToRef="check" cancelActivity="false">
      <timerEventDefinition><timeCycle>R2/P7D</timeCycle></timerEventDefinition></boundaryEvent>
    <sendTask id="remind" name="Remind" openhall:letter="reminder"/>
    <endEvent id="reminded"/>
    <boundaryEvent id="lost" name="Papers lost" attachedToRef="check">
      <errorEventDefinition errorRef="e_lost"/></boundaryEvent>
    <endEvent id="given_up" name="Given up"/>
    <receiveTask id="vet" name="Vet" messageRef="m_vet"/>
    <businessRuleTask id="fee" name="Fee" openhall:decision="Fee" openhall:result="fee"/>
    <userTask id="decide" name="Decide" openhall:form="decide"/>
    <exclusiveGateway id="granted" default="f_refused"/>
    <serviceTask id="register" name="Register" openhall:operation="register" openhall:result="number"/>
    <sendTask id="tell" name="Tell" openhall:letter="decision"/>
    <endEvent id="licensed" name="Licensed"/>
    <eventBasedGateway id="race"/>
    <intermediateCatchEvent id="appealed" name="Appealed"><messageEventDefinition messageRef="m_appeal"/>
    </intermediateCatchEvent>
    <intermediateCatchEvent id="over" name="Time is over"><timerEventDefinition><timeDuration>P28D</timeDuration>
    </timerEventDefinition></intermediateCatchEvent>
    <userTask id="review" name="Review"/>
    <endEvent id="reviewed" name="Reviewed"/>
    <endEvent id="refused" name="Refused"/>
    <sequenceFlow id="f1" sourceRef="received" targetRef="check"/>
    <sequenceFlow id="f2" sourceRef="late" targetRef="remind"/>
    <sequenceFlow id="f3" sourceRef="remind" targetRef="reminded"/>
    <sequenceFlow id="f4" sourceRef="lost" targetRef="given_up"/>
    <sequenceFlow id="f5" sourceRef="check" targetRef="vet"/>
    <sequenceFlow id="f6" sourceRef="vet" targetRef="fee"/>
    <sequenceFlow id="f7" sourceRef="fee" targetRef="decide"/>
    <sequenceFlow id="f8" sourceRef="decide" targetRef="granted"/>
    <sequenceFlow id="f_granted" sourceRef="granted" targetRef="register">
      <conditionExpression xsi:type="tFormalExpression">decide.granted</conditionExpression></sequenceFlow>
    <sequenceFlow id="f9" sourceRef="register" targetRef="tell"/>
    <sequenceFlow id="f10" sourceRef="tell" targetRef="licensed"/>
    <sequenceFlow id="f_refused" sourceRef="granted" targetRef="race"/>
    <sequenceFlow id="f11" sourceRef="race" targetRef="appealed"/>
    <sequenceFlow id="f12" sourceRef="race" targetRef="over"/>
    <sequenceFlow id="f13" sourceRef="appealed" targetRef="review"/>
    <sequenceFlow id="f14" sourceRef="review" targetRef="reviewed"/>
    <sequenceFlow id="f15" sourceRef="over" targetRef="refused"/>
  </process>
</definitions>
"""

FEE = """\
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="fees" name="Fees" namespace="urn:dogs:fee">
  <inputData id="i" name="weight"><variable name="weight" typeRef="number"/></inputData>
  <decision id="d" name="Fee"><variable name="Fee" typeRef="number"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <decisionTable hitPolicy="UNIQUE">
      <input id="c"><inputExpression typeRef="number"><text>weight</text></inputExpression></input>
      <output id="o" typeRef="number"/>
      <rule id="r1"><inputEntry><text>&lt; 10</text></inputEntry><outputEntry><text>8</text></outputEntry></rule>
      <rule id="r2"><inputEntry><text>&gt;= 10</text></inputEntry><outputEntry><text>16.50</text></outputEntry></rule>
    </decisionTable></decision>
</definitions>
"""

APPLY = """\
{"title": "Apply for a dog licence", "type": "object",
 "properties": {
   "dog": {"title": "What is the dog called?", "type": "string", "maxLength": 50},
   "weight": {"title": "How heavy is it?", "type": "number", "minimum": 0, "openhall:unit": "kg"},
   "born": {"title": "When was it born?", "type": "string", "format": "date"},
   "kind": {"title": "What is it?", "description": "Choose one.",
            "oneOf": [{"const": "guide", "title": "A guide dog"}, {"const": "pet", "title": "A pet"}]},
   "school": {"title": "Which school trained it?", "type": "string"},
   "name": {"title": "Your name", "type": "string", "openhall:personal": true},
   "email": {"title": "E-mail address", "type": "string", "format": "email", "openhall:personal": true}},
 "required": ["dog", "weight", "kind", "school", "name", "email"],
 "openhall:pages": [
   {"name": "dog", "title": "Your dog", "questions": ["dog", "weight", "born", "kind"]},
   {"name": "school", "questions": ["school"], "if": "kind = \\"guide\\""},
   {"name": "you", "title": "About you", "questions": ["name", "email"]}]}
"""
CHECK = """\
{"title": "Check", "type": "object", "properties": {"complete": {"title": "Is it complete?", "type": "boolean"}},
 "required": ["complete"]}
"""
DECIDE = CHECK.replace("Check", "Decide").replace("complete", "granted")
APPEAL = """\
{"title": "Appeal", "type": "object", "properties": {"why": {"title": "Why?", "type": "string"}}, "required": ["why"]}
"""
DECISION = """\
---
subject: Your licence {{ reference }}
---
Dear {{ person.name }},

{{ apply.dog }} may stay, as number {{ number }}. The fee is {{ fee }}:

{{#for reason in reasons.fee}}
- {{ reason }}
{{/for}}
"""
REMINDER = """\
---
subject: We are late
---
We are still looking at {{ apply.dog }}.
"""
GERMAN = """\
service:
  name: Hundemarke
  summary: Einen Hund halten.
  who may apply: Alle.
  steps: [Wir prüfen, Wir entscheiden]
  may happen: {appeal: Widerspruch}
  tell: {register: Wir tragen Ihren Hund ein.}
outcomes: {licensed: Erteilt, refused: Abgelehnt, reviewed: Überprüft, given_up: Aufgegeben}
forms:
  apply:
    title: Hundemarke beantragen
    questions:
      dog: {title: "Wie heißt der Hund?"}
      weight: {title: "Wie schwer ist er?"}
      born: {title: "Wann ist er geboren?"}
      kind: {title: "Was ist er?", description: Wählen Sie., choices: {guide: Ein Blindenhund, pet: Ein Haustier}}
      school: {title: "Welche Schule hat ihn ausgebildet?"}
      name: {title: Ihr Name}
      email: {title: E-Mail-Adresse}
    pages: {dog: Ihr Hund, you: Über Sie}
  appeal: {title: Widerspruch, questions: {why: {title: "Warum?"}}}
"""
GRANTED = """\
case: A pet
given:
  apply: {dog: Rex, weight: 12.5, born: 2024-02-29, kind: pet, name: Ada Alder, email: ada@example.org}
steps:
  - {do: check, gives: {check: {complete: true}}}
  - {do: vet, gives: {healthy: true}}
  - {do: decide, gives: {decide: {granted: true}}}
  - {do: register, gives: {number: 7}}
expect:
  steps: [received, check, vet, fee, decide, register, tell, licensed]
  values: {fee: 16.5, apply.born: 2024-02-29, number + 1: 8, apply.weight: = 25 / 2}
  letters: [decision]
  outcome: licensed
  open: []
"""
APPEALED = """\
case: A guide dog, late, refused, and an appeal
given:
  apply: {dog: Bo, weight: 5, kind: guide, school: Quay, name: Ben Birch, email: ben@example.org, born: = today()}
steps:
  - {wait: 20 days}
  - {do: check, gives: {check: {complete: true}}}
  - {happens: vet report}
  - {do: decide, gives: {decide: {granted: false}}}
  - {wait: 27 days}
  - {happens: appeal, gives: {appeal: {why: He is good.}}}
expect:
  steps: [received, late, remind, reminded, late, remind, reminded, check, vet, fee, decide, appealed]
  values: {fee: 8, apply.born: 2026-03-02}
  letters: [reminder, reminder]
  open: [review]
"""


def dog_licence(**changes: tuple[str, str]) -> dict[str, bytes]:
    """The files by their names. A change is the name of a constant above, and what of it is written otherwise."""
    texts = {name: text for name, text in globals().items() if name.isupper() and isinstance(text, str)}
    for name, (old, new) in changes.items():
        assert old in texts[name], f"{old!r} does not stand in {name}"
        texts[name] = texts[name].replace(old, new)
    return {file: texts[name].encode() for name, file in FILES.items()}


FILES = {
    "TEXT": "service.yaml",
    "PROCESS": "process.bpmn",
    "FEE": "fee.dmn",
    "APPLY": "forms/apply.json",
    "CHECK": "forms/check.json",
    "DECIDE": "forms/decide.json",
    "APPEAL": "forms/appeal.json",
    "DECISION": "letters/decision.md",
    "REMINDER": "letters/reminder.md",
    "GERMAN": "translations/de.yaml",
    "GRANTED": "tests/granted.yaml",
    "APPEALED": "tests/appealed.yaml",
}
