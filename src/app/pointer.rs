//! The *pointer* between two of its events: where its button went down, how it moves since, and how
//! fast the wheel turns.
//!
//! What an event of it does to the rest of the app is decided in `update`; what a drag selects, and
//! when it scrolls, by [`Drag`].

use crate::app::copy::drag::Drag;
use crate::app::focus::PaneKind;
use crate::pane::doc::Place;
use crate::pane::wheel::Wheel;

/// What is known of the pointer.
#[derive(Debug, Default)]
pub struct PointerState {
    /// Where its button went down, while it is held over the content of a pane.
    pub pressed: Option<(PaneKind, Place)>,
    /// The cell in which that was, by column and row.
    pub pressed_at: (u16, u16),
    /// What was clicked last, and nothing was opened, folded or chosen by that: the person's place
    /// until it is out of sight or a key leads elsewhere.
    pub clicked: Option<(PaneKind, Place)>,
    /// The pane whose scrollbar it holds, and by which row of the thumb.
    pub grip: Option<(PaneKind, u16)>,
    /// What its button went down on, while an overlay lay on top.
    pub on_overlay: Option<OverlayPress>,
    /// How it moves with the button held.
    pub drag: Drag,
    /// How its wheel turns.
    pub wheel: Wheel,
}

/// What a button went down on that means something when it goes up there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverlayPress {
    /// The screen beside the overlay.
    Beside,
    /// The row of its list, from 0 at the top, that was chosen already.
    Chosen(usize),
}

impl PointerState {
    /// The button is up, or what it held is there no longer: nothing scrolls any more. Answers with
    /// where it was pressed.
    pub fn release(&mut self) -> Option<(PaneKind, Place)> {
        self.drag.stop();
        self.grip = None;
        self.on_overlay = None;
        self.pressed.take()
    }
}
