//! One binary for all fast integration tests: linking dominates, so there is only one.

#[path = "../support"]
mod support {
    pub mod app;
    pub mod fixture;
    pub mod server;
}

mod linear;
mod markdown;
mod print;
mod recordings;
mod screens;
mod sessions;
mod tidy;
mod turns;
mod wire;
