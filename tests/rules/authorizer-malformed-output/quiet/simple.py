def handler(event, context):
    if event["headers"].get("authorization") == "x":
        return {"isAuthorized": True, "context": {"groups": ["a"]}}
    return {"isAuthorized": False}
