// A function by SCF's contract alone, with Node's own `http`: `plain.js event` or `plain.js http`.
const http = require("http");

const reply = (response, status, value) => {
  // Before the head is sent: what nests too deeply cannot be written.
  const text = JSON.stringify(value);
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(text);
};

const body = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const event = async (request, response) => {
  if (request.method !== "POST" || request.url !== "/event-invoke") {
    return reply(response, 404, { errorType: "NotFound", errorMessage: "events come to /event-invoke" });
  }
  try {
    const event = JSON.parse(await body(request));
    reply(response, 200, { requestId: request.headers["x-scf-request-id"], event });
  } catch (error) {
    reply(response, 400, { errorType: "InvalidEvent", errorMessage: error.message });
  }
};

const page = async (request, response) => {
  const { length } = await body(request);
  reply(response, request.url === "/" ? 200 : 404, { length });
};

const answer = process.argv[2] === "event" ? event : page;
const server = http.createServer((request, response) => {
  // Who has gone needs no answer.
  answer(request, response).catch(() => request.destroy());
});
server.listen(9000, "0.0.0.0");
process.on("SIGTERM", () => process.exit(0));
