//! Memory: extraction, segmentation, passages, index.

mod extract;
pub(crate) mod files;
mod gold;
mod hostile;
mod index;
mod index_properties;
mod isolate;
mod passages;
mod segment;
mod segment_properties;
