def handler(event, context):
    return {"statusCode": "OK", "body": "fine"}  #~ malformed-proxy-response
