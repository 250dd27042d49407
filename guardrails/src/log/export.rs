//! The export of a log, and its verification.
