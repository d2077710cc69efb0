//! What parts of a JavaScript module may change, by syntax alone.

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
        if is_function(node) {
            // The methods of a class are not read any further.
            let is_class = node.kind().contains("class");
            each_node(node, &mut |node| {
                touched(node, text, &mut survey.touched);
                if is_class {
                    assigned(node, text, &mut survey.assigned);
                }
            });
        } else {
            waiting.extend(named(node));
        }
    }
}

/// What code may do to names.
pub(super) fn changes<'a>(body: Node<'_>, text: &Text<'a>) -> Survey<'a> {
    let mut survey = Survey::default();
    each_node(body, &mut |node| {
        touched(node, text, &mut survey.touched);
        assigned(node, text, &mut survey.assigned);
        let declared = match node.kind() {
            "variable_declarator" | "function_declaration" | "class_declaration" => {
                node.child_by_field_name("name")
            }
            _ => None,
        };
        if let Some(declared) = declared {
            survey.assigned.extend(text.names(declared));
        }
    });
    survey
}

fn is_function(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "function_declaration"
            | "function_expression"
            | "arrow_function"
            | "generator_function"
            | "generator_function_declaration"
            | "method_definition"
            | "class_declaration"
            | "abstract_class_declaration"
            | "class"
    )
}

/// Names that a node assigns.
fn assigned<'a>(node: Node<'_>, text: &Text<'a>, names: &mut BTreeSet<&'a str>) {
    let target = match node.kind() {
        "assignment_expression" | "augmented_assignment_expression" | "for_in_statement" => {
            node.child_by_field_name("left")
        }
        "update_expression" => node.child_by_field_name("argument"),
        _ => None,
    };
    if let Some(target) = target
        && !matches!(target.kind(), "member_expression" | "subscript_expression")
    {
        names.extend(text.names(target));
    }
}

/// Names whose object a node may change or hand on.
fn touched<'a>(node: Node<'_>, text: &Text<'a>, names: &mut BTreeSet<&'a str>) {
    match node.kind() {
        "assignment_expression"
        | "augmented_assignment_expression"
        | "variable_declarator"
        | "assignment_pattern" => {
            let left = node
                .child_by_field_name("left")
                .filter(|left| left.kind() != "identifier");
            let right = node
                .child_by_field_name("right")
                .or_else(|| node.child_by_field_name("value"))
                .filter(|right| {
                    matches!(
                        right.kind(),
                        "identifier"
                            | "ternary_expression"
                            | "binary_expression"
                            | "parenthesized_expression"
                            | "as_expression"
                            | "non_null_expression"
                            | "assignment_expression"
                    )
                });
            for part in [left, right].into_iter().flatten() {
                names.extend(text.names(part));
            }
        }
        "update_expression" | "class_declaration" | "class" => names.extend(text.names(node)),
        "unary_expression" if text.of(node).starts_with("delete") => {
            names.extend(text.names(node));
        }
        "call_expression" | "new_expression" => {
            let callee = node
                .child_by_field_name("function")
                .or_else(|| node.child_by_field_name("constructor"));
            let Some(callee) = callee else { return };
            if !is_reader(text.of(callee)) {
                names.extend(text.names_given(node, callee));
            }
        }
        _ => {}
    }
}

/// Whether a callee changes nothing that it is given.
fn is_reader(callee: &str) -> bool {
    callee.starts_with("console.")
        || matches!(
            callee,
            "JSON.stringify" | "String" | "Number" | "Boolean" | "Object.keys" | "Array.isArray"
        )
}
