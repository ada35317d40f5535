//! A *tool* is something the model may ask this program to do; a *toolbox* is all it may ask for.
//!
//! A toolbox names its tools to the model ([`Toolbox::specs`]) and runs one by its name
//! ([`Toolbox::run`]). Running never fails as a function: an unknown name, a bad input and a broken
//! tool are outcomes like any other, told to the model in words. Dropping the future of a run stops
//! it. Whether a tool may run at all, and what becomes of its result, `turn` decides.

mod demo;

use std::pin::Pin;

use crate::api::raw::RawJson;
use crate::api::request::ToolSpec;
use crate::conversation::entry::Outcome;

/// Most that one tool may say in all while it runs, and most that its result may hold, in bytes.
pub const MAX_OUTPUT: usize = 256 * 1024;

/// The tools of one session; fixed when it begins, because the model's cache depends on them.
#[derive(Debug, Default)]
pub struct Toolbox {
    tools: Vec<Tool>,
}

/// One tool: what the model is told of it, and how it is done.
#[derive(Debug)]
struct Tool {
    spec: ToolSpec,
    run: Run,
}

/// Does the work: takes the input, says lines while it runs, ends with what the model is told.
type Run = for<'a> fn(&'a RawJson, &'a mut Emit<'_>) -> Running<'a>;

/// Takes a line of output.
type Emit<'a> = dyn FnMut(String) + Send + 'a;

/// A run under way.
type Running<'a> = Pin<Box<dyn Future<Output = (Outcome, String)> + Send + 'a>>;

impl Toolbox {
    /// No tools at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The two simulated tools of the demo.
    pub fn demo() -> Self {
        Self {
            tools: demo::tools(),
        }
    }

    /// What the model is told, always in the same order.
    pub fn specs(&self) -> Vec<ToolSpec> {
        self.tools.iter().map(|tool| tool.spec.clone()).collect()
    }

    /// Runs the tool called `name` and returns how it went and what the model is told.
    ///
    /// `emit` gets output for the person as it comes, a line or more at a time, at most
    /// [`MAX_OUTPUT`] bytes in all. Dropping the future stops the tool.
    pub async fn run(
        &self,
        name: &str,
        input: &RawJson,
        mut emit: impl FnMut(String) + Send,
    ) -> (Outcome, String) {
        let Some(tool) = self.tools.iter().find(|tool| tool.spec.name == name) else {
            return (Outcome::Failed, self.unknown(name));
        };
        let mut room = MAX_OUTPUT;
        let mut bounded = move |text: String| {
            if room > 0 {
                let text = shorten(text, room);
                room = room.saturating_sub(text.len());
                emit(text);
            }
        };
        let (outcome, content) = (tool.run)(input, &mut bounded).await;
        (outcome, shorten(content, MAX_OUTPUT))
    }

    fn unknown(&self, name: &str) -> String {
        let names: Vec<&str> = self
            .tools
            .iter()
            .map(|tool| tool.spec.name.as_str())
            .collect();
        if names.is_empty() {
            format!("There is no tool called {name:?}; this session has no tools.")
        } else {
            format!(
                "There is no tool called {name:?}; there are: {}.",
                names.join(", ")
            )
        }
    }
}

/// Cuts `text` to about `limit` bytes, between characters, and says so in its last line.
fn shorten(mut text: String, limit: usize) -> String {
    if text.len() > limit {
        let n_bytes = text.len();
        let end = (0..=limit).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.push_str(&format!("\n[cut: {limit} of {n_bytes} bytes]"));
    }
    text
}

#[cfg(test)]
mod tests;
