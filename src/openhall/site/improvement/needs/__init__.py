"""Needs assessments: evidence gathered, needs named, weighed in the open, and reported."""
