//! A *link* is a run of text that leads somewhere. Every span of it carries the same one, so that
//! it survives wrapping, and a frame that is painted carries where its links came to lie.
//!
//! A target is what somebody else wrote. [`Link::address`] decides which of them may be given to a
//! terminal, and in which form; what a terminal does with it is known to the edge.

mod host;
mod trust;

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

pub use trust::{may_lead_to, misleads, to_open, whereabouts};

/// Names a link within one item of a pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkId(pub u32);

/// Where a run of text leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// Which of the links of its item it is.
    pub id: LinkId,
    /// The target as it was written; safe to print.
    pub target: String,
}

/// Cells of one row of a painted frame that belong to a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedLink {
    /// The row, from the top of the screen.
    pub y: u16,
    /// The columns.
    pub columns: Range<u16>,
    /// The item it is in: the same number for all cells of one link.
    pub item: u64,
    /// Where it leads.
    pub link: Arc<Link>,
}

/// A longer address is not given to a terminal, in bytes: terminals drop those beyond about as
/// many.
pub const MAX_ADDRESS: usize = 2_000;

impl Link {
    /// The target as printable ASCII without blanks, as terminals want it: the name of a host in
    /// Punycode, and what else cannot stand in an address percent-encoded.
    ///
    /// `None` for a target that is not to be opened by a click: without a scheme that only shows
    /// something, with control characters or a host that nobody would find, or too long.
    pub fn address(&self) -> Option<String> {
        let target = self.target.trim();
        if target.len() > MAX_ADDRESS || !may_lead_to(target) {
            return None;
        }
        let target = host::in_ascii(target)?;
        let mut address = String::with_capacity(target.len());
        for byte in target.bytes() {
            if stands_in_address(byte) {
                address.push(char::from(byte));
            } else {
                let _ = write!(address, "%{byte:02X}"); // Writing to a `String` cannot fail.
            }
        }
        (address.len() <= MAX_ADDRESS).then_some(address)
    }
}

/// Characters of RFC 3986, and `%` for what is encoded already.
fn stands_in_address(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    fn address(target: &str) -> Option<String> {
        let link = Link {
            id: LinkId(0),
            target: target.to_owned(),
        };
        link.address()
    }

    #[test]
    fn only_targets_that_show_something_have_an_address() {
        for target in [
            "https://example.com/a?b=c#d",
            "HTTP://example.com",
            "mailto:a@example.com",
            "file:///etc/hosts",
        ] {
            assert_eq!(address(target).as_deref(), Some(target));
        }
        for target in [
            "javascript:alert(1)",
            "vscode://open",
            "data:text/html,x",
            "ssh://host",
            "/etc/passwd",
            "example.com",
            "httpx://example.com",
            "",
        ] {
            assert_eq!(address(target), None, "{target}");
        }
    }

    #[test]
    fn what_cannot_stand_in_an_address_is_encoded_and_what_was_encoded_stays() {
        let table = [
            ("https://a.b/ü", "https://a.b/%C3%BC"),
            ("https://аррӏе.com/ü", "https://xn--80ak6aa92e.com/%C3%BC"),
            ("https://a.b/%20\"<>", "https://a.b/%20%22%3C%3E"),
            (" https://a.b/ ", "https://a.b/"),
        ];
        for (target, expect) in table {
            assert_eq!(address(target).as_deref(), Some(expect));
        }
    }

    #[test]
    fn a_target_with_control_characters_or_without_end_has_no_address() {
        assert_eq!(address("https://a.b/\x1b]8;;\x1b\\"), None);
        assert_eq!(address("https://a.b/\u{9c}"), None);
        assert_eq!(
            address(&format!("https://{}", "a".repeat(MAX_ADDRESS))),
            None
        );
        assert_eq!(address(&format!("https://{}", "ü".repeat(800))), None);
    }

    proptest! {
        #[test]
        fn an_address_is_printable_ascii_of_bounded_length(rest in ".{0,400}") {
            if let Some(address) = address(&format!("https://{rest}")) {
                prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert!(address.len() <= MAX_ADDRESS);
            }
        }
    }
}
