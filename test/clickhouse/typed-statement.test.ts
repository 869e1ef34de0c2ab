import { expect } from "chai";
import { checkTypedStatement } from "../../clickhouse/typed-statement.ts";

const READING = [
  "SELECT 1",
  "  select ';' AS `a;b` -- ; DROP TABLE runs",
  "(SELECT 1) UNION ALL (SELECT 2);",
  "WITH 1 AS x SELECT x",
  "FROM runs SELECT run_id",
  "SHOW TABLES ;\n",
  "EXPLAIN SELECT 1",
  "SELECT 'INSERT INTO OUTFILE', /* ; INSERT */ 1",
  "SELECT $a$ ; DROP $a$",
  "SELECT 'it''s; ' || '\\';'",
  "SELECT insert_time FROM (SELECT 1 AS insert_time)",
];

const WRITING = [
  "INSERT INTO FUNCTION file('x.csv') SELECT 1",
  "SELECT 1 INTO OUTFILE 'x.csv'",
  "select 1 into/**/outfile 'x.csv'",
  "WITH 1 AS x INSERT INTO runs SELECT x",
  "DROP TABLE runs",
  "/* SELECT */ TRUNCATE TABLE runs",
  "",
];

const SEVERAL = ["SELECT 1; DROP TABLE runs", "SELECT ';'; SELECT 2"];

describe("checkTypedStatement", () => {
  for (const sql of READING)
    it(`takes ${JSON.stringify(sql)}`, () => {
      checkTypedStatement(sql, false);
    });

  for (const sql of WRITING)
    it(`asks for --write for ${JSON.stringify(sql)}`, () => {
      expect(() => checkTypedStatement(sql, false)).to.throw("--write");
      checkTypedStatement(sql, true);
    });

  for (const sql of SEVERAL)
    it(`refuses ${JSON.stringify(sql)}, with --write too`, () => {
      for (const write of [false, true])
        expect(() => checkTypedStatement(sql, write)).to.throw("one by one");
    });
});
