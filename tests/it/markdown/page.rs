//! One page with every construct, as rows at three widths, so that a change of how markdown reads
//! is reviewed like a change of code. To write the files anew:
//!
//! ```text
//! CAUSERIE_BLESS=1 cargo test --test it page
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use causerie::markdown::MarkdownStream;
use causerie::text::width::columns;
use causerie::text::wrap::wrap;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The page as rows of at most `width` columns.
fn rows(width: u16) -> Vec<String> {
    let source = fs::read_to_string(folder().join("markdown/47-everything.md"));
    let stream = MarkdownStream::whole(&source.expect("the page is there"));
    let rows = stream.lines().iter().flat_map(|line| wrap(line, width));
    let texts = rows.map(|row| {
        let pieces = row.pieces.iter().map(|piece| piece.text.as_str());
        pieces.collect::<String>().trim_end().to_owned()
    });
    texts.collect()
}

#[test]
fn every_construct_reads_as_it_did() {
    for width in [20, 40, 80] {
        let path = folder().join(format!("pages/everything-{width}.txt"));
        let page = rows(width).join("\n") + "\n";
        if std::env::var_os("CAUSERIE_BLESS").is_some() {
            fs::write(&path, &page).expect("a writable folder");
        }
        let expect = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(page, expect, "{}", path.display());
    }
}

#[test]
fn no_row_is_wider_than_asked() {
    for width in 1..=120 {
        for row in rows(width) {
            assert!(columns(&row) <= usize::from(width), "{width} {row:?}");
        }
    }
}
