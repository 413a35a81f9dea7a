"""Pictures of models: where nodes lie and how flows lead between them, as SVG."""

from openhall.process.draw.svg import Mark, draw_model

__all__ = ["Mark", "draw_model"]
