import { openServer, type ServerOptions } from "../../../clickhouse/server.ts";
import { migrate } from "../../../clickhouse/migrate.ts";
import type { Store } from "../../../clickhouse/store.ts";
import { withFolder } from "../../support/folders.ts";
import {
  FRONT_USERS,
  withFront,
  type Front,
} from "../../support/front/with-front.ts";
import { NOBODY } from "../../support/on-server.ts";

/** A server, and stores on it. */
export interface LentServer {
  readonly front: Front;
  /** An empty folder. */
  readonly folder: string;
  readonly open: (changes?: Partial<ServerOptions>) => Promise<Store>;
}

/** Lends a server with an empty database, and closes what is opened on it. */
export function withServer<T>(
  work: (server: LentServer) => Promise<T>,
): Promise<T> {
  return withFolder((folder) =>
    withFront(`${folder}/server`, async (front) => {
      const stores: Store[] = [];
      const open: LentServer["open"] = async (changes) => {
        const store = await openServer({
          endpoint: {
            url: front.url,
            database: "game",
            user: "touchline",
            password: FRONT_USERS.touchline.password,
          },
          dataDir: `${folder}/client`,
          contender: NOBODY,
          ...changes,
        });
        stores.push(store);
        return store;
      };
      await migrate(await open());
      try {
        return await work({ front, folder, open });
      } finally {
        await front.up();
        await Promise.all(stores.map((store) => store.close()));
      }
    }),
  );
}
