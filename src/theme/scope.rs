//! A *scope* is the name of a kind of text; a theme gives it a style.
//!
//! Whoever makes text says what it *is* (a heading, a tool's name, a failure) and never how it
//! looks. Scopes are named by dotted names in theme files; the part before the last dot is the
//! parent, whose looks a scope takes where a theme does not say otherwise ([`super::file`]).

/// Every kind of text there is, each with the dotted name it has in theme files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(usize)]
pub enum Scope {
    /// `text`: prose of the answer, and the root of all other scopes.
    Text,
    /// `ground`: what lies under everything, where the terminal's own background is light and the
    /// theme's is dark, or the other way round; of the terminal's color otherwise.
    Ground,
    /// `text.dim`: what matters less.
    Dim,
    /// `text.strong`: strong emphasis.
    Strong,
    /// `text.emphasis`: emphasis.
    Emphasis,
    /// `text.strong.emphasis`: both at once.
    StrongEmphasis,
    /// `text.strike`: struck out.
    Strike,
    /// `text.code`: code inside prose.
    InlineCode,
    /// `text.link`: the label of a link.
    Link,
    /// `text.math`: a formula inside prose.
    Math,
    /// `heading.1`: a heading of the first level.
    Heading1,
    /// `heading.2`: a heading of the second level.
    Heading2,
    /// `heading.3`: a heading of the third level.
    Heading3,
    /// `heading.4`: a heading of the fourth level.
    Heading4,
    /// `heading.5`: a heading of the fifth level or below.
    Heading5,
    /// `list.marker`: bullets and numbers.
    ListMarker,
    /// `quote`: quoted prose.
    Quote,
    /// `quote.bar`: the bar beside it.
    QuoteBar,
    /// `quote.bar.note`: the bar beside an alert that is a note.
    NoteBar,
    /// `quote.bar.tip`: beside a tip.
    TipBar,
    /// `quote.bar.warning`: beside a warning.
    WarningBar,
    /// `quote.bar.caution`: beside a word of caution.
    CautionBar,
    /// `rule`: a thematic break.
    Rule,
    /// `table.header`: the cells of a table's first row.
    TableHeader,
    /// `table.rule`: the line below them.
    TableRule,
    /// `code`: text of a code block, on its raised background.
    Code,
    /// `code.label`: the language of the block.
    CodeLabel,
    /// `code.bar`: the hairline beside the block.
    CodeBar,
    /// `code.keyword`: a keyword.
    CodeKeyword,
    /// `code.string`: a string or character.
    CodeString,
    /// `code.number`: a number or other constant.
    CodeNumber,
    /// `code.comment`: a comment.
    CodeComment,
    /// `code.function`: a function's name.
    CodeFunction,
    /// `code.type`: a type's name.
    CodeType,
    /// `code.operator`: operators and punctuation.
    CodeOperator,
    /// `code.variable`: a variable or property.
    CodeVariable,
    /// `code.inserted`: what a diff adds.
    CodeInserted,
    /// `code.deleted`: what it takes away.
    CodeDeleted,
    /// `prompt`: what the person said, on a raised strip.
    Prompt,
    /// `prompt.bar`: the bar beside it.
    PromptBar,
    /// `prompt.pinned`: its first line above an answer that scrolls, told apart from what
    /// comes to lie below it.
    PromptPinned,
    /// `thinking`: the model's thinking.
    Thinking,
    /// `thinking.title`: the line that stands for it when folded.
    ThinkingTitle,
    /// `tool.name`: the name of a called tool.
    ToolName,
    /// `tool.key`: the name of an argument, or of a column beside its value.
    ToolKey,
    /// `tool.value`: its value.
    ToolValue,
    /// `tool.output`: what the tool answered.
    ToolOutput,
    /// `sign.success`: the sign of what went well.
    Success,
    /// `sign.warning`: the sign of what needs attention.
    Warning,
    /// `sign.failure`: the sign of what failed.
    Failure,
    /// `sign.running`: the sign of what is going on.
    Running,
    /// `accent`: the one accent color.
    Accent,
    /// `pane.title`: the title of a pane.
    PaneTitle,
    /// `pane.title.focused`: the title of the pane that has the keys.
    PaneTitleFocused,
    /// `pane.border`: the hairline between panes.
    PaneBorder,
    /// `pane.marker`: how much is new below.
    PaneMarker,
    /// `pane.scrollbar`: the track of a scroll bar.
    Scrollbar,
    /// `pane.scrollbar.thumb`: the part of it that stands for the viewport.
    ScrollbarThumb,
    /// `pane.scrollbar.hit`: where in the whole something is found.
    ScrollbarHit,
    /// `composer`: the draft, on a raised strip.
    Composer,
    /// `composer.bar`: the bar beside it.
    ComposerBar,
    /// `composer.placeholder`: what an empty composer says.
    Placeholder,
    /// `composer.queued`: a prompt that waits for the turn to end.
    Queued,
    /// `status`: the status bar.
    Status,
    /// `status.model`: the model in it.
    StatusModel,
    /// `status.value`: a number in it.
    StatusValue,
    /// `status.key`: a key in a hint.
    StatusKey,
    /// `status.demo`: the words that say this is a script and not a model.
    StatusDemo,
    /// `notice`: a short message to the person.
    Notice,
    /// `notice.warning`: one that needs attention.
    NoticeWarning,
    /// `notice.failure`: one about a failure.
    NoticeFailure,
    /// `overlay`: text of an overlay.
    Overlay,
    /// `overlay.border`: its border.
    OverlayBorder,
    /// `overlay.title`: its title.
    OverlayTitle,
    /// `overlay.selected`: the chosen row of a list in it.
    OverlaySelected,
    /// `overlay.key`: a key explained in it.
    OverlayKey,
    /// `selection`: selected text.
    Selection,
    /// `search.hit`: found text.
    SearchHit,
    /// `search.hit.current`: the one that the search is at, to which the eye goes first.
    SearchCurrent,
    /// `escaped`: a control character made visible.
    Escaped,
}

impl Scope {
    /// How many scopes there are.
    pub const COUNT: usize = Scope::Escaped as usize + 1;

    /// All scopes, in the order of declaration: `ALL[i] as usize == i`.
    pub const ALL: [Scope; Self::COUNT] = {
        let mut all = [Scope::Text; Self::COUNT];
        let mut idx = 0;
        while idx < Self::COUNT {
            all[idx] = NAMES[idx].0;
            idx += 1;
        }
        all
    };

    /// The dotted name of theme files.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// The scope of this dotted name.
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES
            .iter()
            .find_map(|(scope, known)| (*known == name).then_some(*scope))
    }

    /// Is `name` a scope, or the first parts of one (`heading` of `heading.1`)?
    pub(super) fn is_name_or_group(name: &str) -> bool {
        NAMES.iter().any(|(_, known)| {
            known
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

const NAMES: [(Scope, &str); Scope::COUNT] = [
    (Scope::Text, "text"),
    (Scope::Ground, "ground"),
    (Scope::Dim, "text.dim"),
    (Scope::Strong, "text.strong"),
    (Scope::Emphasis, "text.emphasis"),
    (Scope::StrongEmphasis, "text.strong.emphasis"),
    (Scope::Strike, "text.strike"),
    (Scope::InlineCode, "text.code"),
    (Scope::Link, "text.link"),
    (Scope::Math, "text.math"),
    (Scope::Heading1, "heading.1"),
    (Scope::Heading2, "heading.2"),
    (Scope::Heading3, "heading.3"),
    (Scope::Heading4, "heading.4"),
    (Scope::Heading5, "heading.5"),
    (Scope::ListMarker, "list.marker"),
    (Scope::Quote, "quote"),
    (Scope::QuoteBar, "quote.bar"),
    (Scope::NoteBar, "quote.bar.note"),
    (Scope::TipBar, "quote.bar.tip"),
    (Scope::WarningBar, "quote.bar.warning"),
    (Scope::CautionBar, "quote.bar.caution"),
    (Scope::Rule, "rule"),
    (Scope::TableHeader, "table.header"),
    (Scope::TableRule, "table.rule"),
    (Scope::Code, "code"),
    (Scope::CodeLabel, "code.label"),
    (Scope::CodeBar, "code.bar"),
    (Scope::CodeKeyword, "code.keyword"),
    (Scope::CodeString, "code.string"),
    (Scope::CodeNumber, "code.number"),
    (Scope::CodeComment, "code.comment"),
    (Scope::CodeFunction, "code.function"),
    (Scope::CodeType, "code.type"),
    (Scope::CodeOperator, "code.operator"),
    (Scope::CodeVariable, "code.variable"),
    (Scope::CodeInserted, "code.inserted"),
    (Scope::CodeDeleted, "code.deleted"),
    (Scope::Prompt, "prompt"),
    (Scope::PromptBar, "prompt.bar"),
    (Scope::PromptPinned, "prompt.pinned"),
    (Scope::Thinking, "thinking"),
    (Scope::ThinkingTitle, "thinking.title"),
    (Scope::ToolName, "tool.name"),
    (Scope::ToolKey, "tool.key"),
    (Scope::ToolValue, "tool.value"),
    (Scope::ToolOutput, "tool.output"),
    (Scope::Success, "sign.success"),
    (Scope::Warning, "sign.warning"),
    (Scope::Failure, "sign.failure"),
    (Scope::Running, "sign.running"),
    (Scope::Accent, "accent"),
    (Scope::PaneTitle, "pane.title"),
    (Scope::PaneTitleFocused, "pane.title.focused"),
    (Scope::PaneBorder, "pane.border"),
    (Scope::PaneMarker, "pane.marker"),
    (Scope::Scrollbar, "pane.scrollbar"),
    (Scope::ScrollbarThumb, "pane.scrollbar.thumb"),
    (Scope::ScrollbarHit, "pane.scrollbar.hit"),
    (Scope::Composer, "composer"),
    (Scope::ComposerBar, "composer.bar"),
    (Scope::Placeholder, "composer.placeholder"),
    (Scope::Queued, "composer.queued"),
    (Scope::Status, "status"),
    (Scope::StatusModel, "status.model"),
    (Scope::StatusValue, "status.value"),
    (Scope::StatusKey, "status.key"),
    (Scope::StatusDemo, "status.demo"),
    (Scope::Notice, "notice"),
    (Scope::NoticeWarning, "notice.warning"),
    (Scope::NoticeFailure, "notice.failure"),
    (Scope::Overlay, "overlay"),
    (Scope::OverlayBorder, "overlay.border"),
    (Scope::OverlayTitle, "overlay.title"),
    (Scope::OverlaySelected, "overlay.selected"),
    (Scope::OverlayKey, "overlay.key"),
    (Scope::Selection, "selection"),
    (Scope::SearchHit, "search.hit"),
    (Scope::SearchCurrent, "search.hit.current"),
    (Scope::Escaped, "escaped"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_stands_at_its_own_place_under_its_own_name() {
        for (idx, scope) in Scope::ALL.into_iter().enumerate() {
            assert_eq!(scope as usize, idx, "{}", scope.name());
            assert_eq!(Scope::from_name(scope.name()), Some(scope));
        }
    }

    #[test]
    fn groups_are_known_names_and_others_are_not() {
        for known in ["heading", "heading.1", "pane.title", "sign", "text"] {
            assert!(Scope::is_name_or_group(known), "{known}");
        }
        for unknown in ["", "head", "heading.6", "text.", "text.dim.more"] {
            assert!(!Scope::is_name_or_group(unknown), "{unknown}");
        }
    }
}
