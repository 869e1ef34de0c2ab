/**
 * The users and matches of generated seasons. Few of each, so that events collide,
 * and of awkward kinds: the smallest and the greatest UUID, users whose order
 * turns round when their second half is compared first, a match with the UUID
 * of a user.
 */
export const USERS = [
  "1a6f0c2e-9b47-4d18-f3c5-7e8096ad2b41",
  "8c25d7e9-04fa-b631-0a1b-2c3d4e5f6071",
  "f0e1d2c3-b4a5-9687-7869-5a4b3c2d1e0f",
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
] as const;

export const MATCHES = [
  "3d9b1f60-52ce-4a07-8e14-c6b0a9f87d25",
  "a7c40e8d-61f3-1b29-d05a-3e94f26b708c",
  "5e02b8f1-c94d-7a36-12e7-b80f9d63ca54",
  "d184f6a3-0b7e-c952-6f38-41a5e7209bcd",
  "8c25d7e9-04fa-b631-0a1b-2c3d4e5f6071",
  "00000000-0000-0000-0000-000000000000",
] as const;

/** Names that need escapes, and zones off the full hour. */
export const SEASON_COUNTRIES: ReadonlyMap<string, string> = new Map([
  ["US", "America/New_York"],
  ["JP", "Asia/Tokyo"],
  ["DE", "Europe/Berlin"],
  ["NP", "Asia/Kathmandu"],
  ["Côte d'Ivoire", "Africa/Abidjan"],
  ['a "quoted" \\ name', "Australia/Lord_Howe"],
]);

/** 2024-10-10T00:00:00Z, in the middle of what happens. */
export const MIDNIGHT = 1_728_518_400;

/** The clock of generated seasons. */
export const SEASON_NOW = MIDNIGHT + 600;
