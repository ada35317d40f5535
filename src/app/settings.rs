//! *Settings* are what the person chose, resolved: from defaults, file, environment and arguments.
//!
//! They are plain values that the app only reads; how they were found, and what was wrong on the
//! way, is `config`'s business. Nothing secret is in them: the app never knows a key or token.

use crate::api::request::RequestParams;
use crate::text::width::Ambiguous;

/// What the person chose.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Name of the theme in use, which may be the fallback of the one asked for.
    pub theme: String,
    /// What requests are made of; without tools, which whoever opens the session adds.
    pub params: RequestParams,
    /// Which of these were asked for by arguments of this run: they hold in a resumed session too.
    pub asked: Asked,
    /// Rounds a turn may take; at least 1.
    pub max_rounds: u32,
    /// Is the wheel (and so the mouse) taken?
    pub mouse: bool,
    /// No spinner moves.
    pub reduced_motion: bool,
    /// What the interface's lines and signs are drawn with.
    pub glyphs: Glyphs,
    /// How wide ambiguous characters are drawn; `None`: as the terminal says.
    pub ambiguous: Option<Ambiguous>,
    /// How the model is reached, as the program was started; never `Starting`.
    pub connection: Connection,
    /// Keys that differ from the defaults: action name and its keys, in the order of the file.
    ///
    /// Keys are spelled as [`crate::key::Key`] prints, apart by one space, and each of them does
    /// it; `""` takes all keys of the action away. An action may stand several times. Names of
    /// actions are not checked here.
    pub keys: Vec<(String, String)>,
}

/// What lines and signs are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// With Unicode, unless the terminal says that it draws such signs two columns wide.
    #[default]
    Auto,
    /// With Unicode, whatever the terminal says.
    Unicode,
    /// With ASCII.
    Ascii,
}

/// Which parts of a request were asked for by arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "named as in the request")]
pub struct Asked {
    pub model: bool,
    pub max_tokens: bool,
    pub thinking: bool,
    pub effort: bool,
    /// Fixed when a session begins, so it is not heeded later; which is said.
    pub system: bool,
}

/// How the model is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// A server was named, or a key was found.
    Ready,
    /// The built-in demo model: a script, and said so.
    Demo,
    /// The demo model is being started: nothing can be sent yet.
    Starting,
    /// Neither key, token, base URL nor `--demo`: the screen shows how to go on.
    Missing,
}
