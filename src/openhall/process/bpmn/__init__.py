"""BPMN 2.0: read, written, compiled to a model that runs, laid out and drawn."""
