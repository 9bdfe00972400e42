//! Which metrics an expression of `PromQL` names.

use std::collections::BTreeSet;

use rusty_promql_parser::{Expr, expr, parser::selector::VectorSelector};

/// The names, a histogram's by what it is called in the code: without `_bucket`, `_count` and `_sum`.
pub(super) fn of(expression: &str) -> Result<BTreeSet<String>, String> {
    // Grafana's own variables stand where a duration does; `$job` and the like are within quotes.
    let expression = expression.replace("$__rate_interval", "5m");
    let (rest, tree) = expr(expression.trim()).map_err(|error| error.to_string())?;
    if !rest.trim().is_empty() {
        return Err(format!("not understood from here on: {rest}"));
    }
    let mut names = BTreeSet::new();
    walk(&tree, &mut names);
    Ok(names)
}

fn walk(tree: &Expr, names: &mut BTreeSet<String>) {
    match tree {
        Expr::Number(_) | Expr::String(_) => {}
        Expr::VectorSelector(selector) => note(selector, names),
        Expr::MatrixSelector(matrix) => note(&matrix.selector, names),
        Expr::Call(call) => call.args.iter().for_each(|of| walk(of, names)),
        Expr::Aggregation(of) => {
            walk(&of.expr, names);
            of.param.iter().for_each(|of| walk(of, names));
        }
        Expr::Binary(pair) => {
            walk(&pair.lhs, names);
            walk(&pair.rhs, names);
        }
        Expr::Unary(of) => walk(&of.expr, names),
        Expr::Paren(inner) => walk(inner, names),
        Expr::Subquery(of) => walk(&of.expr, names),
    }
}

fn note(selector: &VectorSelector, names: &mut BTreeSet<String>) {
    let name = selector
        .name
        .as_deref()
        .unwrap_or("a selector without a name");
    let parts = ["_bucket", "_count", "_sum"];
    let base = parts.iter().find_map(|part| name.strip_suffix(part));
    names.insert(base.unwrap_or(name).to_owned());
}

#[test]
fn names_are_found_wherever_they_stand() {
    let names = |expression| Vec::from_iter(of(expression).unwrap());
    assert_eq!(
        names(
            r#"topk(3, sum by (le) (rate(a_seconds_bucket{x=~"$job"}[$__rate_interval]))) / (b > 0) or vector(1)"#
        ),
        ["a_seconds", "b"]
    );
    assert_eq!(
        names(r#"label_replace(absent(up{job="x"} == 1), "job", "x", "", "")"#),
        ["up"]
    );
    assert_eq!(names("max_over_time(c[1h:5m])"), ["c"]);
    of("sum(a").unwrap_err();
    of("a b").unwrap_err();
}
