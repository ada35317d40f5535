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
        ("z^*", "z*"),
        ("a^*b", "a* b"),
        ("a^* + b", "a* + b"),
        ("{(a+b)}^2", "(a + b)²"),
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
        "$5 _a month_ or 6$",
        "$5 [(source)](https://x.org/$",
        "$5 [[1]](#5 or 6$",
        "$5 [b](../c) or 6$",
        "$5 [b](c.md) or 6$",
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
        "$2 * 3 * x$",
        "$k[x](p + 0.5)$",
        "$\\mathbb{E}[X](t.u)$",
        "$[AB, CD] = 0$",
        "$2 [KE + PE]$",
        "$K = [Fe] [SCN] / x$",
        "$3 [mol] / [L]$",
        "$2 [a + b](c - d)$",
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
    let single = |text: &str, is_whole| dollar::single(text, None, is_whole);
    for text in ["$k$th", "$x_i$s are", "$n$-th"] {
        let len = text.rfind('$').unwrap() + 1;
        assert_eq!(single(text, true), Dollar::Formula(len), "{text}");
    }
    assert_eq!(single("$k$t", false), Dollar::Open);
    assert_eq!(single("$k$th", false), Dollar::Open);
    assert_eq!(single("$k$th ", false), Dollar::Formula(3));
    for text in ["$k$the", "$A$B", "$A$$"] {
        assert_eq!(single(text, true), Dollar::Sign, "{text}");
    }
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

#[test]
fn what_touches_a_fraction_or_a_root_is_not_read_as_a_part_of_it() {
    check(&[
        ("1\\frac{1}{10}", "1 1/10"),
        ("2\\frac{3}{16}", "2 3/16"),
        ("5\\frac{1}{12}", "5 1/12"),
        ("3.5\\frac{7}{11}", "3.5 7/11"),
        ("x\\frac{1}{12}", "x 1/12"),
        ("1\\frac12", "1½"),
        ("\\frac12 3", "½ 3"),
        ("2\\frac{-1}{7}", "2(−1/7)"),
        ("1/\\frac{a}{b}", "1/(a/b)"),
        ("\\frac{a}{b}\\Big/\\frac{c}{d}", "(a/b)/(c/d)"),
        ("\\frac{a}{b} \\div \\frac{c}{d}", "(a/b) ÷ (c/d)"),
        ("\\frac{a}{b} \\cdot \\frac{c}{d}", "a/b · c/d"),
        ("\\frac{a}{b}!", "(a/b)!"),
        ("\\sin\\frac{x}{3}", "sin(x/3)"),
        ("\\lim_{x \\to 0} \\frac{x}{3}", "lim_(x→0) x/3"),
        ("e^{\\frac{a}{b}c}", "e^(a/b c)"),
        ("2\\sqrt{3}4", "2√3 4"),
        ("\\sqrt{2} 3", "√2 3"),
        ("\\sqrt{2}x", "√2 x"),
        ("\\sqrt{x}/3", "(√x)/3"),
        ("a^2\\sqrt{3}", "a² √3"),
        ("x\\sqrt[n]{y}", "x ⁿ√y"),
        ("0.1\\overline{6}", "0.16\u{305}"),
        ("\\frac{\\text{a b}}{\\text{c-d}}", "(a b)/(c-d)"),
        ("\\frac{1}{(1-x)^2}", "1/(1 − x)²"),
    ]);
}

#[test]
fn a_power_of_a_power_or_of_a_root_has_brackets() {
    check(&[
        ("{a^b}^c", "(aᵇ)ᶜ"),
        ("{a_1}^2", "a₁²"),
        ("\\sqrt{x}^2", "(√x)²"),
        ("\\sqrt{x^2}", "√(x²)"),
        ("x_q^2", "x_(q)²"),
        ("x^q y", "x^q y"),
        ("10^q/2", "10^(q)/2"),
        ("2{}^{14}C", "2 ¹⁴C"),
    ]);
}

#[test]
fn scripts_of_words_keep_their_spaces_and_limits_are_scripts() {
    check(&[
        ("\\sum\\limits_{i=1}^{n} i", "∑ᵢ₌₁ⁿ i"),
        ("\\int\\limits_0^1 x", "∫₀¹ x"),
        ("\\bigcup\\limits_i A_i", "⋃ᵢ Aᵢ"),
        ("\\max\\limits_x f", "maxₓ f"),
        ("\\mathop{\\mathrm{tr}}\\nolimits_x f", "trₓ f"),
        ("\\prod_{p\\ \\text{prime}} p", "∏_(p prime) p"),
        ("\\prod_{p~\\text{prime}} p", "∏_(p prime) p"),
        ("x_{\\text{max value}}", "x_(max value)"),
        ("\\sum_{x \\text{ even}} x", "∑_(x even) x"),
        ("x_{\\mathrm{max}}", "xₘₐₓ"),
        ("9.8\\,\\text{m/s}^2", "9.8 m/s²"),
        ("\\mathrm{kg\\cdot m/s}^2", "kg·m/s²"),
        ("\\frac{1}{\\text{m/s}}", "1/(m/s)"),
        ("9.8 \\text{ m/s}^2", "9.8 m/s²"),
        ("9.8\\text{ m/s}^2", "9.8 m/s²"),
        ("5\\mathrm{~m/s}^2", "5 m/s²"),
        ("1000 \\text{ kg/m}^3", "1000 kg/m³"),
        ("9.8\\,\\text{m s}^{-2}", "9.8 m s⁻²"),
        ("\\text{mol L}^{-1}", "mol L⁻¹"),
        ("\\text{(m/s)}^2", "(m/s)²"),
        ("\\text{max value}^2", "(max value)²"),
        ("x^{\\log n}", "x^(log n)"),
        (
            "\\sum_{\\substack{i \\le n \\\\ j \\ne i}} a",
            "∑_(i≤n,j≠i) a",
        ),
    ]);
}

#[test]
fn arrows_carry_what_is_on_them_and_braces_their_words() {
    check(&[
        ("X \\xrightarrow[n\\to\\infty]{d} Y", "X →_(n→∞)ᵈ Y"),
        ("X \\xrightarrow{} Y", "X → Y"),
        ("a \\overset{\\text{def}}{=} b", "a =ᵈᵉᶠ b"),
        ("\\underbrace{1+1}_{n\\text{ times}}", "(1 + 1) (n times)"),
        ("\\underbrace{a+b}", "a + b"),
    ]);
    for tex in [
        "\\underbrace{a+b}_{n}",
        "\\overset{n}{A}",
        "\\frac[a]{b}{c}",
    ] {
        assert_eq!(line(tex, Ending::Whole), None, "{tex}");
        // While it comes nothing is taken for unknown that may turn out to be words.
        assert!(rows("\\underbrace{a+b}_{n", Ending::Open).is_some());
    }
}

#[test]
fn older_and_layout_commands_are_read() {
    check(&[
        ("{a \\over b}", "a/b"),
        ("{a+1 \\over b} c", "(a + 1)/b c"),
        ("{n \\choose k}", "(n choose k)"),
        ("a\\hspace{1em}b\\hspace*{-1em}c", "a bc"),
        ("a = \\phantom{-}b", "a = b"),
        ("a = b \\label{eq:x} \\tag{1}", "a = b    (1)"),
    ]);
    check_rows(
        "\\begin{align} a &= b \\tag{1} \\\\ c &= d \\label{x} \\end{align}",
        &["a = b    (1)", "c = d"],
    );
    let many = "a\\over ".repeat(200);
    assert_eq!(line(&many, Ending::Whole), None);
}

#[test]
fn the_lines_of_an_array_are_drawn() {
    check_rows(
        "\\left[\\begin{array}{cc|c} 1 & 2 & 3 \\\\ 4 & 5 & 6 \\end{array}\\right]",
        &["⎡1  2 │ 3⎤", "⎣4  5 │ 6⎦"],
    );
    check_rows(
        "\\begin{array}{c|c} x & yy \\\\ \\hline 1 & 2 \\\\ \\hline\\end{array}",
        &["x │ yy", "──┼───", "1 │ 2", "──┼───"],
    );
    check_rows(
        "\\begin{pmatrix}[c|c] 1 & 2 \\\\[2pt] 3 & 4 \\end{pmatrix}",
        &["⎛1 │ 2⎞", "⎝3 │ 4⎠"],
    );
    check(&[
        (
            "\\begin{array}{c|c} 1 & 2 \\\\ 3 & 4 \\end{array}",
            "1 | 2; 3 | 4",
        ),
        (
            "\\begin{pmatrix} a+b & c \\\\ d & e \\end{pmatrix}",
            "(a + b  c; d  e)",
        ),
        ("\\begin{pmatrix} & 1 \\\\ 1 & \\end{pmatrix}", "(, 1; 1,)"),
    ]);
    for tex in [
        "\\begin{array}{*{2}{c}} 1 & 2 \\end{array}",
        "\\begin{array}{cc} 1 & \\hline 2 \\end{array}",
    ] {
        assert_eq!(line(tex, Ending::Whole), None, "{tex}");
    }
}
