"""What the room keeps: ideas with their evidence and history, experiments, and plans."""

from openhall.site.improvement.models.experiments import Experiment, Guard, Practice
from openhall.site.improvement.models.ideas import Act, Evidence, Idea
from openhall.site.improvement.models.plan import Action, Goal, Objective, Plan, PlanVersion, Risk

__all__ = [
    "Act", "Action", "Evidence", "Experiment", "Goal", "Guard", "Idea", "Objective", "Plan", "PlanVersion", "Practice",
    "Risk",
]  # fmt: skip
