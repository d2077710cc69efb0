def handler(event, context):
    path = event.get("path") or event.get("rawPath")
    if event.get("version") == "2.0":
        method = event["requestContext"]["http"]["method"]
    else:
        method = event["httpMethod"]
    try:
        ip = event["requestContext"]["identity"]["sourceIp"]
    except KeyError:
        ip = "?"
    return {"statusCode": 200, "body": path + method + ip}
