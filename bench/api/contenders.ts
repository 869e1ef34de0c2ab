import { stopEngine } from "../../clickhouse/place.ts";
import { embeddedIn } from "../harness/with-store.ts";
import { startServer, type Server } from "../harness/child-server.ts";
import { touchline } from "../harness/touchline-command.ts";

/** A server that answers the planned requests. */
export interface ApiContender {
  readonly label: string;
  /** Starts it anew: it remembers nothing of earlier requests. */
  start(): Promise<Server>;
}

export function createTouchlineApi(dataDir: string): ApiContender {
  return {
    label: "Touchline",
    async start() {
      const server = await startServer(touchline("serve", dataDir));
      return {
        origin: server.origin,
        async stop() {
          await server.stop();
          // The next one starts with the caches of its engine empty as well.
          await stopEngine(embeddedIn(dataDir));
        },
      };
    },
  };
}
