import { expect } from "chai";
import { lendApi } from "../lend-api.ts";

const PAGE =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const DATA =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

describe("the headers of an answer", () => {
  const api = lendApi();

  const POLICIES: Record<string, string> = {
    "/": PAGE,
    "/docs": PAGE,
    "/assets/main.js": PAGE,
    "/api/daily": DATA,
    "/api/daily?format=csv": DATA,
    "/api/daily?from=x": DATA,
    "/healthz/ready": DATA,
    "/nowhere": DATA,
  };
  for (const [path, policy] of Object.entries(POLICIES))
    it(`limit browsers to what is needed: ${path}`, async () => {
      const { headers } = await api.request(path);
      expect({
        policy: headers.get("content-security-policy"),
        opener: headers.get("cross-origin-opener-policy"),
        resource: headers.get("cross-origin-resource-policy"),
        referrer: headers.get("referrer-policy"),
        sniffing: headers.get("x-content-type-options"),
        framing: headers.get("x-frame-options"),
      }).to.deep.equal({
        policy,
        opener: "same-origin",
        resource: "same-origin",
        referrer: "same-origin",
        sniffing: "nosniff",
        framing: "DENY",
      });
    });
});
