"""Forms: what is asked of people, one page after the other, and what their answers mean."""
