import json


def handler(event, context):
    path = event["path"]
    if path == "/empty":
        return {}
    if path == "/headers":
        return {"headers": {"X-A": True}}
    if path == "/null":
        return {"statusCode": "201", "headers": None, "multiValueHeaders": {"X-A": ["1"]}}
    if path == "/broken":
        return {"statusCode": 503, "body": "try again"}
    if path == "/binary":
        return {"statusCode": 200, "base64Encoded": True, "body": "aGk="}
    if path == "/raises":
        raise ValueError(path)
    return {"statusCode": 200, "isBase64Encoded": False, "body": json.dumps({"a": 1})}
