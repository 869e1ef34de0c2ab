/** The parts of JSON Schema that the API's schemas are made of. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly description?: string;
}

interface Operation {
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly description?: string | undefined;
    readonly schema: object;
  }[];
  readonly responses: {
    readonly 200: {
      readonly content: { readonly "application/json": { schema: object } };
    };
  };
}

/** Writes the types of the client from an OpenAPI document of the API. */
export function writeTypes(
  paths: Readonly<Record<string, { readonly get: Operation }>>,
): string {
  const entries = Object.entries(paths).map(([path, { get }]) => {
    const { summary, parameters, responses } = get;
    const asked: Schema = {
      type: "object",
      properties: Object.fromEntries(
        parameters.map(({ name, description, schema }) => [
          name,
          { ...schema, ...(description !== undefined && { description }) },
        ]),
      ),
      required: parameters
        .filter(({ required }) => required)
        .map(({ name }) => name),
    };
    const { schema } = responses[200].content["application/json"];
    return `/** ${summary}. */
      ${JSON.stringify(path)}: { parameters: ${typeOf(asked)}; answer: ${typeOf(schema)} };`;
  });
  return `// Written by \`npm run client\` from the schemas of the API.

    /** Every answer of the API, by path. */
    export interface Endpoints {
      ${entries.join("\n")}
    }`;
}

/** The TypeScript type of the values that a schema admits. */
function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((v) => JSON.stringify(v)).join(" | ");
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  switch (schema.type) {
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "array":
      return `Array<${typeOf(schema.items ?? {})}>`;
    case "object":
      return objectType(schema);
    default:
      throw new Error(`no type for the schema ${JSON.stringify(schema)}`);
  }
}

function objectType({
  properties = {},
  required = [],
  patternProperties = {},
  additionalProperties,
}: Schema): string {
  const others = [
    ...Object.values(patternProperties),
    ...(typeof additionalProperties === "object" ? [additionalProperties] : []),
  ];
  if (others.length > 0)
    return `Record<string, ${others.map(typeOf).join(" | ")}>`;
  const members = Object.entries(properties).map(([name, property]) => {
    const { description } = property;
    const comment = description === undefined ? "" : `/** ${description} */\n`;
    const optional = required.includes(name) ? "" : "?";
    return `${comment}${name}${optional}: ${typeOf(property)};`;
  });
  if (members.length === 0) return "Record<never, never>";
  return `{ ${members.join("\n")} }`;
}
