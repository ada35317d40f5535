//! A theme that was chosen for a terminal of the other kind brings its own ground.

use causerie::app::msg::Msg;
use causerie::key::{Shade, TerminalEvent};
use causerie::theme::{Scope, Theme, builtin};
use ratatui::style::Color;

use crate::support::app::reply::{thinking_and_tools, whole};
use crate::support::app::{Harness, screen};

fn is(s: &mut Harness, shade: Shade) {
    s.tell(Msg::Terminal(TerminalEvent::Shade(shade)));
}

/// Every cell of the screen that has the background of the terminal. What a wide character covers
/// is never written.
fn bare_cells(s: &mut Harness) -> usize {
    let buf = s.look().buf;
    let mut n = 0;
    for y in 0..buf.area.height {
        let mut covered = 0;
        for x in 0..buf.area.width {
            let cell = &buf[(x, y)];
            n += usize::from(covered == 0 && cell.bg == Color::Reset);
            let columns = causerie::text::width::columns(cell.symbol());
            covered = (covered + columns).max(1) - 1;
        }
    }
    n
}

#[test]
fn the_ground_of_a_theme_is_painted_where_the_terminal_has_one_of_the_other_kind_and_only_there() {
    for name in builtin::NAMES {
        let mut s = screen(120, 40);
        s.app.theme = Theme::builtin(name).expect("it is built in");
        s.ask("Where is it?").answer(thinking_and_tools());
        s.tool_done("call_1", "3").tool_done("call_2", "in transit");
        s.answer(whole("漢字 `code`\n\n```rust\nfn main() {}\n```\n"));
        assert!(bare_cells(&mut s) > 0, "{name}: nobody knows what there is");
        let is_light = s.app.theme.is_light();
        for (shade, of) in [(Shade::Dark, false), (Shade::Light, true)] {
            is(&mut s, shade);
            let contradicts = is_light.is_some_and(|own| own != of);
            for keys in [
                "",
                "<f1>",
                "<esc><ctrl+g>",
                "<esc><alt+c>",
                "<esc><ctrl+f>漢<esc>",
            ] {
                s.keys(keys);
                let n_bare = bare_cells(&mut s);
                assert_eq!(n_bare == 0, contradicts, "{name}, {shade:?}, {keys}");
            }
            for size in [(10, 3), (80, 24), (120, 40)] {
                let n_bare = bare_cells(s.resize(size.0, size.1));
                assert_eq!(n_bare == 0, contradicts, "{name}, {shade:?}, {size:?}");
            }
        }
    }
}

#[test]
fn what_stands_on_a_ground_of_the_theme_has_that_ground() {
    let mut s = screen(80, 24);
    s.app.theme = Theme::builtin("light").expect("it is built in");
    s.ask("Hello").answer(whole("Words."));
    is(&mut s, Shade::Dark);
    let ground = s.app.theme.style(Scope::Ground).bg;
    let frame = s.look();
    let (y, x) = frame.find("Words.").expect("it is shown");
    assert_eq!(Some(frame.buf[(x, y)].bg), ground);
    let (y, x) = frame.find("Hello").expect("it is shown");
    assert_eq!(
        Some(frame.buf[(x, y)].bg),
        s.app.theme.style(Scope::Prompt).bg,
        "strips are raised from it"
    );
}
