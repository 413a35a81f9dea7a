"""Ideas: proposed, found to be alike, weighed, and decided on."""
