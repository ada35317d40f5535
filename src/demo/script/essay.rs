//! A very long answer: a walk along a river, some five thousand words, the same every time.

/// How many miles the walk has; each is a section of about 120 words.
const MILES: usize = 42;

const PLACES: [&str; 7] = [
    "an old stone bridge",
    "a mill without a wheel",
    "a row of pollard willows",
    "a ford that carts once used",
    "a meadow full of geese",
    "a lock with a garden",
    "a boathouse painted blue",
];

const WEATHER: [&str; 5] = [
    "The sun had come out and the water was green to the bottom.",
    "A light rain fell, the kind that one hears before one feels it.",
    "Mist lay on the fields, so that the trees seemed to stand in milk.",
    "The wind came from the west and brought the smell of cut hay.",
    "Clouds moved fast, and the light changed every other minute.",
];

const PEOPLE: [&str; 6] = [
    "a woman who was teaching her dog to swim",
    "two boys with one fishing rod between them",
    "a man who measured the depth of the river every day and wrote it into a book",
    "a painter who had given up on the water and painted the sky",
    "an engineer on her way to look at a weir",
    "a postman who knew a shorter way and did not take it",
];

const THOUGHTS: [&str; 6] = [
    "It struck me that a river is never finished: whatever has arrived is already on its way, and \
     one can start reading anywhere.",
    "I thought of all the answers that are longer than their questions, and walked a little faster.",
    "There is a kind of patience that is only slowness, and another that is attention. The heron on \
     the far bank had the second.",
    "One sees more when one is ready to stop at any moment, and this walk, too, can be stopped at \
     any moment.",
    "The map said that the path crossed here; the path had other ideas, and it was right.",
    "Far things stay where they are while near things rush past. It would be good if a page could \
     do that: stay still under the eye while it grows at its end.",
];

/// The whole walk, as markdown.
pub(super) fn walk() -> String {
    let mut text = String::from(
        "# Forty-two miles along a river\n\nThis is the long answer. Press Esc to stop it, or \
         scroll up and read while it grows.\n",
    );
    for mile in 1..=MILES {
        text.push_str(&section(mile));
    }
    text.push_str("\n## The sea\n\nAnd there it ends, as rivers do, by becoming something else.\n");
    text
}

fn section(mile: usize) -> String {
    // Steps without a common factor with the lengths, so that neighbors differ.
    let place = pick(&PLACES, mile * 3);
    let weather = pick(&WEATHER, mile * 2);
    let person = pick(&PEOPLE, mile * 5);
    let thought = pick(&THOUGHTS, mile * 7 + mile / 6);
    let next = pick(&PLACES, mile * 3 + 3);
    let depth = 40 + (mile * 37) % 160;
    let width = 6 + mile * 2;
    format!(
        "\n## Mile {mile}\n\nThe path led past {place}. {weather} The river was about {width} \
         meters wide here and, by the mark on a post, {depth} centimeters deep; it had been less \
         a mile before, or more; I had stopped counting anything but the miles.\n\n\
         On a bench sat {person}. We talked for as long as it takes to eat an apple, about the \
         water, about the year, and about the bridge that will be built one day and has been for \
         sixty years. {thought}\n\nThen the path turned away from the bank, through nettles and \
         over a stile, and came back to it. Ahead, still small, stood {next}.\n"
    )
}

fn pick<'a>(list: &[&'a str], n: usize) -> &'a str {
    list.iter()
        .cycle()
        .nth(n % list.len())
        .copied()
        .unwrap_or_default()
}
