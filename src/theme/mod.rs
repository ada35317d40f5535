//! A *theme* gives every [`Scope`] a style.
//!
//! It is total, so painting never fails and never asks for a default. Five themes are built in
//! ([`builtin`]); others are files ([`mod@file`]), read leniently: what is wrong becomes a warning
//! and the rest is used. A theme is written for truecolor and reduced to what the terminal can show
//! ([`depth`]). Nothing here paints.

pub mod builtin;
mod color;
pub mod depth;
pub mod document;
pub mod file;
pub mod scope;

use depth::Depth;
use ratatui::style::{Color, Style};
pub use scope::Scope;

/// One style for every scope.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    name: String,
    styles: [Style; Scope::COUNT],
    /// Is its ground light? `None` without a ground that its text is made for.
    is_light: Option<bool>,
}

/// A theme for dark terminals and one for light ones.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Shades {
    pub dark: Theme,
    pub light: Theme,
}

impl Theme {
    /// The theme's name, as it is chosen.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How text of this kind looks; a field left open is the terminal's own.
    pub fn style(&self, scope: Scope) -> Style {
        self.styles[scope as usize]
    }

    /// Is it made for a light ground, or for a dark one? `None` where it fits both, or does not say
    /// what its ground is.
    pub fn is_light(&self) -> Option<bool> {
        self.is_light
    }

    /// The built-in theme of this name, one of [`builtin::NAMES`].
    pub fn builtin(name: &str) -> Option<Self> {
        builtin::source(name)?;
        Some(file::load(name, |_| None).0)
    }

    /// What is used when no other theme can be: the default theme.
    pub fn fallback() -> Self {
        Self::builtin(builtin::DEFAULT).unwrap_or_else(|| Self::bare(builtin::DEFAULT))
    }

    /// The same theme with no more colors than `depth` allows.
    #[must_use]
    pub fn with_depth(mut self, depth: Depth) -> Self {
        for scope in Scope::ALL {
            self.styles[scope as usize] = depth.reduce(scope, self.style(scope));
        }
        self.is_light = self
            .is_light
            .filter(|_| self.style(Scope::Ground).bg.is_some());
        self
    }

    /// Takes note of whether its ground is light; a ground that text would be lost on, inherited
    /// for another palette, is none.
    fn read_ground(&mut self) {
        let text = self.style(Scope::Text).fg.and_then(is_light);
        let ground = self.style(Scope::Ground).bg.and_then(is_light);
        self.is_light = ground.filter(|ground| text == Some(!ground));
    }

    /// A theme without any style.
    fn bare(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            styles: [Style::new(); Scope::COUNT],
            is_light: None,
        }
    }
}

/// Does a color seem light (Rec. 601)? `None` for what the terminal decides.
fn is_light(color: Color) -> Option<bool> {
    let Color::Rgb(red, green, blue) = color else {
        return None;
    };
    let light = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    Some(light > 127_500)
}

#[cfg(test)]
mod tests;
