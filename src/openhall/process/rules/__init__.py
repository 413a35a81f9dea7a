"""The one set of execution rules: the token game that running, simulation and conformance all play."""
