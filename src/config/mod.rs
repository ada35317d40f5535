//! The *configuration* is what the person chose, resolved from all the places where they can say
//! it.
//!
//! Arguments come before the environment, the environment before the file, the file before the
//! defaults. Resolving is a function of its arguments: files are read and variables are taken by
//! edges. What is wrong in any of the places becomes a warning and the next place is asked, with
//! one exception: when the address of a server is wrong, no other server is tried in its stead.

mod endpoint;
pub mod file;
mod terminal;

use std::path::PathBuf;

use file::{FileConfig, Hyperlinks};

use crate::api::model::Effort;
use crate::api::request::{RequestParams, Thinking};
use crate::app::settings::{Asked, Glyphs, Settings};
use crate::cli::{Cli, EffortChoice, ThinkingChoice};
use crate::edge::http::Endpoint;
use crate::edge::secrets::Env;
use crate::report::Warning;
use crate::theme::depth::Depth;
use crate::theme::{Shades, Theme, builtin, file as theme_file};

/// The model talked to unless another is named.
pub const DEFAULT_MODEL: &str = "claude-sonnet-5-5";

/// Longest answer in tokens unless told otherwise.
///
/// Streaming has no cost for room that is not used, thinking counts against it, and every current
/// model accepts it.
pub const DEFAULT_MAX_TOKENS: u32 = 32_000;

/// Requests a turn may take unless told otherwise.
pub const DEFAULT_MAX_ROUNDS: u32 = 20;

/// Everything that was chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// Is what was said printed to the normal screen on leaving?
    pub print_on_exit: bool,
    /// Is the terminal told where links lead?
    pub hyperlinks: bool,
    /// For the app.
    pub settings: Settings,
    /// For painting, already reduced to the colors of the terminal.
    pub theme: Theme,
    /// The same, as the terminal's background is dark or light; `None` where that does not matter.
    pub shades: Option<Box<Shades>>,
    /// For the network.
    pub endpoint: Endpoint,
}

/// Resolves all settings.
///
/// `file` is the configuration file's path (for warnings) and text, if there is one; `read_theme`
/// returns the text of a person's own theme of a name, if there is one.
pub fn resolve(
    cli: &Cli,
    env: &Env,
    file: Option<(PathBuf, String)>,
    read_theme: impl Fn(&str) -> Option<String>,
) -> (Resolved, Vec<Warning>) {
    let (file, mut warnings) = match file {
        Some((path, text)) => file::parse(&path.display().to_string(), &text),
        None => (FileConfig::default(), Vec::new()),
    };
    let (endpoint, connection) = endpoint::resolve(cli.demo, env, &mut warnings);

    let theme = cli.theme.clone().or(file.theme);
    let theme = theme.unwrap_or_else(|| builtin::DEFAULT.to_owned());
    let depth = Depth::detect(
        env.get("NO_COLOR"),
        env.get("COLORTERM"),
        env.get("TERM"),
        env.get("XTERM_VERSION"),
    );
    let mut load = |name: &str| {
        let (theme, theme_warnings) = theme_file::load(name, &read_theme);
        warnings.extend(theme_warnings);
        theme.with_depth(depth)
    };
    let is_auto = theme == builtin::AUTO && read_theme(builtin::AUTO).is_none();
    let shades = is_auto.then(|| {
        let (dark, light) = (load("dark"), load("light"));
        Box::new(Shades { dark, light })
    });
    // Until the terminal has said how light it is, the theme that suits every one.
    let theme = load(if is_auto { builtin::DEFAULT } else { &theme });

    let from_env = text_variable(env, "ANTHROPIC_MODEL", &mut warnings);
    let model = cli.model.clone().or(from_env).or(file.model);
    let system = cli.system.clone().or(file.system);
    let max_tokens = cli.max_tokens.or(file.max_tokens);
    let thinking = cli.thinking.map(thinking).or(file.thinking);
    let effort = cli.effort.map(effort).or(file.effort);
    let params = RequestParams {
        model: model.unwrap_or_else(|| DEFAULT_MODEL.to_owned()),
        max_tokens: max_tokens.unwrap_or(DEFAULT_MAX_TOKENS),
        // Blank instructions are a way to switch off those of a lower place.
        system: system.filter(|text| !text.trim().is_empty()),
        thinking: thinking.unwrap_or_default(),
        effort,
        tools: Vec::new(),
        dialect: endpoint.dialect,
        stream: !cli.no_stream,
    };

    let max_rounds = cli.max_rounds.or(file.max_rounds);
    let mouse = cli.no_mouse.then_some(false).or(file.mouse);
    // Screen readers say again whatever moves.
    let accessible = env.get("ACCESSIBLE").map(|_| true);
    let reduced_motion = accessible.or(file.reduced_motion);
    let glyphs = cli.ascii.then_some(Glyphs::Ascii).or(file.glyphs);
    let glyphs = match glyphs.unwrap_or_default() {
        Glyphs::Auto if terminal::wants_ascii(env) => Glyphs::Ascii,
        glyphs => glyphs,
    };
    let asked = Asked {
        model: cli.model.is_some(),
        max_tokens: cli.max_tokens.is_some(),
        thinking: cli.thinking.is_some(),
        effort: cli.effort.is_some(),
        system: cli.system.is_some(),
    };
    let settings = Settings {
        theme: theme.name().to_owned(),
        params,
        asked,
        max_rounds: max_rounds.unwrap_or(DEFAULT_MAX_ROUNDS),
        mouse: mouse.unwrap_or(true),
        reduced_motion: reduced_motion.unwrap_or(false),
        glyphs,
        ambiguous: file.ambiguous_width,
        connection,
        keys: file.keys,
    };
    let print_on_exit = cli.print_on_exit.then_some(true).or(file.print_on_exit);
    let resolved = Resolved {
        print_on_exit: print_on_exit.unwrap_or(false),
        hyperlinks: match file.hyperlinks.unwrap_or_default() {
            Hyperlinks::Auto => terminal::makes_links(env),
            Hyperlinks::On => true,
            Hyperlinks::Off => false,
        },
        settings,
        theme,
        shades,
        endpoint,
    };
    (resolved, warnings)
}

/// The value of a variable that must be text.
fn text_variable(env: &Env, name: &'static str, warnings: &mut Vec<Warning>) -> Option<String> {
    if env.is_unreadable(name) {
        warnings.push(Warning::new(name, "is not UTF-8; ignored"));
    }
    env.get(name).map(str::to_owned)
}

fn thinking(choice: ThinkingChoice) -> Thinking {
    match choice {
        ThinkingChoice::Auto => Thinking::Auto,
        ThinkingChoice::On => Thinking::On,
        ThinkingChoice::Off => Thinking::Off,
    }
}

fn effort(choice: EffortChoice) -> Effort {
    match choice {
        EffortChoice::Low => Effort::Low,
        EffortChoice::Medium => Effort::Medium,
        EffortChoice::High => Effort::High,
        EffortChoice::Xhigh => Effort::Xhigh,
        EffortChoice::Max => Effort::Max,
    }
}

#[cfg(test)]
mod tests;
