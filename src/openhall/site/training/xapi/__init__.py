"""What other learning systems tell of staff: statements of the Experience API, the writing half of a record store."""
