from api.get import handler
