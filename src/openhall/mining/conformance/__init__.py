"""Whether cases went as a model says, played on the same rules that run the model."""
