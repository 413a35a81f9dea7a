"""Follow the money: budget, payments and contracts of the body, year by year, for everybody."""
