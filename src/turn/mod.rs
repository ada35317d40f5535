//! A *turn* goes from submit until idle again; a *round* is one request with its answer and the
//! results of its tools. The turn is a state machine: [`Turn::step`] takes what happened and
//! returns what is wanted. It reads no clock and starts no task; time comes in with every step,
//! and what is to be done goes out as an [`Effect`]. All that is to be remembered goes into the
//! [`Conversation`](crate::conversation::Conversation), by appending.

pub mod effect;
pub mod input;
pub mod serving;
pub mod state;
pub mod step;
pub mod thinking;
pub mod tool_call;

pub use effect::{Effect, Ending};
pub use input::Input;
pub use state::{Phase, Round, Turn, TurnState};
