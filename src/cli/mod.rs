//! What the commands have in common: options, errors with their hints, and the run of a command line.

pub mod authority;
pub mod context;
pub mod error;
pub mod events;
pub mod former;
pub mod hint;
pub mod keys;
pub mod line;
pub mod options;
pub mod outputs;
pub mod pages;
pub mod pair;
pub mod parent;
pub mod paths;
pub mod project;
pub mod reach;
pub mod scan;
pub mod servers;
pub mod similar;
pub mod surroundings;
pub mod target;
pub mod trial;
pub mod variables;
pub mod webtransport;
