//! The actor: each stage against its definition, then the whole against enumeration.

mod feasibility;
mod optimality;
mod relax;
mod stages;
