"""Namespaces of BPMN files, and the bounds that a file has to keep."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
OPENHALL = "urn:openhall:bpmn:1"
FEEL = "https://www.omg.org/spec/DMN/20240513/FEEL/"
"""How a file that Openhall writes names FEEL."""

LARGEST = 10 * 1024 * 1024
"""Bytes of the largest file."""
DEEPEST = 100
"""Elements within each other."""
MOST = 200_000
"""Elements in one file."""
MOST_ATTRIBUTES = 1_000
"""Attributes of one element."""
