"""The picture of a process map: SVG made here, with no program of the system, and the same for the same map."""

from openhall.mining.draw.svg import Highlight, describe_map, draw_map

__all__ = ["Highlight", "describe_map", "draw_map"]
