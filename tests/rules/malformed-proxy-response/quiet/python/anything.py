def handler(event, context):
    if event["rawPath"] == "/list":
        return [1, 2]
    return {"message": "any JSON is the body"}
