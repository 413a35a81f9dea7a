"""The pages on which definitions are written, numbers typed in, and measures published: for analysts and heads."""
