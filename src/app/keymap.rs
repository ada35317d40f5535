//! The *keymap* answers what a key means in the present context.

use std::collections::{HashMap, HashSet};

use crate::app::action::table::{ACTIONS, ActionInfo};
use crate::app::action::{Action, Context};
use crate::key::{Key, KeyCode};
use crate::report::Warning;

/// Which key means what, by context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: HashMap<(Context, Key), Action>,
}

impl Default for Keymap {
    /// The default keys of [`ACTIONS`].
    fn default() -> Self {
        let mut bindings = HashMap::new();
        for info in ACTIONS {
            for (context, spelling) in info.keys {
                if let Ok(key) = spelling.parse() {
                    bindings.insert((*context, key), info.action);
                }
            }
        }
        Self { bindings }
    }
}

impl Keymap {
    /// The defaults with the person's changes: pairs of an action's name and its keys, separated by
    /// spaces; no key at all unbinds the action. Several pairs of one action add up. A pair that
    /// makes no sense is left out, with a warning.
    pub fn with_changes(changes: &[(String, String)]) -> (Self, Vec<Warning>) {
        let mut map = Self::default();
        let mut warnings = Vec::new();
        let mut changed = HashSet::new();
        for (name, spelling) in changes {
            let Some(info) = ACTIONS.iter().find(|info| info.name == name) else {
                warnings.push(Warning::new(
                    "keys",
                    format!("there is no action called '{name}'"),
                ));
                continue;
            };
            let keys: Result<Vec<Key>, _> = spelling.split_whitespace().map(str::parse).collect();
            let Ok(keys) = keys else {
                warnings.push(Warning::new(
                    "keys",
                    format!("'{spelling}' is no key; '{name}' keeps its own"),
                ));
                continue;
            };
            if let Some(key) = keys.iter().find(|key| is_text(info, **key)) {
                warnings.push(Warning::new(
                    "keys",
                    format!("'{key}' is needed for writing; '{name}' keeps its own"),
                ));
                continue;
            }
            if changed.insert(info.action) {
                map.bindings.retain(|_, action| *action != info.action);
            }
            let mut contexts: Vec<Context> =
                info.keys.iter().map(|(context, _)| *context).collect();
            contexts.dedup();
            for key in keys {
                for context in &contexts {
                    let taken = map.bindings.insert((*context, key), info.action);
                    if let Some(taken) = taken.filter(|taken| *taken != info.action) {
                        let other = name_of(taken);
                        let text = format!("'{key}' now means '{name}' and no more '{other}'");
                        warnings.push(Warning::new("keys", text));
                    }
                }
            }
        }
        for action in [Action::Send, Action::Back, Action::Interrupt] {
            if !map.bindings.values().any(|bound| *bound == action) {
                let text = format!("'{}' has no key at all", name_of(action));
                warnings.push(Warning::new("keys", text));
            }
        }
        warnings.dedup();
        (map, warnings)
    }

    /// What `key` means; `contexts` from the nearest to the widest.
    pub fn resolve(&self, contexts: &[Context], key: Key) -> Option<Action> {
        contexts
            .iter()
            .find_map(|context| self.bindings.get(&(*context, key)).copied())
    }

    /// The keys of an action as they are bound now, spelled for people, without repeats.
    pub fn labels(&self, action: Action) -> Vec<String> {
        let mut keys: Vec<Key> = self
            .bindings
            .iter()
            .filter(|(_, bound)| **bound == action)
            .map(|((_, key), _)| *key)
            .collect();
        keys.sort();
        keys.dedup();
        // The order of the table is the order of preference; keys of the person's own come after.
        let table: Vec<Key> = ACTIONS
            .iter()
            .filter(|info| info.action == action)
            .flat_map(|info| info.keys)
            .filter_map(|(_, spelling)| spelling.parse().ok())
            .collect();
        keys.sort_by_key(|key| table.iter().position(|k| k == key).unwrap_or(usize::MAX));
        keys.into_iter().map(Key::label).collect()
    }

    /// The first key that does `action` where these contexts hold, for hints.
    pub fn label_in(&self, contexts: &[Context], action: Action) -> Option<String> {
        let table = ACTIONS.iter().filter(|info| info.action == action);
        let defaults = table
            .flat_map(|info| info.keys)
            .filter_map(|(_, spelling)| spelling.parse().ok());
        let holds = |key: &Key| self.resolve(contexts, *key) == Some(action);
        // Asked for at each frame: nearly always a default holds, and the rest is not looked at.
        defaults
            .into_iter()
            .find(holds)
            .or_else(|| {
                let own = self.bindings.iter().filter(|(_, bound)| **bound == action);
                own.map(|((_, key), _)| *key).filter(holds).min()
            })
            .map(Key::label)
    }

    /// The first key of an action, for hints.
    pub fn label(&self, action: Action) -> Option<String> {
        self.labels(action).into_iter().next()
    }
}

/// Would this key be missing when somebody writes? In a pane letters are free.
fn is_text(info: &ActionInfo, key: Key) -> bool {
    let is_letter = matches!(key.code, KeyCode::Char(_)) && !key.mods.ctrl && !key.mods.alt;
    is_letter
        && info
            .keys
            .iter()
            .any(|(context, _)| *context != Context::Pane)
}

fn name_of(action: Action) -> &'static str {
    let info = ACTIONS.iter().find(|info| info.action == action);
    info.map_or("?", |info| info.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(spelling: &str) -> Key {
        spelling.parse().unwrap()
    }

    #[test]
    fn the_nearest_context_wins() {
        let map = Keymap::default();
        let home = Key::plain(KeyCode::Home);
        assert_eq!(
            map.resolve(
                &[Context::EmptyComposer, Context::Composer, Context::Global],
                home
            ),
            Some(Action::Top)
        );
        assert_eq!(
            map.resolve(&[Context::Composer, Context::Global], home),
            None
        );
    }

    #[test]
    fn a_change_replaces_the_default_keys_and_an_empty_one_unbinds() {
        let changes = [
            ("retry".into(), "f5 alt+q".into()),
            ("suspend".into(), String::new()),
        ];
        let (map, warnings) = Keymap::with_changes(&changes);
        assert_eq!(warnings, []);
        assert_eq!(
            map.resolve(&[Context::Global], key("f5")),
            Some(Action::Retry)
        );
        assert_eq!(map.resolve(&[Context::Global], key("ctrl+r")), None);
        assert_eq!(map.resolve(&[Context::Global], key("ctrl+z")), None);
        assert_eq!(map.labels(Action::Suspend), Vec::<String>::new());
    }

    #[test]
    fn a_key_that_is_taken_away_from_another_action_or_from_writing_warns() {
        let changes = [
            ("send".into(), "ctrl+r".into()),
            ("help".into(), "? f1".into()),
            ("back".into(), String::new()),
        ];
        let (map, warnings) = Keymap::with_changes(&changes);
        let texts: Vec<&str> = warnings
            .iter()
            .map(|warning| warning.text.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "'?' is needed for writing; 'help' keeps its own",
                "'back' has no key at all",
            ]
        );
        assert_eq!(
            map.resolve(&[Context::Global], key("f1")),
            Some(Action::Help)
        );
        let (_, warnings) = Keymap::with_changes(&[("help".into(), "ctrl+r".into())]);
        assert_eq!(
            warnings[0].text,
            "'ctrl+r' now means 'help' and no more 'retry'"
        );
    }

    #[test]
    fn nonsense_warns_and_keeps_the_defaults() {
        let changes = [
            ("fly".into(), "f5".into()),
            ("retry".into(), "ctrl+nothing".into()),
        ];
        let (map, warnings) = Keymap::with_changes(&changes);
        assert_eq!(warnings.len(), 2);
        assert_eq!(map, Keymap::default());
    }
}
