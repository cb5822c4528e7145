"""What every context is built on: configuration, database, HTTP, access, keyed writes, audit."""
