//! The reachability proof: route → integration or authorizer → function with its qualifier → statement that lets API Gateway in.
