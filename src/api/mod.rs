//! The vocabulary of the Messages API: what is said on the wire, as values.
//!
//! This module turns bytes into [`event::StreamEvent`]s ([`sse`], [`event`]), folds them into the
//! blocks of one message ([`accumulator`]), and builds the body of a request ([`request`]). It
//! opens no connection, reads no clock and never fails on what a server sent: what it does not
//! know it keeps as raw JSON, what was odd it records.
//!
//! Reading order: [`raw`] and [`content`] say what is kept of a message, [`sse`], [`event`] and
//! [`accumulator`] how it arrives, [`cut`] and [`value`] how JSON in it is read, [`request`] and
//! [`model`] what is asked, [`usage`] and [`price`] what it cost, [`error`] what went wrong.

pub mod accumulator;
pub mod content;
pub mod cut;
pub mod error;
pub mod event;
pub mod message;
pub mod model;
pub mod price;
pub mod raw;
pub mod request;
pub mod sse;
pub mod usage;
pub mod value;
