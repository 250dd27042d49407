//! The conscience of Groundstate: policies, objectives, their evaluation and the transparency log.
