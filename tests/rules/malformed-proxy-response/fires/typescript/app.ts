import type { APIGatewayProxyEvent } from "aws-lambda";

export const handler = async (event: APIGatewayProxyEvent): Promise<unknown> => {
  const body = { name: "x" }; // #~ malformed-proxy-response
  return { statusCode: 200, body };
};
