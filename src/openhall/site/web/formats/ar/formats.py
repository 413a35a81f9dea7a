"""Numbers on Arabic pages: with a decimal point, as questions ask for them and letters write them ("37.5")."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
