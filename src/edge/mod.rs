//! The outside world: terminal, network, files, environment; one thin file each.
//!
//! An edge reports in words of the pure layers and never knows the app.

pub mod clipboard;
pub mod desktop;
pub mod editor;
pub mod files;
pub mod http;
pub mod inherited;
pub mod input;
pub mod journal;
pub mod logging;
pub mod memory;
pub mod opener;
pub mod paths;
pub mod piped;
pub mod secrets;
pub mod store;
pub mod terminal;
