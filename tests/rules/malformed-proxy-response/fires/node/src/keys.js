exports.handler = async (event) => {
  const orders = [];
  return { message: "hello", orders }; // #~ malformed-proxy-response
};
