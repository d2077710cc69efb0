from policies import AuthPolicy


def handler(event, context):
    policy = AuthPolicy("user")
    response = policy.build()
    response["context"] = {"name": "x"}
    return response
