from responses import created


def wrap(function):
    return lambda event, context: function(event)


def handler(event, context):
    if event["path"] == "/created":
        return created({"a": 1})
    response = {"statusCode": 200, "body": {"a": 1}}
    created(response)
    return response
