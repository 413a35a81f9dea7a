"""What the room keeps: ideas with their evidence and history."""

from openhall.site.improvement.models.ideas import Act, Evidence, Idea

__all__ = ["Act", "Evidence", "Idea"]
