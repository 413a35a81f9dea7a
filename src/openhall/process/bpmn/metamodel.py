"""BPMN's metamodel as tables: what an element is a kind of, and what its references lead to.

Source: OMG formal/2013-12-09 (BPMN 2.0.2), the XML schemas in the tables of chapters 7 to 12.
"""

from __future__ import annotations

from functools import cache

_KINDS = """
baseElement: rootElement flowElement artifact participant conversationNode conversationLink messageFlow
  participantAssociation messageFlowAssociation correlationKey correlationSubscription correlationPropertyBinding
  correlationPropertyRetrievalExpression lane laneSet childLaneSet ioSpecification ioBinding inputSet outputSet
  itemAwareElement dataAssociation assignment resourceRole resourceParameter resourceParameterBinding
  resourceAssignmentExpression operation loopCharacteristics complexBehaviorDefinition expression monitoring auditing
  categoryValue relationship participantMultiplicity dataState rendering condition
rootElement: callableElement category collaboration correlationProperty dataStore endPoint error escalation
  eventDefinition interface itemDefinition message partnerEntity partnerRole resource signal
callableElement: process globalTask
globalTask: globalBusinessRuleTask globalManualTask globalScriptTask globalUserTask globalTask
collaboration: choreography globalConversation
choreography: globalChoreographyTask
eventDefinition: cancelEventDefinition compensateEventDefinition conditionalEventDefinition errorEventDefinition
  escalationEventDefinition linkEventDefinition messageEventDefinition signalEventDefinition terminateEventDefinition
  timerEventDefinition
flowElement: flowNode sequenceFlow dataObject dataObjectReference dataStoreReference
flowNode: activity choreographyActivity event gateway
activity: task subProcess callActivity
task: businessRuleTask manualTask receiveTask scriptTask sendTask serviceTask userTask
subProcess: adHocSubProcess transaction
choreographyActivity: callChoreography choreographyTask subChoreography
event: catchEvent throwEvent
catchEvent: startEvent intermediateCatchEvent boundaryEvent
throwEvent: endEvent implicitThrowEvent intermediateThrowEvent
gateway: complexGateway eventBasedGateway exclusiveGateway inclusiveGateway parallelGateway
conversationNode: conversation callConversation subConversation
artifact: association group textAnnotation
loopCharacteristics: multiInstanceLoopCharacteristics standardLoopCharacteristics
itemAwareElement: dataInput dataOutput property dataObject dataObjectReference dataStore dataStoreReference
  inputDataItem outputDataItem
dataAssociation: dataInputAssociation dataOutputAssociation
resourceRole: performer
performer: humanPerformer
humanPerformer: potentialOwner
expression: formalExpression conditionExpression completionCondition loopCondition loopCardinality timeDate timeCycle
  timeDuration activationCondition completionQuantity dataPath messagePath from to transformation
"""

_PLAIN = """
definitions import documentation extension extensionElements script text incoming outgoing flowNodeRef dataInputRefs
dataOutputRefs optionalInputRefs whileExecutingInputRefs optionalOutputRefs whileExecutingOutputRefs inputSetRefs
outputSetRefs sourceRef targetRef supportedInterfaceRef inMessageRef outMessageRef errorRef eventDefinitionRef
loopDataInputRef loopDataOutputRef categoryValueRef resourceRef participantRef messageFlowRef interfaceRef endPointRef
innerParticipantRef outerParticipantRef innerMessageFlowRef outerMessageFlowRef correlationPropertyRef
correlationKeyRef correlationProperty choreographyRef source target operationRef supports partitionElement
event condition
"""

# Attributes that refer: "element.attribute kinds", several kinds with |; * is any element of BPMN.
_ATTRIBUTES = """
sequenceFlow.sourceRef flowNode
sequenceFlow.targetRef flowNode
boundaryEvent.attachedToRef activity
activity.default sequenceFlow
exclusiveGateway.default sequenceFlow
inclusiveGateway.default sequenceFlow
complexGateway.default sequenceFlow
messageFlow.sourceRef *
messageFlow.targetRef *
messageFlow.messageRef message
participant.processRef process
association.sourceRef *
association.targetRef *
messageEventDefinition.messageRef message
signalEventDefinition.signalRef signal
errorEventDefinition.errorRef error
escalationEventDefinition.escalationRef escalation
compensateEventDefinition.activityRef activity
sendTask.messageRef message
receiveTask.messageRef message
sendTask.operationRef operation
receiveTask.operationRef operation
serviceTask.operationRef operation
dataObjectReference.dataObjectRef dataObject
dataStoreReference.dataStoreRef dataStore
itemAwareElement.itemSubjectRef itemDefinition
message.itemRef itemDefinition
signal.structureRef itemDefinition
error.structureRef itemDefinition
escalation.structureRef itemDefinition
group.categoryValueRef categoryValue
lane.partitionElementRef *
process.definitionalCollaborationRef collaboration
multiInstanceLoopCharacteristics.oneBehaviorEventRef eventDefinition
multiInstanceLoopCharacteristics.noneBehaviorEventRef eventDefinition
conversationLink.sourceRef *
conversationLink.targetRef *
choreographyActivity.initiatingParticipantRef participant
ioBinding.inputDataRef *
ioBinding.outputDataRef *
ioBinding.operationRef operation
correlationSubscription.correlationKeyRef correlationKey
correlationPropertyBinding.correlationPropertyRef correlationProperty
BPMNPlane.bpmnElement *
BPMNShape.bpmnElement *
BPMNEdge.bpmnElement *
BPMNLabel.labelStyle BPMNLabelStyle
BPMNEdge.sourceElement BPMNShape|BPMNEdge
BPMNEdge.targetElement BPMNShape|BPMNEdge
BPMNShape.choreographyActivityShape BPMNShape
"""

# Elements whose text refers, by the element they lie in.
_TEXTS = """
flowNode.incoming sequenceFlow
flowNode.outgoing sequenceFlow
lane.flowNodeRef flowNode
inputSet.dataInputRefs dataInput
inputSet.optionalInputRefs dataInput
inputSet.whileExecutingInputRefs dataInput
inputSet.outputSetRefs outputSet
outputSet.dataOutputRefs dataOutput
outputSet.optionalOutputRefs dataOutput
outputSet.whileExecutingOutputRefs dataOutput
outputSet.inputSetRefs inputSet
dataAssociation.sourceRef itemAwareElement
dataAssociation.targetRef itemAwareElement
multiInstanceLoopCharacteristics.loopDataInputRef itemAwareElement
multiInstanceLoopCharacteristics.loopDataOutputRef itemAwareElement
callableElement.supportedInterfaceRef interface
operation.inMessageRef message
operation.outMessageRef message
operation.errorRef error
event.eventDefinitionRef eventDefinition
participant.interfaceRef interface
resourceRole.resourceRef resource
choreographyActivity.participantRef participant
choreographyTask.messageFlowRef messageFlow
conversationNode.participantRef participant
conversationNode.messageFlowRef messageFlow
"""


def _bases() -> dict[str, list[str]]:
    bases: dict[str, list[str]] = {}
    base = ""
    for word in _KINDS.split():
        if word.endswith(":"):
            base = word[:-1]
            bases.setdefault(base, [])
        elif word != base:
            bases.setdefault(word, []).append(base)
    for word in _PLAIN.split():
        bases.setdefault(word, [])
    return bases


def _references(table: str) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in table.split("\n"):
        if line:
            where, kinds = line.split()
            owner, _, name = where.partition(".")
            found.setdefault(owner, {})[name] = tuple(kinds.split("|"))
    return found


BASES = _bases()
ATTRIBUTES = _references(_ATTRIBUTES)
TEXTS = _references(_TEXTS)


@cache
def kinds_of(kind: str) -> tuple[str, ...]:
    """A kind and all that it is a kind of, the nearest first: `userTask`, `task`, `activity`, `flowNode` ..."""
    found = [kind]
    for each in found:
        found.extend(base for base in BASES.get(each, ()) if base not in found)
    return tuple(found)


def is_a(kind: str, base: str) -> bool:
    """Whether a kind of element is (a kind of) another: `is_a("userTask", "activity")`."""
    return base in kinds_of(kind)


@cache
def references_of(kind: str) -> dict[str, tuple[str, ...]]:
    """The attributes of a kind of element that refer, and the kinds that they lead to ("*": any)."""
    return _gathered(ATTRIBUTES, kind)


@cache
def text_references_of(kind: str) -> dict[str, tuple[str, ...]]:
    """The elements within a kind of element whose text refers, and the kinds that they lead to."""
    return _gathered(TEXTS, kind)


def _gathered(table: dict[str, dict[str, tuple[str, ...]]], kind: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in reversed(kinds_of(kind)):
        found.update(table.get(each, {}))
    return found
