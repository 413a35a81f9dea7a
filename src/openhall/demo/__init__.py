"""Port Alder, the imaginary city of the demo: believable records of three services, made by simulation."""

from openhall.demo.city import SEED, City, port_alder
from openhall.demo.export import write_city
from openhall.demo.service import Planted, ServiceRecords

__all__ = ["SEED", "City", "Planted", "ServiceRecords", "port_alder", "write_city"]
