import json


def handler(event, context):
    headers = {"Content-Type": "application/json"}
    if not event.get("body"):
        return json.dumps({"error": "no body"})  #~ malformed-proxy-response
    if not event.get("queryStringParameters"):
        return {"statusCode": 200, "multiValueHeaders": {"X-A": "1"}}  #~ malformed-proxy-response
    return {"statusCode": 200, "headers": headers, "body": b"x"}  #~ malformed-proxy-response
