"""Where the record shows that work is done again, a course is proposed; and whether it helped is evaluated later."""
