"""What the demonstration shows: the reference consultation played through the same verbs that people use."""
