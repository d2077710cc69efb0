from router import route


def handler(event, context):
    return route(event)
