"""People: who they are, which roles they hold, how they sign in, and who may see which page. The lowest floor."""
