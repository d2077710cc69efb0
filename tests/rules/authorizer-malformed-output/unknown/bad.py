def handler(event, context):
    return {"allowed": True}
