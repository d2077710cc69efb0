//! What parts of a Python module may change, by syntax alone.

use std::collections::BTreeSet;

use tree_sitter::Node;

use super::super::code::Survey;
use super::super::tree::Text;
use super::super::tree::each_node;
use super::super::tree::named;

/// What the functions and classes of a module may do to the names outside them.
pub(super) fn functions<'a>(root: Node<'_>, text: &Text<'a>, survey: &mut Survey<'a>) {
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        if matches!(
            node.kind(),
            "function_definition" | "lambda" | "class_definition"
        ) {
            survey.assigned.extend(not_local(node, text));
            each_node(node, &mut |node| touched(node, text, &mut survey.touched));
        } else {
            waiting.extend(named(node));
        }
    }
}

/// Names that `global` and `nonlocal` give to another scope.
pub(super) fn not_local<'a>(body: Node<'_>, text: &Text<'a>) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    each_node(body, &mut |node| {
        if matches!(node.kind(), "global_statement" | "nonlocal_statement") {
            names.extend(text.names(node));
        }
    });
    names
}

/// What code may do to names.
pub(super) fn changes<'a>(body: Node<'_>, text: &Text<'a>) -> Survey<'a> {
    let mut survey = Survey::default();
    each_node(body, &mut |node| {
        touched(node, text, &mut survey.touched);
        let target = match node.kind() {
            "assignment" | "augmented_assignment" | "for_statement" => node
                .child_by_field_name("left")
                .filter(|left| !matches!(left.kind(), "subscript" | "attribute")),
            "named_expression" | "function_definition" | "class_definition" => {
                node.child_by_field_name("name")
            }
            "as_pattern"
            | "import_statement"
            | "import_from_statement"
            | "delete_statement"
            | "case_pattern" => Some(node),
            _ => None,
        };
        if let Some(target) = target {
            survey.assigned.extend(text.names(target));
        }
    });
    survey
}

/// Names whose object a node may change or hand on.
fn touched<'a>(node: Node<'_>, text: &Text<'a>, names: &mut BTreeSet<&'a str>) {
    match node.kind() {
        "assignment" => {
            if let Some(left) = node.child_by_field_name("left")
                && left.kind() != "identifier"
            {
                names.extend(text.names(left));
            }
            if let Some(right) = node.child_by_field_name("right")
                && matches!(
                    right.kind(),
                    "identifier" | "conditional_expression" | "boolean_operator" | "assignment"
                )
            {
                names.extend(text.names(right));
            }
        }
        "augmented_assignment" => {
            if let Some(left) = node.child_by_field_name("left") {
                names.extend(text.names(left));
            }
        }
        "delete_statement" | "class_definition" => names.extend(text.names(node)),
        "call" => {
            let Some(callee) = node.child_by_field_name("function") else {
                return;
            };
            if !is_reader(text.of(callee)) {
                names.extend(text.names_given(node, callee));
            }
        }
        _ => {}
    }
}

/// Whether a callee changes nothing that it is given.
fn is_reader(callee: &str) -> bool {
    matches!(
        callee,
        "json.dumps" | "print" | "str" | "repr" | "len" | "dict" | "int" | "bool" | "isinstance"
    )
}
