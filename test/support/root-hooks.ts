import "./time-zone.ts";

export {
  beginTestRun as mochaGlobalSetup,
  endTestRun as mochaGlobalTeardown,
} from "./test-engine.ts";
