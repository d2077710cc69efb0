def handler(event, context):
    return "no response"
