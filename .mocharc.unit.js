import { listUnitTests } from "./dist/test/support/list-unit-tests.js";

export default {
  require: ["dist/test/support/time-zone.js"],
  spec: listUnitTests(),
  parallel: true,
  jobs: 2,
  timeout: 60000,
  exit: true,
};
