//! What the suites share: builders of streams and events, folders that vanish, a running server.
