"""How much one document may cost. Only the standard library: the child process loads this."""

MOST_FACTS = 1_000_000  # bytes of what is set
MOST_BYTES = 8_000_000  # of the document
MEMORY = 2_000_000_000  # bytes of address space; threads of the typesetter reserve far more than they use
CPU = 20  # seconds after which the system ends it
WALL = 25  # seconds after which the parent ends it, however busy the machine is
PATIENCE = 5  # seconds one waits while this document, or another before it, is made
AT_ONCE = 2  # documents that are made at once by all web processes of a machine
WAITING = 3  # threads of a web process that make a document or wait for one; it has four, and other pages must go on
