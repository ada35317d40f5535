//! causerie is a full-screen terminal chat for Claude: answers stream in as they are written, one
//! key stops them, and everything is saved as it happens. This page is the map of its code.
//!
//! # The idea
//!
//! What the program *means* is in three pure steps of [`app::App`]: `update` takes something that
//! happened and returns what is wanted, `prepare` lays out one frame, and [`ui::view`] paints it.
//! None of them does any IO, reads a clock or starts a task. Two things they read are no values
//! that are handed to them: how wide the terminal draws ambiguous characters, and whether our
//! glyphs have their stand-ins, are settings of the thread, see [`text::width`] and
//! [`text::glyphs`]. The [`runtime`] owns the loop: it waits for keys and for what tasks report,
//! gives both to `update`, carries out the effects, and draws when a frame is due. (`--linear` has
//! a loop of its own around the same app, `--print` one around a turn.) The [`edge`] is where the
//! world is touched. The conversation is a tree of entries that only grows; panes, rows, requests
//! and the log are derived from it.
//!
//! ```text
//!   keys, wheel, resize        bytes from the API        tool output          disk
//!           │                          │                      │                │
//!      edge::input            edge::http → StreamEvent      tools     edge::store, journal
//!           └──────────────────┬───────┴──────────────────────┴────────────────┘
//!                              │ Msg
//!      ┌───────────── runtime::event_loop ─────────────────────────────────────┐
//!      │  app.update(msg, now) ──► Vec<Effect> ──► runtime::runner ──► tasks   │
//!      │  when a frame is due: app.prepare(size, now); ui::view(&app, sketch)  │
//!      └───────────────────────┬───────────────────────────────────────────────┘
//!                              ▼
//!                        edge::terminal (the difference, in one write)
//! ```
//!
//! # The modules
//!
//! From the bottom up; the first paragraph of each says what its words mean.
//!
//! - [`cli`]: the command line as it was typed, nothing resolved.
//! - [`key`]: what a terminal can say: keys, pastes, pointer, focus, size, and how it draws.
//! - [`problem`]: a failure as it is told to a person: what, why, and what to do.
//! - [`report`]: what an edge or a reader of files tells back besides data.
//! - [`api`]: the Messages API as values: events, blocks, requests, usage, errors; no network.
//! - [`theme`]: a style for every kind of text, and the files that say so.
//! - [`conversation`]: the ordered truth of one chat, and what of it may be sent.
//! - [`text`]: lines without a width, their rows at one, and the columns of a grapheme.
//! - [`markdown`]: source to lines, while it is still arriving.
//! - [`pane`]: a scrolling region that lays out only what is looked at.
//! - [`session`]: the saved form of a conversation, and its replay; no files.
//! - [`sketch`]: a frame as strokes of text and style, before it is cells.
//! - [`turn`]: from a prompt to the end of its answer, tools included, as a state machine.
//! - [`app`]: the model: what happened goes in, what is wanted comes out.
//! - [`edge`]: terminal, network, files and environment, one thin file each.
//! - [`ui`]: paint only.
//! - [`config`]: what the person chose, from arguments, environment and file.
//! - [`demo`]: a scripted model behind the real wire, without key or network.
//! - [`tools`]: what the model may ask this program to do.
//! - [`runtime`]: who runs when, and in which order everything ends.
//!
//! # Where to begin reading
//!
//! To see it run: `main.rs`, then `runtime/event_loop.rs`, `app/update/mod.rs`, `ui/mod.rs`. To
//! follow an answer: `api/sse.rs`, `api/event.rs`, `api/accumulator.rs`, `turn/step.rs`,
//! `conversation/messages.rs`, then `app/projection/mod.rs` for how it is shown and
//! `session/record.rs` for how it is kept. To follow a key: `edge/input.rs`, `app/action/table.rs`,
//! `app/update/keys.rs`, `app/focus.rs`. To follow a line of text: `markdown/stream.rs`,
//! `text/wrap.rs`, `pane/scroll.rs`, `ui/pane.rs`, `sketch.rs`, `edge/terminal/paint.rs`.
//!
//! # The layers
//!
//! A module knows only what its row names, and only modules of lower levels. Modules that stand
//! beside each other in one folder form no circle. Below level 5 there is no clock, no environment,
//! no file, no task and no lock that anybody waits for. A test reads the sources and compares them
//! with this table (`tests/it/tidy/layers.rs`).
//!
//! | level | module | may know | outside crates |
//! |---|---|---|---|
//! | 0 | `cli` | – | `clap` |
//! | 0 | `key` | – | – |
//! | 0 | `problem` | – | – |
//! | 0 | `report` | – | – |
//! | 1 | `api` | `problem` | `serde`, `serde_json`, `thiserror` |
//! | 1 | `theme` | `report` | `ratatui::style`, `toml` |
//! | 2 | `conversation` | `api` | `serde` |
//! | 2 | `text` | `theme::Scope` | `idna`, `unicode_segmentation`, `unicode_width` |
//! | 3 | `markdown` | `text`, `theme::Scope` | `pulldown_cmark`, `syntect`, `two_face`, `unicode_normalization` |
//! | 3 | `pane` | `text` | `foldhash`, `unicode_normalization` |
//! | 3 | `session` | `api`, `conversation`, `problem`, `report` | `serde`, `serde_json` |
//! | 3 | `sketch` | `text` | `foldhash`, `ratatui` |
//! | 3 | `turn` | `api`, `conversation` | – |
//! | 4 | `app` | `api`, `conversation`, `key`, `markdown`, `pane`, `problem`, `report`, `session`, `text`, `theme`, `turn` | `ratatui::layout`, `serde_json`, `tui_textarea`, `unicode_segmentation` |
//! | 5 | `edge` | `api`, `conversation`, `key`, `problem`, `report`, `session`, `sketch`, `text` | `bytes`, `crossterm`, `directories`, `futures_util`, `getrandom`, `http_body`, `jiff`, `ratatui`, `reqwest`, `rustix`, `rustls`, `thiserror`, `tokio`, `tokio_util` |
//! | 5 | `ui` | `app`, `session`, `sketch`, `text`, `theme`, `turn` | `ratatui` |
//! | 6 | `config` | `api`, `app`, `cli`, `edge::http`, `edge::secrets`, `key`, `report`, `text::width`, `theme` | `toml` |
//! | 6 | `demo` | `edge::secrets` | `axum`, `futures_util`, `getrandom`, `serde_json`, `tokio` |
//! | 6 | `tools` | `api`, `conversation` | `serde_json`, `tokio` |
//! | 7 | `runtime` | `api`, `app`, `cli`, `config`, `conversation`, `demo`, `edge`, `key`, `markdown`, `problem`, `report`, `session`, `text`, `tools`, `turn`, `ui` | `jiff`, `rustix`, `serde`, `serde_json`, `tokio`, `tokio_util` |
//!
//! Narrower still: crossterm is known to `edge::terminal` and `edge::input`, reqwest and rustls to
//! `edge::http`, the text area to `app::composer`. `ui` and `edge` do not see each other: the
//! runtime hands a painted frame from one to the other. `edge` does not see `app`: it reports in
//! words of the pure layers, which `runtime/tasks.rs` makes messages of.
//!
//! # Where is it?
//!
//! | I want to change … | look in |
//! |---|---|
//! | what a key does | `app/action/table.rs` (name, default key), `app/update/keys.rs` (what it does) |
//! | what Escape does now | `app/focus.rs` |
//! | what is sent | `conversation/messages.rs` (history), `api/request.rs` (everything else) |
//! | what becomes of a broken answer | `turn/step/answer.rs`, `turn/step/cancel.rs`; how that is worded: `conversation/ending.rs` |
//! | what a server may get wrong | `api/event/decode.rs`, `api/accumulator.rs` |
//! | how an error is worded | `api/error.rs`, `problem.rs` |
//! | what is saved | `session/record.rs`, `session/stored.rs`; when: `app/record.rs` |
//! | how a session comes back | `session/replay.rs`; an answer that was killed: `session/round.rs` |
//! | how markdown looks | `markdown/lines.rs` (shape), `themes/` (color) |
//! | what is a keyword in code | `markdown/color.rs`; which code, and when: `app/colors.rs` |
//! | why text is held back | `markdown/tail.rs` |
//! | how a formula reads | `markdown/math/symbols.rs` (commands), `markdown/math/flat.rs`, `markdown/math/grid.rs` |
//! | what may be a link | `text/link/trust.rs`; how its host is written: `text/link/host.rs` |
//! | where a row breaks | `text/wrap.rs`, `text/split.rs`; how wide it is: `text/width.rs` |
//! | how an entry or a tool call is shown | `app/projection/` |
//! | what is derived for a frame | `app/prepare.rs` |
//! | where panes are | `app/layout.rs`; what waits below one that lies over another: `app/covered.rs` |
//! | where an overlay lies | `app/layout/panel.rs`; a click on it: `app/update/overlay.rs` |
//! | what the status bar says | `app/status.rs` (values), `ui/status_bar.rs` (looks) |
//! | what is folded, what is chosen | `app/fold.rs`, `app/choice.rs`; how a folded block looks: `app/projection/thought.rs`, `app/projection/tool.rs` |
//! | what a jump leads to | `app/landmark.rs`; where it begins: `app/update/jump.rs` |
//! | reader mode | `app/reader.rs` |
//! | how scrolling stays in place | `pane/scroll.rs` |
//! | what is found, and where it is marked | `pane/find/needle.rs`, `pane/find.rs`, `pane/search.rs`; the way from hit to hit: `app/search.rs`; when it is read: `app/search/reading.rs` |
//! | what is copied | `app/copy.rs`, `app/copy/selected.rs`, `app/copy/written.rs`; where it goes: `edge/clipboard.rs` |
//! | how often we draw | `runtime/frames.rs` |
//! | who gets the terminal meanwhile | `runtime/event_loop/away.rs` |
//! | how a run ends | `runtime/ending.rs` |
//! | what bytes the terminal gets | `edge/terminal/paint.rs`, `edge/terminal/modes.rs` |
//! | what the terminal is asked | `edge/terminal/questions.rs`; the answers: `edge/input/parse/meaning.rs` |
//! | what lines and signs are drawn with | `text/glyphs.rs` |
//! | what the terminal takes for a link | `text/link.rs` (which targets), `edge/terminal/links.rs`, `config/terminal.rs` (where) |
//! | what a click does | `app/update/pointer.rs`; a drag: `app/update/drag.rs` |
//! | an option | `cli.rs`, `config/mod.rs`; where the server is: `config/endpoint.rs` |
//! | what opens a link | `app/links.rs`; the program: `edge/opener.rs` |
//! | what is piped in | `edge/piped.rs`; into the screen: `app/update/piped.rs` |
//! | a tool | `tools/mod.rs` |
//! | a background job | `app/effect.rs`, `runtime/runner.rs`, `runtime/tasks.rs`; its answer: `app/msg.rs` |
//! | what the demo says | `demo/script.rs` |
//! | what is written without a screen | `runtime/print/` (`--print`), `runtime/linear/` (`--linear`) |
//! | a house rule | `tests/it/tidy/` |

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
pub mod sketch;
pub mod turn;

pub mod app;

pub mod edge;
pub mod ui;

pub mod config;
pub mod demo;
pub mod tools;

pub mod runtime;
