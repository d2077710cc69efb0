def policy(effect, resource):
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def handler(event, context):
    if event["authorizationToken"] == "deny":
        return {"policyDocument": policy("Deny", event["methodArn"])}  #~ authorizer-malformed-output
    return {
        "principalId": "user",
        "policyDocument": policy("Allow", event["methodArn"]),
        "context": {"name": "x", "groups": ["a", "b"]},  #~ authorizer-malformed-output
    }
