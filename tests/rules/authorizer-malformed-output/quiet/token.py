def handler(event, context):
    if not event["authorizationToken"]:
        raise Exception("Unauthorized")
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["methodArn"]}
    response = {"principalId": "user", "context": {"name": "x", "age": 3, "old": False}}
    response["policyDocument"] = {"Version": "2012-10-17", "Statement": [statement]}
    return response
