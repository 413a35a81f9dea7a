"""Why some models of SpiffWorkflow's tests give another trace with Openhall: by name, what the standard says of it."""

REASONS = {
    "bpmn/data/Test-Workflows/CallActivity-Escalation-Test.bpmn20.xml CallActivity-Escalation-Test": (
        "SpiffWorkflow lets an escalation of one call be caught on the edges of all other calls of the "
        "process too, and says that an interrupted call was completed. An event on the edge catches what "
        "comes from its own activity (BPMN 2.0, 10.5.6)."
    ),
    "bpmn/data/Test-Workflows/Parallel-Through-Same-Task.bpmn20.xml sid-57c563e3-fb68-4961-ae34-b6201e0c09e8": (
        "SpiffWorkflow loses a token that comes to an inclusive gateway after it has gone on. The gateway "
        "goes on for it once more (BPMN 2.0, 13.4.3)."
    ),
    "bpmn/data/boundary_event_split.bpmn Process_0ymnx41": (
        "SpiffWorkflow never ends the process after an event on an edge without a flow. Nothing is left in "
        "it, so it ends (BPMN 2.0, 13.5.6)."
    ),
    "bpmn/data/event-subprocess.bpmn main": (
        "SpiffWorkflow lets the process go on beside an event sub-process that interrupts it, and begins it "
        "anew each time. Its start interrupts what is around (BPMN 2.0, 13.5.4)."
    ),
    "bpmn/data/gateway_loop_input.bpmn main": (
        "SpiffWorkflow lets a parallel gateway pass that a loop leads back to. It waits for a token on each "
        "of its flows (BPMN 2.0, 13.4.1); openhall check names it as a deadlock."
    ),
    "bpmn/data/timer-cycle-start.bpmn timer": (
        "SpiffWorkflow lets all that follows a start event with a repeating timer run again within the same "
        "case. Each start is a case of its own (BPMN 2.0, 13.5.1)."
    ),
    "bpmn/data/timer-cycle.bpmn timer": (
        "SpiffWorkflow sends a token out of an intermediate event for each time that its timer repeats. One "
        "token comes in, so one goes out, when the timer fires first (BPMN 2.0, 13.5.2)."
    ),
    "spiff/data/error_event_payload.bpmn event_test": (
        "SpiffWorkflow says that a sub-process was completed though an error at its last end interrupted it; "
        "all else is the same."
    ),
    "spiff/data/escalation_event_payload.bpmn event_test": (
        "SpiffWorkflow says that a sub-process was completed though an escalation at its last end interrupted "
        "it; all else is the same."
    ),
}
