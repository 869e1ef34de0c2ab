import { readSql } from "../../common/package-root.ts";

/**
 * Writes, in place of {held_detail}, the detail of a held event. It follows from
 * the columns of held_events alone, so it is the same whatever runs came before.
 */
export const withHeldDetail = (sql: string): string =>
  sql.replaceAll("{held_detail}", () =>
    readSql("runs/derived/held-detail.sql").trimEnd(),
  );
