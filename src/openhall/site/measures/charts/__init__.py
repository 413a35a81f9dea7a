"""The charts of measures: their values, read as the NHS reads them, in the words of the visitor's language."""
