use super::*;

#[test]
fn items_of_rounds_and_of_entries_never_collide() {
    let item = round_item(7, 3);
    assert_eq!(round_of(item), Some(7));
    assert_eq!(round_of(entry_item(EntryId(7))), None);
    assert_eq!(round_of(FAILURE), None);
}
