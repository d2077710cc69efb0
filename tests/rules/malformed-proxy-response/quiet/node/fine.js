const respond = (statusCode, body) => ({ statusCode, body: JSON.stringify(body) });

exports.handler = (event, context, callback) => {
  if (event.httpMethod === "PUT") return callback(null, respond(200, { stored: true }));
  callback(null, { statusCode: 204, extra: undefined });
};
