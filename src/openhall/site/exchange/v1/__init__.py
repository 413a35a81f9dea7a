"""The partner interface: begin a case, read where it stands, do the work of a department, send a message."""
