"""What is opened: tables with their columns, kept so that questions are answered at once, described and exchanged."""
