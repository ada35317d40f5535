use proptest::prelude::*;

use super::dollar::Dollar;
use super::*;

fn check(cases: &[(&str, &str)]) {
    for (tex, expect) in cases {
        assert_eq!(line(tex, Ending::Whole).as_deref(), Some(*expect), "{tex}");
    }
}

fn check_rows(tex: &str, expect: &[&str]) {
    assert_eq!(rows(tex, Ending::Whole).unwrap(), expect, "{tex}");
}

#[test]
fn powers_and_indices_are_raised_and_lowered_where_all_characters_can_be() {
    check(&[
        ("ax^2 + bx + c = 0", "ax² + bx + c = 0"),
        ("x_1^2", "x₁²"),
        ("x^{n+1}", "xⁿ⁺¹"),
        ("e^{-x^2}", "e^(−x²)"),
        ("a_{i,j}", "a_(i,j)"),
        ("x_q", "x_q"),
        ("A^T", "Aᵀ"),
        ("90^\\circ", "90°"),
        ("f'(x)", "f′(x)"),
        ("z^*", "z∗"),
        ("{(a+b)}^2", "((a + b))²"),
        ("(a+b)^2", "(a + b)²"),
        ("10^{-3}", "10⁻³"),
    ]);
}

#[test]
fn fractions_have_brackets_only_where_they_would_be_misread() {
    check(&[
        ("\\frac{1}{2}", "½"),
        ("\\frac12 x", "½x"),
        ("\\frac{1}{7}", "1/7"),
        ("\\frac{n(n+1)}{2}", "n(n + 1)/2"),
        ("\\frac{a+b}{c}", "(a + b)/c"),
        ("\\frac{a}{bc}", "a/(bc)"),
        (
            "\\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}",
            "(−b ± √(b² − 4ac))/(2a)",
        ),
        ("\\frac{d}{dx} f", "d/dx f"),
        ("\\frac{\\partial f}{\\partial x}", "∂f/∂x"),
        ("\\frac{\\sqrt{\\pi}}{2}", "(√π)/2"),
        ("\\frac{2\\sqrt{x+1}}{3}", "2√(x + 1)/3"),
        ("\\frac{1}{\\sqrt{2}}", "1/√2"),
        ("\\frac{1{,}000}{x}", "1,000/x"),
        ("\\frac{\\frac{a}{b}}{c}", "(a/b)/c"),
        ("\\left(\\frac{a}{b}\\right)^2", "(a/b)²"),
    ]);
}

#[test]
fn sums_integrals_limits_and_functions() {
    check(&[
        ("\\sum_{k=1}^{n} k", "∑ₖ₌₁ⁿ k"),
        ("\\sum_{k=1}^\\infty \\frac{1}{k^2}", "∑ₖ₌₁^∞ 1/k²"),
        ("\\int_0^1 x^2 \\, dx = \\frac{1}{3}", "∫₀¹ x² dx = ⅓"),
        ("\\lim_{x \\to 0} \\frac{\\sin x}{x}", "lim_(x→0) (sin x)/x"),
        ("\\log_2 n", "log₂ n"),
        ("\\sin^2\\theta + \\cos^2\\theta = 1", "sin² θ + cos² θ = 1"),
        ("O(n\\log n)", "O(n log n)"),
        ("\\prod_{p} p", "∏ₚ p"),
        ("\\operatorname{rank} A", "rank A"),
        ("\\operatorname{arg\\,max}_x f", "arg maxₓ f"),
    ]);
}

#[test]
fn relations_sets_logic_and_arrows() {
    check(&[
        ("a \\le b \\neq c", "a ≤ b ≠ c"),
        ("x \\in \\mathbb{R}", "x ∈ ℝ"),
        ("A \\cup B \\subseteq C", "A ∪ B ⊆ C"),
        ("\\forall x \\exists y: x < y", "∀x∃y: x < y"),
        ("p \\implies \\neg q", "p ⟹ ¬q"),
        ("f: X \\to Y", "f: X → Y"),
        ("a := b", "a := b"),
        ("-1 + (-2)", "−1 + (−2)"),
        ("a \\not= b", "a ≠ b"),
        ("a \\equiv b \\pmod{n}", "a ≡ b (mod n)"),
        ("\\{x \\mid x > 0\\}", "{x | x > 0}"),
        ("1,000", "1,000"),
        ("1{,}000", "1,000"),
    ]);
}

#[test]
fn roots_accents_letters_and_text() {
    check(&[
        ("\\sqrt{2}", "√2"),
        ("\\sqrt[3]{x+1}", "∛(x + 1)"),
        ("\\sqrt[n]{x}", "ⁿ√x"),
        ("\\hat{x} \\bar y \\vec{v}", "x\u{302}y\u{304}v\u{20D7}"),
        ("\\overline{AB}", "A\u{305}B\u{305}"),
        ("\\hat{xy}", "hat(xy)"),
        ("\\mathcal{L}(\\mathbf{w})", "ℒ(w)"),
        ("x \\text{ if } y", "x if y"),
        ("\\binom{n}{k}", "(n choose k)"),
        ("a\\quad b", "a  b"),
        ("\\left\\| x \\right\\|", "‖x‖"),
    ]);
}

#[test]
fn matrices_are_rows_and_what_is_beside_them_stands_in_the_middle() {
    check_rows(
        "A = \\begin{pmatrix} 1 & 0 \\\\ -2 & 13 \\end{pmatrix}",
        &["A = ⎛1   0 ⎞", "    ⎝−2  13⎠"],
    );
    check_rows(
        "f(x) = \\begin{cases} x & \\text{if } x > 0 \\\\ 0 & \\text{else} \\\\ \\end{cases}",
        &["f(x) = ⎧x  if x > 0", "       ⎩0  else"],
    );
    check_rows(
        "\\begin{aligned} a + b &= c \\\\ d &= e \\end{aligned}",
        &["a + b = c", "    d = e"],
    );
    check_rows(
        "\\begin{aligned} a &= b \\\\ &= c \\end{aligned}",
        &["a = b", "  = c"],
    );
    check_rows("a = b \\\\ c = d", &["a = b", "c = d"]);
    check_rows(
        "\\left[\\begin{matrix} a \\\\ b \\\\ c \\end{matrix}\\right]^T x",
        &["⎡a⎤ᵀ", "⎢b⎥  x", "⎣c⎦"],
    );
    check(&[(
        "\\begin{bmatrix} a & b \\\\ c & d \\end{bmatrix}",
        "[a b; c d]",
    )]);
}

#[test]
fn what_is_not_understood_gives_nothing() {
    let deep = "{".repeat(100) + &"}".repeat(100);
    let long = "x".repeat(LONGEST + 1);
    for tex in [
        "\\foo x",
        "{a",
        "a}",
        "a_",
        "\\frac{a}",
        "\\left( a",
        "\\begin{foo}a\\end{foo}",
        "a & b",
        "a^b^c",
        "\\begin{matrix}a\\end{cases}",
        "\\",
        "",
        &deep,
        &long,
    ] {
        assert_eq!(line(tex, Ending::Whole), None, "{tex}");
    }
}

#[test]
fn an_open_formula_is_read_as_far_as_it_is() {
    let open = |tex| rows(tex, Ending::Open);
    assert_eq!(open("\\frac{a}{b"), Some(vec!["a/b".to_owned()]));
    assert_eq!(
        open("\\begin{cases} a & b \\\\\n"),
        Some(vec!["{a  b".to_owned()])
    );
    assert_eq!(open(""), Some(Vec::new()));
    assert_eq!(open("\\foo"), None);
}

#[test]
fn money_is_no_formula() {
    let whole = |text: &str| dollar::single(text, None, true);
    for text in [
        "$5, and then ($6$)",
        "$5 million to 6$ and",
        "$5-$10",
        "$5** and the **Pro** plan is **$10",
        "$1.2M** to **$",
        "$5 a month or 6$",
        "$a`b$`",
        "$ 5$",
        "$5 $",
        "$",
        "$a}$",
    ] {
        assert_eq!(whole(text), Dollar::Sign, "{text}");
    }
    assert_eq!(dollar::single("$5$", Some('S'), true), Dollar::Sign);
    for text in [
        "$x^2$",
        "$a \\text{ is the sum of } b$",
        "$n \\log n$",
        "$2x + 3$",
        "$5$",
        "$x = 1$",
    ] {
        assert_eq!(whole(text), Dollar::Formula(text.len()), "{text}");
        let behind = format!("{text}, 设");
        assert_eq!(
            dollar::single(&behind, Some('设'), true),
            Dollar::Formula(text.len())
        );
        for end in 1..=text.len() {
            let open = text.get(..end).unwrap();
            assert_eq!(dollar::single(open, None, false), Dollar::Open);
        }
    }
    assert!(!dollar::may_be_math(" 5"));
}

#[test]
fn each_level_of_a_nest_is_written_once() {
    // Twice would be a million times at the innermost.
    for (open, close) in [
        ("\\frac{", "}{b}"),
        ("\\sqrt{", "}"),
        ("{x+", "}^2"),
        ("\\left(", "\\right)"),
    ] {
        let tex = open.repeat(20) + "a" + &close.repeat(20);
        assert!(
            line(&tex, Ending::Whole).is_some_and(|line| line.len() < 1000),
            "{tex}"
        );
    }
}

proptest! {
    #[test]
    fn no_formula_is_too_much(pieces in prop::collection::vec(prop::sample::select(vec![
        "\\frac", "{", "}", "^", "_", "\\sqrt", "[", "]", "\\left", "\\right", "(", ")", "\\begin{pmatrix}",
        "\\end{pmatrix}", "&", "\\\\", "\\begin{cases}", "\\end{cases}", "x", "1", " ", "\\hat", "\\sum", "=", "+",
        "\\text", "\\", "日", "\\not", "\\mathbb", "\\begin{array}", "|", ".", "e\u{301}",
    ]), 0..60)) {
        let tex = pieces.concat();
        let _ = line(&tex, Ending::Whole);
        for ending in [Ending::Whole, Ending::Open] {
            let n: usize = rows(&tex, ending).iter().flatten().map(String::len).sum();
            prop_assert!(n < 16 * 1024 * 4);
        }
    }
}
