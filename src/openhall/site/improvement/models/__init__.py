"""What the room keeps: ideas with their evidence and history, and experiments."""

from openhall.site.improvement.models.experiments import Experiment, Guard, Practice
from openhall.site.improvement.models.ideas import Act, Evidence, Idea

__all__ = ["Act", "Evidence", "Experiment", "Guard", "Idea", "Practice"]
