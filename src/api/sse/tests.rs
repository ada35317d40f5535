use proptest::prelude::*;

use super::*;

fn frame(event: Option<&str>, data: &str) -> SseFrame {
    SseFrame {
        event: event.map(str::to_owned),
        data: data.to_owned(),
    }
}

/// Decodes the pieces one after the other, and the end of the body.
fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<SseFrame> {
    let mut decoder = SseDecoder::default();
    let mut frames = Vec::new();
    for piece in pieces {
        decoder.push(piece, &mut frames).unwrap();
    }
    decoder.finish(&mut frames).unwrap();
    frames
}

/// Checks `body` as a whole and byte by byte.
#[track_caller]
fn check(body: &str, expected: &[SseFrame]) {
    assert_eq!(decode([body.as_bytes()]), expected, "in one piece");
    assert_eq!(decode(body.as_bytes().chunks(1)), expected, "byte by byte");
}

fn limited(max: usize) -> SseDecoder {
    SseDecoder {
        max,
        ..SseDecoder::default()
    }
}

#[test]
fn all_three_line_ends_separate_frames() {
    let expected = [frame(Some("a"), "1"), frame(None, "2")];
    check("event: a\ndata: 1\n\ndata: 2\n\n", &expected);
    check("event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n", &expected);
    check("event: a\rdata: 1\r\rdata: 2\r\r", &expected);
}

#[test]
fn several_data_lines_join_and_one_space_is_optional() {
    check(
        "data:a\ndata:  b\ndata\ndata: c \n\n",
        &[frame(None, "a\n b\n\nc ")],
    );
}

#[test]
fn comments_other_fields_and_frames_without_data_are_skipped() {
    check(
        ": keep-alive\n:\n\nid: 7\nretry: 5\ndatabase: x\nevent: lost\n\nevent: kept\n: OPENROUTER PROCESSING\ndata: {}\n\n\n\n",
        &[frame(Some("kept"), "{}")],
    );
}

#[test]
fn a_byte_order_mark_is_dropped_at_the_start_only() {
    check("\u{feff}data: \u{feff}1\n\n", &[frame(None, "\u{feff}1")]);
    check("data: 1\n\n\u{feff}data: 2\n\n", &[frame(None, "1")]);
}

#[test]
fn the_last_frame_may_lack_its_empty_line_and_its_line_end() {
    check(
        "data: 1\n\ndata: 2\n",
        &[frame(None, "1"), frame(None, "2")],
    );
    check("data: 1\n\ndata: 2", &[frame(None, "1"), frame(None, "2")]);
    check("data: 1\r", &[frame(None, "1")]);
    check("", &[]);
}

#[test]
fn a_frame_is_delivered_with_the_byte_that_completes_it() {
    let mut decoder = SseDecoder::default();
    let mut frames = Vec::new();
    decoder.push(b"data: 1\r\n\r", &mut frames).unwrap();
    assert_eq!(frames, [frame(None, "1")]);
    decoder.push(b"\ndata: 2\r\n\r\n", &mut frames).unwrap();
    assert_eq!(frames, [frame(None, "1"), frame(None, "2")]);
}

#[test]
fn text_cut_inside_a_character_comes_out_whole_and_bad_bytes_are_replaced() {
    check("data: Grüße 👩‍🚀\n\n", &[frame(None, "Grüße 👩‍🚀")]);
    let body: &[u8] = b"data: a\xff\xc3b\n\n";
    assert_eq!(decode([body]), [frame(None, "a\u{fffd}\u{fffd}b")]);
    assert_eq!(decode(body.chunks(1)), [frame(None, "a\u{fffd}\u{fffd}b")]);
}

#[test]
fn a_line_or_a_frame_beyond_the_bound_is_a_lasting_error() {
    let mut frames = Vec::new();
    let mut long_line = limited(16);
    long_line
        .push(b"data: 1\n\ndata: 2345", &mut frames)
        .unwrap();
    assert_eq!(frames, [frame(None, "1")], "what came before is kept");
    let too_long = Err(SseError::TooLong);
    assert_eq!(long_line.push(b"67890123", &mut frames), too_long);
    assert_eq!(long_line.push(b"\n\n", &mut frames), too_long);
    assert_eq!(long_line.finish(&mut frames), too_long);

    let mut at_once = limited(16);
    let pushed = at_once.push(b": a comment too long\n", &mut frames);
    assert_eq!(pushed, too_long, "the cut makes no difference");

    let mut many_lines = limited(16);
    let results: Vec<_> = (0..9)
        .map(|_| many_lines.push(b"data:1\n", &mut frames))
        .collect();
    assert!(results[..8].iter().all(Result::is_ok));
    assert_eq!(results[8], too_long, "eight lines and seven joints are 15");
    assert_eq!(frames.len(), 1);
}

#[test]
fn a_long_line_in_small_pieces_is_buffered_without_growing_twice() {
    let mut decoder = SseDecoder::default();
    let mut frames = Vec::new();
    decoder.push(b"data: ", &mut frames).unwrap();
    for _ in 0..100_000 {
        decoder.push(b"0123456789", &mut frames).unwrap();
    }
    decoder.push(b"\n\n", &mut frames).unwrap();
    assert_eq!(frames[0].data.len(), 1_000_000);
    assert!(decoder.line.capacity() <= 64 * 1024, "the giant is let go");
}

/// Pieces of bodies that meet in interesting ways.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just(b"data: ".to_vec()),
        Just(b"event: ping".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b":".to_vec()),
        Just(b"\xEF\xBB\xBF".to_vec()),
        Just("{\"text\":\"é👍\"}".as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_cut_of_the_bytes_gives_the_same_frames(
        body in any_body(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
        cuts.extend([0, body.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|ends| &body[ends[0]..ends[1]]);
        let whole = decode([body.as_slice()]);
        prop_assert_eq!(decode(pieces), whole.clone());
        prop_assert_eq!(decode(body.chunks(1)), whole);
    }
}
