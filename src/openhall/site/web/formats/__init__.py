"""How a language writes numbers, where forms read them otherwise than Django writes them."""
