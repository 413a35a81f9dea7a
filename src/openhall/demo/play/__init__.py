"""How residents and officers of Port Alder use its running services: what they answer, and how long they take.

Nothing here knows the site. `site.port_alder` lets these people act on it.
"""

from openhall.demo.play.benefit import PART as BENEFIT
from openhall.demo.play.information import PART as INFORMATION
from openhall.demo.play.parts import Part, Wish
from openhall.demo.play.permit import PART as PERMIT
from openhall.demo.play.streets import PART as STREETS

PARTS = (PERMIT, INFORMATION, STREETS, BENEFIT)

__all__ = ["PARTS", "Part", "Wish"]
