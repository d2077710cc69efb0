exports.handler = async (event) => {
  const ip = event.requestContext.identity.sourceIp; // #~ payload-format-mismatch
  return { statusCode: 200, body: ip + event.path };
};
