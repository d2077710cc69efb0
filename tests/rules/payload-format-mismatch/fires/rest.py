def handler(event, context):
    path = event["rawPath"]  #~ payload-format-mismatch
    return {"statusCode": 200, "body": path}
