"""What the room keeps: ideas with their evidence and history, experiments, plans, and needs."""

from openhall.site.improvement.models.experiments import Experiment, Guard, Practice
from openhall.site.improvement.models.ideas import Act, Evidence, Idea
from openhall.site.improvement.models.needs import Assessment, Criterion, Need, Score, Source
from openhall.site.improvement.models.plan import Action, Goal, Objective, Plan, PlanVersion, Risk
from openhall.site.improvement.models.simulated import Simulated

__all__ = [
    "Act", "Action", "Assessment", "Criterion", "Evidence", "Experiment", "Goal", "Guard", "Idea", "Need", "Objective",
    "Plan", "PlanVersion", "Practice", "Risk", "Score", "Simulated", "Source",
]  # fmt: skip
