"""Charts and maps as SVG, drawn here: no library, no tile server, no script. The page puts its table beside each."""

from openhall.site.opendata.drawing.areas import Area, draw_areas
from openhall.site.opendata.drawing.bars import draw_bars
from openhall.site.opendata.drawing.line import draw_line
from openhall.site.opendata.drawing.points import Bin, draw_points

__all__ = ["Area", "Bin", "draw_areas", "draw_bars", "draw_line", "draw_points"]
