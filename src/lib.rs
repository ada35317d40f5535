//! causerie: a full-screen terminal chat for Claude.

pub mod cli;
pub mod key;
pub mod problem;
pub mod report;
pub mod api;
pub mod theme;
pub mod conversation;
pub mod text;
pub mod markdown;
pub mod pane;
pub mod session;
pub mod turn;
pub mod app;
pub mod edge;
pub mod ui;
pub mod config;
pub mod demo;
pub mod tools;
pub mod runtime;
