def handler(event, context):
    method = event["httpMethod"]  #~ payload-format-mismatch
    if method == "PUT":
        return {"statusCode": 200, "body": event["requestContext"]["identity"]["sourceIp"]}  #~ payload-format-mismatch
    return {"statusCode": 200, "body": event["headers"]["host"]}
