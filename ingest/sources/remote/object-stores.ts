import { quoteLiteral } from "../../../clickhouse/connection/statement/quote-literal.ts";
import { TouchlineError } from "../../../common/errors.ts";
import { quoteLiterals } from "../engine/location.ts";
import type { Environment, Store } from "./store.ts";

/** The bucket, or container, and the path of an address such as s3://bucket/path. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly path: string;
}

/** Amazon S3, or a store with its protocol at AWS_ENDPOINT_URL. */
export function openS3(
  { bucket, path }: ObjectAddress,
  env: Environment,
): Store {
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL;
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION;
  const host = region ? `s3.${region}.amazonaws.com` : "s3.amazonaws.com";
  const root = endpoint
    ? `${endpoint.replace(/\/+$/, "")}/${bucket}`
    : `https://${bucket}.${host}`;
  const keys = [
    env.AWS_ACCESS_KEY_ID,
    env.AWS_SECRET_ACCESS_KEY,
    ...(env.AWS_SESSION_TOKEN ? [env.AWS_SESSION_TOKEN] : []),
  ];
  return {
    ...{ prefix: `s3://${bucket}/`, path, canList: true },
    ...speakS3("s3", root, keys),
    remedy:
      "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN, AWS_REGION) to credentials that may read and list the bucket",
  };
}

/** Google Cloud Storage, through its XML API. */
export function openGoogle(
  { bucket, path }: ObjectAddress,
  env: Environment,
): Store {
  const host = env.STORAGE_EMULATOR_HOST || "https://storage.googleapis.com";
  const root = `${host.replace(/\/+$/, "")}/${bucket}`;
  const token = env.CLOUDSDK_AUTH_ACCESS_TOKEN;
  const keys = [env.GS_ACCESS_KEY_ID, env.GS_SECRET_ACCESS_KEY];
  return {
    ...{ prefix: `gs://${bucket}/`, path, canList: true },
    ...(token ? speakS3("gcs", root, [], token) : speakS3("gcs", root, keys)),
    remedy:
      "set GS_ACCESS_KEY_ID and GS_SECRET_ACCESS_KEY to an HMAC key, or CLOUDSDK_AUTH_ACCESS_TOKEN to what gcloud auth print-access-token prints",
  };
}

/** Reads by the protocol of S3, signed if all keys are there. */
function speakS3(
  tableFunction: "s3" | "gcs",
  root: string,
  keys: readonly (string | undefined)[],
  token?: string,
): Pick<Store, "tableOf" | "secrets"> {
  const given = keys.filter((key): key is string => Boolean(key));
  const isSigned = given.length > 0 && given.length === keys.length;
  const access = isSigned ? quoteLiterals(given) : "NOSIGN";
  const headers = token
    ? `, headers('Authorization' = ${quoteLiteral(`Bearer ${token}`)})`
    : "";
  return {
    tableOf: (path, ...content) =>
      `${tableFunction}(${quoteLiteral(`${root}/${encodePath(path)}`)}, ${access}, ${quoteLiterals(content)}${headers})`,
    // The id of a key is no secret, and helps to find what is wrong.
    secrets: token ? [token] : given.slice(1),
  };
}

/** Encodes the names in a path, but not what patterns are made of. */
const encodePath = (path: string): string =>
  path.replace(/[^/*{},]+/g, encodeURIComponent);

/** Azure Blob Storage. */
export function openAzure(
  { bucket, path }: ObjectAddress,
  env: Environment,
): Store {
  const connection = azureConnection(env);
  if (connection === "")
    throw new TouchlineError(
      "input_failed",
      `there are no credentials for az://${bucket}/${path}: ${AZURE_REMEDY}`,
    );
  return {
    ...{ prefix: `az://${bucket}/`, path, canList: true },
    tableOf: (blob, format, structure, compression) =>
      `azureBlobStorage(${quoteLiterals([connection, bucket, blob, format, compression, structure])})`,
    secrets: [
      env.AZURE_STORAGE_KEY,
      env.AZURE_STORAGE_SAS_TOKEN,
      /AccountKey=([^;]+)/.exec(connection)?.[1],
      /SharedAccessSignature=([^;]+)/.exec(connection)?.[1],
    ].filter((secret): secret is string => Boolean(secret)),
    remedy: AZURE_REMEDY,
  };
}

const AZURE_REMEDY =
  "set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN";

/** The connection string of an environment; "" if it has none. */
function azureConnection(env: Environment): string {
  const account = env.AZURE_STORAGE_ACCOUNT;
  const key = env.AZURE_STORAGE_KEY;
  const signature = env.AZURE_STORAGE_SAS_TOKEN?.replace(/^\?/, "");
  if (env.AZURE_STORAGE_CONNECTION_STRING)
    return env.AZURE_STORAGE_CONNECTION_STRING;
  if (account && key)
    return `DefaultEndpointsProtocol=https;AccountName=${account};AccountKey=${key};EndpointSuffix=core.windows.net`;
  return account && signature
    ? `BlobEndpoint=https://${account}.blob.core.windows.net;SharedAccessSignature=${signature}`
    : "";
}
