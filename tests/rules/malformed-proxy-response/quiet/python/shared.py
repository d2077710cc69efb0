def handler(event, context):
    if "Records" in event:
        return {"batchItemFailures": []}
    return {"statusCode": 204}
