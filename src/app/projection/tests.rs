use super::*;

#[test]
fn items_of_rounds_and_of_entries_never_collide() {
    let item = round_item(7, 3);
    assert_eq!(round_of(item), Some(7));
    assert_eq!(round_of(entry_item(EntryId(7))), None);
    assert_eq!(round_of(FAILURE), None);
}

#[test]
fn of_a_long_input_its_beginning_is_kept_and_its_length() {
    let mut call = CallItem {
        item: ItemId(1),
        name: String::new(),
        input: String::new(),
        input_len: 0,
        shown: tool::Status::Writing,
        compact: false,
    };
    for n in [10, 2_000, 400_000] {
        let input = "é".repeat(n);
        call.set_input(&input);
        assert_eq!(call.input_len, input.len());
        assert!(call.input.len() <= tool::INPUT_SHOWN + 1);
        assert!(input.starts_with(&call.input));
    }
}
