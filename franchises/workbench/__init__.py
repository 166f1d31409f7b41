"""The day's work: what is late, due or waiting, from every room, in one list; and who is told."""
