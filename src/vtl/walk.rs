//! All references of a template, wherever they stand.

use super::Expression;
use super::ExpressionKind;
use super::Node;
use super::NodeKind;
use super::Reference;
use super::StepKind;

/// Every reference among the nodes, those inside of others, too, but not the targets of `#set`.
pub fn references(nodes: &[Node]) -> Vec<&Reference> {
    let mut found = Vec::new();
    in_nodes(nodes, &mut found);
    found
}

fn in_nodes<'n>(nodes: &'n [Node], found: &mut Vec<&'n Reference>) {
    for node in nodes {
        match &node.kind {
            NodeKind::Reference(reference) => in_reference(reference, found),
            NodeKind::Set { value, .. } => {
                in_all(value.as_slice(), found);
            }
            NodeKind::If(branches) => {
                for branch in branches {
                    in_all(branch.condition.as_slice(), found);
                    in_nodes(&branch.body, found);
                }
            }
            NodeKind::Foreach { list, body, .. } => {
                in_all(list.as_slice(), found);
                in_nodes(body, found);
            }
            NodeKind::Block { body, .. } => in_nodes(body, found),
            NodeKind::Directive { arguments, .. } => in_all(arguments, found),
            NodeKind::Text
            | NodeKind::Comment
            | NodeKind::Verbatim(_)
            | NodeKind::Escape
            | NodeKind::Broken => {}
        }
    }
}

fn in_reference<'n>(reference: &'n Reference, found: &mut Vec<&'n Reference>) {
    found.push(reference);
    for step in &reference.steps {
        match &step.kind {
            StepKind::Property(_) => {}
            StepKind::Call(_, arguments) => in_all(arguments, found),
            StepKind::Index(index) => in_expression(index, found),
        }
    }
}

fn in_all<'n>(expressions: &'n [Expression], found: &mut Vec<&'n Reference>) {
    for expression in expressions {
        in_expression(expression, found);
    }
}

fn in_expression<'n>(expression: &'n Expression, found: &mut Vec<&'n Reference>) {
    match &expression.kind {
        ExpressionKind::Literal(_) | ExpressionKind::Text(_) => {}
        ExpressionKind::Interpolated(_, nodes) => in_nodes(nodes, found),
        ExpressionKind::Reference(reference) => in_reference(reference, found),
        ExpressionKind::List(items) => in_all(items, found),
        ExpressionKind::Map(entries) => {
            for (key, value) in entries {
                in_expression(key, found);
                in_expression(value, found);
            }
        }
        ExpressionKind::Unary(operand) => in_expression(operand, found),
        ExpressionKind::Range(left, right) | ExpressionKind::Binary(left, _, right) => {
            in_expression(left, found);
            in_expression(right, found);
        }
    }
}
