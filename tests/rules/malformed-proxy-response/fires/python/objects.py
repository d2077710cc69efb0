import json


def respond(status, body):
    return {"statusCode": status, "body": body}


def handler(event, context):
    if event["httpMethod"] == "PUT":
        return respond(200, {"stored": True})  #~ malformed-proxy-response
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": [1, 2],  #~ malformed-proxy-response
    }
