// An event function by SCF's contract, with Express.
const express = require("express");

const app = express();
// Whatever the content type, and as large as events are.
app.use(express.json({ type: () => true, limit: "6mb", strict: false }));

app.post("/event-invoke", (request, response) => {
  console.log(JSON.stringify({ message: "event", requestId: request.get("X-Scf-Request-Id") }));
  response.json({ requestId: request.get("X-Scf-Request-Id"), event: request.body });
});

app.use((request, response) => {
  response.status(404).json({ errorType: "NotFound", errorMessage: "events come to /event-invoke" });
});

app.use((error, request, response, next) => {
  response.status(error.status ?? 500).json({ errorType: error.type, errorMessage: error.message });
});

app.listen(9000, "0.0.0.0");
process.on("SIGTERM", () => process.exit(0));
